package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// aPicture may be too large to be shown small, and then its page says so.
const aPicture = "a picture"

// openPages is how many pages staff have open, in one office.
const openPages = 50

// staffAtWork is what members of staff did, and what they noticed.
type staffAtWork struct {
	a        *attacked
	requests durations
	streams  atomic.Int64 // that were open and told of something at the end
	uploaded int64        // bytes of the file that was sent
	rows     int          // of the import

	mu       sync.Mutex
	problems []string
	longest  map[string]time.Duration // by what was asked
}

// staffAtWork has them list and read, answer, send a large file, import a list,
// sign in, look at pictures, and keep pages open.
func (a *attacked) staffAtWork(ctx context.Context, wg *sync.WaitGroup, most time.Duration) *staffAtWork {
	s := &staffAtWork{a: a, longest: map[string]time.Duration{}, uploaded: 20 << 20, rows: 10_000}
	if most >= 5*time.Minute {
		s.uploaded, s.rows = 100<<20-1<<20, 100_000
	}
	s.openPages(ctx, wg)
	wg.Go(func() { s.read(ctx) })
	wg.Go(func() { s.answer(ctx) })
	wg.Go(func() { s.signIn(ctx) })
	wg.Go(func() { a.busy.during(s.sendFile) })
	wg.Go(s.importList)
	wg.Go(s.lookAtPictures)
	return s
}

func (s *staffAtWork) check(t *testing.T) {
	t.Helper()
	for i, problem := range s.problems {
		if i == 20 {
			t.Errorf("and %d more", len(s.problems)-i)
			break
		}
		t.Errorf("staff: %s", problem)
	}
	if n := s.streams.Load(); n != openPages {
		t.Errorf("%d of %d open pages were told of messages until the end", n, openPages)
	}
}

func (s *staffAtWork) String() string {
	return fmt.Sprintf("%s; %d problems, %d pages open to the end; at most %v", &s.requests, len(s.problems), s.streams.Load(), s.longest)
}

func (s *staffAtWork) took(what string, took time.Duration) {
	s.requests.add(took)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest[what] = max(s.longest[what], took.Round(time.Millisecond))
}

func (s *staffAtWork) problem(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// request is one of a member of staff in the office; it should succeed.
func (s *staffAtWork) request(what, method, path, contentType string, body io.Reader) []byte {
	req, err := http.NewRequest(method, s.a.base+path, body)
	if err != nil {
		s.problem("%s: %v", what, err)
		return nil
	}
	req.Header.Set("Authorization", s.a.staff)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set(attackHeader, officeAddress)
	began := time.Now()
	resp, err := houseClient.Do(req)
	if err != nil {
		s.problem("%s: %v", what, err)
		return nil
	}
	defer resp.Body.Close()
	content, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 && !(what == aPicture && resp.StatusCode == http.StatusUnprocessableEntity) {
		s.problem("%s: %d %.200s", what, resp.StatusCode, content)
		return nil
	}
	s.took(what, time.Since(began))
	return content
}

func (s *staffAtWork) json(what, method, path string, body any) map[string]any {
	answer := map[string]any{}
	_ = json.Unmarshal(s.request(what, method, path, "application/json", bytes.NewReader(mustJSON(body))), &answer)
	return answer
}

// pace does something again and again until the end.
func pace(ctx context.Context, every time.Duration, do func(n int)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		do(n)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func (s *staffAtWork) read(ctx context.Context) {
	pace(ctx, 100*time.Millisecond, func(n int) {
		paths := []string{"/api/collections/conversations/records?sort=-last_at&perPage=50&skipTotal=1", "/api/crm/health", "/inbox", "/app/main.js",
			"/api/collections/comms_log/records?sort=-occurred_at&perPage=50&skipTotal=1&filter=(customer_id='unknown:447700900123')"}
		s.request("reading", "GET", paths[n%len(paths)], "", nil)
	})
}

// answer sends to who has written; few enough for the rate at which WhatsApp
// takes messages to one person.
func (s *staffAtWork) answer(ctx context.Context) {
	pace(ctx, 500*time.Millisecond, func(n int) {
		s.json("answering", "POST", "/api/crm/whatsapp/send", map[string]any{
			"customer_id": "unknown:447700900123", "message": fmt.Sprint("answer ", n), "client_key": fmt.Sprint("house", n)})
	})
}

// signIn is somebody else who comes and goes, with the right password.
func (s *staffAtWork) signIn(ctx context.Context) {
	pace(ctx, 4*time.Second, func(int) {
		s.json("signing in", "POST", "/api/collections/users/auth-with-password", map[string]any{"identity": "kim@example.com", "password": staffPassword})
	})
}

// sendFile sends a large document, as an application that imports a list does
// beside it.
func (s *staffAtWork) sendFile() {
	const line = "All the plans of the year, line by line.\n"
	body, contentType := formOf("media", "plan.txt", strings.Repeat(line, int(s.uploaded)/len(line)), map[string]string{"customer_id": "unknown:447700900123"})
	s.request("sending a file", "POST", "/api/crm/whatsapp/send", contentType, body)
}

func (s *staffAtWork) importList() {
	var list strings.Builder
	list.WriteString("Name,Phone\r\n")
	for n := range s.rows {
		fmt.Fprintf(&list, "Imported %d,+4477%08d\r\n", n, n)
	}
	body, contentType := formOf("file", "list.csv", list.String(), nil)
	made := map[string]any{}
	s.a.busy.during(func() {
		_ = json.Unmarshal(s.request("uploading a list", "POST", "/api/crm/imports", contentType, body), &made)
	})
	path := fmt.Sprintf("/api/crm/imports/%s/", made["id"])
	s.json("checking a list", "POST", path+"check", map[string]any{
		"mapping": map[string]string{"0": "name", "1": "phone"}, "options": map[string]string{"country": "gb", "duplicates": "skip"}})
	s.json("importing a list", "POST", path+"start", map[string]any{})
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		now := s.json("looking at an import", "GET", fmt.Sprintf("/api/collections/imports/records/%s", made["id"]), nil)
		if now["finished_at"] != "" {
			if now["state"] != "done" {
				s.problem("the import ended as %v", now["state"])
			}
			return
		}
	}
	s.problem("the import takes too long")
}

// lookAtPictures opens the thread of a customer who sent pictures that are small
// and take much to decode.
func (s *staffAtWork) lookAtPictures() {
	var rows struct {
		Items []struct{ ID, Media string }
	}
	const fetched = "/api/collections/comms_log/records?filter=(message_type='image'%26%26media!='')"
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		_ = json.Unmarshal(s.request("looking for pictures", "GET", fetched, "", nil), &rows)
		if len(rows.Items) >= pictures {
			break
		}
	}
	if len(rows.Items) < pictures {
		s.problem("only %d pictures were fetched", len(rows.Items))
	}
	token := s.json("a token for files", "POST", "/api/files/token", nil)["token"]
	var wg sync.WaitGroup
	for _, row := range rows.Items {
		wg.Go(func() {
			s.request(aPicture, "GET", fmt.Sprintf("/api/files/comms_log/%s/%s?thumb=480x480f&token=%s", row.ID, row.Media, token), "", nil)
		})
	}
	wg.Wait()
}

// openPages follows the inbox as pages do, until the end.
func (s *staffAtWork) openPages(ctx context.Context, wg *sync.WaitGroup) {
	for range openPages {
		wg.Go(func() {
			told, err := s.openPage(ctx)
			if ctx.Err() == nil || told == 0 {
				s.problem("an open page was told %d times and ended with %v", told, err)
				return
			}
			s.streams.Add(1)
		})
	}
}

func (s *staffAtWork) openPage(ctx context.Context) (told int, err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", s.a.base+"/api/realtime", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set(attackHeader, officeAddress)
	resp, err := new(http.Transport).RoundTrip(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("status %d", resp.StatusCode)
	}
	event := ""
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		switch {
		case name == "event":
			event = value
		case name == "data" && event == "PB_CONNECT":
			var hello struct{ ClientID string }
			_ = json.Unmarshal([]byte(value), &hello)
			s.json("following the inbox", "POST", "/api/realtime", map[string]any{"clientId": hello.ClientID, "subscriptions": []string{"crm/inbox", "customers/*"}})
		case name == "data" && event == "crm/inbox":
			told++
		}
	}
	return told, lines.Err()
}

// formOf is a form with one file.
func formOf(field, name, content string, more map[string]string) (io.Reader, string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, value := range more {
		_ = form.WriteField(key, value) // into memory
	}
	part, _ := form.CreateFormFile(field, name)
	_, _ = io.WriteString(part, content)
	_ = form.Close()
	return &body, form.FormDataContentType()
}

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	sendsJSON = "Content-Type: application/json\r\n"
	sendsForm = "Content-Type: multipart/form-data; boundary=XX\r\n"
)

var attackedCollections = []string{
	"comms_log", "imports", "customers", "contacts", "users", "_superusers", "conversations", "crm_settings", "whatsapp_events", "nothing",
}

func oneOf(all ...string) string { return all[rand.IntN(len(all))] }

// again repeats a text up to a size.
func again(text string, size int) io.Reader {
	return io.LimitReader(&repeated{text: text}, int64(size))
}

type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) {
		copied := copy(p[n:], r.text[r.at:])
		n, r.at = n+copied, (r.at+copied)%len(r.text)
	}
	return n, nil
}

func (s *strangers) largeBody(ctx context.Context, from stranger, kind string) {
	path := "/api/collections/" + oneOf(attackedCollections...) + "/records"
	method := oneOf("POST", "PATCH", "DELETE", "PUT")
	if method != "POST" {
		path += "/aaaaaaaaaaaaaaa"
	}
	path = oneOf(path, path, "/api/batch", "/api/realtime", "/api/collections/users/auth-with-password", "/api/crm/whatsapp/send", "/api/settings")
	size := 1<<20 + rand.IntN(12<<20)
	s.count(kind, s.send(ctx, from, method, path, sendsJSON, size, io.MultiReader(strings.NewReader(`{"body":[`), again("{},", size))))
}

func (s *strangers) upload(ctx context.Context, from stranger, kind string) {
	path := oneOf("/api/collections/"+oneOf(attackedCollections...)+"/records", "/api/crm/imports", "/api/crm/whatsapp/send", "/api/backups/upload")
	size := 5<<20 + rand.IntN(60<<20)
	s.count(kind, s.send(ctx, from, "POST", path, sendsForm, size, io.MultiReader(
		strings.NewReader("--XX\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.bin\"\r\n\r\n"), again("a", size))))
}

// dribble sends a byte now and then, as long as it may.
func (s *strangers) dribble(ctx context.Context, from stranger, kind, head, bytes string, every time.Duration) {
	conn, err := s.dial(ctx, from)
	if err != nil {
		s.count(kind, 0)
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	_, _ = io.WriteString(conn, head)
	go func() {
		for i := 0; ; i++ {
			if _, err := io.WriteString(conn, bytes[i%len(bytes):i%len(bytes)+1]); err != nil {
				return
			}
			time.Sleep(every)
		}
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.count(kind, 0)
		return
	}
	resp.Body.Close()
	s.count(kind, resp.StatusCode)
}

func (s *strangers) slowHeaders(ctx context.Context, from stranger, kind string) {
	path := oneOf("/", "/inbox", "/api/health", "/api/collections/users/records", "/api/crm/whatsapp/webhook")
	head := "GET " + path + " HTTP/1.1\r\nHost: " + s.a.addr + "\r\nX-A: "
	s.dribble(ctx, from, kind, head, "a", time.Second)
}

func (s *strangers) slowBody(ctx context.Context, from stranger, kind string) {
	path := oneOf("/api/collections/comms_log/records", "/api/collections/users/auth-with-password", "/api/realtime", "/api/crm/whatsapp/send",
		"/api/crm/imports", "/api/batch")
	s.dribble(ctx, from, kind, s.head(from, "POST", path, oneOf(sendsJSON, sendsForm), 60_000), "{", 500*time.Millisecond)
}

// emptyWebhook declares a body, sends one byte of it, and waits.
func (s *strangers) emptyWebhook(ctx context.Context, from stranger, kind string) {
	length := []int{2_000, 262_144, 3 << 20}[rand.IntN(3)]
	s.count(kind, s.send(ctx, from, "POST", "/api/crm/whatsapp/webhook", sendsJSON, length, strings.NewReader("{")))
}

func (s *strangers) forgedWebhook(ctx context.Context, from stranger, kind string) {
	headers := sendsJSON
	if rand.IntN(2) == 0 {
		headers += "X-Hub-Signature-256: sha256=" + strings.Repeat("ab", 32) + "\r\n"
	}
	size := []int{2_000, 200_000, 2 << 20, 3 << 20, 4 << 20}[rand.IntN(5)]
	s.count(kind, s.send(ctx, from, "POST", "/api/crm/whatsapp/webhook", headers, size, io.MultiReader(strings.NewReader(`{"stranger":[`), again("{},", size))))
}

// filters opens a stream and follows a collection a thousand times; every other
// stranger leaves it at the open stream.
func (s *strangers) filters(ctx context.Context, from stranger, kind string) {
	conn, err := s.dial(ctx, from)
	if err != nil {
		s.count(kind, 0)
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	_, _ = io.WriteString(conn, s.head(from, "GET", "/api/realtime", "", -1))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.count(kind, 0)
		return
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		s.count(kind, resp.StatusCode)
		return
	}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok {
			continue
		}
		if strings.Contains(data, `"record"`) || strings.Contains(data, `"comms"`) {
			s.a.t.Errorf("a stranger is told of %.200s", data)
			return
		}
		var hello struct{ ClientID string }
		if json.Unmarshal([]byte(data), &hello) == nil && hello.ClientID != "" && rand.IntN(2) == 0 {
			topics := []string{"crm/inbox"}
			for i := range 1000 {
				topics = append(topics, "comms_log/*?options="+url.QueryEscape(fmt.Sprintf(`{"query":{"filter":"body~'%d' || customer.name~'a'"}}`, i)))
			}
			for _, some := range [][]string{topics[:20], topics} {
				body := string(mustJSON(map[string]any{"clientId": hello.ClientID, "subscriptions": some}))
				s.count(kind, s.send(ctx, from, "POST", "/api/realtime", sendsJSON, len(body), strings.NewReader(body)))
			}
		}
	}
	s.count(kind, 0) // it was closed
}

func (s *strangers) longAddress(ctx context.Context, from stranger, kind string) {
	headers := "User-Agent: " + strings.Repeat("U", 2000) + "\r\nReferer: " + strings.Repeat("R", 2000) + "\r\n"
	s.count(kind, s.send(ctx, from, "GET", fmt.Sprintf("/api/%d/%s", rand.Int(), strings.Repeat("x", 2950)), headers, -1, nil))
}

func (s *strangers) guess(ctx context.Context, from stranger, kind, collection, identity string) {
	body := string(mustJSON(map[string]any{"identity": identity, "password": fmt.Sprint("guess", rand.Int())}))
	s.count(kind, s.send(ctx, from, "POST", "/api/collections/"+collection+"/auth-with-password", sendsJSON, len(body), strings.NewReader(body)))
}

func (s *strangers) guessOne(ctx context.Context, from stranger, kind string) {
	s.guess(ctx, from, kind, oneOf("users", "users", "_superusers"), "guessed@example.com")
}

func (s *strangers) guessMany(ctx context.Context, from stranger, kind string) {
	s.guess(ctx, from, kind, oneOf("users", "_superusers"), fmt.Sprintf("person%d@example.com", rand.IntN(5000)))
}

func (s *strangers) mail(ctx context.Context, from stranger, kind string) {
	body := string(mustJSON(map[string]any{"email": oneOf("guessed@example.com", fmt.Sprintf("person%d@example.com", rand.IntN(5000)))}))
	path := "/api/collections/" + oneOf("users", "_superusers") + "/" +
		oneOf("request-otp", "request-password-reset", "request-verification", "request-email-change")
	s.count(kind, s.send(ctx, from, "POST", path, sendsJSON, len(body), strings.NewReader(body)))
}

func (s *strangers) file(ctx context.Context, from stranger, kind string) {
	path := fmt.Sprintf("/api/files/%s/%s/%s?thumb=%s&token=%s", oneOf(attackedCollections...), oneOf("aaaaaaaaaaaaaaa", "../../etc", "%2e%2e%2f"),
		oneOf("a.png", "data.db"), oneOf("480x480f", "9999x9999", "0x1"), oneOf("", "x.y.z"))
	s.count(kind, s.send(ctx, from, "GET", path, "", -1, nil))
}

// anything is a request without sense to some route.
func (s *strangers) anything(ctx context.Context, from stranger, kind string) {
	junk := make([]byte, rand.IntN(3000))
	for i := range junk {
		junk[i] = byte(rand.Uint32())
	}
	path := oneOf("/", "/_/", "/api/", "/api/crm/", "/api/collections/", "/api/crm/whatsapp/", "/api/crm/conversations/", "/app/") +
		url.PathEscape(string(junk[:min(len(junk), rand.IntN(60))])) +
		oneOf("", "/read", "/merge?x=%00", "?filter="+url.QueryEscape(string(junk[:min(len(junk), 40)])))
	headers := oneOf(sendsJSON, sendsForm, "Content-Type: text/plain\r\n", "Transfer-Encoding: gzip\r\n", "Authorization: Bearer x.y.z\r\n",
		"Range: bytes=0-,1-,2-\r\n", "Upgrade: websocket\r\nConnection: upgrade\r\n", "Accept-Encoding: gzip\r\n")
	method := oneOf("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")
	s.count(kind, s.send(ctx, from, method, path, headers, len(junk), bytes.NewReader(junk)))
}

// idle holds a connection on which nothing comes.
func (s *strangers) idle(ctx context.Context, from stranger, kind string) {
	conn, err := s.dial(ctx, from)
	s.count(kind, 0)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	_, _ = conn.Read(make([]byte, 1))
}

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// restoreFiles are in storage while a restore is killed; restoreKills is how
// often, because every run has it: RESTORE_KILLS=40 for many.
const (
	restoreFiles = 200
	restoreKills = 3
)

// restorable is a data directory, stopped, with the backup a.zip of an earlier
// state of it: the messages and the files differ.
type restorable struct {
	t      *testing.T
	dir    string
	token  string
	states [2]map[string]string // the files of the backup and of now: their address and content
	counts [2]int               // the messages
}

func newRestorable(t *testing.T) *restorable {
	t.Helper()
	r := &restorable{t: t, dir: filepath.Join(t.TempDir(), "data")}
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", r.dir)
	if code := superuser.wait(patience); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}
	server, base := r.serve(r.dir)
	r.token = signIn(t, base, "_superusers", "root@example.com", "correct horse")
	r.want("make a collection", 200)(call(t, "POST", base+"/api/collections", r.token, map[string]any{
		"name": "papers", "type": "base", "viewRule": "", "fields": []any{map[string]any{"name": "paper", "type": "file", "maxSelect": 1}},
	}))
	files := map[string]string{}
	for i := range restoreFiles {
		r.upload(base, files, fmt.Sprintf("paper %d", i))
	}
	r.messages(base, 0, 20)
	r.states[0], r.counts[0] = files, 20
	r.want("make a backup", 204)(call(t, "POST", base+"/api/backups", r.token, map[string]any{"name": "a.zip"}))

	now, n := map[string]string{}, 0
	for path, content := range files {
		if n++; n%2 == 0 {
			now[path] = content
			continue
		}
		r.want("remove a file", 204)(call(t, "DELETE", base+"/api/collections/papers/records/"+filepath.Base(filepath.Dir(path)), r.token, nil))
	}
	for i := range restoreFiles / 4 {
		r.upload(base, now, fmt.Sprintf("new paper %d", i))
	}
	r.messages(base, 20, 50)
	r.states[1], r.counts[1] = now, 50
	server.kill()
	return r
}

func (r *restorable) want(what string, status int) func(int, map[string]any) {
	return func(got int, answer map[string]any) {
		r.t.Helper()
		if got != status {
			r.t.Fatalf("%s: %d %v", what, got, answer)
		}
	}
}

func (r *restorable) serve(dir string) (*program, string) {
	r.t.Helper()
	addr := freePort(r.t)
	server := start(r.t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(r.t, "http://"+addr+"/api/health")
	return server, "http://" + addr
}

func (r *restorable) upload(base string, files map[string]string, content string) {
	r.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("paper", "paper.txt")
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil {
		r.t.Fatal(err)
	}
	_ = form.Close()
	req, err := http.NewRequest("POST", base+"/api/collections/papers/records", &body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", r.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var record struct{ ID, CollectionID, Paper string }
	if err := json.NewDecoder(resp.Body).Decode(&record); err != nil || resp.StatusCode != 200 {
		r.t.Fatalf("upload: %d %v", resp.StatusCode, err)
	}
	files["/api/files/papers/"+record.ID+"/"+record.Paper] = content
}

func (r *restorable) messages(base string, from, to int) {
	r.t.Helper()
	for n := from; n < to; n++ {
		status, answer := call(r.t, "POST", base+"/api/crm/whatsapp/webhook", "", inbound("447700900123", fmt.Sprintf("wamid.restore%d", n), "hello"))
		r.want("webhook", 200)(status, answer)
	}
}

// state is which of the two the data is, with every message and every file.
func (r *restorable) state(base string) int {
	r.t.Helper()
	stored := len(storedMessages(r.t, base))
	for state, count := range r.counts {
		if stored != count {
			continue
		}
		for path, content := range r.states[state] {
			resp, err := http.Get(base + path)
			if err != nil {
				r.t.Fatal(err)
			}
			got, _ := io.ReadAll(resp.Body)
			if resp.Body.Close(); string(got) != content {
				r.t.Errorf("with %d messages, %s holds %q", stored, path, got)
			}
		}
		return state
	}
	r.t.Fatalf("%d messages: neither the old nor the new data", stored)
	return 0
}

func (r *restorable) restore(base string) {
	r.t.Helper()
	r.want("restore", 204)(call(r.t, "POST", base+"/api/backups/a.zip/restore", r.token, nil))
}

// A kill at any moment of a restore, and another in the start after it, leaves
// the old or the new data, with all files, and nothing of the work behind.
func TestAKilledRestoreLeavesTheOldOrTheNewData(t *testing.T) {
	r := newRestorable(t)
	kills := restoreKills
	if n, err := strconv.Atoi(os.Getenv("RESTORE_KILLS")); err == nil {
		kills = n
	}
	copied := func() string {
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(dir, os.DirFS(r.dir)); err != nil {
			t.Fatal(err)
		}
		return dir
	}

	// one without a kill, which tells how long it takes
	dir := copied()
	_, base := r.serve(dir)
	begun := time.Now()
	r.restore(base)
	for end := begun.Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if resp, err := http.Get(base + "/api/health"); err == nil {
			resp.Body.Close()
			if _, err := os.Stat(filepath.Join(dir, "before_restore", "data.db")); err == nil && resp.StatusCode == 200 {
				break
			}
		}
		if time.Now().After(end) {
			t.Fatal("it is not restored")
		}
	}
	took := time.Since(begun)
	if r.state(base) != 0 {
		t.Fatal("a restore without a kill leaves the data as it was")
	}

	const pause = 900 * time.Millisecond // PocketBase answers first, and waits for a second
	outcomes := [2]int{}
	for cycle := range kills {
		dir := copied()
		server, base := r.serve(dir)
		begun := time.Now()
		r.restore(base)
		time.Sleep(time.Until(begun.Add(pause + rand.N(took-pause+200*time.Millisecond))))
		server.kill()
		if cycle%2 == 0 {
			again := start(t, nil, "serve", "--dir", dir, "--http", freePort(t))
			time.Sleep(rand.N(300 * time.Millisecond))
			again.kill()
		}
		server, base = r.serve(dir)
		outcomes[r.state(base)]++
		for _, left := range []string{".crm_restore", ".crm_backup"} {
			if _, err := os.Stat(filepath.Join(dir, left)); err == nil {
				t.Errorf("%s is left", left)
			}
		}
		server.kill()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
	t.Logf("a restore takes %s; of %d kills %d left the new data and %d the old", took, kills, outcomes[0], outcomes[1])
}

// What is acknowledged once a restore has begun is there after it: until the new
// data is open, nothing is.
func TestNothingAcknowledgedDuringARestoreIsLost(t *testing.T) {
	r := newRestorable(t)
	_, base := r.serve(r.dir)
	stop, done := make(chan struct{}), make(chan struct{})
	var refused, acknowledged atomic.Int64
	after := map[string]bool{} // acknowledged after the first refusal
	go func() {
		defer close(done)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			wamid := fmt.Sprintf("wamid.during%d", n)
			body, _ := json.Marshal(inbound("447700900124", wamid, "hello"))
			resp, err := crashClient.Post(base+"/api/crm/whatsapp/webhook", "application/json", bytes.NewReader(body))
			if err != nil {
				time.Sleep(5 * time.Millisecond)
				continue
			}
			_ = resp.Body.Close()
			switch {
			case resp.StatusCode == http.StatusServiceUnavailable:
				refused.Add(1)
			case resp.StatusCode == http.StatusOK && refused.Load() > 0:
				after[wamid] = true
				acknowledged.Add(1)
			}
			time.Sleep(time.Millisecond)
		}
	}()
	r.restore(base)
	for end := time.Now().Add(patience); acknowledged.Load() < 20; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d were refused, then %d acknowledged", refused.Load(), acknowledged.Load())
		}
	}
	close(stop)
	<-done
	stored := storedMessages(t, base)
	for wamid := range after {
		if stored[wamid] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", wamid, stored[wamid])
		}
	}
	if stored["wamid.restore30"] != 0 {
		t.Error("the backup was not restored, so this test shows nothing")
	}
}

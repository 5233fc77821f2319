package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// crashCycles is small, because every run has it; for many cycles use
// -run Crash -count 30.
const (
	crashCycles = 4
	crashMost   = 20 // cycles until one ends between a commit and its answer
	crashers    = 8
	cycleLeast  = 60 // messages of a cycle; where they take long, it lasts longer
)

// Whatever was sent is there after kill -9 at any moment, once: what was
// answered with 200 was not lost, and what was sent again, because the answer
// never came, was not doubled.
func TestCrashLosesAndDoublesNothing(t *testing.T) {
	redelivered := stopUnderLoad(t, func(cycle, redelivered int) bool {
		return cycle < crashCycles || redelivered == 0 && cycle < crashMost
	}, func(server *program) { server.kill() })
	if redelivered == 0 {
		t.Errorf("no message was delivered again over a kill in %d cycles, so this test shows little", crashMost)
	}
}

// An orderly stop finishes what was accepted, and says so with exit code 0.
func TestStopLosesAndDoublesNothing(t *testing.T) {
	stopUnderLoad(t, func(cycle, _ int) bool { return cycle < 2 }, func(server *program) {
		server.signal(syscall.SIGTERM)
		if code := server.wait(patience); code != 0 {
			t.Errorf("exit code %d:\n%s", code, server.output)
		}
	})
}

// stopUnderLoad ends a server under load in cycles, as long as more says so,
// and returns how many messages were stored, unanswered and delivered again.
func stopUnderLoad(t *testing.T, more func(cycle, redelivered int) bool, end func(*program)) int {
	t.Helper()
	dir, addr := filepath.Join(t.TempDir(), "data"), freePort(t)
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", dir)
	if code := superuser.wait(patience); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}
	serve := func() *program {
		server := start(t, nil, "serve", "--dir", dir, "--http", addr)
		waitForHTTP(t, "http://"+addr+"/api/health")
		return server
	}

	var sent atomic.Int64
	writers := make([]*metaWriter, crashers)
	for i := range writers {
		writers[i] = &metaWriter{addr: addr, sent: &sent}
	}
	redelivered := 0
	for cycle := 0; more(cycle, redelivered); cycle++ {
		server := serve()
		if slices.ContainsFunc(writers, func(w *metaWriter) bool { return w.waiting != nil }) {
			stored := storedMessages(t, "http://"+addr)
			for _, w := range writers {
				if w.waiting != nil && stored[w.wamid] > 0 {
					redelivered++
				}
			}
		}
		stop, begun := make(chan struct{}), sent.Load()
		var wg sync.WaitGroup
		for _, w := range writers {
			wg.Go(func() { w.until(stop) })
		}
		time.Sleep(200*time.Millisecond + rand.N(600*time.Millisecond))
		for late := time.Now().Add(patience); sent.Load() < begun+cycleLeast && time.Now().Before(late); {
			time.Sleep(rand.N(20 * time.Millisecond))
		}
		end(server)
		close(stop)
		wg.Wait()
		t.Logf("cycle %d: ended after %d messages", cycle, sent.Load())
	}

	serve()
	late := time.Now().Add(patience)
	for _, w := range writers {
		for w.waiting != nil {
			if w.deliver(); w.waiting != nil && time.Now().After(late) {
				t.Fatalf("%s is never acknowledged", w.wamid)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	stored := storedMessages(t, "http://"+addr)
	for n := range sent.Load() {
		if wamid := crashWamid(n + 1); stored[wamid] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", wamid, stored[wamid])
		}
	}
	if int64(len(stored)) != sent.Load() {
		t.Errorf("%d messages are stored, %d were sent", len(stored), sent.Load())
	}
	if sent.Load() < 100 {
		t.Errorf("only %d messages were sent, so this test shows little", sent.Load())
	}
	t.Logf("%d sent, %d of them stored before and delivered again", sent.Load(), redelivered)
	return redelivered
}

func crashWamid(n int64) string { return fmt.Sprintf("wamid.crash%d", n) }

// metaWriter writes as Meta does: one body after the other, and each again
// until it is acknowledged, by the next server if need be.
type metaWriter struct {
	addr    string
	sent    *atomic.Int64
	wamid   string
	waiting []byte // not yet acknowledged
}

func (w *metaWriter) until(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if w.waiting == nil {
			n := w.sent.Add(1)
			w.wamid = crashWamid(n)
			w.waiting, _ = json.Marshal(inbound(fmt.Sprint(447700900000+n%40), w.wamid, fmt.Sprintf("message %d", n)))
		}
		w.deliver()
	}
}

var crashClient = &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: crashers}}

// deliver tries once.
func (w *metaWriter) deliver() {
	resp, err := crashClient.Post("http://"+w.addr+"/api/crm/whatsapp/webhook", "application/json", bytes.NewReader(w.waiting))
	if err != nil {
		time.Sleep(5 * time.Millisecond)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode == http.StatusOK {
		w.waiting = nil
	}
}

// storedMessages counts the rows by wamid.
func storedMessages(t *testing.T, base string) map[string]int {
	t.Helper()
	return storedBy(t, base, signIn(t, base, "_superusers", "root@example.com", "correct horse"))
}

func storedBy(t *testing.T, base, token string) map[string]int {
	t.Helper()
	stored := map[string]int{}
	for page := 1; ; page++ {
		_, answer := call(t, "GET", fmt.Sprintf("%s/api/collections/comms_log/records?perPage=1000&page=%d&skipTotal=1&fields=ext_message_id&sort=id", base, page), token, nil)
		items, _ := answer["items"].([]any)
		for _, item := range items {
			stored[item.(map[string]any)["ext_message_id"].(string)]++
		}
		if len(items) < 1000 {
			return stored
		}
	}
}

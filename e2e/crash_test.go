package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// crashCycles is small, because every run has it; for many cycles use
// -run Crash -count 30.
const crashCycles = 4

// What was answered with 200 is there after kill -9 at any moment, once; a
// message that was sent again because its answer never came is there once too.
func TestCrashLosesAndDoublesNothing(t *testing.T) {
	stopUnderLoad(t, crashCycles, func(server *program) { server.kill() })
}

// An orderly stop finishes what was accepted, and says so with exit code 0.
func TestStopLosesAndDoublesNothing(t *testing.T) {
	stopUnderLoad(t, 2, func(server *program) {
		server.signal(syscall.SIGTERM)
		if code := server.wait(20 * time.Second); code != 0 {
			t.Errorf("exit code %d:\n%s", code, server.output)
		}
	})
}

func stopUnderLoad(t *testing.T, cycles int, end func(*program)) {
	t.Helper()
	dir, addr := filepath.Join(t.TempDir(), "data"), freePort(t)
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", dir)
	if code := superuser.wait(30 * time.Second); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}

	var acknowledged sync.Map // wamid → true
	var sent atomic.Int64
	for cycle := range cycles {
		server := start(t, nil, "serve", "--dir", dir, "--http", addr)
		waitForHTTP(t, "http://"+addr+"/api/health")
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { writeUntil(stop, addr, &sent, &acknowledged) })
		}
		time.Sleep(200*time.Millisecond + rand.N(600*time.Millisecond))
		end(server)
		close(stop)
		wg.Wait()
		t.Logf("cycle %d: ended after %d messages", cycle, sent.Load())
	}

	start(t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, "http://"+addr+"/api/health")
	stored := storedMessages(t, "http://"+addr)
	n := 0
	acknowledged.Range(func(wamid, _ any) bool {
		n++
		if stored[wamid.(string)] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", wamid, stored[wamid.(string)])
		}
		return true
	})
	for wamid, times := range stored {
		if times > 1 {
			t.Errorf("%s is there %d times", wamid, times)
		}
	}
	if n < 100 {
		t.Errorf("only %d messages were acknowledged, so this test shows little", n)
	}
	t.Logf("%d sent, %d acknowledged, %d stored", sent.Load(), n, len(stored))
}

// writeUntil writes as Meta does: one body after the other, and each again
// until it is acknowledged or the cycle is over.
func writeUntil(stop <-chan struct{}, addr string, sent *atomic.Int64, acknowledged *sync.Map) {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		n := sent.Add(1)
		wamid := fmt.Sprintf("wamid.crash%d", n)
		body, _ := json.Marshal(inbound(fmt.Sprint(447700900000+n%40), wamid, fmt.Sprintf("message %d", n)))
		for {
			resp, err := client.Post("http://"+addr+"/api/crm/whatsapp/webhook", "application/json", bytes.NewReader(body))
			if err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					acknowledged.Store(wamid, true)
					break
				}
			}
			select {
			case <-stop:
				return
			default:
			}
		}
		select {
		case <-stop:
			return
		default:
		}
	}
}

// storedMessages counts the rows by wamid.
func storedMessages(t *testing.T, base string) map[string]int {
	t.Helper()
	token := signIn(t, base, "_superusers", "root@example.com", "correct horse")
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

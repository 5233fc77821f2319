package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killedLoses is what docs/simulator.md says a killed simulator loses at most,
// and as much again for a busy machine.
const killedLoses = 2 * 100 * time.Millisecond

// A simulator that is killed has, when it is back, all that it answered, but
// for the last moment; and of that no half.
func TestSimulatorKeepsItsStateOverAKill(t *testing.T) {
	file, addr := filepath.Join(t.TempDir(), "state.json"), freePort(t)
	base := "http://" + addr
	run := func() *program {
		p := start(t, nil, "simulate", "--http", addr, "--state", file, "--token", "T", "--phone-number-id", "111")
		waitForHTTP(t, base+"/simulator/state")
		return p
	}
	kept := func() map[string]int {
		_, state := call(t, "GET", base+"/simulator/state", "", nil)
		ids := map[string]int{}
		for _, one := range state["messages"].([]any) {
			ids[one.(map[string]any)["id"].(string)]++
		}
		return ids
	}
	const ada = "447700900123"
	answered, n := map[string]time.Time{}, 0
	for cycle := range 4 {
		p := run()
		if cycle == 0 {
			call(t, "POST", base+"/simulator/customers", "", map[string]any{"phone": "+" + ada, "name": "Ada"})
			call(t, "POST", base+"/simulator/inbound", "", map[string]any{"from": ada, "text": "Hello"})
		}
		end := time.Now().Add(300*time.Millisecond + rand.N(500*time.Millisecond))
		for time.Now().Before(end) {
			n++
			path, body, bearer := "/v25.0/111/messages", map[string]any{"messaging_product": "whatsapp", "to": ada, "text": map[string]any{"body": fmt.Sprint(n)}}, "Bearer T"
			if n%2 == 0 {
				path, body, bearer = "/simulator/inbound", map[string]any{"from": ada, "text": fmt.Sprint(n)}, ""
			}
			code, answer := call(t, "POST", base+path, bearer, body)
			if code != http.StatusOK {
				t.Fatalf("%d %v", code, answer)
			}
			id, ok := answer["id"].(string)
			if !ok {
				id = answer["messages"].([]any)[0].(map[string]any)["id"].(string)
			}
			answered[id] = time.Now()
			time.Sleep(20 * time.Millisecond)
		}
		killed := time.Now()
		p.kill()

		p = run()
		there, lost := kept(), 0
		for id, at := range answered {
			switch {
			case there[id] == 1:
			case there[id] > 1:
				t.Errorf("cycle %d: %s is there %d times", cycle, id, there[id])
			case killed.Sub(at) > killedLoses:
				t.Errorf("cycle %d: %s was answered %v before the kill, and is gone", cycle, id, killed.Sub(at))
			default:
				lost++
				delete(answered, id)
			}
		}
		t.Logf("cycle %d: %d answered, of the last moment %d lost", cycle, len(answered), lost)
		p.kill()
	}
	if rest, err := filepath.Glob(file + ".*"); err != nil || len(rest) > 1 || len(answered) < 20 {
		t.Errorf("%d messages, files beside: %s %v", len(answered), strings.Join(rest, " "), err)
	}
}

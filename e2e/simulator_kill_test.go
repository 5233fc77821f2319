package e2e

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// killedLoses is what docs/simulator.md says a killed simulator loses at most,
// and as much again for a busy machine.
const killedLoses = 2 * 100 * time.Millisecond

// A simulator that is killed has, when it is back, all that it answered, but
// for the last moment; and of that no half. How long the moment is depends on
// the machine, too, which may stand still in it: once it may be longer than it
// should be. What was in the file is there each time.
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
	saved := func(id string) bool {
		content, _ := os.ReadFile(file)
		return bytes.Contains(content, []byte(`"`+id+`"`))
	}
	const ada = "447700900123"
	type answer struct {
		id string
		at time.Time
	}
	var answered []answer
	n, long := 0, []time.Duration{}
	for cycle := range 4 {
		p := run()
		if cycle == 0 {
			call(t, "POST", base+"/simulator/customers", "", map[string]any{"phone": "+" + ada, "name": "Ada"})
			call(t, "POST", base+"/simulator/inbound", "", map[string]any{"from": ada, "text": "Hello"})
		}
		first := len(answered)
		begin := time.Now()
		end := begin.Add(300*time.Millisecond + rand.N(500*time.Millisecond))
		for begun := false; !begun || time.Now().Before(end); {
			if !begun && len(answered) > first && saved(answered[first].id) {
				begun, end = true, later(end, time.Now().Add(rand.N(500*time.Millisecond)))
			} else if !begun && time.Since(begin) > patience {
				t.Fatalf("cycle %d: nothing is saved while %d are answered", cycle, len(answered)-first)
			}
			n++
			path, body, bearer := "/v25.0/111/messages", map[string]any{"messaging_product": "whatsapp", "to": ada, "text": map[string]any{"body": fmt.Sprint(n)}}, "Bearer T"
			if n%2 == 0 {
				path, body, bearer = "/simulator/inbound", map[string]any{"from": ada, "text": fmt.Sprint(n)}, ""
			}
			code, got := call(t, "POST", base+path, bearer, body)
			if code != http.StatusOK {
				t.Fatalf("%d %v", code, got)
			}
			id, ok := got["id"].(string)
			if !ok {
				id = got["messages"].([]any)[0].(map[string]any)["id"].(string)
			}
			answered = append(answered, answer{id, time.Now()})
			time.Sleep(20 * time.Millisecond)
		}
		inFile := slices.IndexFunc(append(answered, answer{"none", time.Time{}}), func(a answer) bool { return !saved(a.id) })
		killed := time.Now()
		p.kill()

		p = run()
		there := kept()
		left := slices.IndexFunc(answered, func(a answer) bool { return there[a.id] == 0 })
		if left < 0 {
			left = len(answered)
		} else if age := killed.Sub(answered[left].at); age > killedLoses {
			long = append(long, age)
		}
		if left < inFile {
			t.Errorf("cycle %d: %s was in the file, and is gone", cycle, answered[left].id)
		}
		for i, a := range answered {
			if there[a.id] > 1 || i > left && there[a.id] > 0 {
				t.Errorf("cycle %d: %s is there %d times, and the %d. of %d is the first that is gone", cycle, a.id, there[a.id], left+1, len(answered))
			}
		}
		t.Logf("cycle %d: %d answered, of the last moment %d lost", cycle, len(answered), len(answered)-left)
		answered = answered[:left]
		p.kill()
	}
	if len(long) > 1 {
		t.Errorf("what was answered so long before a kill is gone: %v", long)
	}
	if rest, err := filepath.Glob(file + ".*"); err != nil || len(rest) > 1 || len(answered) < 20 {
		t.Errorf("%d messages, files beside: %s %v", len(answered), strings.Join(rest, " "), err)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package simulator_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// Who misspells a key hears of it, and nothing has changed.
func TestUnknownKeysAreRefused(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	s, server := newSim(t, simulator.Options{Now: func() time.Time { return begun }})
	kept := func() string {
		t.Helper()
		var state bytes.Buffer
		if err := s.ExportState(&state); err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(state.String(), `"clock"`) // without the time it was saved
		return rest
	}
	before := kept()
	for _, one := range []struct{ method, path, body, key, known string }{
		{"POST", "clock", `{"set":"2027-01-01T00:00:00Z","move":"1h"}`, "set", "hold, move, speed"},
		{"POST", "inbound", `{"from":"+44 7700 900123","text":"Hello","foo":1}`, "foo", "text"},
		{"POST", "customers", `{"phone":"+44 7700 900124","nick":"Bo"}`, "nick", "phone"},
		{"PATCH", "customers/" + ada, `{"online":false,"on_line":true}`, "on_line", "online"},
		{"POST", "customers/" + ada + "/marketing", `{"value":"stop","why":"spam"}`, "why", "value"},
		{"PUT", "disorder", `{"seed":7,"duplicates":0.1}`, "duplicates", "duplicate"},
		{"POST", "outage", `{"for":"1h","length":"1h"}`, "length", "for"},
		{"POST", "failures", `{"preset":"cut","recipient":"` + ada + `"}`, "recipient", "to"},
		{"POST", "token", `{"lifetime":"1h","expires":"1h"}`, "expires", "lifetime, token"},
		{"POST", "recording", `{"name":"a","title":"b"}`, "title", "name"},
		{"POST", "calls", `{"from":"` + ada + `","foo":1}`, "foo", "outcome"},
		{"POST", "app/messages", `{"to":"` + ada + `","text":"a","foo":1}`, "foo", "text"},
		{"POST", "app/sync", `{"what":"contacts","foo":1}`, "foo", "declined, what"},
		{"POST", "account-events", `{"event":"restricted","foo":1}`, "foo", "event, field, value"},
		{"POST", "verify", `{"url":"http://127.0.0.1:1/","token":"x"}`, "token", "url, verify_token"},
		{"POST", "load", `{"customers":1,"rate":1,"seconds":1}`, "seconds", "for"},
		{"POST", "templates", `{"name":"a","language":"en","body":"a"}`, "body", "components"},
		{"POST", "templates/1/review", `{"event":"APPROVED","foo":1}`, "foo", "event"},
		{"POST", "scenarios/run", `{"steps":[{"do":"write","customer":"` + ada + `","message":{"text":"a","foo":1}}]}`, "foo", "text"},
		{"POST", "scenarios/run", `{"steps":[{"do":"hold"}],"foo":1}`, "foo", "steps"},
	} {
		status, answer := call(t, one.method, server.URL+"/simulator/"+one.path, "", one.body)
		message, _ := answer["message"].(string)
		if status != 400 || !strings.Contains(message, `"`+one.key+`" is not known here`) || !strings.Contains(message, one.known) {
			t.Errorf("%s %s: %d %v", one.path, one.body, status, answer)
		}
	}
	if status, answer := call(t, "POST", server.URL+"/simulator/clock", "", `{"move":"1h"}{"move":"1h"}`); status != 400 {
		t.Errorf("two objects: %d %v", status, answer)
	}
	if after := kept(); after != before {
		t.Errorf("it changed from\n%s\nto\n%s", before, after)
	}
	// what belongs to Meta, not to us, may have any key
	if status, answer := call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"+44 7700 900123","type":"hologram","content":{"foo":1},"Name":"Ada"}`); status != 200 {
		t.Errorf("a content of its own: %d %v", status, answer)
	}
}

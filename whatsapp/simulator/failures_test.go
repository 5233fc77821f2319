package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// attempt sends a text and returns the status and Meta's code; 0 and the error
// when no answer came.
func attempt(t *testing.T, server *httptest.Server, to string) (status int, code any, err error) {
	t.Helper()
	return attemptIn(t.Context(), t, server, to)
}

func attemptIn(ctx context.Context, t *testing.T, server *httptest.Server, to string) (status int, code any, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, "POST", server.URL+sendPath, strings.NewReader(textTo(to, "Hello")))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return response.StatusCode, nil, nil
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, after, found := strings.Cut(string(raw), `"code":`); found {
		code = after[:strings.IndexAny(after, ",}")]
	}
	return response.StatusCode, code, nil
}

func TestFailures(t *testing.T) {
	t.Parallel()
	const other = "15550100311"
	scenarios := []struct {
		name   string
		rule   string
		status []int // of sends to Ada
		other  int   // of a send to somebody else
		code   string
	}{
		{"the next two", `{"preset":"throughput","next":2}`, []int{400, 400, 200}, 200, "130429"},
		{"each third", `{"preset":"server_error","every":3}`, []int{200, 200, 500, 200, 200, 500}, 200, "131000"},
		{"one recipient", `{"preset":"pair_rate","to":"+44 7700 900123"}`, []int{400, 400}, 200, "131056"},
		{"a recipient by BSUID", `{"preset":"pair_rate","to":"` + adaID + `"}`, []int{400}, 200, "131056"},
		{"an expired token", `{"preset":"token_expired","endpoint":"messages"}`, []int{401}, 401, "190"},
		{"not authenticated", `{"preset":"auth"}`, []int{401}, 401, "0"},
		{"another endpoint", `{"preset":"token_expired","endpoint":"media"}`, []int{200}, 200, ""},
		{"another method", `{"code":4,"method":"get"}`, []int{200}, 200, ""},
		{"out of service", `{"preset":"unavailable"}`, []int{503}, 503, "2"},
		{"the account's limit", `{"code":80007,"details":"Slow down."}`, []int{400}, 400, "80007"},
		{"a page of a proxy", `{"preset":"html","next":1}`, []int{502, 200}, 200, ""},
		{"a status of one's own", `{"code":131000,"status":599}`, []int{599}, 599, "131000"},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			t.Parallel()
			_, server := newSim(t, simulator.Options{})
			if status, answer := call(t, "POST", server.URL+"/simulator/failures", "", scenario.rule); status != 201 {
				t.Fatalf("%d %v", status, answer)
			}
			for i, want := range scenario.status {
				status, code, err := attempt(t, server, ada)
				if err != nil || status != want || status != 200 && scenario.code != "" && code != scenario.code {
					t.Errorf("send %d: %d %v %v, want %d %s", i+1, status, code, err, want, scenario.code)
				}
			}
			if status, _, err := attempt(t, server, other); err != nil || status != scenario.other && len(scenario.status) != 6 {
				t.Errorf("to somebody else: %d %v", status, err)
			}
		})
	}
}

// A failure of one person meets every way of sending to them, and nobody else.
func TestFailureByRecipientMeetsThePerson(t *testing.T) {
	t.Parallel()
	const caio, caioID = "553199990123", "BR.90100000000000000007"
	send := func(rest string) string {
		return `{"messaging_product":"whatsapp",` + rest + `,"text":{"body":"Hello"}}`
	}
	waysToAda := map[string]string{
		"digits": `"to":"` + ada + `"`, "spaces": `"to":" +44 7700 900123 "`, "a number": `"to":` + ada,
		"BSUID": `"recipient":"` + adaID + `"`, "both": `"to":"+44 7700 900123","recipient":"` + caioID + `"`,
	}
	toCaio := []string{`"to":"` + caio + `"`, `"to":"+55 31 9 9999-0123"`, `"recipient":"` + caioID + `"`}
	for _, rule := range []string{"+44 7700 900123", ada, "+44\u00a07700\u00a0900123", "0044 7700 900123", adaID, " " + adaID + " "} {
		for _, kind := range []string{`"preset":"pair_rate"`, `"preset":"undeliverable"`} {
			s, server := newSim(t, simulator.Options{Rates: simulator.NoLimits, Customers: []simulator.Customer{
				{WaID: ada, UserID: adaID, LastWroteAt: time.Now()}, {WaID: caio, UserID: caioID, LastWroteAt: time.Now()},
			}})
			if status, answer := call(t, "POST", server.URL+"/simulator/failures", "", `{"to":"`+rule+`",`+kind+`}`); status != 201 {
				t.Fatalf("%s: %d %v", rule, status, answer)
			}
			failed := func(body string) bool {
				status, answer := call(t, "POST", server.URL+sendPath, token, send(body))
				if status != 200 {
					return true
				}
				settle(t, s)
				id := answer["messages"].([]any)[0].(map[string]any)["id"]
				for _, m := range s.Messages() {
					if m.ID == id {
						return m.Status == "failed"
					}
				}
				t.Fatalf("%s: the message is gone", body)
				return false
			}
			for name, body := range waysToAda {
				if !failed(body) {
					t.Errorf("a failure %s of %q does not meet a send by %s", kind, rule, name)
				}
			}
			for _, body := range toCaio {
				if failed(body) {
					t.Errorf("a failure %s of %q meets somebody else: %s", kind, rule, body)
				}
			}
		}
	}
	for _, rule := range []string{"+55 31 99999-0123", caio, caioID} {
		_, server := newSim(t, simulator.Options{Rates: simulator.NoLimits, Customers: []simulator.Customer{{WaID: caio, UserID: caioID}}})
		call(t, "POST", server.URL+"/simulator/failures", "", `{"to":"`+rule+`","preset":"pair_rate"}`)
		for _, body := range toCaio {
			if status, _ := call(t, "POST", server.URL+sendPath, token, send(body)); status != 400 {
				t.Errorf("a failure of %q does not meet %s: %d", rule, body, status)
			}
		}
		if status, answer := postForm(t, server.URL+sendPath, true, part{name: "messaging_product", value: "whatsapp"}, part{name: "recipient", value: caioID}, part{name: "text", value: `{"body":"Hello"}`}); status != 400 {
			t.Errorf("a failure of %q does not meet a form: %d %v", rule, status, answer)
		}
	}
	_, server := newSim(t, simulator.Options{})
	if status, answer := call(t, "POST", server.URL+"/simulator/failures", "", `{"to":"ada","preset":"pair_rate"}`); status != 400 || answer["field"] != "to" {
		t.Errorf("a failure of nobody: %d %v", status, answer)
	}
}

func TestFailuresByShare(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (pattern string) {
		s, server := newSim(t, simulator.Options{})
		if _, err := s.AddFailure(simulator.Failure{Preset: "server_error", Share: 0.4, Seed: seed}); err != nil {
			t.Fatal(err)
		}
		for range 40 {
			status, _, err := attempt(t, server, ada)
			if err != nil {
				t.Fatal(err)
			}
			pattern += string(rune('0' + status/100))
		}
		return pattern
	}
	one := run(1)
	if one != run(1) || one == run(2) {
		t.Error("the seed does not make the pattern")
	}
	if n := strings.Count(one, "5"); n < 8 || n > 24 {
		t.Errorf("%d of 40 failed", n)
	}
}

func TestFailureByWebhook(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	if _, err := s.AddFailure(simulator.Failure{Preset: "undeliverable", To: ada, Next: 1}); err != nil {
		t.Fatal(err)
	}
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if status, code := inbox.last(t); status != "failed" || code != 131026.0 {
		t.Errorf("got %s %v", status, code)
	}
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if status, _ := inbox.last(t); status != "read" {
		t.Errorf("the next one is %s", status)
	}
}

func TestTimeoutsAndCuts(t *testing.T) {
	t.Parallel()
	for preset, taken := range map[string]int{"timeout": 0, "timeout_taken": 1, "cut": 0, "cut_taken": 1, "server_error_taken": 1} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			s, server := newSim(t, simulator.Options{})
			if _, err := s.AddFailure(simulator.Failure{Preset: preset, Next: 1}); err != nil {
				t.Fatal(err)
			}
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			answered := make(chan struct{})
			var status int
			var err error
			go func() {
				defer close(answered)
				status, _, err = attemptIn(ctx, t, server, ada)
			}()
			if strings.HasPrefix(preset, "timeout") {
				waitFor(t, func() bool { return len(s.Failures()) == 0 && len(s.Messages()) == taken })
				time.AfterFunc(50*time.Millisecond, giveUp)
			}
			<-answered
			gaveUp := errors.Is(err, context.Canceled)
			if gaveUp != strings.HasPrefix(preset, "timeout") || (err == nil) != (status == 500) {
				t.Errorf("got %d %v", status, err)
			}
			if n := len(s.Messages()); n != taken {
				t.Errorf("%d messages were taken, want %d", n, taken)
			}
			if status, _, err := attempt(t, server, ada); status != 200 || err != nil {
				t.Errorf("the next send: %d %v", status, err)
			}
		})
	}
}

func TestSilenceEnds(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	if _, err := s.AddFailure(simulator.Failure{Outcome: simulator.Outcome{Kind: "timeout", After: simulator.Duration(20 * time.Millisecond)}}); err != nil {
		t.Fatal(err)
	}
	if status, _, err := attempt(t, server, ada); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %d %v, want a cut connection", status, err)
	}
}

func TestFailureCalls(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	for rule, field := range map[string]string{
		`{"preset":"gravity"}`:            "preset",
		`{}`:                              "code",
		`{"kind":"odd"}`:                  "kind",
		`{"code":1,"share":2}`:            "share",
		`{"kind":"status","message":"a"}`: "code",
		`{"code":1,"status":200}`:         "status",
		`{"preset":"cut","next":-1}`:      "next",
		`{"preset":"cut","after":"x"`:     "",
	} {
		status, answer := call(t, "POST", server.URL+"/simulator/failures", "", rule)
		got, _ := answer["field"].(string)
		if status != 400 || got != field || answer["message"] == "" {
			t.Errorf("%s: %d %v", rule, status, answer)
		}
	}
	for range 2 {
		call(t, "POST", server.URL+"/simulator/failures", "", `{"preset":"cut"}`)
	}
	if _, list := call(t, "GET", server.URL+"/simulator/failures", "", ""); len(list["failures"].([]any)) != 2 || list["presets"].(map[string]any)["throughput"] == nil {
		t.Errorf("list: %v", list)
	}
	if status, _ := call(t, "DELETE", server.URL+"/simulator/failures/1", "", ""); status != http.StatusNoContent || len(s.Failures()) != 1 {
		t.Errorf("delete one: %d, %d left", status, len(s.Failures()))
	}
	if status, _ := call(t, "DELETE", server.URL+"/simulator/failures/1", "", ""); status != http.StatusNotFound {
		t.Errorf("delete it again: %d", status)
	}
	if status, _ := call(t, "DELETE", server.URL+"/simulator/failures", "", ""); status != http.StatusNoContent || len(s.Failures()) != 0 {
		t.Errorf("delete all: %d, %d left", status, len(s.Failures()))
	}
}

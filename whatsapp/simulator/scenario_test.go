package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// newEcho is a business that answers each text with the same text.
func newEcho(t *testing.T, o simulator.Options) (*simulator.Simulator, *httptest.Server) {
	t.Helper()
	var server *httptest.Server
	business := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var body struct {
			Entry []struct {
				Changes []struct {
					Value struct {
						Messages []struct {
							From string
							Text struct{ Body string }
						}
					}
				}
			}
		}
		if err := json.Unmarshal(raw, &body); err != nil {
			t.Error(err)
			return
		}
		for _, m := range body.Entry[0].Changes[0].Value.Messages {
			if m.Text.Body == "" {
				continue
			}
			answer, err := http.NewRequestWithContext(r.Context(), "POST", server.URL+sendPath, strings.NewReader(textTo(m.From, "echo: "+m.Text.Body)))
			if err != nil {
				t.Error(err)
				return
			}
			answer.Header.Set("Authorization", "Bearer "+token)
			if response, err := http.DefaultClient.Do(answer); err == nil {
				response.Body.Close()
			}
		}
	}))
	t.Cleanup(business.Close)
	s, graph := newSim(t, o)
	server = graph
	s.SetWebhook(business.URL, secret)
	return s, graph
}

func TestScenarioFile(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/bike_repair.json")
	if err != nil {
		t.Fatal(err)
	}
	_, server := newEcho(t, simulator.Options{StatusDelay: 400 * time.Millisecond})
	status, report := call(t, "POST", server.URL+"/simulator/scenarios/run", "", string(file))
	if status != 200 || report["ok"] != true || report["done"] != report["steps"] {
		t.Errorf("%d %v", status, report)
	}
}

func TestScenarioSaysWhichStepFailed(t *testing.T) {
	t.Parallel()
	const write = `{"do":"write","customer":"` + ada + `","text":"Hello"}`
	const answered = `,{"do":"expect_status","customer":"` + ada + `","status":"read","within":"1m"}`
	for name, scenario := range map[string]struct{ steps, problem string }{
		"another text": {
			write + answered + `,{"do":"expect_message","customer":"` + ada + `","text":"Good morning","within":"10ms"}`,
			`Step 3 (expect_message): Within 10ms the business sent 447700900123 no message "Good morning"; it sent text "echo: Hello".`,
		},
		"nothing at all": {
			`{"do":"expect_message","customer":"` + ada + `","type":"image","within":"10ms"}`,
			`Step 1 (expect_message): Within 10ms the business sent 447700900123 no image; it sent nothing.`,
		},
		"another status": {
			write + answered + `,{"do":"expect_message","customer":"` + ada + `"},{"do":"expect_status","customer":"` + ada + `","status":"failed","code":131047,"within":"10ms"}`,
			`Step 4 (expect_status): Within 10ms the text "echo: Hello" did not become failed with 131047; it is read.`,
		},
		"no silence": {
			write + `,{"do":"expect_silence","customer":"` + ada + `","note":"before nine"}`,
			`Step 2 (expect_silence before nine): Nothing was expected, and the business sent text "echo: Hello".`,
		},
		"nobody": {
			`{"do":"open","customer":"15550100999"}`,
			`Step 1 (open): No customer has this number.`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newEcho(t, simulator.Options{})
			sc, err := simulator.ReadScenario(strings.NewReader(`{"name":"x","steps":[` + scenario.steps + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			report, err := s.RunScenario(t.Context(), sc)
			if err != nil || report.OK || report.Problem != scenario.problem {
				t.Errorf("got %q %v\nwant %q", report.Problem, err, scenario.problem)
			}
		})
	}
}

func TestScenarioMistakes(t *testing.T) {
	t.Parallel()
	for steps, problem := range map[string]string{
		``:                                       "1 to 10000 steps",
		`{"do":"dance"}`:                         "step 1 (dance): there is no such step",
		`{"do":"move"}`:                          "it needs the field for",
		`{"do":"write","text":"Hi"}`:             "it needs the field customer",
		`{"do":"write","customer":"1"}`:          "either text or message",
		`{"do":"expect_status","status":"sent"}`: "customer or message_id",
		`{"do":"expect_status","customer":"1","status":"lost"}`:       "the status is one of",
		`{"do":"play","message_id":"$never"}`:                         "no earlier step has named a message never",
		`{"do":"fail","failure":{"preset":"gravity"}}`:                "No failure has this name",
		`{"do":"disorder","disorder":{"drop":7}}`:                     "between 0 and 1",
		`{"do":"hold","colour":"red"}`:                                `"colour" is not known here`,
		`{"do":"move","for":"a while"}`:                               "is not a length of time",
		`{"do":"write","customer":"1","message":{"reply_to":"$not"}}`: "no earlier step",
	} {
		_, err := simulator.ReadScenario(strings.NewReader(`{"name":"x","steps":[` + steps + `]}`))
		if err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%s: %v, want %q", steps, err, problem)
		}
	}
}

// What is recorded can be played again.
func TestRecording(t *testing.T) {
	t.Parallel()
	s, server := newEcho(t, simulator.Options{})
	if status, _ := call(t, "GET", server.URL+"/simulator/recording", "", ""); status != 404 {
		t.Errorf("before: %d", status)
	}
	call(t, "POST", server.URL+"/simulator/recording", "", `{"name":"Morning"}`)
	id, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	move(t, s, 90*time.Minute)
	call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", `{"username":"ada.m"}`)
	call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","text":"And?","reply_to":"`+id+`"}`)
	call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","type":"location","latitude":1,"longitude":2}`)
	settle(t, s)
	status, recorded := call(t, "DELETE", server.URL+"/simulator/recording", "", "")
	if status != 200 {
		t.Fatalf("%d %v", status, recorded)
	}
	raw, err := json.Marshal(recorded)
	if err != nil {
		t.Fatal(err)
	}
	sc, err := simulator.ReadScenario(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	var did []string
	for _, step := range sc.Steps {
		did = append(did, step.Do)
	}
	const want = "write expect_message move change write"
	if got := strings.Join(did, " "); !strings.HasPrefix(got, want) || strings.Count(got, "expect_message") != 2 || strings.Count(got, "write") != 3 {
		t.Errorf("recorded: %s", got)
	}
	if strings.Contains(string(raw), "wamid") || !strings.Contains(string(raw), `"reply_to":"$m1"`) {
		t.Errorf("message ids are not names: %s", raw)
	}
	again, _ := newEcho(t, simulator.Options{Customers: []simulator.Customer{}})
	report, err := again.RunScenario(t.Context(), sc)
	if err != nil || !report.OK {
		t.Errorf("played again: %+v %v", report, err)
	}
}

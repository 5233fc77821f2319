package simulator

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// goodBodies are requests that are taken, by their path; spoiled, they must be
// refused in Meta's words or taken, and never break anything.
var goodBodies = map[string][]string{
	"/v25.0/" + DefaultPhoneNumberID + "/messages": {
		`{"messaging_product":"whatsapp","recipient_type":"individual","to":"447700900123","type":"text","text":{"preview_url":true,"body":"Hello"},"context":{"message_id":"wamid.X"},"biz_opaque_callback_data":"row-1"}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"image","image":{"link":"https://a.example/a.png","caption":"Look"}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"location","location":{"latitude":51.5,"longitude":-0.08,"name":"Shop","address":"1 Street"}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"contacts","contacts":[{"name":{"formatted_name":"Wren","first_name":"Wren"},"phones":[{"phone":"+15550100311","type":"CELL"}],"birthday":"1990-12-31"}]}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"reaction","reaction":{"message_id":"wamid.X","emoji":"👍"}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"template","template":{"name":"hello_world","language":{"code":"en_US"},"components":[{"type":"body","parameters":[]}]}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"interactive","interactive":{"type":"button","header":{"type":"text","text":"Now"},"body":{"text":"Choose"},"footer":{"text":"Bye"},"action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Yes"}}]}}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"interactive","interactive":{"type":"list","body":{"text":"Choose"},"action":{"button":"Open","sections":[{"title":"All","rows":[{"id":"1","title":"One","description":"The first"}]}]}}}`,
		`{"messaging_product":"whatsapp","to":"447700900123","type":"interactive","interactive":{"type":"order_details","body":{"text":"Pay"},"action":{"name":"review_and_pay","parameters":{"reference_id":"o-1","type":"digital-goods","currency":"INR","total_amount":{"value":100,"offset":100},"order":{"status":"pending","items":[{"name":"Lamp","amount":{"value":100,"offset":100},"quantity":1}],"subtotal":{"value":100,"offset":100}}}}}}`,
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.X","typing_indicator":{"type":"text"}}`,
	},
	"/v25.0/" + DefaultBusinessAccountID + "/message_templates": {
		`{"name":"order_ready","language":"en_US","category":"UTILITY","parameter_format":"POSITIONAL","components":[{"type":"HEADER","format":"TEXT","text":"Hi {{1}}","example":{"header_text":["Ada"]}},{"type":"BODY","text":"Hello {{1}}, it is ready.","example":{"body_text":[["Ada"]]}},{"type":"FOOTER","text":"Bye"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"},{"type":"URL","text":"Track","url":"https://a.example/{{1}}","example":["https://a.example/7"]}]}]}`,
	},
	"/v25.0/" + DefaultPhoneNumberID + "/settings":                  {`{"calling":{"status":"ENABLED","call_hours":{"status":"ENABLED","timezone_id":"Europe/London","weekly_operating_hours":[{"day_of_week":"MONDAY","open_time":"0900","close_time":"1700"}]}}}`},
	"/v25.0/" + DefaultPhoneNumberID + "/whatsapp_business_profile": {`{"messaging_product":"whatsapp","about":"Lamps","websites":["https://a.example"],"vertical":"RETAIL","email":"a@example.com"}`},
	"/v25.0/" + DefaultPhoneNumberID + "/block_users":               {`{"messaging_product":"whatsapp","block_users":[{"user":"447700900123"}]}`},
	"/v25.0/" + DefaultPhoneNumberID + "/conversational_automation": {`{"enable_welcome_message":true,"prompts":["Hours"],"commands":[{"command_name":"book","command_description":"Book"}]}`},
	"/v25.0/" + DefaultPhoneNumberID + "/calls":                     {`{"messaging_product":"whatsapp","call_id":"wacid.X","action":"accept","session":{"sdp_type":"answer","sdp":"v=0"}}`},
	"/v25.0/" + DefaultBusinessAccountID + "/flows":                 {`{"name":"Booking","categories":["OTHER"],"flow_json":"{\"version\":\"6.0\",\"screens\":[{\"id\":\"A\"}]}","publish":true}`},
	"/v25.0/" + DefaultBusinessAccountID + "/subscribed_apps":       {`{"override_callback_uri":"https://a.example/hook","verify_token":"x"}`},
	"/v25.0/" + DefaultPhoneNumberID:                                {`{"pin":"123456","webhook_configuration":{"override_callback_uri":"https://a.example","verify_token":"x"}}`},
	"/simulator/account-events":                                     {`{"field":"calls","value":{"calls":[{"id":"x"}]}}`},
	"/simulator/calls":                                              {`{"from":"447700900123","outcome":"answered","rings":"1s","talks":5}`},
	"/simulator/app/messages":                                       {`{"to":"447700900123","type":"text","text":"Hello","content":{"body":"x"}}`},
	"/simulator/inbound":                                            {`{"from":"447700900123","type":"image","text":"Hi","content":{"caption":"x"},"referral":{"headline":"x"},"errors":[{"code":1}],"reply_to":"wamid.X","choose":"","emoji":"x"}`},
}

// spoil changes one place of a value.
func spoil(random *rand.Rand, v any) any {
	odd := []any{nil, true, 0, -1, 1e300, "", "x", "447700900123", strings.Repeat("é", 5000), "\x00\xff", []any{}, []any{nil}, []any{[]any{7}}, map[string]any{}, map[string]any{"a": []any{1}}, "{{1}} {{x}} {{", "{\"a\":", "[]"}
	switch of := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(of))
		if len(keys) == 0 || random.IntN(6) == 0 {
			break
		}
		key := keys[random.IntN(len(keys))]
		switch random.IntN(5) {
		case 0:
			delete(of, key)
		case 1:
			of[strings.ToUpper(key)+"x"] = of[key]
		default:
			of[key] = spoil(random, of[key])
		}
		return of
	case []any:
		if len(of) == 0 || random.IntN(6) == 0 {
			break
		}
		at := random.IntN(len(of))
		if random.IntN(5) == 0 {
			for range 40 {
				of = append(of, of[at])
			}
			return of
		}
		of[at] = spoil(random, of[at])
		return of
	}
	return odd[random.IntN(len(odd))]
}

// answerOf makes one call, whose answer must be one that Meta could give.
func answerOf(t *testing.T, s *Simulator, method, path, kind, body string) {
	t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1/", strings.NewReader(body))
	if target, err := r.URL.Parse(path); err == nil && target.Host == r.Host {
		r.URL = target
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer any")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code >= http.StatusInternalServerError {
		t.Fatalf("%s %s with %q: %d %.300s", method, path, body, w.Code, w.Body)
	}
	if strings.HasPrefix(r.URL.Path, "/simulator/") || r.URL.Path == "/" {
		return
	}
	var answer struct {
		Error *struct {
			Message, Type string
			Code          int
			TraceID       string `json:"fbtrace_id"`
		}
	}
	err := json.Unmarshal(w.Body.Bytes(), &answer)
	if e := answer.Error; w.Code != http.StatusOK && (err != nil || e == nil || e.Message == "" || e.Type == "" || e.Code == 0 || e.TraceID == "") {
		t.Fatalf("%s %s with %q: not Meta's envelope: %d %.300s", method, path, body, w.Code, w.Body)
	}
}

// unreachable is a network in which nobody answers.
type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

func fuzzed() *Simulator {
	return New(Options{HTTP: &http.Client{Transport: unreachable{}}, Rates: NoLimits, StatusDelay: time.Hour, Customers: []Customer{{WaID: "447700900123", LastWroteAt: time.Now()}}})
}

// TestSpoiledRequests spoils good requests in a hundred ways each.
func TestSpoiledRequests(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	s := fuzzed()
	defer s.Close()
	for _, path := range slices.Sorted(maps.Keys(goodBodies)) {
		for _, good := range goodBodies[path] {
			for range 150 {
				var body any
				if err := json.Unmarshal([]byte(good), &body); err != nil {
					t.Fatalf("%s: %v", good, err)
				}
				for range 1 + random.IntN(3) {
					body = spoil(random, body)
				}
				raw, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				answerOf(t, s, "POST", path, "application/json", string(raw))
			}
		}
	}
	if err := s.ExportState(discard{}); err != nil {
		t.Error(err)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// FuzzGraph takes any request at all.
func FuzzGraph(f *testing.F) {
	for path, bodies := range goodBodies {
		for _, body := range bodies {
			f.Add("POST", path, "application/json", body)
		}
	}
	f.Add("GET", "/v25.0/"+DefaultPhoneNumberID+"?fields=id,health_status{entities}", "", "")
	f.Add("GET", "/"+DefaultBusinessAccountID+"?fields=analytics.start(1).end(2).granularity(DAY)", "", "")
	f.Add("POST", "/v19.0/"+DefaultPhoneNumberID+"/media", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nx\r\n--x--\r\n")
	f.Add("POST", "/v25.0/", "application/json", `{"batch":[{"relative_url":"me"},{"method":"POST","relative_url":"/","body":"batch=[{}]"}]}`)
	f.Add("DELETE", "/v25.0/"+DefaultBusinessAccountID+"/message_templates?name=hello_world&hsm_id=1", "application/x-www-form-urlencoded", "a[b][]=1&a[0]=2")
	s := fuzzed()
	f.Cleanup(func() { _ = s.Close() })
	f.Fuzz(func(t *testing.T, method, path, kind, body string) {
		if !slices.Contains([]string{"GET", "POST", "DELETE", "PUT"}, method) || strings.HasPrefix(path, "/simulator/") && !strings.Contains(path, "inbound") {
			return // neither the stream of events nor moves of the clock come to an end
		}
		answerOf(t, s, method, path, kind, body)
	})
}

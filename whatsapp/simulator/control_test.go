package simulator_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestInboundCall(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	write := func(body string) (int, map[string]any) {
		return call(t, "POST", server.URL+"/simulator/inbound", "", body)
	}
	status, answer := write(`{"from":"+1 555-010-0311","name":"Wren Okafor","text":"Hi","username":"wren.okafor","user_id":"US.90100000000000000006","id":"wamid.ONE","timestamp":1793700000}`)
	if status != 200 || answer["id"] != "wamid.ONE" {
		t.Fatalf("%d %v", status, answer)
	}
	settle(t, s)
	v := parse(t, inbox.got()[0])
	if m := v.Messages[0]; m["from"] != "15550100311" || m["from_user_id"] != "US.90100000000000000006" || m["timestamp"] != "1793700000" || m["id"] != "wamid.ONE" {
		t.Errorf("message: %v", m)
	}
	if p := v.Contacts[0]["profile"].(map[string]any); p["name"] != "Wren Okafor" || p["username"] != "wren.okafor" {
		t.Errorf("profile: %v", p)
	}

	// the same id once more is Meta's second delivery, not a second message
	write(`{"from":"15550100311","text":"Hi","id":"wamid.ONE"}`)
	settle(t, s)
	if got := inbox.got(); len(got) != 2 || got[0] != got[1] || len(s.Messages()) != 1 {
		t.Errorf("the second delivery differs: %v", got)
	}

	write(`{"from":"15550100311","text":"now without my number","hidden_phone":true,"reply_to":"wamid.ONE"}`)
	settle(t, s)
	v = parse(t, inbox.got()[2])
	if m := v.Messages[0]; m["from"] != nil || m["from_user_id"] == nil || v.Contacts[0]["wa_id"] != nil {
		t.Errorf("the number is hidden: %s", inbox.got()[2])
	}
	if c := v.Messages[0]["context"].(map[string]any); c["id"] != "wamid.ONE" || c["from"] != nil {
		t.Errorf("context: %v", c)
	}

	write(`{"user_id":"SG.1","name":"Noor","text":"no number at all"}`)
	settle(t, s)
	if m := parse(t, inbox.got()[3]).Messages[0]; m["from"] != nil || m["from_user_id"] != "SG.1" {
		t.Errorf("by BSUID alone: %v", m)
	}

	write(`{"from":"+65 9123 4567","user_id":"SG.1","text":"here is my number"}`)
	settle(t, s)
	if m := parse(t, inbox.got()[4]).Messages[0]; m["from"] != "6591234567" || m["from_user_id"] != "SG.1" {
		t.Errorf("the number became known: %v", m)
	}
	if all := s.Messages(); all[len(all)-1].Customer != "SG.1" {
		t.Errorf("the customer changed its key: %v", all[len(all)-1].Customer)
	}

	write(`{"from":"` + ada + `","type":"location","content":{"latitude":51.5,"longitude":-0.08}}`)
	write(`{"from":"` + ada + `","type":"image","content":{"caption":"Scratch"}}`)
	write(`{"from":"` + ada + `","type":"contacts","content":[{"name":{"formatted_name":"Wren"}}]}`)
	write(`{"from":"` + ada + `","type":"hologram","content":{"depth":3}}`)
	settle(t, s)
	var types []string
	for _, body := range inbox.got()[5:] {
		m := parse(t, body).Messages[0]
		if m[m["type"].(string)] == nil {
			t.Errorf("no object in %s", body)
		}
		types = append(types, m["type"].(string))
	}
	if strings.Join(types, " ") != "location image contacts hologram" {
		t.Errorf("types: %v", types)
	}
	if image := parse(t, inbox.got()[6]).Messages[0]["image"].(map[string]any); image["id"] == nil || image["mime_type"] != "image/jpeg" || image["sha256"] == nil || image["caption"] != "Scratch" {
		t.Errorf("image: %v", image)
	}

	for body, field := range map[string]string{
		`{`:                                                  "",
		`{"text":"Hi"}`:                                      "from",
		`{"from":"ada","text":"Hi"}`:                         "from",
		`{"from":"07700900123","text":"Hi"}`:                 "from",
		`{"from":"15550100200","text":"Hi"}`:                 "from",
		`{"from":"` + ada + `","text":"  "}`:                 "text",
		`{"from":"` + ada + `"}`:                             "text",
		`{"user_id":"ada","text":"Hi"}`:                      "user_id",
		`{"from":"` + ada + `","type":"from"}`:               "type",
		`{"from":"` + ada + `","type":"image","content":[]}`: "content",
		`{"from":"` + ada + `","text":"Hi","timestamp":-5}`:  "timestamp",
	} {
		status, answer := write(body)
		got, _ := answer["field"].(string)
		if status != 400 || got != field || answer["message"] == "" {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
}

func TestAddCustomer(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	add := func(body string) (int, map[string]any) {
		return call(t, "POST", server.URL+"/simulator/customers", "", body)
	}
	status, c := add(`{"name":" Priya Lindqvist ","phone":"+1 (555) 010-0322"}`)
	if status != 201 || c["key"] != "15550100322" || c["name"] != "Priya Lindqvist" || !strings.HasPrefix(c["user_id"].(string), "US.") || c["window_ends_at"] != nil || c["reads_at_once"] != true {
		t.Errorf("%d %v", status, c)
	}
	if status, problem := add(`{"phone":"+15550100322"}`); status != 409 || problem["field"] != "phone" {
		t.Errorf("twice: %d %v", status, problem)
	}
	for _, phone := range []string{"", "Ada", "07700 900123", "+44", "+1 555 010 0200", strings.Repeat("9", 40)} {
		if status, problem := add(`{"phone":"` + phone + `"}`); status != 400 || problem["field"] != "phone" || problem["message"] == "" {
			t.Errorf("%q: %d %v", phone, status, problem)
		}
	}
	if status, problem := add(`{"phone":"+447700900124","name":"` + strings.Repeat("x", 101) + `"}`); status != 400 || problem["field"] != "name" {
		t.Errorf("a long name: %d %v", status, problem)
	}
	_, state := call(t, "GET", server.URL+"/simulator/state", "", "")
	if n := len(state["customers"].([]any)); n != 2 {
		t.Errorf("%d customers", n)
	}
	if status, _ := call(t, "PATCH", server.URL+"/simulator/customers/404", "", `{}`); status != 404 {
		t.Errorf("an unknown customer: %d", status)
	}
	if status, _ := call(t, "GET", server.URL+"/simulator/horoscope", "", ""); status != 404 {
		t.Errorf("an unknown call: %d", status)
	}
}

func TestForeignHostAndOrigin(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	scenarios := []struct {
		name, method, path, host, origin, site string
		want                                   int
	}{
		{"a rebound name", "GET", "/", "evil.example:8091", "", "", 403},
		{"a rebound name on the wire", "POST", sendPath, "evil.example", "", "", 403},
		{"a name that begins like ours", "GET", "/simulator/state", "localhost.evil.example", "", "", 403},
		{"an address of the network", "GET", "/simulator/state", "192.168.1.5", "", "", 403},
		{"Meta's own name on the wire", "GET", "/v25.0/" + numberID, "graph.facebook.com", "", "", 401},
		{"Meta's own name for the page", "GET", "/", "graph.facebook.com", "", "", 403},
		{"Meta's own name for the phone", "GET", "/simulator/state", "lookaside.fbsbx.com", "", "", 403},
		{"localhost", "GET", "/simulator/state", "localhost:8091", "", "", 200},
		{"another loopback address", "GET", "/simulator/state", "127.8.8.8", "", "", 200},
		{"IPv6", "GET", "/simulator/state", "[::1]", "", "", 200},
		{"IPv6 with a port", "GET", "/simulator/state", "[::1]:8091", "", "", 200},
		{"another page posts", "POST", "/simulator/retry", "localhost:8091", "https://evil.example", "", 403},
		{"another port posts", "POST", "/simulator/retry", "localhost:8091", "http://localhost:9999", "", 403},
		{"a sandboxed page posts", "POST", "/simulator/retry", "localhost:8091", "null", "", 403},
		{"a cross-site request", "POST", "/simulator/retry", "localhost:8091", "", "cross-site", 403},
		{"our page posts", "POST", "/simulator/retry", "localhost:8091", "http://localhost:8091", "same-origin", 204},
		{"a program posts", "POST", "/simulator/retry", "localhost:8091", "", "", 204},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), scenario.method, server.URL+scenario.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = scenario.host
			if scenario.origin != "" {
				request.Header.Set("Origin", scenario.origin)
			}
			if scenario.site != "" {
				request.Header.Set("Sec-Fetch-Site", scenario.site)
			}
			if status, answer := do(t, request); status != scenario.want {
				t.Errorf("got %d %v", status, answer)
			}
		})
	}
}

func TestListenRefusesOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0", "127.0.0.1"} {
		if listener, err := simulator.Listen(addr); err == nil {
			listener.Close()
			t.Errorf("%q was taken", addr)
		}
	}
	listener, err := simulator.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
}

func TestEvents(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/simulator/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("content type %q", kind)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(response.Body)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	}()
	if line := <-lines; line != "retry: 1000" {
		t.Errorf("it begins with %q", line)
	}
	id, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	call(t, "POST", server.URL+sendPath, token, `{"messaging_product":"whatsapp","status":"read","message_id":"`+id+`","typing_indicator":{"type":"text"}}`)
	send(t, server, textTo(ada, "Good morning"))
	settle(t, s)
	want := map[string]string{
		"event: customer": "", "event: typing": "", "event: delivery": "",
		`"text":"Hello"`: "", `"text":"Good morning"`: "", `"status":"delivered"`: "",
	}
	timeout := time.After(time.Minute)
	for len(want) > 0 {
		select {
		case line := <-lines:
			for part := range want {
				if strings.Contains(line, part) {
					delete(want, part)
				}
			}
		case <-timeout:
			t.Fatalf("not told: %v", want)
		}
	}
	s.Close()
	for range lines { // ends: Close ends the stream
	}
}

// The page reads lists without asking whether they are there.
func TestEmptyListsAreListsInJSON(t *testing.T) {
	s := simulator.New(simulator.Options{})
	defer s.Close()
	for _, path := range []string{"/simulator/state", "/simulator/deliveries"} {
		r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 200 || strings.Contains(w.Body.String(), "null") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

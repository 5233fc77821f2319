package simulator_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// transcript is one call and what it must be answered with.
type transcript struct {
	name, method, path, body string
	status                   int
	want                     string // part of the answer
}

func play(t *testing.T, server *httptest.Server, lines []transcript) {
	t.Helper()
	for _, line := range lines {
		request, err := http.NewRequestWithContext(t.Context(), line.method, server.URL+"/v25.0/"+line.path, strings.NewReader(line.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != line.status || !strings.Contains(string(raw), line.want) {
			t.Errorf("%s: got %d %s", line.name, response.StatusCode, raw)
		}
		if response.StatusCode != 200 && (!strings.Contains(string(raw), `"fbtrace_id":"A`) || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json")) {
			t.Errorf("%s: not Meta's envelope: %s", line.name, raw)
		}
	}
}

const (
	done = `{"success":true}`
	waba = simulator.DefaultBusinessAccountID
)

func TestBusinessProfile(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	const edge = numberID + "/whatsapp_business_profile"
	set := func(name, body string, status int, want string) transcript {
		return transcript{name, "POST", edge, `{"messaging_product":"whatsapp",` + body + `}`, status, want}
	}
	long := func(n int) string { return strings.Repeat("é", n) }
	play(t, server, []transcript{
		{"at first", "GET", edge + "?fields=about,address,description,email,profile_picture_url,websites,vertical", "", 200, `{"data":[{"messaging_product":"whatsapp","vertical":"OTHER"}]}`},
		set("all at their limits", `"about":"`+long(139)+`","address":"`+long(256)+`","description":"`+long(512)+`","email":"shop@example.org","vertical":"retail","websites":["https://example.org","http://example.com"]`, 200, done),
		{"read back", "GET", edge + "?fields=email,websites,vertical", "", 200, `"email":"shop@example.org","messaging_product":"whatsapp","vertical":"RETAIL","websites":["https://example.org","http://example.com"]`},
		{"without fields", "GET", edge, "", 200, `{"data":[{"messaging_product":"whatsapp"}]}`},
		{"an unknown field", "GET", edge + "?fields=shoe_size", "", 400, `"code":100`},
		set("about of 140", `"about":"`+long(140)+`"`, 400, `Param about must be at most 139`),
		set("an empty about", `"about":""`, 400, `"code":100`),
		set("an address of 257", `"address":"`+long(257)+`"`, 400, `"code":100`),
		set("a description of 513", `"description":"`+long(513)+`"`, 400, `"code":100`),
		set("no mail address", `"email":"shop"`, 400, `"code":100`),
		set("an unknown vertical", `"vertical":"SPACE"`, 400, `Param vertical must be one of`),
		set("three websites", `"websites":["https://a.example","https://b.example","https://c.example"]`, 400, `"code":100`),
		set("a website that is none", `"websites":["example"]`, 400, `"code":100`),
		set("a wrong picture", `"profile_picture_handle":"4::x"`, 400, `"code":100`),
		set("an emptied field", `"email":""`, 200, done),
		{"after it", "GET", edge + "?fields=email,vertical", "", 200, `{"data":[{"messaging_product":"whatsapp","vertical":"RETAIL"}]}`},
		{"no messaging_product", "POST", edge, `{"about":"x"}`, 400, "messaging_product"},
	})
}

func TestBlockedUsers(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	const silent = "447700900177"
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Customers: []simulator.Customer{
		{WaID: ada, UserID: adaID, LastWroteAt: time.Now()}, {WaID: silent}, {WaID: "6591234567", UserID: "SG.7", LastWroteAt: time.Now()},
	}})
	const edge = numberID + "/block_users"
	block := func(users string) string { return `{"messaging_product":"whatsapp","block_users":[` + users + `]}` }
	play(t, server, []transcript{
		{"nobody yet", "GET", edge, "", 200, `{"data":[]}`},
		{"by number", "POST", edge, block(`{"user":"+44 7700 900123"}`), 200, `{"block_users":{"added_users":[{"input":"+44 7700 900123","wa_id":"` + ada + `"}]},"messaging_product":"whatsapp"}`},
		{"by BSUID", "POST", edge, block(`{"user_id":"SG.7"}`), 200, `"added_users":[{"input":"SG.7","user_id":"SG.7"}]`},
		{"somebody who has not written", "POST", edge, block(`{"user":"` + silent + `"},{"user_id":"SG.7"}`), 400, `"failed_users":[{"input":"` + silent + `"`},
		{"nobody", "POST", edge, block(""), 400, `"code":100`},
		{"no number", "POST", edge, block(`{"user":"ada"}`), 400, `131009`},
		{"neither", "POST", edge, block(`{}`), 400, `131008`},
		{"the list", "GET", edge + "?limit=1", "", 200, `"next":"` + server.URL + `/v25.0/` + edge + `?after=`},
		{"unblock by number", "DELETE", edge, block(`{"user":"6591234567"}`), 200, `"removed_users":[{"input":"6591234567"`},
		{"unblock twice", "DELETE", edge, block(`{"user":"6591234567"}`), 400, `139100`},
	})
	expectCode(t, server, textTo(ada, "Hello"), 130403)
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Can you hear me?"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	if n := len(inbox.got()); n != 0 {
		t.Errorf("%d webhooks of a blocked person", n)
	}
	play(t, server, []transcript{{"unblock", "DELETE", edge, block(`{"user":"` + ada + `"}`), 200, "removed_users"}})
	send(t, server, textTo(ada, "Hello again"))
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "At last"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	if n := len(inbox.got()); n != 4 {
		t.Errorf("%d webhooks after it", n)
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	register := func(name, pin string, status int, want string) transcript {
		return transcript{name, "POST", numberID + "/register", `{"messaging_product":"whatsapp","pin":"` + pin + `"}`, status, want}
	}
	play(t, server, []transcript{
		{"deregister", "POST", numberID + "/deregister", "", 200, done},
		{"a send meanwhile", "POST", numberID + "/messages", textTo(ada, "Hello"), 400, "133010"},
		{"status", "GET", numberID + "?fields=status", "", 200, `"status":"DISCONNECTED"`},
		{"deregister twice", "POST", numberID + "/deregister", "", 400, "133010"},
		{"no pin", "POST", numberID + "/register", `{"messaging_product":"whatsapp"}`, 400, "The parameter pin is required."},
		register("a short pin", "12345", 400, "6 digits"),
		register("register", "212834", 200, done),
		register("another pin", "000000", 400, "133005"),
		{"a new pin", "POST", numberID, `{"pin":"150954"}`, 200, done},
		{"a letter in the pin", "POST", numberID, `{"pin":"15095x"}`, 400, `"code":100`},
		register("the new pin", "150954", 200, done),
		{"nothing to set", "POST", numberID, `{}`, 400, `"code":100`},
		{"a code", "POST", numberID + "/request_code", `{"code_method":"SMS","language":"en_US"}`, 200, done},
		{"a code by pigeon", "POST", numberID + "/request_code", `{"code_method":"PIGEON","language":"en_US"}`, 400, `"code":100`},
		{"a wrong code", "POST", numberID + "/verify_code", `{"code":"000000"}`, 400, "136025"},
		{"the code", "POST", numberID + "/verify_code", `{"code":"` + simulator.VerificationCode + `"}`, 200, `"success":true`},
		{"the code twice", "POST", numberID + "/verify_code", `{"code":"` + simulator.VerificationCode + `"}`, 400, "136025"},
	})
	for range 5 {
		play(t, server, []transcript{register("again", "150954", 200, done)})
	}
	play(t, server, []transcript{register("eleven times in 72 hours", "150954", 400, "133016")})
	move(t, s, 72*time.Hour)
	play(t, server, []transcript{register("after 72 hours", "150954", 200, done)})
}

func TestAccountAndToken(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	play(t, server, []transcript{
		{"the account", "GET", waba, "", 200, `"message_template_namespace"`},
		{"fields of it", "GET", waba + "?fields=id,name,currency", "", 200, `{"currency":"USD","id":"` + waba + `","name":"Sample business"}`},
		{"an unknown field", "GET", waba + "?fields=shoe_size", "", 400, "nonexisting field (shoe_size)"},
		{"its numbers", "GET", waba + "/phone_numbers", "", 200, `"display_phone_number":"+1 555-010-0200"`},
		{"nested fields", "GET", waba + "/phone_numbers?fields=id,verified_name,throughput{level}", "", 200, `"throughput":{"level":"STANDARD"}`},
		{"limit of the portfolio", "GET", numberID + "?fields=whatsapp_business_manager_messaging_limit,quality_rating", "", 200, `TIER_`},
		{"me", "GET", "me", "", 200, `"name"`},
		{"the token", "GET", "debug_token?input_token=" + token, "", 200, `"is_valid":true`},
		{"another token", "GET", "debug_token?input_token=other", "", 200, `"is_valid":false`},
		{"no token", "GET", "debug_token", "", 400, `"code":100`},
		{"the app's token", "GET", "debug_token?input_token=77%7C" + secret, "", 200, `"type":"APP"`},
		{"an exchange", "GET", "oauth/access_token?grant_type=client_credentials&client_id=77&client_secret=" + secret, "", 200, `"access_token":"77|` + secret + `"`},
		{"an exchange with a wrong secret", "GET", "oauth/access_token?client_id=77&client_secret=x", "", 400, "client secret"},
		{"the contact book", "DELETE", numberID + "/contact_book?messaging_product=whatsapp&bsuid=" + adaID, "", 200, done},
		{"no BSUID", "DELETE", numberID + "/contact_book?messaging_product=whatsapp", "", 400, `"code":100`},
	})
}

func TestTokenExpires(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{TokenLifetime: time.Hour})
	send(t, server, textTo(ada, "Hello"))
	move(t, s, time.Hour)
	status, answer := call(t, "POST", server.URL+sendPath, token, textTo(ada, "Hello"))
	if problem, _ := answer["error"].(map[string]any); status != 401 || problem["code"] != 190.0 || problem["error_subcode"] != 463.0 {
		t.Errorf("an hour later: %d %v", status, answer)
	}

	// another token works again, as long as the first did
	control := server.URL + "/simulator/token"
	if status, answer := call(t, "GET", control, "", ""); status != 200 || answer["ended"] != true || answer["lifetime"] != "1h0m0s" {
		t.Errorf("the token's end: %d %v", status, answer)
	}
	if status, answer := call(t, "POST", control, "", `{"token":"token-0002"}`); status != 200 || answer["ended"] != false {
		t.Fatalf("another token: %d %v", status, answer)
	}
	try := func(what, token string, want int, subcode any) {
		t.Helper()
		status, answer := call(t, "POST", server.URL+sendPath, token, textTo(ada, "Hello"))
		if problem, _ := answer["error"].(map[string]any); status != want || problem["error_subcode"] != subcode {
			t.Errorf("%s: %d %v", what, status, answer)
		}
	}
	try("the new one", "token-0002", 200, nil)
	try("the old one", token, 401, 467.0)
	move(t, s, time.Hour)
	try("the new one, an hour later", "token-0002", 401, 463.0)
	call(t, "POST", control, "", `{"lifetime":"2d"}`)
	move(t, s, 47*time.Hour)
	try("with a longer life", "token-0002", 200, nil)
	move(t, s, time.Hour)
	try("at its end", "token-0002", 401, 463.0)
	call(t, "POST", control, "", `{"lifetime":0}`)
	move(t, s, 1000*time.Hour)
	try("without an end", "token-0002", 200, nil)
	for body, field := range map[string]string{`{}`: "token", `{"token":""}`: "token", `{"token":"two words"}`: "token", `{"lifetime":"-1h"}`: "lifetime", `{"lifetime":"soon"}`: ""} {
		status, answer := call(t, "POST", control, "", body)
		if got, _ := answer["field"].(string); status != 400 || got != field {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
	try("after wrong calls", "token-0002", 200, nil)
}

// A kept state has no token, but knows whether it is the same.
func TestTokenLifeInTheState(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	call(t, "POST", server.URL+"/simulator/token", "", `{"lifetime":"1h"}`)
	move(t, s, 30*time.Minute)
	var state bytes.Buffer
	if err := s.ExportState(&state); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(state.String(), token) {
		t.Error("the token is in the state")
	}
	for present, want := range map[string]int{token: 401, "token-0002": 200} {
		s, server := newSim(t, simulator.Options{AccessToken: present})
		if err := s.ImportState(bytes.NewReader(state.Bytes())); err != nil {
			t.Fatal(err)
		}
		move(t, s, 30*time.Minute)
		if status, answer := call(t, "POST", server.URL+sendPath, present, textTo(ada, "Hello")); status != want {
			t.Errorf("%s: %d %v", present, status, answer)
		}
	}
}

func TestResumableUpload(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	open := func(query string) (int, map[string]any) {
		return call(t, "POST", server.URL+"/v25.0/300400500600700/uploads?"+query, token, "")
	}
	status, session := open("file_name=lamp.jpg&file_length=10&file_type=image/jpeg")
	id, _ := session["id"].(string)
	if status != 200 || !strings.HasPrefix(id, "upload:") {
		t.Fatalf("%d %v", status, session)
	}
	put := func(offset, bytes string) (int, map[string]any) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/v25.0/"+id, strings.NewReader(bytes))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "OAuth "+token)
		request.Header["file_offset"] = []string{offset}
		return do(t, request)
	}
	if status, answer := put("0", "12345"); status != 200 || answer["h"] != nil {
		t.Errorf("half: %d %v", status, answer)
	}
	if status, answer := call(t, "GET", server.URL+"/v25.0/"+id, token, ""); status != 200 || answer["file_offset"] != 5.0 {
		t.Errorf("where to go on: %d %v", status, answer)
	}
	if status, _ := put("3", "12345"); status != 400 {
		t.Errorf("a wrong offset: %d", status)
	}
	status, answer := put("5", "67890")
	handle, _ := answer["h"].(string)
	if status != 200 || handle == "" {
		t.Fatalf("all: %d %v", status, answer)
	}
	play(t, server, []transcript{
		{"as a picture", "POST", numberID + "/whatsapp_business_profile", `{"messaging_product":"whatsapp","profile_picture_handle":"` + handle + `"}`, 200, done},
		{"as a sample", "POST", waba + "/message_templates", `{"name":"lamp","language":"en","category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["` + handle + `"]}},{"type":"BODY","text":"Look."}]}`, 200, "PENDING"},
	})
	for _, query := range []string{"", "file_length=0&file_type=image/jpeg", "file_length=x&file_type=image/jpeg", "file_length=10", "file_length=10&file_type=model/gltf"} {
		if status, _ := open(query); status != 400 {
			t.Errorf("%q: %d", query, status)
		}
	}
}

// callback is a receiver that also does the handshake.
func callback(t *testing.T, verifyToken string) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var got atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			got.Add(1)
			return
		}
		if r.URL.Query().Get("hub.verify_token") != verifyToken {
			w.WriteHeader(403)
			return
		}
		fmt.Fprint(w, r.URL.Query().Get("hub.challenge"))
	}))
	t.Cleanup(server.Close)
	return server, &got
}

func TestSubscribedApps(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: time.Millisecond})
	ofAccount, gotAccount := callback(t, "secret-1")
	ofNumber, gotNumber := callback(t, "secret-2")
	const edge = waba + "/subscribed_apps"
	write := func() {
		t.Helper()
		if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
			t.Fatal(err)
		}
		settle(t, s)
	}
	play(t, server, []transcript{
		{"at first", "GET", edge, "", 200, `"whatsapp_business_api_data"`},
		{"a wrong verify token", "POST", edge, `{"override_callback_uri":"` + ofAccount.URL + `","verify_token":"x"}`, 400, `"code":2200`},
		{"no verify token", "POST", edge, `{"override_callback_uri":"` + ofAccount.URL + `"}`, 400, `"code":100`},
		{"no address", "POST", edge, `{"override_callback_uri":"shop","verify_token":"x"}`, 400, `"code":100`},
		{"an address of its own", "POST", edge, `{"override_callback_uri":"` + ofAccount.URL + `","verify_token":"secret-1"}`, 200, done},
		{"told", "GET", edge, "", 200, `"override_callback_uri":"` + ofAccount.URL + `"`},
	})
	write()
	if len(inbox.got()) != 0 || gotAccount.Load() != 1 {
		t.Errorf("the account's address: %d and %d", len(inbox.got()), gotAccount.Load())
	}
	play(t, server, []transcript{
		{"the number's own", "POST", numberID, `{"webhook_configuration":{"override_callback_uri":"` + ofNumber.URL + `","verify_token":"secret-2"}}`, 200, done},
		{"told", "GET", numberID + "?fields=webhook_configuration", "", 200, `"phone_number":"` + ofNumber.URL + `"`},
		{"a template", "POST", waba + "/message_templates", definition("order_ready", "", `{"type":"BODY","text":"Ready."}`), 200, "PENDING"},
	})
	write()
	waitFor(t, func() bool { return len(inbox.got()) == 1 })
	if gotAccount.Load() != 1 || gotNumber.Load() != 1 || !strings.Contains(inbox.got()[0], "message_template_status_update") {
		t.Errorf("the number's address: %d and %d", gotAccount.Load(), gotNumber.Load())
	}
	play(t, server, []transcript{
		{"no address of the number's", "POST", numberID, `{"webhook_configuration":{"override_callback_uri":""}}`, 200, done},
		{"detached", "DELETE", edge, "", 200, done},
		{"told", "GET", edge, "", 200, `{"data":[]}`},
	})
	write()
	if len(inbox.got()) != 1 || gotAccount.Load() != 1 {
		t.Error("a webhook went to an app that is not subscribed")
	}
	play(t, server, []transcript{{"attached again", "POST", edge, "", 200, done}})
	write()
	if len(inbox.got()) != 2 {
		t.Error("no webhook after it")
	}
}

func TestAppSubscriptions(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	receiver, got := callback(t, "secret-1")
	form := "object=whatsapp_business_account&callback_url=" + receiver.URL + "&verify_token=secret-1&fields=messages&access_token=77|" + secret
	request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/v25.0/77/subscriptions", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, answer := do(t, request); status != 200 || answer["success"] != true {
		t.Fatalf("%d %v", status, answer)
	}
	play(t, server, []transcript{
		{"told", "GET", "77/subscriptions", "", 200, `"callback_url":"` + receiver.URL + `"`},
		{"another object", "POST", "77/subscriptions", `{"object":"page","callback_url":"` + receiver.URL + `","verify_token":"secret-1"}`, 400, `"code":100`},
	})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	if got.Load() != 1 {
		t.Errorf("%d webhooks", got.Load())
	}
	play(t, server, []transcript{{"dropped", "DELETE", "77/subscriptions", "", 200, done}, {"told", "GET", "77/subscriptions", "", 200, `{"data":[]}`}})
}

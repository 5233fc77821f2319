package simulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// What is asked for as a field may be an edge, with arguments and fields of its
// own.
func TestEdgesAsFields(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	if _, err := s.AddTemplate(simulator.Template{Name: "second", Language: "en_US", Components: []byte(`[{"type":"BODY","text":"Hello."}]`)}); err != nil {
		t.Fatal(err)
	}
	play(t, server, []transcript{
		{"numbers", "GET", waba + "?fields=name,phone_numbers{id,display_phone_number}", "", 200, `"phone_numbers":{"data":[{"display_phone_number":"+1 555-010-0200","id":"` + numberID + `"}]`},
		{"templates, some of them", "GET", waba + "?fields=message_templates.limit(1){name,status}", "", 200, `"message_templates":{"data":[{"id":"`},
		{"and only the fields asked for", "GET", waba + "?fields=message_templates.limit(1){name,status}", "", 200, `"name":"second","status":"APPROVED"}]`},
		{"with a link to the others", "GET", waba + "?fields=message_templates{name}.limit(1)", "", 200, `/v25.0/` + waba + `/message_templates?after=`},
		{"with a filter", "GET", waba + "?fields=message_templates.name(hello_world){name}", "", 200, `{"data":[{"id":"100000000000001","name":"hello_world"}]`},
		{"an edge within an edge", "GET", waba + "?fields=phone_numbers{whatsapp_business_profile{about}}", "", 200, `"whatsapp_business_profile":{"data":[{`},
		{"a field that the edge doesn't have", "GET", waba + "?fields=phone_numbers{moods}", "", 400, `nonexisting field (moods)`},
		{"an edge that isn't", "GET", waba + "?fields=moods{id}", "", 400, `nonexisting field (moods)`},
		{"of the number", "GET", numberID + "?fields=username_suggestions", "", 200, `"username_suggestions":{"data":[`},
		{"the country of the number", "GET", numberID + "?fields=country_code,country_dial_code", "", 200, `{"country_code":"US","country_dial_code":"1","id":"` + numberID + `"}`},
		{"since when the quality is that", "GET", numberID + "?fields=quality_score", "", 200, `"quality_score":{"date":`},
		{"a part of it", "GET", numberID + "?fields=quality_score{score}", "", 200, `"quality_score":{"score":"GREEN"}`},
		{"and of a template", "GET", waba + "/message_templates?fields=quality_score", "", 200, `"quality_score":{"date":`},
	})
	_, answer := call(t, "GET", server.URL+"/v25.0/"+waba+"?fields=message_templates.limit(1){name}", token, "")
	next, _ := answer["message_templates"].(map[string]any)["paging"].(map[string]any)["next"].(string)
	if status, page := call(t, "GET", next, token, ""); status != 200 || !strings.Contains(fmt.Sprint(page), "name:hello_world") {
		t.Errorf("the next page at %s: %d %v", next, status, page)
	}
}

func TestTheNameOfABusiness(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, BusinessName: "Harbour Bikes"})
	play(t, server, []transcript{
		{"none yet", "GET", numberID + "/username", "", 200, `{}`},
		{"reserved", "GET", numberID + "/username_suggestions", "", 200, `{"data":[{"username_suggestions":["harbour.bikes","harbour_bikes"]}]}`},
		{"without a name", "POST", numberID + "/username", `{}`, 400, `"code":131008`},
		{"too short", "POST", numberID + "/username", `{"username":"hb"}`, 400, `"code":100`},
		{"a domain", "POST", numberID + "/username", `{"username":"harbour.com"}`, 400, `"code":100`},
		{"another word for it", "POST", numberID + "/username", `{"username":"harbour.bikes","transfer_action":"steal"}`, 400, `"code":100`},
		{"adopted", "POST", numberID + "/username", `{"username":"Harbour.Bikes"}`, 200, `{"status":"approved"}`},
		{"it is", "GET", numberID + "/username", "", 200, `{"status":"approved","username":"harbour.bikes"}`},
		{"as a field", "GET", numberID + "?fields=username", "", 200, `"username":"harbour.bikes"`},
		{"deleted", "DELETE", numberID + "/username", "", 200, done},
		{"gone", "GET", numberID + "?fields=username", "", 200, `{"id":"` + numberID + `"}`},
	})
	settle(t, s)
	if got := inbox.got(); len(got) != 2 || !strings.Contains(got[0], `"status":"approved"`) || !strings.Contains(got[1], `"status":"deleted"`) {
		t.Errorf("webhooks: %q", got)
	}
}

func TestWhatMetaMayChangeOfATemplate(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	template := func(name, category, spec string) string {
		return `{"name":"` + name + `","language":"en_US","category":"` + category + `","components":[{"type":"BODY","text":"New bikes."}],"degrees_of_freedom_spec":` + spec + `}`
	}
	edge := waba + "/message_templates"
	_, made := call(t, "POST", server.URL+"/v25.0/"+edge, token, template("sale", "MARKETING", `{"creative_features_spec":{"image_touchups":{"enroll_status":"OPT_IN"}}}`))
	id, _ := made["id"].(string)
	play(t, server, []transcript{
		{"as it was said", "GET", id + "?fields=degrees_of_freedom_spec", "", 200, `{"key":"IMAGE_TOUCHUPS","value":{"enroll_status":"OPT_IN"}},{"key":"ADD_TEXT_OVERLAY","value":{"enroll_status":"OPT_OUT"}}`},
		{"another answer", "POST", edge, template("sale2", "MARKETING", `{"creative_features_spec":{"image_touchups":{"enroll_status":"MAYBE"}}}`), 400, `must be one of {OPT_IN, OPT_OUT}`},
		{"something else", "POST", edge, template("sale3", "MARKETING", `{"creative_features_spec":{"jokes":{"enroll_status":"OPT_IN"}}}`), 400, `Invalid keys`},
		{"no object", "POST", edge, template("sale4", "MARKETING", `7`), 400, `"code":100`},
		{"of no marketing", "GET", "100000000000001?fields=degrees_of_freedom_spec", "", 200, `{"id":"100000000000001"}`},
	})
}

// A wrong proof of the app secret is refused always, a missing one when it is
// demanded, wherever parameters can be.
func TestProofOfTheAppSecret(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	right := hex.EncodeToString(mac.Sum(nil))
	const wrong, missing = "Invalid appsecret_proof provided in the API argument", "API calls from the server require an appsecret_proof argument"
	text := func(proof string) string { return strings.TrimSuffix(textTo(ada, "Hello"), "}") + proof + "}" }
	ask := func(name, method, path, body, want string) {
		t.Helper()
		status, answer := call(t, method, server.URL+"/v25.0/"+path, token, body)
		problem, _ := answer["error"].(map[string]any)
		if want == "" && status == 200 {
			return
		}
		if status != 400 || problem["message"] != want || problem["type"] != "GraphMethodException" || problem["code"] != 100.0 {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	upload := func(name, want string, more ...part) {
		t.Helper()
		parts := append([]part{{"messaging_product", "", "", "whatsapp"}}, more...)
		status, answer := postForm(t, server.URL+mediaEdge, false, append(parts, part{"file", "a.txt", "text/plain", "hello"})...)
		problem, _ := answer["error"].(map[string]any)
		if want == "" && status != 200 || want != "" && problem["message"] != want {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	ask("none", "GET", numberID, "", "")
	ask("a wrong one", "GET", numberID+"?appsecret_proof=abc", "", wrong)
	ask("a wrong one in the body", "POST", numberID+"/messages", text(`,"appsecret_proof":"abc"`), wrong)
	upload("a wrong one in a form", wrong, part{"appsecret_proof", "", "", "abc"})
	ask("the right one", "GET", numberID+"?appsecret_proof="+right, "", "")

	if status, answer := call(t, "POST", server.URL+"/simulator/token", "", `{"demand_proof":true}`); status != 200 || answer["demand_proof"] != true {
		t.Fatalf("%d %v", status, answer)
	}
	ask("none, demanded", "GET", numberID, "", missing)
	ask("none, demanded of a send", "POST", numberID+"/messages", text(""), missing)
	upload("none, demanded of a file", missing)
	ask("the right one, demanded", "GET", numberID+"?appsecret_proof="+right, "", "")
	ask("the right one in the body", "POST", numberID+"/messages", text(`,"appsecret_proof":"`+right+`"`), "")
	upload("the right one in a form", "", part{"appsecret_proof", "", "", right})
	call(t, "POST", server.URL+"/simulator/token", "", `{"demand_proof":false}`)
	ask("no longer", "GET", numberID, "", "")
}

func TestStickersAreWeighedWhenTheyAreSent(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	for size, fails := range map[int]bool{90 << 10: false, 101 << 10: true} {
		_, file := postForm(t, server.URL+mediaEdge, false, part{"messaging_product", "", "", "whatsapp"}, part{"file", "s.webp", "image/webp", "RIFF....WEBPVP8L" + strings.Repeat("x", size)})
		id := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"sticker","sticker":{"id":"`+file["id"].(string)+`"}}`)
		move(t, s, time.Minute)
		for _, m := range s.Messages() {
			if m.ID == id && (m.ErrorCode == 131053) != fails {
				t.Errorf("%d bytes: %+v", size, m)
			}
		}
	}
}

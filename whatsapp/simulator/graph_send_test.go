package simulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestSendRefusals(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Rates: simulator.NoLimits, Templates: []simulator.Template{
		{Name: "order_ready", Language: "en_GB", Components: components(`{"type":"BODY","text":"Hello {{1}}, your order is ready.","example":{"body_text":[["Ada"]]}}`)},
	}})
	frame := func(rest string) string { return `{"messaging_product":"whatsapp","to":"+` + ada + `",` + rest + `}` }
	button := func(reply string) string {
		return frame(`"type":"interactive","interactive":{"type":"button","body":{"text":"Choose"},"action":{"buttons":[` + reply + `]}}`)
	}
	row := `{"id":"%d","title":"t"},`
	rows := ""
	for i := range 11 {
		rows += fmt.Sprintf(row, i)
	}
	list := func(sections string) string {
		return frame(`"type":"interactive","interactive":{"type":"list","body":{"text":"b"},"action":{"button":"Open","sections":[` + sections + `]}}`)
	}
	long := strings.Repeat("é", 4097)

	scenarios := []struct {
		name string
		body string
		code float64 // 0: accepted
	}{
		{"a text", textTo("+"+ada, "Hello"), 0},
		{"punctuation in the number", textTo("+44 (7700) 900-123", "Hello"), 0},
		{"type defaults to text", frame(`"text":{"body":"Hello"}`), 0},
		{"a number instead of text as recipient", `{"messaging_product":"whatsapp","to":` + ada + `,"text":{"body":"Hello"}}`, 0},
		{"4096 characters", textTo(ada, strings.Repeat("é", 4096)), 0},
		{"no messaging_product", `{"to":"` + ada + `","text":{"body":"Hello"}}`, 100},
		{"another messaging_product", `{"messaging_product":"sms","to":"` + ada + `","text":{"body":"Hello"}}`, 100},
		{"no JSON", `{"messaging_product":`, 100},
		{"a list", `[]`, 100},
		{"nothing", ``, 100},
		{"no recipient", `{"messaging_product":"whatsapp","text":{"body":"Hello"}}`, 100},
		{"letters as recipient", textTo("ada", "Hello"), 131009},
		{"too short a recipient", textTo("12345", "Hello"), 131009},
		{"its own number", textTo("+1 555-010-0200", "Hello"), 131021},
		{"no BSUID as recipient", `{"messaging_product":"whatsapp","recipient":"ada","text":{"body":"Hello"}}`, 131009},
		{"a group", `{"messaging_product":"whatsapp","recipient_type":"group","to":"1203630","text":{"body":"Hello"}}`, 100},
		{"an unknown type", frame(`"type":"hologram","hologram":{}`), 100},
		{"no text object", frame(`"type":"text"`), 131008},
		{"no body", frame(`"type":"text","text":{}`), 131008},
		{"an empty body", textTo(ada, " "), 100},
		{"4097 characters", textTo(ada, long), 100},
		{"callback data too long", frame(`"text":{"body":"Hello"},"biz_opaque_callback_data":"` + strings.Repeat("x", 513) + `"`), 100},
		{"a context without id", frame(`"text":{"body":"Hello"},"context":{}`), 131008},

		{"an image by link", frame(`"type":"image","image":{"link":"https://pictures.example.org/lamp.jpg","caption":"Lamp"}`), 0},
		{"a document by an id that is not ours", frame(`"type":"document","document":{"id":"1700000011052603","filename":"bill.pdf"}`), 100},
		{"an image of nothing", frame(`"type":"image","image":{"caption":"Lamp"}`), 131008},
		{"an image from a file", frame(`"type":"image","image":{"link":"file:///etc/passwd"}`), 100},
		{"a caption too long", frame(`"type":"image","image":{"link":"https://pictures.example.org/lamp.jpg","caption":"` + long[:1025*2] + `"}`), 100},
		{"a caption on audio", frame(`"type":"audio","audio":{"id":"17","caption":"la"}`), 100},

		{"a location", frame(`"type":"location","location":{"latitude":51.5,"longitude":"-0.08"}`), 0},
		{"a location without longitude", frame(`"type":"location","location":{"latitude":51.5}`), 131008},
		{"a location beyond the pole", frame(`"type":"location","location":{"latitude":91,"longitude":0}`), 131009},
		{"a location that is no number", frame(`"type":"location","location":{"latitude":"NaN","longitude":0}`), 131009},

		{"a contact", frame(`"type":"contacts","contacts":[{"name":{"formatted_name":"Wren"}}]`), 0},
		{"no contacts", frame(`"type":"contacts","contacts":[]`), 131008},
		{"a nameless contact", frame(`"type":"contacts","contacts":[{"phones":[]}]`), 131008},

		{"a reaction", frame(`"type":"reaction","reaction":{"message_id":"wamid.x","emoji":"👍🏽"}`), 0},
		{"a reaction taken away", frame(`"type":"reaction","reaction":{"message_id":"wamid.x","emoji":""}`), 0},
		{"a reaction in words", frame(`"type":"reaction","reaction":{"message_id":"wamid.x","emoji":"ok"}`), 131009},
		{"a reaction to nothing", frame(`"type":"reaction","reaction":{"emoji":"👍"}`), 131008},

		{"buttons", button(`{"type":"reply","reply":{"id":"a","title":"Yes"}}`), 0},
		{"no buttons", button(``), 131009},
		{"a button title too long", button(`{"type":"reply","reply":{"id":"a","title":"123456789012345678901"}}`), 131009},
		{"two buttons alike", button(`{"reply":{"id":"a","title":"Yes"}},{"reply":{"id":"b","title":"Yes"}}`), 131009},
		{"a list", list(`{"rows":[{"id":"a","title":"One"}]}`), 0},
		{"a list of eleven rows", list(`{"rows":[` + strings.TrimSuffix(rows, ",") + `]}`), 131009},
		{"two sections, one without title", list(`{"title":"A","rows":[{"id":"a","title":"One"}]},{"rows":[{"id":"b","title":"Two"}]}`), 131008},
		{"an interactive message of an unknown kind", frame(`"type":"interactive","interactive":{"type":"poll","body":{"text":"b"},"action":{}}`), 100},

		{"a template", frame(`"type":"template","template":{"name":"order_ready","language":{"code":"en_GB"},"components":[{"type":"body","parameters":[{"type":"text","text":"Ada"}]}]}`), 0},
		{"a template without language", frame(`"type":"template","template":{"name":"order_ready"}`), 131008},
		{"a template name with capitals", frame(`"type":"template","template":{"name":"Order","language":{"code":"en"}}`), 131009},
		{"a template parameter with a line break", frame(`"type":"template","template":{"name":"order","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a\nb"}]}]}`), 132018},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			status, answer := call(t, "POST", server.URL+sendPath, token, scenario.body)
			if scenario.code == 0 {
				if status != http.StatusOK || answer["messaging_product"] != "whatsapp" {
					t.Fatalf("refused: %d %v", status, answer)
				}
				return
			}
			problem, _ := answer["error"].(map[string]any)
			if status != http.StatusBadRequest || problem["code"] != scenario.code {
				t.Fatalf("got %d %v, want code %v", status, answer, scenario.code)
			}
			if problem["fbtrace_id"] == "" || problem["type"] != "OAuthException" || !strings.HasPrefix(problem["message"].(string), fmt.Sprintf("(#%v) ", scenario.code)) {
				t.Errorf("not Meta's envelope: %v", problem)
			}
		})
	}
}

func TestSendAnswers(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	for _, prefix := range []string{"/v19.0", "/v25.0", "/v26.0", ""} {
		status, answer := call(t, "POST", server.URL+prefix+"/"+numberID+"/messages", token, textTo("+44 7700 900123", "Hello"))
		contact := answer["contacts"].([]any)[0].(map[string]any)
		id := answer["messages"].([]any)[0].(map[string]any)["id"].(string)
		if status != http.StatusOK || contact["input"] != "+44 7700 900123" || contact["wa_id"] != ada || contact["user_id"] != nil || !strings.HasPrefix(id, "wamid.") {
			t.Errorf("%q: %d %v", prefix, status, answer)
		}
	}
	status, answer := call(t, "POST", server.URL+sendPath, token, `{"messaging_product":"whatsapp","recipient":"`+adaID+`","text":{"body":"Hello"}}`)
	contact := answer["contacts"].([]any)[0].(map[string]any)
	if status != http.StatusOK || contact["user_id"] != adaID || contact["wa_id"] != nil {
		t.Errorf("to a BSUID: %d %v", status, answer)
	}
}

// Brazilian numbers are written with a ninth digit that the wa_id may lack.
func TestSendToNationalVariant(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Customers: []simulator.Customer{{WaID: "553199990123"}}})
	_, answer := call(t, "POST", server.URL+sendPath, token, textTo("+55 31 9 9999-0123", "Oi"))
	contact := answer["contacts"].([]any)[0].(map[string]any)
	if contact["wa_id"] != "553199990123" {
		t.Errorf("got %v", contact)
	}
}

func TestSendByForm(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	form := url.Values{"messaging_product": {"whatsapp"}, "to": {ada}, "type": {"text"}, "text": {`{"body":"Hello"}`}}
	request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+sendPath+"?access_token="+token, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status, answer := do(t, request); status != http.StatusOK {
		t.Errorf("%d %v", status, answer)
	}
}

func TestGraphAccess(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	scenarios := []struct {
		name, method, path, token string
		status                    int
		code                      float64
	}{
		{"no token", "POST", sendPath, "", 401, 190},
		{"wrong token", "POST", sendPath, "other", 401, 190},
		{"wrong number", "POST", "/v25.0/999/messages", token, 400, 100},
		{"an alias", "POST", "/v25.0/somebody/messages", token, 404, 803},
		{"an edge of another node", "POST", "/v25.0/me/messages", token, 400, 2500},
		{"an unknown edge", "POST", "/v25.0/" + numberID + "/horoscope", token, 400, 2500},
		{"reading messages", "GET", sendPath, token, 400, 100},
		{"nothing", "GET", "/v25.0", token, 400, 2500},
		{"two slashes", "GET", "//v25.0//x", token, 400, 2500},
		{"an unknown field", "GET", "/v25.0/" + numberID + "?fields=shoe_size", token, 400, 100},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			status, answer := call(t, scenario.method, server.URL+scenario.path, scenario.token, "")
			problem, _ := answer["error"].(map[string]any)
			if status != scenario.status || problem["code"] != scenario.code || problem["fbtrace_id"] == "" {
				t.Errorf("got %d %v", status, answer)
			}
		})
	}

	_, wrong := call(t, "POST", server.URL+"/v25.0/999/messages", token, "")
	if wrong["error"].(map[string]any)["error_subcode"] != 33.0 {
		t.Errorf("wrong number id: %v", wrong)
	}
	status, number := call(t, "GET", server.URL+"/v25.0/"+numberID, token, "")
	if status != 200 || number["display_phone_number"] != "+1 555-010-0200" || number["verified_name"] != simulator.DefaultBusinessName || number["id"] != numberID {
		t.Errorf("phone number: %d %v", status, number)
	}
	status, number = call(t, "GET", server.URL+"/"+numberID+"?fields=verified_name", token, "")
	if status != 200 || len(number) != 2 {
		t.Errorf("one field: %d %v", status, number)
	}
}

func TestMarkReadAndTyping(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	var ids []string
	for _, text := range []string{"one", "two", "three"} {
		id, err := s.Write(simulator.Inbound{From: ada, Text: text, Timestamp: "1793700000"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	settle(t, s)
	for _, m := range s.Messages() {
		if m.Status != "sent" {
			t.Errorf("%s: %s before it was read", m.Text, m.Status)
		}
	}
	receipt := func(id, more string) string {
		return `{"messaging_product":"whatsapp","status":"read","message_id":"` + id + `"` + more + `}`
	}
	status, answer := call(t, "POST", server.URL+sendPath, token, receipt(ids[1], `,"typing_indicator":{"type":"text"}`))
	if status != 200 || answer["success"] != true {
		t.Fatalf("%d %v", status, answer)
	}
	if m := s.Messages(); m[0].Status != "read" || m[1].Status != "read" {
		t.Errorf("the message and those before it are read, got %s, %s", m[0].Status, m[1].Status)
	}
	// note: Meta's own Postman collection, and what was made of it, says PUT.
	status, answer = call(t, "PUT", server.URL+"/v21.0/"+numberID+"/messages", token, receipt(ids[2], ""))
	if status != 200 || answer["success"] != true || s.Messages()[2].Status != "read" {
		t.Fatalf("with PUT: %d %v", status, answer)
	}
	for body, code := range map[string]float64{
		receipt("wamid.unknown", ""):                                        100,
		receipt(ids[0], `,"typing_indicator":{"type":"song"}`):              100,
		`{"messaging_product":"whatsapp","status":"seen","message_id":"x"}`: 100,
		`{"messaging_product":"whatsapp","status":"read"}`:                  100,
		receipt(send(t, server, textTo(ada, "the business's own")), ``):     100,
	} {
		if status, answer := call(t, "POST", server.URL+sendPath, token, body); status != 400 || answer["error"].(map[string]any)["code"] != code {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
}

package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

const templatesEdge = "/v25.0/" + simulator.DefaultBusinessAccountID + "/message_templates"

// body is a template's body with as many samples as it has variables.
func templateBody(text string, samples ...string) string {
	raw, _ := json.Marshal(map[string]any{"type": "BODY", "text": text, "example": map[string]any{"body_text": [][]string{samples}}})
	return string(raw)
}

func definition(name, more, components string) string {
	return `{"name":"` + name + `","language":"en_US","category":"UTILITY"` + more + `,"components":[` + components + `]}`
}

func create(t *testing.T, server *httptest.Server, body string) string {
	t.Helper()
	status, answer := call(t, "POST", server.URL+templatesEdge, token, body)
	if status != 200 {
		t.Fatalf("create: %d %v", status, answer)
	}
	return answer["id"].(string)
}

func TestTemplateDefinitions(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{TemplateReview: -1, Rates: simulator.NoLimits})
	plain := `{"type":"BODY","text":"Your order is ready."}`
	with := func(component string) string { return plain + "," + component }
	buttons := func(list string) string { return with(`{"type":"BUTTONS","buttons":[` + list + `]}`) }
	repeat := strings.Repeat
	manyReplies := func(n int) string {
		list := []string{}
		for i := range n {
			list = append(list, fmt.Sprintf(`{"type":"QUICK_REPLY","text":"Reply %d"}`, i))
		}
		return buttons(strings.Join(list, ","))
	}
	card := `{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"A lamp"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Buy"}]}]}`
	cards := func(n int) string {
		return with(`{"type":"CAROUSEL","cards":[` + strings.TrimSuffix(repeat(card+",", n), ",") + `]}`)
	}
	auth := func(footer, button string) string {
		return `{"name":"N","language":"en_US","category":"AUTHENTICATION","components":[{"type":"BODY","add_security_recommendation":true},` + footer + `{"type":"BUTTONS","buttons":[` + button + `]}]}`
	}
	scenarios := []struct {
		name    string
		body    string // N stands for a name of its own
		subcode float64
		message string // without a subcode: what Graph's own check says
	}{
		{"a body", definition("N", "", plain), 0, ""},
		{"small letters", `{"name":"N","language":"en_US","category":"utility","components":[{"type":"body","text":"Your order is ready."}]}`, 0, ""},
		{"no name", `{"language":"en_US","category":"UTILITY","components":[` + plain + `]}`, 0, "(#100) The parameter name is required."},
		{"a name with capitals", definition("Order", "", plain), 2388046, ""},
		{"a name of 512 letters", definition(repeat("a", 512), "", plain), 0, ""},
		{"a name of 513 letters", definition(repeat("a", 513), "", plain), 2388046, ""},
		{"no language", `{"name":"N","category":"UTILITY","components":[` + plain + `]}`, 0, "(#100) The parameter language is required."},
		{"an unknown language", `{"name":"N","language":"xx","category":"UTILITY","components":[` + plain + `]}`, 0, "(#100) Param language must be one of"},
		{"no category", `{"name":"N","language":"en_US","components":[` + plain + `]}`, 0, "(#100) The parameter category is required."},
		{"an unknown category", `{"name":"N","language":"en_US","category":"SPAM","components":[` + plain + `]}`, 0, "(#100) Param category must be one of"},
		{"no components", `{"name":"N","language":"en_US","category":"UTILITY"}`, 0, "(#100) The parameter components is required."},
		{"components that are no list", `{"name":"N","language":"en_US","category":"UTILITY","components":{"type":"BODY"}}`, 0, "(#100) Param components must be an array."},
		{"an unknown component", definition("N", "", with(`{"type":"TAIL"}`)), 0, "(#100) Param components[1]['type'] must be one of"},
		{"no body", definition("N", "", `{"type":"FOOTER","text":"Bye"}`), 2388043, ""},
		{"two bodies", definition("N", "", plain+","+plain), 2388040, ""},
		{"sample template", definition("hello_world", "", plain), 2388155, ""},

		{"1024 characters", definition("N", "", `{"type":"BODY","text":"`+repeat("é", 1024)+`"}`), 0, ""},
		{"1025 characters", definition("N", "", `{"type":"BODY","text":"`+repeat("é", 1025)+`"}`), 2388040, ""},
		{"variables", definition("N", "", templateBody("Hello {{1}}, your order {{2}} is ready.", "Ada", "7")), 0, ""},
		{"variables without samples", definition("N", "", `{"type":"BODY","text":"Hello {{1}}, your order is ready."}`), 2388043, ""},
		{"too few samples", definition("N", "", templateBody("Hello {{1}}, your order {{2}} is ready.", "Ada")), 2388043, ""},
		{"a gap between variables", definition("N", "", templateBody("Hello {{1}}, your order {{3}} is ready.", "Ada", "7")), 2388072, ""},
		{"a variable at the start", definition("N", "", templateBody("{{1}}, your order is ready.", "Ada")), 2388299, ""},
		{"a variable at the end", definition("N", "", templateBody("Your order is ready, {{1}}", "Ada")), 2388299, ""},
		{"hardly more than variables", definition("N", "", templateBody("Hi {{1}} {{2}} {{3}} .", "a", "b", "c")), 2388293, ""},
		{"named variables", definition("N", `,"parameter_format":"NAMED"`, `{"type":"BODY","text":"Hello {{first_name}}, it is ready.","example":{"body_text_named_params":[{"param_name":"first_name","example":"Ada"}]}}`), 0, ""},
		{"a named variable without a sample", definition("N", `,"parameter_format":"named"`, `{"type":"BODY","text":"Hello {{first_name}}, it is ready.","example":{"body_text_named_params":[]}}`), 2388043, ""},
		{"a name where numbers are", definition("N", "", templateBody("Hello {{first_name}}, it is ready.", "Ada")), 2388072, ""},
		{"an unknown format", definition("N", `,"parameter_format":"FREE"`, plain), 0, "(#100) Param parameter_format must be one of"},

		{"a header of 60", definition("N", "", with(`{"type":"HEADER","format":"TEXT","text":"`+repeat("x", 60)+`"}`)), 0, ""},
		{"a header of 61", definition("N", "", with(`{"type":"HEADER","format":"TEXT","text":"`+repeat("x", 61)+`"}`)), 2388047, ""},
		{"a header with a variable", definition("N", "", with(`{"type":"HEADER","format":"TEXT","text":"Order {{1}}","example":{"header_text":["7"]}}`)), 0, ""},
		{"a header with two", definition("N", "", with(`{"type":"HEADER","format":"TEXT","text":"Order {{1}} {{2}}","example":{"header_text":["7","8"]}}`)), 2388047, ""},
		{"a picture", definition("N", "", with(`{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}}`)), 0, ""},
		{"a picture without a sample", definition("N", "", with(`{"type":"HEADER","format":"IMAGE"}`)), 2388043, ""},
		{"a place", definition("N", "", with(`{"type":"HEADER","format":"LOCATION"}`)), 0, ""},
		{"a header of an unknown format", definition("N", "", with(`{"type":"HEADER","format":"SMELL"}`)), 0, "(#100) Param format must be one of"},
		{"a footer of 60", definition("N", "", with(`{"type":"FOOTER","text":"`+repeat("x", 60)+`"}`)), 0, ""},
		{"a footer of 61", definition("N", "", with(`{"type":"FOOTER","text":"`+repeat("x", 61)+`"}`)), 2388040, ""},
		{"a footer with a variable", definition("N", "", with(`{"type":"FOOTER","text":"Bye {{1}}"}`)), 2388073, ""},

		{"ten buttons", definition("N", "", manyReplies(10)), 0, ""},
		{"eleven buttons", definition("N", "", manyReplies(11)), 2388060, ""},
		{"a button text of 25", definition("N", "", buttons(`{"type":"QUICK_REPLY","text":"`+repeat("x", 25)+`"}`)), 0, ""},
		{"a button text of 26", definition("N", "", buttons(`{"type":"QUICK_REPLY","text":"`+repeat("x", 26)+`"}`)), 2388040, ""},
		{"a button with a variable", definition("N", "", buttons(`{"type":"QUICK_REPLY","text":"Hi {{1}}"}`)), 2388060, ""},
		{"two buttons alike", definition("N", "", buttons(`{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"Yes"}`)), 2388060, ""},
		{"replies between others", definition("N", "", buttons(`{"type":"QUICK_REPLY","text":"A"},{"type":"URL","text":"B","url":"https://a.example"},{"type":"QUICK_REPLY","text":"C"}`)), 2388060, ""},
		{"two addresses and a phone", definition("N", "", buttons(`{"type":"URL","text":"A","url":"https://a.example/{{1}}","example":["https://a.example/7"]},{"type":"URL","text":"B","url":"https://b.example"},{"type":"PHONE_NUMBER","text":"C","phone_number":"+15550100200"}`)), 0, ""},
		{"three addresses", definition("N", "", buttons(`{"type":"URL","text":"A","url":"https://a.example"},{"type":"URL","text":"B","url":"https://b.example"},{"type":"URL","text":"C","url":"https://c.example"}`)), 2388060, ""},
		{"two phones", definition("N", "", buttons(`{"type":"PHONE_NUMBER","text":"A","phone_number":"+15550100200"},{"type":"PHONE_NUMBER","text":"B","phone_number":"+15550100201"}`)), 2388060, ""},
		{"an address of 2001 characters", definition("N", "", buttons(`{"type":"URL","text":"A","url":"https://a.example/`+repeat("x", 1983)+`"}`)), 2388040, ""},
		{"a variable inside an address", definition("N", "", buttons(`{"type":"URL","text":"A","url":"https://a.example/{{1}}/x","example":["y"]}`)), 2388060, ""},
		{"a code to copy", definition("N", "", buttons(`{"type":"COPY_CODE","example":"SUMMER25"}`)), 0, ""},
		{"a code without a sample", definition("N", "", buttons(`{"type":"COPY_CODE"}`)), 2388043, ""},
		{"a flow", definition("N", "", buttons(`{"type":"FLOW","text":"Book","flow_id":"77"}`)), 0, ""},
		{"a flow of nothing", definition("N", "", buttons(`{"type":"FLOW","text":"Book"}`)), 2388060, ""},
		{"an unknown button", definition("N", "", buttons(`{"type":"LEVER","text":"Pull"}`)), 0, "(#100) Param buttons[0]['type'] must be one of"},
		{"an OTP button elsewhere", definition("N", "", buttons(`{"type":"OTP","otp_type":"COPY_CODE"}`)), 2388060, ""},

		{"two cards", definition("N", "", cards(2)), 0, ""},
		{"one card", definition("N", "", cards(1)), 2388060, ""},
		{"eleven cards", definition("N", "", cards(11)), 2388060, ""},
		{"an offer", definition("N", "", with(`{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Ends soon","has_expiration":true}}`)), 0, ""},
		{"an offer of 17 characters", definition("N", "", with(`{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"`+repeat("x", 17)+`"}}`)), 2388040, ""},

		{"a code by message", auth("", `{"type":"OTP","otp_type":"COPY_CODE","text":"Copy"}`), 0, ""},
		{"a code that ends", auth(`{"type":"FOOTER","code_expiration_minutes":90},`, `{"type":"OTP","otp_type":"COPY_CODE"}`), 0, ""},
		{"a code that ends too late", auth(`{"type":"FOOTER","code_expiration_minutes":91},`, `{"type":"OTP","otp_type":"COPY_CODE"}`), 2388073, ""},
		{"one tap", auth("", `{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"org.example","signature_hash":"K8a/AINcGX7"}]}`), 0, ""},
		{"one tap without an app", auth("", `{"type":"OTP","otp_type":"ONE_TAP"}`), 2388060, ""},
		{"a code with another button", auth("", `{"type":"QUICK_REPLY","text":"Yes"}`), 2388060, ""},
		{"a life of 12 hours", definition("N", `,"message_send_ttl_seconds":43200`, plain), 0, ""},
		{"a longer life", definition("N", `,"message_send_ttl_seconds":43201`, plain), 0, "(#100) Param message_send_ttl_seconds"},
	}
	for i, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			body := strings.Replace(scenario.body, `"name":"N"`, fmt.Sprintf(`"name":"template_%d"`, i), 1)
			status, answer := call(t, "POST", server.URL+templatesEdge, token, body)
			if scenario.subcode == 0 && scenario.message == "" {
				if status != 200 || answer["status"] != "PENDING" || answer["id"] == "" || answer["category"] == "" {
					t.Fatalf("refused: %d %v", status, answer)
				}
				return
			}
			problem, _ := answer["error"].(map[string]any)
			if status != 400 || problem["code"] != 100.0 {
				t.Fatalf("got %d %v", status, answer)
			}
			if scenario.subcode != 0 && (problem["error_subcode"] != scenario.subcode || problem["error_user_title"] == "" || problem["error_user_msg"] == "" || problem["message"] != "Invalid parameter") {
				t.Errorf("got %v", problem)
			}
			if !strings.HasPrefix(problem["message"].(string), scenario.message) {
				t.Errorf("got %v", problem["message"])
			}
		})
	}
}

func TestTemplateList(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{TemplateReview: -1})
	for i := range 30 {
		create(t, server, definition(fmt.Sprintf("order_%02d", i), "", `{"type":"BODY","text":"Order number `+fmt.Sprint(i)+` is ready."}`))
	}
	german := create(t, server, strings.Replace(definition("order_07", "", `{"type":"BODY","text":"Ihre Bestellung ist fertig."}`), "en_US", "de", 1))
	if err := s.ReviewTemplate(german, simulator.Review{Event: "REJECTED", Reason: "SCAM"}); err != nil {
		t.Fatal(err)
	}
	list := func(query string) ([]map[string]any, map[string]any) {
		t.Helper()
		status, page := call(t, "GET", server.URL+templatesEdge+"?"+query, token, "")
		if status != 200 {
			t.Fatalf("%s: %d %v", query, status, page)
		}
		items := []map[string]any{}
		for _, one := range page["data"].([]any) {
			items = append(items, one.(map[string]any))
		}
		return items, page
	}
	for query, want := range map[string]int{
		"limit=100": 32, "": 25, "name=order_07": 2, "name=order_07&language=de": 1, "status=REJECTED": 1, "status=rejected,APPROVED": 2,
		"status=[\"REJECTED\"]": 1, "language=de": 1, "category=MARKETING": 0, "content=Bestellung": 1, "name_or_content=hello_w": 1,
		"name=order": 0, "category=UTILITY&limit=7": 7, "status[0]=REJECTED&status[1]=APPROVED": 2, "limit=0": 25,
	} {
		if items, _ := list(query); len(items) != want {
			t.Errorf("%s: %d, want %d", query, len(items), want)
		}
	}
	items, _ := list("name=order_07&language=de&fields=name,status,rejected_reason,quality_score")
	if one := items[0]; len(one) != 5 || one["rejected_reason"] != "SCAM" || one["id"] != german || one["quality_score"].(map[string]any)["score"] != "UNKNOWN" {
		t.Errorf("fields: %v", one)
	}
	items, _ = list("name=hello_world")
	if one := items[0]; one["status"] != "APPROVED" || one["language"] != "en_US" || one["parameter_format"] != "POSITIONAL" || len(one["components"].([]any)) != 3 {
		t.Errorf("the sample: %v", one)
	}
	_, page := list("limit=1&summary=total_count,message_template_count")
	if summary := page["summary"].(map[string]any); len(summary) != 2 || summary["total_count"] != 32.0 || summary["message_template_count"] != 32.0 {
		t.Errorf("summary: %v", page["summary"])
	}
	_, page = list("summary=true")
	if summary := page["summary"].(map[string]any); summary["message_template_limit"] != 6000.0 || summary["are_translations_complete"] != true {
		t.Errorf("summary: %v", page["summary"])
	}

	// forward by next, back by previous
	var seen []string
	next := server.URL + templatesEdge + "?limit=10&fields=name"
	pages := 0
	var last map[string]any
	for next != "" {
		status, page := call(t, "GET", next, token, "")
		if status != 200 {
			t.Fatalf("%d %v", status, page)
		}
		for _, one := range page["data"].([]any) {
			seen = append(seen, one.(map[string]any)["id"].(string))
		}
		next, _ = page["paging"].(map[string]any)["next"].(string)
		pages, last = pages+1, page["paging"].(map[string]any)
	}
	slices.Sort(seen)
	if pages != 4 || len(slices.Compact(seen)) != 32 {
		t.Errorf("%d pages, %d templates", pages, len(seen))
	}
	_, back := call(t, "GET", last["previous"].(string), token, "")
	if len(back["data"].([]any)) != 10 {
		t.Errorf("back: %v", back)
	}
	for _, query := range []string{"fields=shoe_size", "after=nonsense", "limit=-1", "limit=x", "summary=shoe_size"} {
		if status, answer := call(t, "GET", server.URL+templatesEdge+"?"+query, token, ""); status != 400 || answer["error"].(map[string]any)["code"] != 100.0 {
			t.Errorf("%s: %d %v", query, status, answer)
		}
	}
}

// events are the webhooks about the account, by their field.
func accountEvents(t *testing.T, inbox *receiver) []map[string]any {
	t.Helper()
	list := []map[string]any{}
	for _, body := range inbox.got() {
		var b struct {
			Entry []struct {
				ID      string
				Time    int64
				Changes []struct {
					Field string
					Value map[string]any
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &b); err != nil {
			t.Fatal(err)
		}
		one := b.Entry[0].Changes[0].Value
		one["field"] = b.Entry[0].Changes[0].Field
		if one["metadata"] == nil {
			if b.Entry[0].Time == 0 || b.Entry[0].ID != simulator.DefaultBusinessAccountID {
				t.Errorf("not an entry about the account: %s", body)
			}
			list = append(list, one)
		}
	}
	return list
}

func TestTemplateReview(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: 10 * time.Minute})
	id := create(t, server, definition("order_ready", "", `{"type":"BODY","text":"Your order is ready."}`))
	message := `{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"order_ready","language":{"code":"en_US"}}}`
	expectCode(t, server, message, 132001)
	move(t, s, 9*time.Minute)
	expectCode(t, server, message, 132001)
	move(t, s, time.Minute)
	send(t, server, message)

	review := func(body string) {
		t.Helper()
		if status, answer := call(t, "POST", server.URL+"/simulator/templates/"+id+"/review", "", body); status != 204 {
			t.Fatalf("%s: %d %v", body, status, answer)
		}
	}
	review(`{"quality":"YELLOW"}`)
	review(`{"quality":"RED"}`)
	expectCode(t, server, message, 132015)
	move(t, s, 3*time.Hour)
	send(t, server, message)
	review(`{"event":"PAUSED"}`)
	move(t, s, 5*time.Hour)
	expectCode(t, server, message, 132015)
	move(t, s, time.Hour)
	send(t, server, message)
	review(`{"category":"MARKETING"}`)
	review(`{"event":"paused"}`)
	expectCode(t, server, message, 132016)
	settle(t, s)

	got := []string{}
	for _, e := range accountEvents(t, inbox) {
		if e["message_template_id"] != mustNumber(t, id) || e["message_template_name"] != "order_ready" || e["message_template_language"] != "en_US" {
			t.Errorf("not about the template: %v", e)
		}
		switch e["field"] {
		case "message_template_status_update":
			line := fmt.Sprint(e["event"], " ", e["reason"])
			if info, ok := e["other_info"].(map[string]any); ok {
				line += fmt.Sprint(" ", info["title"])
			}
			got = append(got, line)
		case "message_template_quality_update":
			got = append(got, fmt.Sprint(e["previous_quality_score"], " → ", e["new_quality_score"]))
		case "template_category_update":
			got = append(got, fmt.Sprint(e["previous_category"], " → ", e["new_category"]))
		}
	}
	want := []string{
		"APPROVED NONE", "UNKNOWN → YELLOW", "YELLOW → RED", "PAUSED NONE FIRST_PAUSE", "APPROVED NONE UNPAUSE",
		"PAUSED NONE SECOND_PAUSE", "APPROVED NONE UNPAUSE", "UTILITY → MARKETING", "DISABLED NONE DISABLED",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, body := range []string{`{}`, `{"event":"SNEEZED"}`, `{"quality":"PINK"}`, `{"category":"SPAM"}`, `{"event":"REJECTED","reason":"MOOD"}`} {
		if status, _ := call(t, "POST", server.URL+"/simulator/templates/"+id+"/review", "", body); status != 400 {
			t.Errorf("%s: %d", body, status)
		}
	}
	if status, _ := call(t, "POST", server.URL+"/simulator/templates/17/review", "", `{"event":"APPROVED"}`); status != 404 {
		t.Errorf("an unknown template: %d", status)
	}
}

func mustNumber(t *testing.T, digits string) float64 {
	t.Helper()
	var n float64
	if err := json.Unmarshal([]byte(digits), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTemplateEditAndDelete(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: -1})
	id := create(t, server, definition("order_ready", "", `{"type":"BODY","text":"Your order is ready."}`))
	at := server.URL + "/v25.0/" + id
	edit := func(body string) (int, float64) {
		t.Helper()
		status, answer := call(t, "POST", at, token, body)
		problem, _ := answer["error"].(map[string]any)
		subcode, _ := problem["error_subcode"].(float64)
		return status, subcode
	}
	other := `{"components":[{"type":"BODY","text":"Your order can be fetched."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"}]}]}`
	if status, subcode := edit(other); status != 400 || subcode != 2388039 {
		t.Errorf("a pending one: %d %v", status, subcode)
	}
	approve := func() {
		t.Helper()
		if err := s.ReviewTemplate(id, simulator.Review{Event: "APPROVED"}); err != nil {
			t.Fatal(err)
		}
	}
	approve()
	if status, subcode := edit(`{"category":"MARKETING",` + other[1:]); status != 400 || subcode != 2388039 {
		t.Errorf("the category of an approved one: %d %v", status, subcode)
	}
	if status, _ := edit(other); status != 200 {
		t.Errorf("an approved one: %d", status)
	}
	if _, one := call(t, "GET", at+"?fields=status,components", token, ""); one["status"] != "PENDING" || len(one["components"].([]any)) != 2 {
		t.Errorf("after it: %v", one)
	}
	approve()
	settle(t, s)
	events := accountEvents(t, inbox)
	if len(events) != 3 || events[1]["field"] != "message_template_components_update" || events[1]["message_template_element"] != "Your order can be fetched." ||
		events[1]["message_template_buttons"].([]any)[0].(map[string]any)["message_template_button_text"] != "Thanks" {
		t.Errorf("webhooks: %v", events)
	}
	if status, subcode := edit(other); status != 400 || subcode != 2388039 {
		t.Errorf("twice within a day: %d %v", status, subcode)
	}
	for range 9 {
		move(t, s, 25*time.Hour)
		if status, subcode := edit(other); status != 200 {
			t.Errorf("the next day: %d %v", status, subcode)
		}
		approve()
	}
	move(t, s, 25*time.Hour)
	if status, subcode := edit(other); status != 400 || subcode != 2388039 {
		t.Errorf("eleven times in 30 days: %d %v", status, subcode)
	}
	if status, subcode := edit(`{"components":[{"type":"BODY","text":"{{1}}"}]}`); status != 400 {
		t.Errorf("a wrong one: %d %v", status, subcode)
	}

	if status, answer := call(t, "POST", server.URL+templatesEdge, token, definition("order_ready", "", `{"type":"BODY","text":"Again."}`)); answer["error"].(map[string]any)["error_subcode"] != 2388024.0 {
		t.Errorf("the same name and language: %d %v", status, answer)
	}
	german := create(t, server, strings.Replace(definition("order_ready", "", `{"type":"BODY","text":"Fertig."}`), "en_US", "de", 1))
	remove := func(query string) (int, map[string]any) {
		return call(t, "DELETE", server.URL+templatesEdge+"?"+query, token, "")
	}
	if status, _ := remove(""); status != 400 {
		t.Errorf("nothing: %d", status)
	}
	if status, _ := remove("name=nothing_like_it"); status != 400 {
		t.Errorf("an unknown name: %d", status)
	}
	if status, _ := remove("hsm_id=" + german); status != 400 {
		t.Errorf("an id without the name: %d", status)
	}
	if status, answer := remove("name=order_ready&hsm_id=" + german); status != 200 || answer["success"] != true {
		t.Errorf("one language: %d %v", status, answer)
	}
	if status, _ := call(t, "GET", server.URL+"/"+german, token, ""); status != 400 {
		t.Errorf("after it: %d", status)
	}
	if status, _ := remove("name=order_ready"); status != 200 {
		t.Errorf("all languages: %d", status)
	}
	if _, answer := call(t, "POST", server.URL+templatesEdge, token, definition("order_ready", "", `{"type":"BODY","text":"Again."}`)); answer["error"].(map[string]any)["error_subcode"] != 2388023.0 {
		t.Errorf("the name within 30 days: %v", answer)
	}
	move(t, s, 30*24*time.Hour)
	create(t, server, definition("order_ready", "", `{"type":"BODY","text":"Again."}`))
	one, two := create(t, server, definition("one", "", `{"type":"BODY","text":"One."}`)), create(t, server, definition("two", "", `{"type":"BODY","text":"Two."}`))
	if status, answer := remove("hsm_ids=" + url.QueryEscape(`["`+one+`","`+two+`"]`)); status != 200 {
		t.Errorf("several: %d %v", status, answer)
	}
	if n := len(s.Templates()); n != 2 {
		t.Errorf("%d templates are left", n)
	}
}

func TestTemplatePacing(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: -1})
	id := create(t, server, definition("order_ready", "", `{"type":"BODY","text":"Your order is ready."}`))
	message := `{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"order_ready","language":{"code":"en_US"}}}`
	yes, no := true, false
	decide := func(review simulator.Review) {
		t.Helper()
		if err := s.ReviewTemplate(id, review); err != nil {
			t.Fatal(err)
		}
		settle(t, s)
	}
	status := func() any {
		t.Helper()
		_, answer := call(t, "POST", server.URL+sendPath, token, message)
		return answer["messages"].([]any)[0].(map[string]any)["message_status"]
	}
	decide(simulator.Review{Event: "APPROVED", Pacing: &yes})
	before := len(inbox.got())
	if got := status(); got != "held_for_quality_assessment" {
		t.Errorf("paced: %v", got)
	}
	settle(t, s)
	if n := len(inbox.got()); n != before || s.Messages()[0].Status != "accepted" {
		t.Errorf("%d webhooks of a message that is held", n-before)
	}
	decide(simulator.Review{Pacing: &no})
	if m := s.Messages()[0]; m.Status != "read" {
		t.Errorf("released: %s", m.Status)
	}
	decide(simulator.Review{Pacing: &yes})
	status()
	decide(simulator.Review{Quality: "RED"})
	if m := s.Messages()[1]; m.Status != "failed" || m.ErrorCode != 132015 {
		t.Errorf("dropped: %s %d", m.Status, m.ErrorCode)
	}
	decide(simulator.Review{Event: "UNPAUSED", Pacing: &no})
	if got := status(); got != "accepted" {
		t.Errorf("afterwards: %v", got)
	}
}

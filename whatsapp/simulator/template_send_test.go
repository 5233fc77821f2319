package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// sendTemplates are the templates that the sends below are for.
var sendTemplates = []simulator.Template{
	{Name: "plain", Language: "en", Category: "MARKETING", Components: components(`{"type":"BODY","text":"Come and see."}`)},
	{Name: "two_values", Language: "en", Components: components(
		`{"type":"HEADER","format":"TEXT","text":"Order {{1}}","example":{"header_text":["7"]}},` +
			`{"type":"BODY","text":"Hello {{1}}, order {{2}} is ready for {{1}} now.","example":{"body_text":[["Ada","7"]]}},{"type":"FOOTER","text":"Thank you"}`)},
	{Name: "by_name", Language: "en", ParameterFormat: "NAMED", Components: components(
		`{"type":"BODY","text":"Hello {{name}}, order {{order}} is ready.","example":{"body_text_named_params":[{"param_name":"name","example":"Ada"},{"param_name":"order","example":"7"}]}}`)},
	{Name: "picture", Language: "en", Components: components(`{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"A lamp."}`)},
	{Name: "place", Language: "en", Components: components(`{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"Come here."}`)},
	{Name: "buttons", Language: "en", Components: components(
		`{"type":"BODY","text":"Choose."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"No"},` +
			`{"type":"URL","text":"Track","url":"https://shop.example/track/{{1}}","example":["https://shop.example/track/7"]},{"type":"COPY_CODE","example":"SUMMER"}]}`)},
	{Name: "code", Language: "en", Category: "AUTHENTICATION", Components: components(
		`{"type":"BODY","add_security_recommendation":true},{"type":"FOOTER","code_expiration_minutes":5},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy"}]}`)},
	{Name: "cards", Language: "en", Category: "MARKETING", Components: components(
		`{"type":"BODY","text":"Look."},{"type":"CAROUSEL","cards":[` + strings.TrimSuffix(strings.Repeat(
			`{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Only {{1}} today.","example":{"body_text":[["5"]]}},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Buy"}]}]},`, 2), ",") + `]}`)},
	{Name: "waiting", Language: "en", Status: "PENDING", Components: components(`{"type":"BODY","text":"Not yet."}`)},
	{Name: "paused", Language: "en", Status: "PAUSED", Components: components(`{"type":"BODY","text":"Not now."}`)},
	{Name: "disabled", Language: "en", Status: "DISABLED", Components: components(`{"type":"BODY","text":"Never."}`)},
}

func templateTo(to, name, list string) string {
	return `{"messaging_product":"whatsapp",` + to + `,"type":"template","template":{"name":"` + name + `","language":{"policy":"deterministic","code":"en"},"components":[` + list + `]}}`
}

func TestTemplateParameters(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Templates: sendTemplates, Rates: simulator.NoLimits})
	text := func(values ...string) string {
		list := []string{}
		for _, value := range values {
			raw, _ := json.Marshal(value)
			list = append(list, `{"type":"text","text":`+string(raw)+`}`)
		}
		return strings.Join(list, ",")
	}
	body := func(parameters string) string { return `{"type":"body","parameters":[` + parameters + `]}` }
	header := func(parameters string) string { return `{"type":"header","parameters":[` + parameters + `]}` }
	button := func(kind, index, parameters string) string {
		return `{"type":"button","sub_type":"` + kind + `","index":` + index + `,"parameters":[` + parameters + `]}`
	}
	named := func(name, value string) string {
		return `{"type":"text","parameter_name":"` + name + `","text":"` + value + `"}`
	}
	const image, code = `{"type":"image","image":{"link":"https://a.example/lamp.png"}}`, `{"type":"coupon_code","coupon_code":"SUMMER25"}`
	track := button("url", "2", text("7")) + "," + button("copy_code", `"3"`, code)
	card := func(index, list string) string { return `{"card_index":` + index + `,"components":[` + list + `]}` }
	scenarios := []struct {
		name, template, components string
		status                     int
		code                       float64
	}{
		{"nothing to fill in", "plain", "", 200, 0},
		{"an unknown name", "horoscope", "", 404, 132001},
		{"one that waits for approval", "waiting", "", 404, 132001},
		{"a paused one", "paused", "", 400, 132015},
		{"a disabled one", "disabled", "", 400, 132016},
		{"a value too many", "plain", body(text("Ada")), 400, 132000},
		{"a header too many", "plain", header(text("Ada")), 400, 132000},
		{"all values", "two_values", header(text("7")) + "," + body(text("Ada", "7")), 200, 0},
		{"upper case types", "two_values", `{"type":"HEADER","parameters":[{"type":"TEXT","text":"7"}]},` + body(text("Ada", "7")), 200, 0},
		{"a value too few", "two_values", header(text("7")) + "," + body(text("Ada")), 400, 132000},
		{"no values", "two_values", "", 400, 132000},
		{"no header", "two_values", body(text("Ada", "7")), 400, 132000},
		{"a picture for a word", "two_values", header(text("7")) + "," + body(text("Ada")+","+image), 400, 132012},
		{"names where numbers are", "two_values", header(text("7")) + "," + body(named("a", "Ada")+","+named("b", "7")), 400, 132012},
		{"money and a date", "two_values", header(text("7")) + "," + body(`{"type":"currency","currency":{"fallback_value":"$5","code":"USD","amount_1000":5000}},{"type":"date_time","date_time":{"fallback_value":"today"}}`), 200, 0},
		{"money without a value", "two_values", header(text("7")) + "," + body(`{"type":"currency","currency":{"code":"USD"}},{"type":"date_time","date_time":{"fallback_value":"today"}}`), 400, 131008},
		{"a text of 1024", "two_values", header(text("7")) + "," + body(text(strings.Repeat("a", 485), "7")), 200, 0},
		{"a longer text", "two_values", header(text("7")) + "," + body(text(strings.Repeat("a", 600), "7")), 400, 132005},
		{"a longer header", "two_values", header(text(strings.Repeat("a", 55))) + "," + body(text("Ada", "7")), 400, 132005},
		{"a line break", "two_values", header(text("7")) + "," + body(text("Ada\nMerrow", "7")), 400, 132018},
		{"a tab", "two_values", header(text("7")) + "," + body(text("Ada\tMerrow", "7")), 400, 132018},
		{"four spaces", "two_values", header(text("7")) + "," + body(text("Ada    Merrow", "7")), 200, 0},
		{"five spaces", "two_values", header(text("7")) + "," + body(text("Ada     Merrow", "7")), 400, 132018},
		{"an empty text", "two_values", header(text("7")) + "," + body(text("", "7")), 400, 131008},
		{"an unknown component", "plain", `{"type":"tail"}`, 400, 100},
		{"an unknown kind of value", "plain", body(`{"type":"smell"}`), 400, 100},
		{"names", "by_name", body(named("order", "7") + "," + named("name", "Ada")), 200, 0},
		{"no names", "by_name", body(text("Ada", "7")), 400, 132012},
		{"a wrong name", "by_name", body(named("order", "7") + "," + named("nickname", "Ada")), 400, 132012},
		{"a name too few", "by_name", body(named("order", "7")), 400, 132000},
		{"a picture", "picture", header(image), 200, 0},
		{"no picture", "picture", "", 400, 132012},
		{"a video for a picture", "picture", header(`{"type":"video","video":{"link":"https://a.example/lamp.mp4"}}`), 400, 132012},
		{"a text for a picture", "picture", header(text("lamp")), 400, 132012},
		{"a picture that is not ours", "picture", header(`{"type":"image","image":{"id":"1700"}}`), 400, 100},
		{"a place", "place", header(`{"type":"location","location":{"latitude":"51.5","longitude":"-0.08","name":"Shop","address":"1 Street"}}`), 200, 0},
		{"a place nowhere", "place", header(`{"type":"location","location":{"latitude":"91","longitude":"0"}}`), 400, 131009},
		{"buttons", "buttons", track, 200, 0},
		{"with payloads", "buttons", button("quick_reply", "0", `{"type":"payload","payload":"yes-7"}`) + "," + track, 200, 0},
		{"no address", "buttons", button("copy_code", "3", code), 400, 131008},
		{"no code", "buttons", button("url", "2", text("7")), 400, 131008},
		{"a button of another kind", "buttons", button("url", "0", text("7")) + "," + track, 400, 132012},
		{"a button that is not there", "buttons", button("url", "4", text("7")) + "," + track, 400, 132018},
		{"no index", "buttons", `{"type":"button","sub_type":"url","parameters":[` + text("7") + `]}`, 400, 131008},
		{"a code", "code", body(text("123456")) + "," + button("url", "0", text("123456")), 200, 0},
		{"a code without its button", "code", body(text("123456")), 400, 131008},
		{"a code of 16", "code", body(text("1234567890123456")) + "," + button("url", "0", text("1234567890123456")), 400, 132018},
		{"cards", "cards", `{"type":"carousel","cards":[` + card("0", header(image)+","+body(text("5"))) + "," + card("1", header(image)+","+body(text("6"))) + `]}`, 200, 0},
		{"a card too few", "cards", `{"type":"carousel","cards":[` + card("0", header(image)+","+body(text("5"))) + `]}`, 400, 132012},
		{"a card without its picture", "cards", `{"type":"carousel","cards":[` + card("0", body(text("5"))) + "," + card("1", header(image)+","+body(text("6"))) + `]}`, 400, 132012},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			status, answer := call(t, "POST", server.URL+sendPath, token, templateTo(`"to":"`+ada+`"`, scenario.template, scenario.components))
			if scenario.code == 0 {
				if status != 200 || answer["messages"].([]any)[0].(map[string]any)["message_status"] != "accepted" {
					t.Errorf("refused: %d %v", status, answer)
				}
				return
			}
			problem, _ := answer["error"].(map[string]any)
			if status != scenario.status || problem["code"] != scenario.code {
				t.Errorf("got %d %v", status, answer)
			}
		})
	}
	expectCode(t, server, strings.Replace(templateTo(`"to":"`+ada+`"`, "plain", ""), `"code":"en"`, `"code":"de"`, 1), 132001)
	expectCode(t, server, templateTo(`"recipient":"`+adaID+`"`, "code", body(text("1"))+","+button("url", "0", text("1"))), 131062)
}

func TestTemplateIsDrawn(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{Templates: sendTemplates})
	send(t, server, templateTo(`"to":"`+ada+`"`, "two_values", `{"type":"header","parameters":[{"type":"text","text":"7"}]},{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"7 & 8"}]}`))
	send(t, server, templateTo(`"to":"`+ada+`"`, "buttons", `{"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"no-7"}]},{"type":"button","sub_type":"url","index":2,"parameters":[{"type":"text","text":"7"}]},{"type":"button","sub_type":"copy_code","index":3,"parameters":[{"type":"coupon_code","coupon_code":"SUMMER"}]}`))
	m := s.Messages()
	if m[0].Text != "Hello Ada, order 7 & 8 is ready for Ada now." {
		t.Errorf("text: %q", m[0].Text)
	}
	var first, second struct {
		Header  struct{ Format, Text string }
		Body    string
		Footer  string
		Buttons []struct{ Type, Text, URL, Payload, Code string }
	}
	if json.Unmarshal(m[0].Rendered, &first) != nil || first.Header.Text != "Order 7" || first.Footer != "Thank you" {
		t.Errorf("%s", m[0].Rendered)
	}
	if json.Unmarshal(m[1].Rendered, &second) != nil || len(second.Buttons) != 4 || second.Buttons[0].Payload != "Yes" || second.Buttons[1].Payload != "no-7" ||
		second.Buttons[2].URL != "https://shop.example/track/7" || second.Buttons[3].Code != "SUMMER" {
		t.Errorf("%s", m[1].Rendered)
	}
}

func TestTemplatesAndMarketing(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	const stranger = "447700900199"
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Templates: sendTemplates})
	pricing := func(body string) (category, kind any) {
		t.Helper()
		id := send(t, server, body)
		settle(t, s)
		for _, one := range inbox.got() {
			if status := parseStatus(one); status["id"] == id && status["pricing"] != nil {
				p := status["pricing"].(map[string]any)
				return p["category"], p["type"]
			}
		}
		return nil, nil
	}
	if category, kind := pricing(templateTo(`"to":"`+stranger+`"`, "plain", "")); category != "marketing" || kind != "regular" {
		t.Errorf("marketing outside the window: %v %v", category, kind)
	}
	if category, kind := pricing(textTo(ada, "Hello")); category != "service" || kind != "free_customer_service" {
		t.Errorf("a text: %v %v", category, kind)
	}
	expectCode(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"text","text":{"body":"x"},"recipient_type":"group"}`, 100)

	// by the marketing endpoint
	lite := func(body string) (int, map[string]any) {
		return call(t, "POST", server.URL+"/v25.0/"+numberID+"/marketing_messages", token, body)
	}
	if status, answer := lite(templateTo(`"to":"`+ada+`"`, "plain", "")); status != 200 {
		t.Errorf("marketing: %d %v", status, answer)
	}
	if _, answer := lite(textTo(ada, "Hello")); answer["error"].(map[string]any)["code"] != 100.0 {
		t.Errorf("a text: %v", answer)
	}
	if _, answer := lite(templateTo(`"to":"`+ada+`"`, "two_values", "")); answer["error"].(map[string]any)["code"] != 134100.0 {
		t.Errorf("another category: %v", answer)
	}

	// who has stopped marketing gets no more of it, but all else
	if status, answer := call(t, "POST", server.URL+"/simulator/customers/"+ada+"/marketing", "", `{"value":"stop"}`); status != 200 {
		t.Fatalf("stop: %d %v", status, answer)
	}
	send(t, server, templateTo(`"to":"`+ada+`"`, "plain", ""))
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	m := s.Messages()
	if last := m[len(m)-2:]; last[0].ErrorCode != 131050 || last[1].ErrorCode != 0 {
		t.Errorf("%+v", last)
	}
	var preference map[string]any
	for _, body := range inbox.got() {
		if strings.Contains(body, `"user_preferences"`) {
			preference = parseField(t, body, "user_preferences")["user_preferences"].([]any)[0].(map[string]any)
		}
	}
	if preference["value"] != "stop" || preference["wa_id"] != ada || preference["user_id"] != adaID || preference["category"] != "marketing_messages" {
		t.Errorf("webhook: %v", preference)
	}
	if _, number := preference["timestamp"].(float64); !number {
		t.Errorf("the timestamp is a number here: %v", preference["timestamp"])
	}
	call(t, "POST", server.URL+"/simulator/customers/"+ada+"/marketing", "", `{"value":"resume"}`)
	send(t, server, templateTo(`"to":"`+ada+`"`, "plain", ""))
	settle(t, s)
	if m := s.Messages(); m[len(m)-1].ErrorCode != 0 {
		t.Errorf("after resume: %+v", m[len(m)-1])
	}
}

func TestThousandServiceMessagesAreFree(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Rates: simulator.NoLimits, Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }})
	for range 1001 {
		send(t, server, textTo(ada, "Hello"))
	}
	settle(t, s)
	free, charged := map[any]bool{}, map[any]bool{}
	for _, body := range inbox.got() {
		status := parseStatus(body)
		if p, priced := status["pricing"].(map[string]any); priced {
			if p["type"] == "free_customer_service" && p["billable"] == false {
				free[status["id"]] = true
			} else if p["type"] == "regular" && p["billable"] == true {
				charged[status["id"]] = true
			}
		}
	}
	if len(free) != 1000 || len(charged) != 1 {
		t.Errorf("%d free, %d charged", len(free), len(charged))
	}
}

func parseStatus(body string) map[string]any {
	var b struct {
		Entry []struct {
			Changes []struct {
				Value struct{ Statuses []map[string]any }
			}
		}
	}
	if json.Unmarshal([]byte(body), &b) != nil || len(b.Entry[0].Changes[0].Value.Statuses) == 0 {
		return nil
	}
	return b.Entry[0].Changes[0].Value.Statuses[0]
}

func parseField(t *testing.T, body, field string) map[string]any {
	t.Helper()
	var b struct {
		Entry []struct {
			Changes []struct {
				Field string
				Value map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatal(err)
	}
	if change := b.Entry[0].Changes[0]; change.Field == field {
		return change.Value
	}
	return map[string]any{field: []any{}}
}

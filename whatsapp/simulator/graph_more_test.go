package simulator_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestFlows(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	status, made := call(t, "POST", server.URL+"/v25.0/"+waba+"/flows", token, `{"name":"Booking","categories":["APPOINTMENT_BOOKING"],"endpoint_uri":"https://shop.example/flow"}`)
	id, _ := made["id"].(string)
	if status != 200 || id == "" {
		t.Fatalf("%d %v", status, made)
	}
	upload := func(content string) (int, map[string]any) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for key, value := range map[string]string{"name": "flow.json", "asset_type": "FLOW_JSON"} {
			if err := form.WriteField(key, value); err != nil {
				t.Fatal(err)
			}
		}
		file, err := form.CreateFormFile("file", "flow.json")
		if err == nil {
			_, err = file.Write([]byte(content))
		}
		if err == nil {
			err = form.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/v25.0/"+id+"/assets", &body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", form.FormDataContentType())
		request.Header.Set("Authorization", "Bearer "+token)
		return do(t, request)
	}
	play(t, server, []transcript{
		{"nothing to publish", "POST", id + "/publish", "", 400, `139002`},
		{"the name is taken", "POST", waba + "/flows", `{"name":"Booking","categories":["OTHER"]}`, 400, `"error_subcode":4016019`},
		{"no name", "POST", waba + "/flows", `{"categories":["OTHER"]}`, 400, `131008`},
		{"an unknown category", "POST", waba + "/flows", `{"name":"x","categories":["FUN"]}`, 400, `"code":100`},
	})
	if status, answer := upload(`{"version":"6.0"}`); status != 200 || len(answer["validation_errors"].([]any)) == 0 {
		t.Errorf("without screens: %d %v", status, answer)
	}
	play(t, server, []transcript{{"not valid", "POST", id + "/publish", "", 400, `139002`}})
	if status, answer := upload(`{"version":"6.0","screens":[{"id":"FIRST"}]}`); status != 200 || len(answer["validation_errors"].([]any)) != 0 {
		t.Errorf("%d %v", status, answer)
	}
	play(t, server, []transcript{
		{"a draft", "GET", id + "?fields=id,name,status,json_version,preview,endpoint_uri", "", 200, `"status":"DRAFT"`},
		{"renamed", "POST", id, `{"name":"Bookings"}`, 200, done},
		{"published", "POST", id + "/publish", "", 200, done},
		{"twice", "POST", id + "/publish", "", 400, `139002`},
		{"not to be deleted", "DELETE", id, "", 400, `139004`},
		{"in the list", "GET", waba + "/flows", "", 200, `"name":"Bookings"`},
		{"its JSON", "GET", id + "/assets", "", 200, `"download_url":"`},
		{"deprecated", "POST", id + "/deprecate", "", 200, done},
		{"twice", "POST", id + "/deprecate", "", 400, `139003`},
		{"not to be changed", "POST", id, `{"name":"x"}`, 400, `139001`},
		{"cloned", "POST", waba + "/flows", `{"name":"Copy","categories":["OTHER"],"clone_flow_id":"` + id + `","publish":true}`, 200, `"success":true`},
		{"of nothing", "POST", waba + "/flows", `{"name":"None","categories":["OTHER"],"clone_flow_id":"1"}`, 400, `"code":100`},
	})
	_, made = call(t, "POST", server.URL+"/v25.0/"+waba+"/flows", token, `{"name":"Draft","categories":["OTHER"]}`)
	play(t, server, []transcript{
		{"deleted", "DELETE", made["id"].(string), "", 200, done},
		{"gone", "GET", made["id"].(string), "", 400, `"error_subcode":33`},
	})
	settle(t, s)
	if all := strings.Join(inbox.got(), "\n"); !strings.Contains(all, `"event":"FLOW_STATUS_CHANGE"`) || !strings.Contains(all, `"new_status":"DEPRECATED"`) {
		t.Errorf("webhooks: %s", all)
	}
}

func TestCommerceAndAutomation(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	const commerce, automation = numberID + "/whatsapp_commerce_settings", numberID + "/conversational_automation"
	long := strings.Repeat("x", 81)
	play(t, server, []transcript{
		{"at first", "GET", commerce, "", 200, `"is_cart_enabled":false`},
		{"set in the query", "POST", commerce + "?is_cart_enabled=true&is_catalog_visible=true", "", 200, done},
		{"read back", "GET", commerce, "", 200, `"is_cart_enabled":true,"is_catalog_visible":true`},
		{"neither yes nor no", "POST", commerce, `{"is_cart_enabled":"perhaps"}`, 400, `"code":100`},
		{"none", "GET", numberID + "?fields=conversational_automation", "", 200, `{"id":"` + numberID + `"}`},
		{"set", "POST", automation, `{"enable_welcome_message":true,"prompts":["Opening hours"],"commands":[{"command_name":"book","command_description":"Book a visit"}]}`, 200, done},
		{"told", "GET", numberID + "?fields=conversational_automation", "", 200, `"prompts":["Opening hours"],"commands":[{"command_name":"book"`},
		{"five prompts", "POST", automation, `{"prompts":["1","2","3","4","5"]}`, 400, `"code":100`},
		{"a long prompt", "POST", automation, `{"prompts":["` + long + `"]}`, 400, `"code":100`},
		{"a command without a name", "POST", automation, `{"commands":[{"command_description":"x"}]}`, 400, `131008`},
	})
}

func TestEncryptionKey(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	key := func(bits int) string {
		private, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.MarshalPKIXPublicKey(private.Public())
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(map[string]string{"business_public_key": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	const edge = numberID + "/whatsapp_business_encryption"
	play(t, server, []transcript{
		{"none", "GET", edge, "", 200, `{"data":[]}`},
		{"too short", "POST", edge, key(1024), 400, `"code":100`},
		{"no key", "POST", edge, `{"business_public_key":"secret"}`, 400, `"code":100`},
		{"set", "POST", edge, key(2048), 200, done},
		{"told", "GET", edge, "", 200, `"business_public_key_signature_status":"VALID"`},
	})
}

func TestAnalytics(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	now := time.Now().Unix()
	field := func(name, more string) string {
		return fmt.Sprintf("%s?fields=%s.start(%d).end(%d).granularity(%s)", waba, name, now-3600, now+3600, more)
	}
	play(t, server, []transcript{
		{"messages", "GET", field("analytics", "DAY"), "", 200, `"sent":1,`},
		{"conversations", "GET", field("conversation_analytics", "DAILY"), "", 200, `"conversation":1`},
		{"prices", "GET", field("pricing_analytics", "DAILY"), "", 200, `"volume":1`},
		{"an unknown step", "GET", field("analytics", "YEAR"), "", 400, `"code":100`},
		{"without a time", "GET", waba + "?fields=analytics.granularity(DAY)", "", 400, `"code":100`},
		{"too much", "GET", waba + "?fields=analytics.start(1).end(9000000000).granularity(HALF_HOUR)", "", 400, `"code":100`},
	})
}

func TestBusinessPortfolio(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	_, account := call(t, "GET", server.URL+"/v25.0/"+waba+"?fields=owner_business_info", token, "")
	id := account["owner_business_info"].(map[string]any)["id"].(string)
	play(t, server, []transcript{
		{"itself", "GET", id, "", 200, `"id":"` + id + `"`},
		{"mine", "GET", "me/businesses", "", 200, `"id":"` + id + `"`},
		{"its accounts", "GET", id + "/owned_whatsapp_business_accounts", "", 200, `"id":"` + waba + `"`},
		{"others", "GET", id + "/client_whatsapp_business_accounts", "", 200, `{"data":[]}`},
	})
}

func TestOrdersToPay(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Rates: simulator.NoLimits})
	message := func(kind, name, parameters string) string {
		return `{"messaging_product":"whatsapp","to":"` + ada + `","type":"interactive","interactive":{"type":"` + kind + `","body":{"text":"Your order"},"action":{"name":"` + name + `","parameters":{` + parameters + `}}}}`
	}
	amount := func(key string, value int) string { return fmt.Sprintf(`"%s":{"value":%d,"offset":100}`, key, value) }
	details := func(reference, items string) string {
		return message("order_details", "review_and_pay", `"reference_id":"`+reference+`","type":"physical-goods","currency":"INR",`+amount("total_amount", 2100)+`,"order":{"status":"pending",`+amount("subtotal", 2100)+`,"items":[`+items+`]}`)
	}
	item := `{"retailer_id":"sku","name":"Lamp","quantity":1,` + amount("amount", 2100) + `}`
	play(t, server, []transcript{
		{"an order", "POST", numberID + "/messages", details("order-1", item), 200, `"wamid.`},
		{"without items", "POST", numberID + "/messages", details("order-1", ""), 400, `131008`},
		{"a reference with a space", "POST", numberID + "/messages", details("order 1", item), 400, `131009`},
		{"half a lamp", "POST", numberID + "/messages", details("order-1", strings.Replace(item, `"quantity":1`, `"quantity":0`, 1)), 400, `131009`},
		{"its state", "POST", numberID + "/messages", message("order_status", "review_order", `"reference_id":"order-1","order":{"status":"shipped","description":"On its way"}`), 200, `"wamid.`},
		{"an unknown state", "POST", numberID + "/messages", message("order_status", "review_order", `"reference_id":"order-1","order":{"status":"lost"}`), 400, `"code":100`},
	})
}

func TestTemplatesInBulk(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: time.Minute})
	upsert := func(category, languages string) string {
		return `{"name":"login_code","category":"` + category + `","languages":` + languages + `,"components":[{"type":"BODY","add_security_recommendation":true},{"type":"FOOTER","code_expiration_minutes":5},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]}`
	}
	const edge = waba + "/upsert_message_templates"
	status, made := call(t, "POST", server.URL+"/v25.0/"+edge, token, upsert("AUTHENTICATION", `["en_US","es_ES"]`))
	list, _ := made["data"].([]any)
	if status != 200 || len(list) != 2 || list[1].(map[string]any)["language"] != "es_ES" {
		t.Fatalf("%d %v", status, made)
	}
	id := list[0].(map[string]any)["id"].(string)
	move(t, s, time.Minute) // note: reviewed
	_, again := call(t, "POST", server.URL+"/v25.0/"+edge, token, upsert("AUTHENTICATION", `["en_US"]`))
	if list, _ := again["data"].([]any); len(list) != 1 || list[0].(map[string]any)["id"] != id {
		t.Errorf("once more: %v", again)
	}
	move(t, s, time.Minute)
	day := time.Now().Unix()
	analytics := func(more string) string {
		return fmt.Sprintf("%s/template_analytics?start=%d&end=%d&granularity=DAILY%s", waba, day-86400, day+86400, more)
	}
	greeting := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
	settle(t, s)
	call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","text":"And to you","reply_to":"`+greeting+`"}`)
	_, found := call(t, "GET", server.URL+"/v25.0/"+waba+"/message_templates?name=hello_world", token, "")
	hello := found["data"].([]any)[0].(map[string]any)["id"].(string)
	play(t, server, []transcript{
		{"another category", "POST", edge, upsert("UTILITY", `["en_US"]`), 400, `"code":100`},
		{"no language", "POST", edge, upsert("AUTHENTICATION", `[]`), 400, `"code":100`},
		{"an unknown language", "POST", edge, upsert("AUTHENTICATION", `["xx"]`), 400, `"code":100`},
		{"archived", "POST", waba + "/message_templates/archive", `{"hsm_ids":"` + id + `,7"}`, 200, `{"archived_templates":[{"id":"` + id + `","name":"login_code"}],"failed_templates":[{"id":"7"}]}`},
		{"it is", "GET", id + "?fields=status", "", 200, `"ARCHIVED"`},
		{"and back", "POST", waba + "/message_templates/unarchive", `{"hsm_ids":["` + id + `"]}`, 200, `"unarchived_templates":[{"id":"` + id},
		{"nothing to archive", "POST", waba + "/message_templates/archive", `{}`, 400, `"code":100`},
		{"not paused", "POST", id + "/unpause", "", 200, `"success":false`},
		{"compared", "GET", fmt.Sprintf("%s/compare?template_ids=[%s]&start=%d&end=%d", hello, id, day-3600, day+3600), "", 200, `{"key":"` + hello + `","value":1}`},
		{"with itself alone", "GET", fmt.Sprintf("%s/compare?start=1&end=2", id), "", 400, `"code":100`},
		{"with nothing", "GET", fmt.Sprintf("%s/compare?template_ids=7&start=1&end=2", id), "", 400, `"error_subcode":33`},
		{"counted", "GET", analytics("&template_ids=[" + hello + "]"), "", 200, `"read":1,"replied":1,"sent":1`},
		{"of some", "GET", analytics("&metric_types=cost,delivered&template_ids=[" + hello + "]"), "", 200, `{"cost":[{"type":"amount_spent","value":0},{"type":"cost_per_delivered","value":0}],"delivered":1,"end"`},
		{"of what isn't counted", "GET", analytics("&metric_types=[\"smiles\"]&template_ids=[" + hello + "]"), "", 400, `SENT, DELIVERED`},
		{"of none", "GET", analytics(""), "", 400, `"code":100`},
	})
	if err := s.ReviewTemplate(id, simulator.Review{Event: "PAUSED"}); err != nil {
		t.Fatal(err)
	}
	play(t, server, []transcript{{"unpaused", "POST", id + "/unpause", "", 200, done}, {"it is", "GET", id + "?fields=status", "", 200, `"APPROVED"`}})
}

func TestAccountEdges(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	play(t, server, []transcript{
		{"insights", "POST", waba, `{"is_enabled_for_insights":true}`, 200, done},
		{"nothing", "POST", waba, `{}`, 400, `"code":100`},
		{"who works with it", "GET", waba + "/assigned_users?business=500600700800900", "", 200, `"tasks":["MANAGE","DEVELOP"]`},
		{"one more", "POST", waba + "/assigned_users?user=77&tasks=['MANAGE']", "", 200, done},
		{"whom", "POST", waba + "/assigned_users", "", 400, `131008`},
		{"catalogues", "GET", waba + "/product_catalogs", "", 200, `"id":"194836987003835"`},
	})
}

// Clients that can only POST say method=DELETE, in the query or in the body.
func TestMethodOverride(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	block := `"messaging_product":"whatsapp","block_users":[{"user":"` + ada + `"}]}`
	play(t, server, []transcript{
		{"blocked", "POST", numberID + "/block_users", `{` + block, 200, `"added_users"`},
		{"unblocked", "POST", numberID + "/block_users", `{"method":"delete",` + block, 200, `"removed_users"`},
		{"read", "POST", numberID + "?method=GET&fields=id", "", 200, `{"id":"` + numberID + `"}`},
		{"an unknown one", "POST", numberID + "?method=FLY", "", 400, `"code":100`},
		{"with a broken body", "POST", numberID + "/messages", `{"to"`, 400, `not a JSON object`},
	})
}

// Graph's own check of parameters says all in the message.
func TestParameterErrorsHaveNoData(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	_, answer := call(t, "POST", server.URL+sendPath, token, `{"to":"`+ada+`","text":{"body":"Hello"}}`)
	problem := answer["error"].(map[string]any)
	if _, has := problem["error_data"]; has || problem["message"] != "(#100) The parameter messaging_product is required." {
		t.Errorf("%v", problem)
	}
	_, answer = call(t, "GET", server.URL+"/v25.0/999", token, "")
	if text, _ := answer["error"].(map[string]any)["message"].(string); !strings.HasSuffix(text, "does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api") {
		t.Errorf("%q", text)
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	text, err := json.Marshal(textTo(ada, "In a batch"))
	if err != nil {
		t.Fatal(err)
	}
	body := `{"batch":[{"method":"POST","relative_url":"` + numberID + `/messages","body":` + string(text) + `},` +
		`{"method":"POST","relative_url":"v21.0/` + numberID + `/messages","body":"messaging_product=whatsapp&to=` + ada + `&type=text&text={\"body\":\"As a form\"}"},` +
		`{"relative_url":"` + numberID + `?fields=id"},{"relative_url":"999"},{"relative_url":"/"},{"relative_url":"","method":"POST","body":"batch=[]"},{"method":"FLY","relative_url":"me"},7]}`
	request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/v25.0/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answers []struct {
		Code    int
		Body    string
		Headers []struct{ Name, Value string }
	}
	if err := json.NewDecoder(response.Body).Decode(&answers); err != nil || len(answers) != 8 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	for i, want := range []struct {
		code int
		part string
	}{{200, `"wamid.`}, {200, `"wamid.`}, {200, `{"id":"` + numberID + `"}`}, {400, `"error_subcode":33`}, {400, `"code":100`}, {400, `"code":100`}, {400, `"code":100`}, {400, `"code":100`}} {
		if answers[i].Code != want.code || !strings.Contains(answers[i].Body, want.part) || len(answers[i].Headers) == 0 {
			t.Errorf("%d: %+v", i, answers[i])
		}
	}
	if chat := s.Messages(); len(chat) != 2 || chat[1].Text != "As a form" {
		t.Errorf("sent: %+v", chat)
	}
	play(t, server, []transcript{
		{"no list", "POST", "", `{"batch":7}`, 400, `"code":100`},
		{"too long", "POST", "", `{"batch":[` + strings.TrimSuffix(strings.Repeat("{},", 51), ",") + `]}`, 400, `"code":3`},
		{"nothing", "POST", "", `{}`, 400, `"code":2500`},
	})
	if status, _ := call(t, "POST", server.URL+"/v25.0/", "", body); status != 401 {
		t.Errorf("without a token: %d", status)
	}
}

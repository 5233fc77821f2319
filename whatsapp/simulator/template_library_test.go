package simulator_test

import (
	"net/url"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestTemplateLibrary(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: -1})
	const library, waba = "message_template_library", simulator.DefaultBusinessAccountID
	names := func(query string) string {
		t.Helper()
		status, answer := call(t, "GET", server.URL+"/v25.0/"+query, token, "")
		if status != 200 {
			t.Fatalf("%s: %d %v", query, status, answer)
		}
		list := []string{}
		for _, one := range answer["data"].([]any) {
			one := one.(map[string]any)
			list = append(list, one["name"].(string)+"/"+one["language"].(string))
		}
		return strings.Join(list, " ")
	}
	for query, want := range map[string]string{
		library + "?language=en_US":                              "order_pick_up_1/en_US delivery_update_1/en_US payment_due_reminder_1/en_US feedback_survey_1/en_US",
		library + "?topic=PAYMENTS":                              "payment_due_reminder_1/en_US payment_due_reminder_1/de",
		library + "?usecase=DELIVERY_UPDATE&language=de":         "delivery_update_1/de",
		library + "?industry=FINANCIAL_SERVICES&language=en_US":  "payment_due_reminder_1/en_US",
		library + "?name=feedback_survey_1&fields=name,language": "feedback_survey_1/en_US feedback_survey_1/de",
		library + "?search=" + url.QueryEscape(`"invoice"`):      "payment_due_reminder_1/en_US",
		library + "?search=Lieferung":                            "delivery_update_1/de",
		library + "?search=nothing+like+it":                      "",
		waba + "/" + library + "?language=de&topic=PAYMENTS":     "payment_due_reminder_1/de",
		library + "?language=en_US&limit=2":                      "order_pick_up_1/en_US delivery_update_1/en_US",
	} {
		if got := names(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	play(t, server, []transcript{
		{"its content", "GET", library + "?name=payment_due_reminder_1&language=en_US", "", 200, `"body_param_types":["TEXT","AMOUNT","TEXT","DATE"],"body_params":["Ada",`},
		{"an unknown field", "GET", library + "?fields=colour", "", 400, `"code":100`},
		{"a POST", "POST", library, "{}", 400, `"code":100`},
	})

	define := func(name, from, rest string) string {
		return `{"name":"` + name + `","language":"en_US","category":"UTILITY","library_template_name":"` + from + `"` + rest + `}`
	}
	// note: Meta's guide has the inputs as a text with JSON in it.
	text := `,"library_template_button_inputs":"[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://shop.example/{{1}}\",\"url_suffix_example\":\"https://shop.example/4711\"}}]"`
	list := `,"library_template_button_inputs":[{"type":"PHONE_NUMBER","phone_number":"+15550100311"},{"type":"URL","url":{"base_url":"https://shop.example/pay"}}]`
	play(t, server, []transcript{
		{"without buttons", "POST", waba + "/message_templates", define("fetch_it", "order_pick_up_1", ""), 200, `"status":"APPROVED","category":"UTILITY"`},
		{"inputs as a text", "POST", waba + "/message_templates", define("on_the_way", "delivery_update_1", text), 200, `"status":"APPROVED"`},
		{"inputs as a list", "POST", waba + "/message_templates", define("please_pay", "payment_due_reminder_1", list), 200, `"status":"APPROVED"`},
		{"quick replies", "POST", waba + "/message_templates", define("content", "feedback_survey_1", ""), 200, `"status":"APPROVED"`},
		{"the same name again", "POST", waba + "/message_templates", define("fetch_it", "order_pick_up_1", ""), 400, `2388024`},
		{"no inputs", "POST", waba + "/message_templates", define("a", "delivery_update_1", ""), 400, `URL`},
		{"no number", "POST", waba + "/message_templates", define("a", "payment_due_reminder_1", text), 400, `PHONE_NUMBER`},
		{"an address without an example", "POST", waba + "/message_templates", define("a", "delivery_update_1", `,"library_template_button_inputs":[{"type":"URL","url":{"base_url":"https://shop.example/{{1}}"}}]`), 400, `2388043`},
		{"no address", "POST", waba + "/message_templates", define("a", "delivery_update_1", `,"library_template_button_inputs":[{"type":"URL"}]`), 400, `base_url`},
		{"an unknown one", "POST", waba + "/message_templates", define("a", "order_of_nobody", ""), 400, `order_of_nobody`},
		{"with content of its own", "POST", waba + "/message_templates", define("a", "order_pick_up_1", `,"components":[]`), 400, `components`},
		{"as marketing", "POST", waba + "/message_templates", strings.Replace(define("a", "order_pick_up_1", ""), "UTILITY", "MARKETING", 1), 400, `UTILITY`},
		{"in another language", "POST", waba + "/message_templates", strings.Replace(define("a", "order_pick_up_1", ""), "en_US", "fr", 1), 400, `order_pick_up_1`},
		{"listed", "GET", waba + "/message_templates?name=on_the_way", "", 200, `"library_template_name":"delivery_update_1"`},
		{"its button", "GET", waba + "/message_templates?name=please_pay&fields=components", "", 200, `"phone_number":"+15550100311"`},
		{"sent", "POST", numberID + "/messages", `{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"on_the_way","language":{"code":"en_US"},"components":[` +
			`{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"4711"},{"type":"text","text":"2027-03-01"}]},` +
			`{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"4711"}]}]}}`, 200, `"message_status":"accepted"`},
		{"sent without its parameters", "POST", numberID + "/messages", `{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"on_the_way","language":{"code":"en_US"}}}`, 400, `132000`},
	})
	settle(t, s)
	if got := strings.Join(inbox.got(), "\n"); strings.Count(got, `"event":"APPROVED"`) != 4 {
		t.Errorf("the account was not told of four templates: %s", got)
	}
}

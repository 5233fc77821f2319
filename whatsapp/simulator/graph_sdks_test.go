package simulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// What SDKs send that can't be run here, in Python, PHP, Java and C#, where it
// differs from what those in sdktest send.
func TestRequestsOfOtherSDKs(t *testing.T) {
	t.Parallel()
	// a receiver that passes the handshake for override addresses
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	defer hook.Close()
	_, server := newSim(t, simulator.Options{TemplateReview: time.Millisecond})
	to := `"messaging_product":"whatsapp","recipient_type":"individual","to":"` + ada + `"`
	const messages = numberID + "/messages"
	play(t, server, []transcript{
		{"Python: a caption that is null", "POST", messages, `{` + to + `,"type":"image","image":{"link":"https://a.example/a.png","caption":null}}`, 200, `"wamid.`},
		{"Python: coordinates as texts", "POST", messages, `{` + to + `,"type":"location","location":{"latitude":"-23.564","longitude":"-46.654","name":"Shop","address":"Rua dois, 123"}}`, 200, `"wamid.`},
		{"Python: settings with a field and a flag", "GET", numberID + "/settings?fields=calling&include_sip_credentials=True", "", 200, `"calling"`},
		{"Python: a slash at the end", "POST", numberID + "/", `{"webhook_configuration":{"override_callback_uri":"` + hook.URL + `","verify_token":"x"}}`, 200, done},
		{"Python: an override taken back", "POST", numberID + "/", `{"webhook_configuration":{"override_callback_uri":""}}`, 200, done},
		{"Python: it is gone", "GET", numberID + "?fields=webhook_configuration", "", 200, `"webhook_configuration":{}`},
		{"Python: commands in the query", "POST", numberID + "/conversational_automation?enable_welcome_message=True&prompts=%5B%22Hours%22%5D", "", 200, done},
		{"Python: fields of the assets", "GET", waba + "/flows?fields=id,name,preview.invalidate(false)&limit=5", "", 200, `{"data":[]}`},
		{"PHP: components that are empty", "POST", messages, `{` + to + `,"type":"template","template":{"name":"hello_world","language":{"code":"en_US"},"components":[]}}`, 200, `"wamid.`},
		{"PHP: a product beside the commands", "POST", numberID + "/conversational_automation", `{"messaging_product":"whatsapp","prompts":["Hours"]}`, 200, done},
		{"C#: uploads of the app named app", "POST", "app/uploads/?file_length=4&file_type=image/jpeg&file_name=a.jpg", "", 200, `"upload:`},
		{"C#: a link in the query, with the token", "POST", numberID + "/message_qrdls?prefilled_message=Hello&generate_qr_image=SVG&access_token=" + token, "", 200, `"code":"`},
		{"C#: a number that owns no such file", "DELETE", "77/?phone_number_id=" + numberID, "", 400, `"error_subcode":33`},
		{"C#: the numbers of a week", "GET", waba + "?fields=analytics.start(1543543200).end(1544148000).granularity(DAY)", "", 200, `"granularity":"DAY"`},
	})
	body := `"language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"%s"}]`
	_, made := call(t, "POST", server.URL+"/v25.0/"+waba+"/message_templates", token, `{"name":"ready",`+fmt.Sprintf(body, "It is ready.")+`}`)
	id, _ := made["id"].(string)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if _, now := call(t, "GET", server.URL+"/v25.0/"+id+"?fields=status", token, ""); now["status"] == "APPROVED" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the template was not reviewed")
		}
	}
	play(t, server, []transcript{
		{"Java: an edit by the long address", "POST", waba + "/message_templates/" + id, `{"name":"ready",` + fmt.Sprintf(body, "It is quite ready.") + `}`, 200, `"success":true`},
		{"Java: of no template", "POST", waba + "/message_templates/77", `{` + fmt.Sprintf(body, "x") + `}`, 400, `"error_subcode":33`},
	})
	// okhttp announces no length and asks with a curl's name
	request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+sendPathOf("v16.0"), io.MultiReader(strings.NewReader(`{`+to+`,"type":"text","text":{"body":"Hello","preview_url":false}}`)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json; charset=UTF-8")
	request.Header.Set("User-Agent", "curl/7.64.1")
	if status, answer := do(t, request); status != 200 {
		t.Errorf("Java: %d %v", status, answer)
	}
}

func sendPathOf(version string) string { return "/" + version + "/" + numberID + "/messages" }

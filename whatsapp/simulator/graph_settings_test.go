package simulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestSettingsAndDisplayName(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, TemplateReview: time.Minute})
	play(t, server, []transcript{
		{"at first", "GET", numberID + "/settings", "", 200, `"status":"DISABLED"`},
		{"calls", "POST", numberID + "/calls", `{"messaging_product":"whatsapp","to":"` + ada + `","action":"connect"}`, 400, `"code":138000`},
		{"switched on", "POST", numberID + "/settings", `{"calling":{"status":"ENABLED","call_icon_visibility":"DEFAULT"}}`, 200, done},
		{"told", "GET", numberID + "/settings", "", 200, `"status":"ENABLED"`},
		{"half on", "POST", numberID + "/settings", `{"calling":{"status":"MAYBE"}}`, 400, `"code":100`},
		{"nothing", "POST", numberID + "/settings", `{}`, 400, `"code":100`},
		{"a list", "POST", numberID + "/settings", `{"calling":[]}`, 400, `"code":100`},
		{"a new name", "POST", numberID + "?new_display_name=Lamp+shop", "", 200, done},
		{"in review", "GET", numberID + "?fields=verified_name", "", 200, `"verified_name":"Sample business"`},
	})
	move(t, s, time.Minute)
	play(t, server, []transcript{{"approved", "GET", numberID + "?fields=verified_name", "", 200, `"verified_name":"Lamp shop"`}})
	settle(t, s)
	got := strings.Join(inbox.got(), "\n")
	if !strings.Contains(got, `"account_settings_update"`) || !strings.Contains(got, `"phone_number_name_update"`) || !strings.Contains(got, `"requested_verified_name":"Lamp shop"`) {
		t.Errorf("webhooks: %s", got)
	}
}

func TestShortLinks(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	const edge = numberID + "/message_qrdls"
	status, made := call(t, "POST", server.URL+"/v25.0/"+edge, token, `{"prefilled_message":"Hello","generate_qr_image":"SVG"}`)
	code, _ := made["code"].(string)
	for suffix, begins := range map[string]string{".svg": "<svg ", ".png": "\x89PNG"} {
		response, err := http.Get(server.URL + "/simulator/qr/" + code + suffix) // without a token, as a browser
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != 200 || !strings.HasPrefix(string(raw), begins) {
			t.Errorf("%s: %d %.20q %v", suffix, response.StatusCode, raw, err)
		}
	}
	for _, wrong := range []string{code, code + ".gif", "NOTHING.png"} {
		if status, _ := call(t, "GET", server.URL+"/simulator/qr/"+wrong, "", ""); status != 404 {
			t.Errorf("%s: %d", wrong, status)
		}
	}
	if made["qr_image_url"] != server.URL+"/simulator/qr/"+code+".svg" {
		t.Errorf("the picture: %v", made)
	}
	if status != 200 || len(code) != 14 || made["deep_link_url"] != "https://wa.me/message/"+code {
		t.Fatalf("%d %v", status, made)
	}
	play(t, server, []transcript{
		{"with a picture", "GET", edge + "?fields=code,qr_image_url.format(SVG)", "", 200, `/simulator/qr/` + code + `.svg"`},
		{"all", "GET", edge, "", 200, `{"data":[{"code":"` + code + `"`},
		{"one", "GET", edge + "/" + code + "?fields=code,prefilled_message", "", 200, `"prefilled_message":"Hello"`},
		{"changed", "POST", edge, `{"code":"` + code + `","prefilled_message":"Good morning"}`, 200, `"Good morning"`},
		{"changed in the path", "POST", edge + "/" + code, `{"prefilled_message":"Good evening"}`, 200, `"Good evening"`},
		{"a text of 141", "POST", edge, `{"prefilled_message":"` + strings.Repeat("x", 141) + `"}`, 400, `"code":100`},
		{"no text", "POST", edge, `{}`, 400, `131008`},
		{"an unknown picture", "POST", edge, `{"prefilled_message":"Hello","generate_qr_image":"GIF"}`, 400, `"code":100`},
		{"an unknown code", "GET", edge + "/NOTHING", "", 400, `"code":100`},
		{"deleted", "DELETE", edge + "/" + code, "", 200, done},
		{"deleted twice", "DELETE", edge + "/" + code, "", 400, `"code":100`},
		{"none is left", "GET", edge, "", 200, `{"data":[]}`},
	})
}

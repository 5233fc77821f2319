package simulator_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

// Graph takes parameters from the query, a form or JSON, and a token from the
// header or beside them.
func TestRequestForms(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Rates: simulator.NoLimits})
	form := url.Values{"messaging_product": {"whatsapp"}, "to": {ada}, "type": {"text"}, "text": {`{"body":"Hello"}`}}.Encode()
	withToken := form + "&access_token=" + token
	bearer := map[string]string{"Authorization": "Bearer " + token}
	const encoded, jsonType = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	scenarios := []struct {
		name, method, path, kind, body string
		headers                        map[string]string
		status                         int
	}{
		{"JSON", "POST", sendPath, jsonType, textTo(ada, "Hello"), bearer, 200},
		{"JSON without a type", "POST", sendPath, "", textTo(ada, "Hello"), bearer, 200},
		{"no version", "POST", "/" + numberID + "/messages", jsonType, textTo(ada, "Hello"), bearer, 200},
		{"an old version", "POST", "/v13.0/" + numberID + "/messages", jsonType, textTo(ada, "Hello"), bearer, 200},
		{"a slash at the end", "POST", sendPath + "/", jsonType, textTo(ada, "Hello"), bearer, 200},
		{"a form", "POST", sendPath, encoded, form, bearer, 200},
		{"a nested form", "POST", sendPath, encoded, "messaging_product=whatsapp&to=" + ada + "&text[body]=Hello&context[message_id]=wamid.x", bearer, 200},
		{"a nested list in a form", "POST", sendPath, encoded, "messaging_product=whatsapp&to=" + ada + "&type=contacts&contacts[0][name][formatted_name]=Wren&contacts[0][phones][0][phone]=15550100311", bearer, 200},
		{"a form with the token", "POST", sendPath, encoded, withToken, nil, 200},
		{"JSON with the token", "POST", sendPath, jsonType, `{"access_token":"` + token + `",` + textTo(ada, "Hello")[1:], nil, 200},
		{"the query", "POST", sendPath + "?" + form, "", "", bearer, 200},
		{"the query with the token", "POST", sendPath + "?" + withToken, "", "", nil, 200},
		{"OAuth instead of Bearer", "POST", sendPath, jsonType, textTo(ada, "Hello"), map[string]string{"Authorization": "OAuth " + token}, 200},
		{"bearer in small letters", "POST", sendPath, jsonType, textTo(ada, "Hello"), map[string]string{"Authorization": "bearer " + token}, 200},
		{"the wrong token in the form", "POST", sendPath, encoded, form + "&access_token=x", nil, 401},
		{"no token", "POST", sendPath, jsonType, textTo(ada, "Hello"), nil, 401},
		{"nulls", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp","to":"` + ada + `","context":null,"text":{"body":"Hello","preview_url":null}}`, bearer, 200},
		{"unknown keys beside the message", "POST", sendPath, jsonType, `{"foo":1,` + textTo(ada, "Hello")[1:], bearer, 200},
		{"unknown keys in it", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp","to":"` + ada + `","text":{"body":"Hello","font":"Courier"}}`, bearer, 400},
		{"a text that is a list", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp","to":"` + ada + `","text":["Hello"]}`, bearer, 400},
		{"a body that is a number", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp","to":"` + ada + `","text":{"body":true}}`, bearer, 400},
		{"a preview that is no boolean", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp","to":"` + ada + `","text":{"body":"Hello","preview_url":"maybe"}}`, bearer, 400},
		{"two documents", "POST", sendPath, jsonType, textTo(ada, "Hello") + textTo(ada, "Hello"), bearer, 400},
		{"half a document", "POST", sendPath, jsonType, `{"messaging_product":"whatsapp"`, bearer, 400},
		{"a broken form", "POST", sendPath, "multipart/form-data; boundary=x", "--x\r\nnonsense", bearer, 400},
		{"no boundary", "POST", sendPath, "multipart/form-data", "x", bearer, 400},
		{"PUT of a message", "PUT", sendPath, jsonType, textTo(ada, "Hello"), bearer, 200},
		{"PUT of a message as a form", "PUT", sendPath, encoded, form, bearer, 200},
		{"PUT of a message that is wrong", "PUT", sendPath, jsonType, `{"messaging_product":"whatsapp"}`, bearer, 400},
		{"PUT of something else", "PUT", "/v21.0/" + numberID + "/register", jsonType, `{"messaging_product":"whatsapp","pin":"123456"}`, bearer, 400},
		{"PATCH", "PATCH", "/" + numberID, jsonType, "{}", bearer, 400},
		{"an unknown path", "GET", "/v25.0/nowhere/at/all", "", "", bearer, 404},
		{"an unknown id", "GET", "/v25.0/1234", "", "", bearer, 400},
		{"only a version", "POST", "/v25.0/", "", "", bearer, 400},
		{"a strange version", "POST", "/v25/" + numberID + "/messages", jsonType, textTo(ada, "Hello"), bearer, 404},
		{"dots", "GET", "/v25.0/../" + numberID, "", "", bearer, 404},
		{"half an escape", "GET", "/v25.0/%25zz", "", "", bearer, 404},
		{"delete with a form", "DELETE", templatesEdge, encoded, "name=nothing", bearer, 400},
		{"bytes that are no text", "POST", sendPath, jsonType, "\xff\xfe\x00", bearer, 400},
	}
	for _, scenario := range scenarios {
		for _, chunked := range []bool{false, true} {
			var body io.Reader = strings.NewReader(scenario.body)
			if chunked {
				body = io.MultiReader(body)
			}
			request, err := http.NewRequestWithContext(t.Context(), scenario.method, server.URL+scenario.path, body)
			if err != nil {
				t.Fatal(err)
			}
			if scenario.kind != "" {
				request.Header.Set("Content-Type", scenario.kind)
			}
			for key, value := range scenario.headers {
				request.Header.Set(key, value)
			}
			status, answer := do(t, request)
			if status != scenario.status {
				t.Errorf("%s, chunked %v: %d %v", scenario.name, chunked, status, answer)
			}
			if problem, refused := answer["error"].(map[string]any); status != 200 && (!refused || problem["fbtrace_id"] == nil || problem["type"] == nil || problem["message"] == nil || problem["code"] == nil) {
				t.Errorf("%s: not Meta's envelope: %v", scenario.name, answer)
			}
		}
	}
	if status, answer := postForm(t, server.URL+sendPath, true, part{name: "text", value: `{"body":"Hello"}`}, part{name: "to", value: ada}, part{name: "messaging_product", value: "whatsapp"}); status != 200 {
		t.Errorf("multipart: %d %v", status, answer)
	}
}

// Whatever comes is answered, in JSON.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		textTo(ada, "Hello"), `{}`, `[]`, `{"messaging_product":"whatsapp","to":{},"type":[],"text":1}`,
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"list","action":{"sections":[null,1,{"rows":[{}]}]}}}`,
		`{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"hello_world","language":{"code":"en_US"},"components":[{"type":"button","index":-1}]}}`,
		`{"messaging_product":"whatsapp","to":"` + ada + `","type":"contacts","contacts":[{"name":{"formatted_name":1}}]}`,
		`{"messaging_product":"whatsapp","status":"read","message_id":7,"typing_indicator":[]}`,
	} {
		f.Add([]byte(seed))
	}
	s := simulator.New(simulator.Options{Rates: simulator.NoLimits})
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, path := range []string{sendPath, templatesEdge, "/" + numberID + "/block_users", "/" + numberID + "/whatsapp_business_profile", "/" + numberID + "/media"} {
			w := serve(s, "POST", path, bytes.NewReader(body))
			if w.Code < 200 || w.Code >= 600 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

func serve(s *simulator.Simulator, method, path string, body io.Reader) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "http://127.0.0.1"+path, body)
	r.Header.Set("Authorization", "Bearer any")
	s.ServeHTTP(w, r)
	return w
}

package simulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Each address is called with each method and with bodies that nobody should
// send. All is answered, in JSON, and nothing as a failure of the simulator.
func TestOddRequestsEverywhere(t *testing.T) {
	t.Parallel()
	s := New(Options{Rates: NoLimits, Customers: []Customer{{WaID: "447700900123"}}})
	defer s.Close()
	media, _ := s.storeInboundMedia("image", "", "", nil)
	session := &upload{id: "upload:abc", fileType: "image/png", length: 4, at: s.now()}
	s.mu.Lock()
	s.uploads[session.id] = session
	s.mu.Unlock()
	s.mu.Lock()
	s.flows = append(s.flows, &flow{ID: "778", Name: "Booking", Status: flowDraft})
	s.mu.Unlock()
	nodes := map[string]string{
		"flow": "778", "business": businessID,
		"number": DefaultPhoneNumberID, "account": DefaultBusinessAccountID, "template": sampleTemplateID, "media": media,
		"app": DefaultAppID, "upload": session.id, "me": "me", "debug_token": "debug_token", "oauth": "oauth",
	}
	paths := []string{"", "/", "//", "/v25.0", "/v25.0/", "/v999.99/x/y/z", "/v25.0/" + strings.Repeat("9", 400), "/%00", "/v25.0/upload:", "/" + mediaPath, "/" + mediaPath + "?mid=" + media + "&ext=-1"}
	for key := range graphCalls {
		words := strings.SplitN(key, " ", 3)
		path := "/v25.0/" + nodes[words[0]]
		if len(words) == 3 {
			path += "/" + strings.Replace(words[2], "*", "CODE", 1)
		}
		paths = append(paths, path, path+"?fields=,&limit=99999999999999999999&after=%ff", path+"?fields[]=x&summary=&name[0]=")
	}
	bodies := []struct{ kind, body string }{
		{"application/json", ""},
		{"application/json", "null"},
		{"application/json", `"text"`},
		{"application/json", `{"messaging_product":["whatsapp"],"to":{"a":1},"type":7,"template":[],"components":[[]],"block_users":{},"webhook_configuration":[]}`},
		{"application/json", `{"messaging_product":"whatsapp","to":"447700900123","type":"text","text":{"body":{"a":1}},"context":7,"biz_opaque_callback_data":{},"pin":{},"websites":{},"calling":7}`},
		{"application/json", `{"messaging_product":"whatsapp","name":"a","language":"en","category":"UTILITY","components":[{"type":"BODY","text":"x","example":7},{"type":"BUTTONS","buttons":[{"type":"URL"},7]}],"file_length":1e99}`},
		{"application/json", strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000)},
		{"application/json", `{"messaging_product":"` + strings.Repeat("x", maxRequestBytes) + `"}`},
		{"application/x-www-form-urlencoded", "a=%zz&messaging_product"},
		{"application/x-www-form-urlencoded", "messaging_product=whatsapp&to=447700900123&type=interactive&interactive=[]&block_users=[1]&components=["},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: attachment\r\n\r\nfile\r\n--x--\r\n"},
		{"multipart/mixed; boundary=x", "--x--"},
		{"text/plain; charset=\"", "hello"},
		{";;;", "\x00\x01\x02"},
	}
	for _, path := range paths {
		for _, method := range []string{"GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"} {
			for i, body := range bodies {
				if i > 1 && method != "POST" && method != "DELETE" {
					break
				}
				r := httptest.NewRequest(method, "http://127.0.0.1/", io.MultiReader(strings.NewReader(body.body)))
				if target, err := r.URL.Parse("http://127.0.0.1" + path); err == nil {
					r.URL = target
				}
				r.Header.Set("Content-Type", body.kind)
				r.Header.Set("Authorization", "Bearer any")
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code >= http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) && !bytes.HasPrefix(w.Body.Bytes(), []byte("<!")) && w.Body.Len() > 0 {
					t.Fatalf("%s %s with %.60q: %d %.200s", method, path, body.body, w.Code, w.Body)
				}
				if w.Code != 200 && !strings.Contains(w.Body.String(), "fbtrace_id") {
					t.Fatalf("%s %s with %.60q: not Meta's envelope: %d %.200s", method, path, body.body, w.Code, w.Body)
				}
			}
		}
	}
}

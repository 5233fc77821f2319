package simulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestFileFailures(t *testing.T) {
	t.Parallel()
	const right = "the file that was uploaded"
	for preset, check := range map[string]func(response *http.Response, body string, err error) bool{
		"media_other": func(r *http.Response, body string, err error) bool {
			return err == nil && r.StatusCode == 200 && body != right && len(body) == len(right) && r.Header.Get("Content-Type") == "text/plain"
		},
		"media_page": func(r *http.Response, body string, err error) bool {
			return err == nil && r.StatusCode == 200 && strings.HasPrefix(body, "<!DOCTYPE html>") && strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
		},
		"media_long": func(r *http.Response, body string, err error) bool {
			return r.StatusCode == 200 && strings.HasPrefix(body, right) && len(body) == 1<<20
		},
		"media_short": func(r *http.Response, body string, err error) bool {
			return err != nil && r.StatusCode == 200 && body == right[:len(right)/2] && r.ContentLength == int64(len(right))
		},
		"media_gone": func(r *http.Response, body string, err error) bool {
			return r.StatusCode == 404 && strings.Contains(body, "fbtrace_id")
		},
		"media_redirect": func(r *http.Response, _ string, _ error) bool {
			return r.StatusCode == 302 && r.Header.Get("Location") == "https://else.example/a"
		},
	} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			_, server := newSim(t, simulator.Options{})
			wrong, other := upload(t, server.URL, "text/plain", right), upload(t, server.URL, "text/plain", right)
			if status, answer := call(t, "POST", server.URL+"/simulator/failures", "", `{"preset":"`+preset+`","endpoint":"`+wrong+`","next":1,"location":"https://else.example/a"}`); status != 201 {
				t.Fatalf("%d %v", status, answer)
			}
			get := func(id, bearer string) (*http.Response, string, error) {
				t.Helper()
				_, info := call(t, "GET", server.URL+"/v25.0/"+id, token, "")
				address, _ := info["url"].(string)
				request, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Authorization", "Bearer "+bearer)
				response, err := http.DefaultTransport.RoundTrip(request)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				raw, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
				return response, string(raw), err
			}
			if response, body, err := get(other, token); err != nil || body != right {
				t.Errorf("another file: %d %q %v", response.StatusCode, body, err)
			}
			if response, body, err := get(wrong, token); !check(response, body, err) {
				t.Errorf("%d %v %.100q %v", response.StatusCode, response.Header, body, err)
			}
			if response, body, err := get(wrong, token); err != nil || body != right {
				t.Errorf("afterwards: %d %q %v", response.StatusCode, body, err)
			}
		})
	}
}

func TestFileFailuresBesideTheBytes(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	id := upload(t, server.URL, "text/plain", "the file")
	call(t, "POST", server.URL+"/simulator/failures", "", `{"preset":"media_elsewhere","location":"https://else.example/a"}`)
	call(t, "POST", server.URL+"/simulator/failures", "", `{"preset":"media_other"}`)
	if status, info := call(t, "GET", server.URL+"/v25.0/"+id, token, ""); status != 200 || info["url"] != "https://else.example/a" || info["id"] != id {
		t.Errorf("an address elsewhere: %d %v", status, info)
	}
	if status, answer := call(t, "GET", server.URL+"/v25.0/"+id, "another", ""); status != 401 {
		t.Errorf("without the token: %d %v", status, answer)
	}
	send(t, server, textTo(ada, "Hello"))
	upload(t, server.URL, "text/plain", "another file")
	if _, list := call(t, "GET", server.URL+"/simulator/failures", "", ""); list["failures"].([]any)[1].(map[string]any)["matched"] != 0.0 {
		t.Errorf("a failure of files met another call: %v", list["failures"])
	}
	for rule, field := range map[string]string{
		`{"kind":"file"}`:                                  "file",
		`{"kind":"file","file":"blue"}`:                    "file",
		`{"preset":"cut","file":"other"}`:                  "file",
		`{"preset":"media_redirect","location":"nowhere"}`: "location",
	} {
		if status, answer := call(t, "POST", server.URL+"/simulator/failures", "", rule); status != 400 || answer["field"] != field {
			t.Errorf("%s: %d %v", rule, status, answer)
		}
	}
}

package simulator

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// What the phone page needs of the control API beyond what programs use.

func TestAddCustomerWithoutNumber(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	add := func(body string) (int, customerView) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("POST", "http://localhost/simulator/customers", strings.NewReader(body)))
		var c customerView
		_ = json.Unmarshal(w.Body.Bytes(), &c)
		return w.Code, c
	}
	code, c := add(`{"name": "Siti", "username": "siti.rahma", "country": "sg", "hidden_phone": true}`)
	if code != 201 || c.WaID != "" || !strings.HasPrefix(c.UserID, "SG.") || !isUserID(c.UserID) || c.Key != c.UserID {
		t.Fatalf("%d %+v", code, c)
	}
	if code, _ := add(`{"name": "Siti again", "username": "Siti.Rahma", "country": "SG"}`); code != 409 {
		t.Errorf("the same username again: %d", code)
	}
	if code, c := add(`{"username": "lea", "country": "nowhere"}`); code != 201 || !strings.HasPrefix(c.UserID, "US.") {
		t.Errorf("another country: %d %+v", code, c)
	}
	if code, _ := add(`{"name": "Nobody"}`); code != 400 {
		t.Errorf("neither number nor username: %d", code)
	}
	if _, err := s.Write(Inbound{UserID: c.UserID, Text: "Hello"}); err != nil {
		t.Errorf("a customer without a number can't write: %v", err)
	}
}

func TestStateHasWhatThePageShows(t *testing.T) {
	t.Parallel()
	s := New(Options{WebhookURL: "http://127.0.0.1:1/hook"})
	defer s.Close()
	s.Clock().Hold()
	s.StartRecording("one")
	in := Inbound{From: "+44 7700 900123", Text: "Hi"}
	in.Forwarded, in.Referral = true, json.RawMessage(`{"headline":"Spring"}`)
	if _, err := s.Write(in); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/simulator/state", nil))
	var state struct {
		Clock     ClockState `json:"clock"`
		Webhook   string     `json:"webhook"`
		Recording bool       `json:"recording"`
		Messages  []Message  `json:"messages"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &state); err != nil {
		t.Fatal(err)
	}
	if !state.Clock.Held || state.Clock.Now.IsZero() || state.Webhook != "http://127.0.0.1:1/hook" || !state.Recording {
		t.Errorf("%+v", state)
	}
	if len(state.Messages) != 1 || !state.Messages[0].Forwarded || string(state.Messages[0].Referral) != `{"headline":"Spring"}` {
		t.Errorf("%+v", state.Messages)
	}
}

// The page takes files without a token, so nobody but this machine may.
func TestMediaForThePageIsGuarded(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	id, _ := s.storeInboundMedia("image", "", "", nil)
	for url, want := range map[string]int{
		"http://localhost/simulator/media/" + id:          200,
		"http://127.0.0.1:8091/simulator/media/" + id:     200,
		"http://evil.example.com/simulator/media/" + id:   403,
		"http://graph.facebook.com/simulator/media/" + id: 403,
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", url, w.Code, want)
		}
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "http://localhost/simulator/media?kind=image", strings.NewReader("x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	s.ServeHTTP(w, r)
	if w.Code != 403 {
		t.Errorf("another site uploads: %d", w.Code)
	}
}

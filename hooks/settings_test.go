package hooks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestRulesOfSettings(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	const path = "/api/collections/crm_settings/records"
	admin := b.token(b.user("kim@example.com", "admin", true))
	gone := b.token(b.user("gone@example.com", "admin", false))
	on := map[string]any{"key": "read_receipts", "value": false}
	for who, token := range map[string]string{"guest": "", "agent": b.staffToken, "former admin": gone} {
		if a := b.call("POST", path, token, on); a.status < 400 {
			t.Errorf("%s may set: %d", who, a.status)
		}
	}
	a := b.call("POST", path, admin, on)
	want(t, "admin", a.status, 200)
	id := a.json(t)["id"].(string)
	want(t, "agent reads", b.call("GET", path+"/"+id, b.staffToken, nil).status, 200)
	want(t, "guest reads", b.call("GET", path+"/"+id, "", nil).status, 404)
	want(t, "agent changes", b.call("PATCH", path+"/"+id, b.staffToken, map[string]any{"value": true}).status, 404)
	want(t, "admin changes", b.call("PATCH", path+"/"+id, admin, map[string]any{"value": true}).status, 200)
	want(t, "the same key again", b.call("POST", path, admin, on).status, 400)
	want(t, "another key", b.call("PATCH", path+"/"+id, admin, map[string]any{"key": "typing_indicator"}).status, 400)

	for body, field := range map[string]string{
		`{"key":"brand_new","value":true}`:                                      "key",
		`{"key":"typing_indicator","value":"yes"}`:                              "value",
		`{"key":"typing_indicator"}`:                                            "value",
		`{"key":"stop_words_off","value":["xx"]}`:                               "value",
		`{"key":"stop_words_off","value":"es"}`:                                 "value",
		`{"key":"read_receipts_off","value":["es"]}`:                            "key",
		`{"key":"stop_words","value":true}`:                                     "value",
		`{"key":"stop_words","value":["ok",5]}`:                                 "value",
		`{"key":"stop_words","value":["!"]}`:                                    "value",
		`{"key":"stop_words","value":["` + strings.Repeat("x", 61) + `"]}`:      "value",
		`{"key":"stop_words","value":["a"` + strings.Repeat(`,"b"`, 500) + `]}`: "value",
	} {
		for _, token := range []string{admin, b.superToken} {
			a := b.call("POST", path, token, []byte(body))
			data, _ := a.json(t)["data"].(map[string]any)
			if a.status != 400 || data[field] == nil {
				t.Errorf("%.80s: %d %s", body, a.status, a.body)
			}
		}
	}
	want(t, "words", b.call("POST", path, admin, []byte(`{"key":"stop_words","value":["Stop","ΣΤΟΠ"]}`)).status, 200)
	want(t, "languages", b.call("POST", path, admin, []byte(`{"key":"start_words_off","value":["es","zh"]}`)).status, 200)
	want(t, "no words at all", b.call("POST", path, admin, []byte(`{"key":"start_words","value":[]}`)).status, 200)
	want(t, "back to the default", b.call("DELETE", path+"/"+id, admin, nil).status, 204)
}

func TestTheUsualWordsCanBeSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	a := b.call("GET", "/api/crm/settings/usual", b.staffToken, nil)
	var usual map[string][]struct {
		Language string
		Words    []string
	}
	if err := json.Unmarshal([]byte(a.body), &usual); err != nil || a.status != 200 {
		t.Fatalf("%d %v %.300s", a.status, err, a.body)
	}
	for _, list := range []string{"stop_words", "start_words"} {
		if len(usual[list]) < 50 || usual[list][0].Language != "en" || len(usual[list][0].Words) == 0 {
			t.Errorf("%s: %.300s", list, a.body)
		}
	}
	if !slices.Contains(usual["stop_words"][0].Words, "stop") {
		t.Errorf("%v", usual["stop_words"][0])
	}
	want(t, "guest", b.call("GET", "/api/crm/settings/usual", "", nil).status, 401)
}

func TestQuickReplies(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	const path = "/api/collections/quick_replies/records"
	want(t, "guest", b.call("POST", path, "", map[string]any{"shortcut": "hi", "body": "Hello {first_name}!"}).status, 400)
	a := b.call("POST", path, b.staffToken, map[string]any{"shortcut": "hi", "body": "Hello {first_name}!"})
	want(t, "create", a.status, 200)
	want(t, "author", a.json(t)["author"], b.staffID)
	one := path + "/" + a.json(t)["id"].(string)
	colleague := b.token(b.user("kim@example.com", "agent", true))
	a = b.call("PATCH", one, colleague, map[string]any{"body": "Hi {first_name}!"})
	want(t, "by a colleague", a.status, 200)
	want(t, "author", a.json(t)["author"], b.staffID)
	for name, body := range map[string]map[string]any{
		"somebody else's": {"shortcut": "a", "body": "x", "author": b.superToken[:15]},
		"the same again":  {"shortcut": "hi", "body": "x"},
		"capitals":        {"shortcut": "Hi", "body": "x"},
		"spaces":          {"shortcut": "a b", "body": "x"},
		"nothing":         {"shortcut": "", "body": "x"},
		"no text":         {"shortcut": "b", "body": " \u200b"},
		"too long":        {"shortcut": "c", "body": strings.Repeat("x", 4097)},
	} {
		want(t, name, b.call("POST", path, b.staffToken, body).status, 400)
	}
	want(t, "another author", b.call("PATCH", one, colleague, map[string]any{"author": ""}).status, 400)
	want(t, "delete", b.call("DELETE", one, colleague, nil).status, 204)
}

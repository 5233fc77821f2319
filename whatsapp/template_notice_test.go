package whatsapp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func notice(t *testing.T, sample string) TemplateNotice {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "webhooks", sample))
	if err != nil {
		t.Fatal(err)
	}
	events, err := DecodeWebhook(body)
	if err != nil || len(events) != 1 || !IsTemplateField(events[0].Field) || events[0].At.IsZero() {
		t.Fatalf("%s: %+v, %v", sample, events, err)
	}
	n, ok := ReadTemplateNotice(events[0].Field, events[0].Raw)
	if !ok || n.ID != "880000000000001" || n.Name != "visit_reminder" || n.Language != "en_US" {
		t.Errorf("%s: %+v", sample, n)
	}
	n.ID, n.Name, n.Language = "", "", ""
	return n
}

func TestNoticesOfTemplates(t *testing.T) {
	t.Parallel()
	for sample, want := range map[string]TemplateNotice{
		"template-status-approved.json":    {Status: "APPROVED", Category: "UTILITY"},
		"template-status-paused.json":      {Status: "PAUSED", Reason: "FIRST_PAUSE: Paused for three hours."},
		"template-status-disabled.json":    {Status: "DISABLED"},
		"template-status-rejected.json":    {Status: "REJECTED", Category: "UTILITY", Reason: "INCORRECT_CATEGORY: Content looks like marketing. Submit under MARKETING."},
		"template-quality.json":            {Quality: "YELLOW"},
		"template-category-changed.json":   {Category: "MARKETING"},
		"template-category-impending.json": {Category: "UTILITY"}, // the one it still has
	} {
		if got := notice(t, sample); got != want {
			t.Errorf("%s: %+v", sample, got)
		}
	}
	texts := notice(t, "template-components.json").Texts
	if texts == nil || texts.Header != "Visit" || texts.Body != "Hello {{1}}, we come on {{2}}." || texts.Footer != "Lamp Works" || len(texts.Buttons) != 1 ||
		string(texts.Buttons[0]) != `{"type":"URL","text":"Details","url":"https://lamp.example.org/{{1}}"}` {
		t.Errorf("%+v", texts)
	}
	for value, field := range map[string]string{
		`[]`: "template_category_update",
		`{"message_template_name":"x","new_category":"UTILITY"}`:                 "template_category_update", // no language
		`{"message_template_id":1,"event":"BRAND_NEW"}`:                          "message_template_status_update",
		`{"message_template_id":1}`:                                              "message_template_quality_update",
		`{"message_template_id":1,"category":"UTILITY"}`:                         "template_correct_category_detection",
		`{"message_template_language":"en","event":"PAUSED","reason":{"x":"y"}}`: "message_template_status_update",
	} {
		if n, ok := ReadTemplateNotice(field, json.RawMessage(value)); ok {
			t.Errorf("%s was understood: %+v", value, n)
		}
	}
	// a warning changes nothing that can be sent
	if n, ok := ReadTemplateNotice("message_template_status_update", json.RawMessage(`{"message_template_id":1,"event":"FLAGGED"}`)); !ok || n.Status != "" {
		t.Errorf("%+v", n)
	}
}

func TestMergeComponents(t *testing.T) {
	t.Parallel()
	texts := TemplateTexts{Body: "New {{1}} <b>", Footer: "F", Buttons: []json.RawMessage{json.RawMessage(`{"type":"URL","text":"Go","url":"https://a.example/{{1}}"}`)}}
	for _, c := range []struct{ had, want string }{
		{``, `[{"text":"New {{1}} <b>","type":"BODY"},{"text":"F","type":"FOOTER"},{"buttons":[{"type":"URL","text":"Go","url":"https://a.example/{{1}}"}],"type":"BUTTONS"}]`},
		{`[{"type":"BODY","text":"Old","example":{"body_text":[["x"]]}},{"type":"BUTTONS","buttons":[{"type":"URL","text":"Go","url":"https://a.example/{{1}}","example":["y"]}]}]`,
			`[{"example":{"body_text":[["x"]]},"text":"New {{1}} <b>","type":"BODY"},{"buttons":[{"type":"URL","text":"Go","url":"https://a.example/{{1}}","example":["y"]}],"type":"BUTTONS"},{"text":"F","type":"FOOTER"}]`},
	} {
		if got := MergeComponents(json.RawMessage(c.had), texts); string(got) != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	if got := MergeComponents(json.RawMessage(`{}`), TemplateTexts{Header: "H"}); string(got) != `[{"format":"TEXT","text":"H","type":"HEADER"}]` {
		t.Errorf("%s", got)
	}
	if got := MergeComponents(nil, TemplateTexts{}); string(got) != "[]" {
		t.Errorf("%s", got)
	}
}

func TestSameComponents(t *testing.T) {
	t.Parallel()
	const image = `[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.example/a.png?oe=1"]}}]`
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`[{"type":"BODY","text":"a"}]`, `[ {"text":"a", "type":"BODY"} ]`, true},
		{`[{"type":"BODY","text":"a"}]`, `[{"type":"BODY","text":"b"}]`, false},
		{image, `[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.example/a.png?oe=2"]}}]`, true},
		{image, `[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.example/b.png?oe=1"]}}]`, false},
		{`[{"type":"CAROUSEL","cards":[{"components":` + image + `}]}]`, `[{"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.example/a.png"]}}]}]}]`, true},
		{`[{"id":12345678901234567890}]`, `[{"id":12345678901234567891}]`, false},
		{``, `[]`, false},
	} {
		if got := SameComponents(json.RawMessage(c.a), json.RawMessage(c.b)); got != c.same {
			t.Errorf("%s and %s: %t", c.a, c.b, got)
		}
	}
}

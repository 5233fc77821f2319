package hooks_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// What a request says and nobody reads is refused by its name, and nothing is
// sent or logged.
func TestAFieldThatNobodyReadsIsRefused(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	for name, c := range map[string]struct {
		body  map[string]any
		field string
		near  string
	}{
		"a file":               {map[string]any{"message": "hi", "file": "a.png"}, "file", "media"},
		"an image":             {map[string]any{"message": "hi", "image": map[string]any{"id": "1"}}, "image", "media"},
		"another name":         {map[string]any{"text": "hi"}, "text", "message"},
		"a slip":               {map[string]any{"mesage": "hi"}, "mesage", "message"},
		"another spelling":     {map[string]any{"message": "hi", "replyTo": "wamid.1"}, "replyTo", "reply_to"},
		"nobody's":             {map[string]any{"message": "hi", "priority": 1}, "priority", "client_key"},
		"within media":         {map[string]any{"media": map[string]any{"link": "https://example.com/a.png", "captoin": "x"}}, "media.captoin", "caption"},
		"within a template":    {map[string]any{"template": map[string]any{"name": "hello", "language": "en", "params": []string{"x"}}}, "template.params", "parameters"},
		"within a reaction":    {map[string]any{"reaction": map[string]any{"message_id": "wamid.1", "emoji": "👍", "text": "x"}}, "reaction.text", "emoji"},
		"within a location":    {map[string]any{"location": map[string]any{"latitude": 1, "longitude": 2, "title": "x"}}, "location.title", "name"},
		"within a button":      {map[string]any{"interactive": map[string]any{"type": "button", "body": "x", "buttons": []any{map[string]any{"id": "1", "title": "y", "image": "z"}}}}, "interactive.buttons.0.image", "title"},
		"within a card's name": {map[string]any{"contacts": []any{map[string]any{"name": map[string]any{"formatted_name": "Ada", "nick": "A"}}}}, "contacts.0.name.nick", "first_name"},
	} {
		a := b.send(toAda(ada, c.body))
		if want(t, name, a.status, 400); !strings.Contains(a.body, fmt.Sprintf("%q:{", c.field)) || !strings.Contains(a.body, c.near) {
			t.Errorf("%s: it isn't said what is wrong with %s: %s", name, c.field, a.body)
		}
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
	want(t, "capitals don't matter", b.send(toAda(ada, map[string]any{"Message": "hi"})).status, 200)
}

// form posts a form to the send route; a part with a file name is a file.
func (b *bench) form(parts ...[3]string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range parts {
		if p[1] == "" {
			_ = form.WriteField(p[0], p[2])
			continue
		}
		part, err := form.CreateFormFile(p[0], p[1])
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write([]byte(p[2]))
	}
	_ = form.Close()
	req, err := http.NewRequest("POST", b.url+"/api/crm/whatsapp/send", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", b.staffToken)
	return b.do(req)
}

func TestAFormsFileUnderAnotherNameIsRefused(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	to := [][3]string{{"customer_id", "", ada}, {"to_phone", "", "+447700900123"}}
	picture := string(picturePNG(t))
	for name, parts := range map[string][][3]string{
		"file":                 {{"message", "", "see"}, {"file", "a.png", picture}},
		"image":                {{"image", "a.png", picture}, {"message", "", "see"}},
		"media and another":    {{"media", "a.png", picture}, {"attachment", "b.png", picture}},
		"a second media":       {{"media", "a.png", picture}, {"media", "b.png", picture}},
		"a file as the text":   {{"message", "a.txt", "hello"}},
		"in brackets":          {{"media[]", "a.png", picture}},
		"files, without text":  {{"files", "a.png", picture}},
		"the name in capitals": {{"Media", "a.png", picture}},
	} {
		a := b.form(append(parts, to...)...)
		if want(t, name, a.status, 400); !strings.Contains(a.body, `"media":{`) {
			t.Errorf("%s: media isn't named: %s", name, a.body)
		}
	}
	a := b.form(append([][3]string{{"message", "", "hi"}, {"colour", "", "red"}}, to...)...)
	if want(t, "another field", a.status, 400); !strings.Contains(a.body, `"colour":{`) {
		t.Error(a.body)
	}
	a = b.form(append([][3]string{{"template", "", `{"name":"hello","language":"en","params":["x"]}`}}, to...)...)
	if want(t, "a key within a field", a.status, 400); !strings.Contains(a.body, `"template.params":{`) {
		t.Error(a.body)
	}
	req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/send", strings.NewReader("customer_id="+ada+"&to_phone=%2B447700900123&text=hi"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", b.staffToken)
	if a = b.do(req); a.status != 400 || !strings.Contains(a.body, "Did you mean message?") {
		t.Errorf("a form without parts: %d %s", a.status, a.body)
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
}

// A text beside a file stands under it, however both are given.
func TestATextBesideAFileIsItsCaption(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	to := [][3]string{{"customer_id", "", ada}, {"to_phone", "", "+447700900123"}}
	picture := [3]string{"media", "a.png", string(picturePNG(t))}
	const link = "https://example.com/a.png"
	var id string
	first := b.form(append(to, picture)...)
	if err := b.app.DB().NewQuery("SELECT media_id FROM whatsapp_media WHERE row = '" + fmt.Sprint(first.json(t)["id"]) + "'").Row(&id); err != nil {
		t.Fatal(err)
	}
	object := func(more map[string]any) map[string]any {
		return map[string]any{"link": link, "kind": "image", "caption": more["within"]}
	}
	for name, c := range map[string]struct {
		parts   [][3]string
		body    map[string]any
		caption string // empty: refused
		field   string
	}{
		"uploaded, message":             {parts: [][3]string{{"message", "", "under it"}, picture}, caption: "under it"},
		"uploaded, message behind it":   {parts: [][3]string{picture, {"message", "", "under it"}}, caption: "under it"},
		"uploaded, caption":             {parts: [][3]string{{"caption", "", "under it"}, picture}, caption: "under it"},
		"uploaded, both alike":          {parts: [][3]string{{"caption", "", "both"}, {"message", "", "both"}, picture}, caption: "both"},
		"uploaded, both, not alike":     {parts: [][3]string{{"caption", "", "one"}, {"message", "", "two"}, picture}, field: "message"},
		"uploaded, too long as message": {parts: [][3]string{{"message", "", strings.Repeat("x", 1025)}, picture}, field: "message"},
		"media, message":                {body: map[string]any{"media": object(nil), "message": "under it"}, caption: "under it"},
		"media, caption beside it":      {body: map[string]any{"media": object(nil), "caption": "under it"}, caption: "under it"},
		"media with its caption":        {body: map[string]any{"media": object(map[string]any{"within": "in it"})}, caption: "in it"},
		"media, both alike":             {body: map[string]any{"media": object(map[string]any{"within": "both"}), "message": "both"}, caption: "both"},
		"media, both, not alike":        {body: map[string]any{"media": object(map[string]any{"within": "one"}), "message": "two"}, field: "message"},
		"media_id, message":             {body: map[string]any{"media_id": id, "kind": "image", "message": "under it"}, caption: "under it"},
		"link, both alike":              {body: map[string]any{"link": link, "caption": "both", "message": "both"}, caption: "both"},
		"media, kinds that differ":      {body: map[string]any{"media": object(nil), "kind": "video"}, field: "kind"},
		"a caption of nothing":          {body: map[string]any{"message": "hi", "caption": "under what?"}, field: "caption"},
		"under a sound, as message":     {body: map[string]any{"media": map[string]any{"link": "https://example.com/a.mp3"}, "message": "x"}, field: "message"},
	} {
		before := len(fromBusiness(sim))
		var a answer
		if c.parts != nil {
			a = b.form(append(c.parts, to...)...)
		} else {
			a = b.send(toAda(ada, c.body))
		}
		if c.caption == "" {
			if want(t, name+" "+a.body, a.status, 400); !strings.Contains(a.body, fmt.Sprintf("%q:{", c.field)) {
				t.Errorf("%s: %s isn't named: %s", name, c.field, a.body)
			}
			want(t, name+", messages", len(fromBusiness(sim)), before)
			continue
		}
		want(t, name+" "+a.body, a.status, 200)
		sent := fromBusiness(sim)
		want(t, name+", messages", len(sent), before+1)
		want(t, name+", at Meta", sent[before].Text, c.caption)
		want(t, name+", in the log", a.json(t)["body"], c.caption)
	}
}

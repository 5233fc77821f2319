package hooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// sendFile posts a form with a file.
func (b *bench) sendFile(fields map[string]string, name, mimeType string, content io.Reader) answer {
	b.t.Helper()
	body, contentType := formWith(b.t, fields, name, mimeType, content)
	return b.sendBody(contentType, body)
}

// sendFields posts a form without a file.
func (b *bench) sendFields(fields map[string]string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			b.t.Fatal(err)
		}
	}
	_ = form.Close() // into memory
	return b.sendBody(form.FormDataContentType(), &body)
}

// sendEncoded posts a form as a browser does by default.
func (b *bench) sendEncoded(fields map[string]string) answer {
	b.t.Helper()
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return b.sendBody("application/x-www-form-urlencoded; charset=UTF-8", strings.NewReader(form.Encode()))
}

func (b *bench) sendBody(contentType string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.url+"/api/crm/whatsapp/send", body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", b.staffToken)
	return b.do(req)
}

func fileToAda(ada string, more map[string]string) map[string]string {
	fields := map[string]string{"customer_id": ada, "to_phone": "+447700900123"}
	for k, v := range more {
		fields[k] = v
	}
	return fields
}

// atMeta is the file that a message at Meta names, and what else it says.
func atMeta(t *testing.T, sim *simulator.Simulator, m simulator.Message) (object map[string]any, content []byte) {
	t.Helper()
	var sent map[string]any
	if err := json.Unmarshal(m.Content, &sent); err != nil {
		t.Fatal(err)
	}
	object = sent
	if inner, ok := sent[m.Type].(map[string]any); ok {
		object = inner
	}
	answer := httptest.NewRecorder()
	sim.ServeHTTP(answer, httptest.NewRequest("GET", "http://127.0.0.1/simulator/media/"+fmt.Sprint(object["id"]), nil))
	return object, answer.Body.Bytes()
}

func TestAPictureWithACaptionIsSent(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	picture := picturePNG(t)
	a := b.sendFile(fileToAda(ada, map[string]string{"caption": "the new saddle", "client_key": "p1"}), "saddle.png", "image/png", bytes.NewReader(picture))
	want(t, "status "+a.body, a.status, 200)
	row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "body", row.GetString("body"), "the new saddle")
	want(t, "type", row.GetString("message_type"), "image")
	want(t, "file", row.GetString("media_state")+" "+row.GetString("media_mime")+" "+row.GetString("media_name"), "stored image/png saddle.png")
	sent := fromBusiness(sim)
	want(t, "messages at Meta", len(sent), 1)
	want(t, "caption", sent[0].Text, "the new saddle")
	_, bytesAtMeta := atMeta(t, sim, sent[0])
	want(t, "the same bytes at Meta", bytes.Equal(bytesAtMeta, picture), true)
	want(t, "the same bytes in the thread", b.file(row, "").body == string(picture), true)

	// once more with the same key; with another file it is refused
	again := b.sendFile(fileToAda(ada, map[string]string{"caption": "the new saddle", "client_key": "p1"}), "saddle.png", "image/png", bytes.NewReader(picture))
	want(t, "the same key", fmt.Sprint(again.status, again.json(t)["id"]), "200"+row.Id)
	other := b.sendFile(fileToAda(ada, map[string]string{"caption": "the new saddle", "client_key": "p1"}), "saddle.png", "image/png", bytes.NewReader(append(bytes.Clone(picture), 0)))
	want(t, "another file", other.status, 409)
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	want(t, "temporary files", len(leftovers(t, b)), 0)

	a = b.sendFile(fileToAda(ada, nil), "saddle.png", "image/png", bytes.NewReader(picture))
	row = b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "body without a caption", row.GetString("body"), "Media message sent: image")
}

// The file at the top of a template is uploaded with it, once, and is in the
// thread.
func TestATemplateTakesItsFileAlong(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	b.atMeta(sim, "sale", "MARKETING", `[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Hello {{1}}, look.","example":{"body_text":[["Ada"]]}}]`)
	b.atMeta(sim, "bill", "UTILITY", `[{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Your bill."}]`)
	b.atMeta(sim, "plain", "UTILITY", `[{"type":"BODY","text":"Hello."}]`)
	picture := picturePNG(t)
	send := func(template, name, mimeType string, content []byte) answer {
		return b.sendFile(fileToAda(ada, map[string]string{"template": template}), name, mimeType, bytes.NewReader(content))
	}
	a := send(`{"name":"sale","language":"en_GB","parameters":["Ada"]}`, "saddle.png", "image/png", picture)
	want(t, "status "+a.body, a.status, 200)
	row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "body", row.GetString("body"), "[image]\nHello Ada, look.")
	want(t, "file", row.GetString("media_state")+" "+row.GetString("media_mime")+" "+row.GetString("media_name"), "stored image/png saddle.png")
	want(t, "the same bytes in the thread", b.file(row, "").body == string(picture), true)
	sent := fromBusiness(sim)[0]
	var template struct {
		Components []struct {
			Parameters []struct{ Image map[string]any }
		}
	}
	if err := json.Unmarshal(sent.Content, &template); err != nil || len(template.Components) != 2 {
		t.Fatalf("%v: %s", err, sent.Content)
	}
	answer := httptest.NewRecorder()
	sim.ServeHTTP(answer, httptest.NewRequest("GET", "http://127.0.0.1/simulator/media/"+fmt.Sprint(template.Components[0].Parameters[0].Image["id"]), nil))
	want(t, "the same bytes at Meta", bytes.Equal(answer.Body.Bytes(), picture), true)

	a = send(`{"name":"bill","language":"en_GB"}`, "bill.pdf", "application/pdf", []byte("%PDF-1.7\n"))
	want(t, "a document "+a.body, a.status, 200)
	want(t, "its name", b.until(fmt.Sprint(a.json(t)["id"]), "read").GetString("body"), "[document: bill.pdf]\nYour bill.")

	for name, c := range map[string]struct {
		template, file, mimeType string
		content                  []byte
		field                    string
	}{
		"another kind":      {`{"name":"sale","language":"en_GB","parameters":["Ada"]}`, "a.pdf", "application/pdf", []byte("%PDF-1.7\n"), "media"},
		"no place for it":   {`{"name":"plain","language":"en_GB"}`, "saddle.png", "image/png", picture, "media"},
		"a link as well":    {`{"name":"sale","language":"en_GB","parameters":["Ada"],"header":{"link":"https://a.example/b.png"}}`, "saddle.png", "image/png", picture, "template.header"},
		"something missing": {`{"name":"sale","language":"en_GB"}`, "saddle.png", "image/png", picture, "template.parameters.1"},
		"no JSON":           {`sale`, "saddle.png", "image/png", picture, "template"},
	} {
		a := send(c.template, c.file, c.mimeType, c.content)
		data, _ := a.json(t)["data"].(map[string]any)
		if a.status != 400 || data[c.field] == nil {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 2)
	want(t, "temporary files", len(leftovers(t, b)), 0)
}

// A form says what JSON says: nothing in it is silently left out.
func TestAFormWithMoreThanItsFile(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	picture := picturePNG(t)
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprint("extra", i)] = "x"
	}
	for name, c := range map[string]struct {
		fields map[string]string
		says   string
	}{
		"a place as well":         {map[string]string{"location": `{"latitude":1,"longitude":2}`}, "one thing at a time"},
		"buttons as well":         {map[string]string{"interactive": `{"type":"button"}`}, "one thing at a time"},
		"a place that is no JSON": {map[string]string{"location": `here`}, "location"},
		"fifty fields":            {many, "There is no field"},
		"a key of the server's":   {map[string]string{"client_key": "resend:1"}, "the server's own"},
	} {
		a := b.sendFile(fileToAda(ada, c.fields), "saddle.png", "image/png", bytes.NewReader(picture))
		if a.status != 400 || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
	want(t, "temporary files", len(leftovers(t, b)), 0)
}

// What can be said in JSON can be said in a form of either kind, and is the same
// message.
func TestAFormWithoutAFileIsLikeJSON(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	b.atMeta(sim, "visit", "UTILITY", `[{"type":"BODY","text":"We come on {{1}}.","example":{"body_text":[["Monday"]]}}]`)
	for key, fields := range map[string]map[string]string{
		"text":     {"message": "hey & hello +1 ü", "preview_url": "false"},
		"template": {"template": `{"name":"visit","language":"en_GB","parameters":["Monday"]}`},
		"place":    {"location": `{"latitude":1,"longitude":2}`},
		"file":     {"media": `{"link":"https://example.com/a.png","caption":"a"}`},
		"buttons":  {"interactive": `{"type":"button","body":"Well?","buttons":[{"id":"1","title":"Yes"}]}`},
	} {
		fields = fileToAda(ada, fields)
		fields["client_key"] = key
		asJSON := map[string]any{}
		for name, text := range fields {
			asJSON[name] = text
			if json.Valid([]byte(text)) && name != "to_phone" {
				asJSON[name] = json.RawMessage(text)
			}
		}
		first, parts, again := b.sendEncoded(fields), b.sendFields(fields), b.send(asJSON)
		want(t, key+" "+first.body, first.status, 200)
		want(t, key+" in parts", parts.json(t)["id"], first.json(t)["id"])
		want(t, key+" as JSON", again.json(t)["id"], first.json(t)["id"])
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 5)
	if !slices.ContainsFunc(fromBusiness(sim), func(m simulator.Message) bool { return m.Text == "hey & hello +1 ü" }) {
		t.Errorf("%+v", fromBusiness(sim))
	}
	for field, fields := range map[string]map[string]string{
		"message":  {"message": ""},
		"location": {"location": "here"},
		"to_phone": {"to_phone": "", "message": "a"},
		"caption":  {"caption": strings.Repeat("x", 65<<10)},
	} {
		for _, a := range []answer{b.sendEncoded(fileToAda(ada, fields)), b.sendFields(fileToAda(ada, fields))} {
			want(t, a.body, a.status, 400)
			if data, _ := a.json(t)["data"].(map[string]any); len(data) != 1 || data[field] == nil {
				t.Errorf("%v: %s", fields, a.body)
			}
		}
	}
	broken := b.sendBody("application/x-www-form-urlencoded", strings.NewReader("message=%zz"))
	want(t, "broken "+broken.body, broken.status, 400)
	large := b.sendBody("application/x-www-form-urlencoded", strings.NewReader("message="+strings.Repeat("x", 5<<20)))
	want(t, "large "+large.body, large.status, 413)
}

func TestAVoiceNoteAndADocumentAreSent(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	voice := b.mediaState(b.inbound(sim, simulator.Inbound{Type: "voice"}).Id, "stored")
	sound := b.file(voice, "").body
	a := b.sendFile(fileToAda(ada, map[string]string{"voice": "true"}), "note.ogg", "audio/ogg", strings.NewReader(sound))
	want(t, "voice "+a.body, a.status, 200)
	want(t, "body", b.until(fmt.Sprint(a.json(t)["id"]), "read").GetString("body"), "Media message sent: voice note")
	a = b.sendFile(fileToAda(ada, map[string]string{"caption": "as agreed"}), `..\..\Offer "2026".txt`, "text/plain", strings.NewReader("An offer."))
	want(t, "document "+a.body, a.status, 200)
	row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "name", row.GetString("media_name"), "Offer _2026_.txt")
	want(t, "types at Meta", fromBusiness(sim)[0].Type+" "+fromBusiness(sim)[1].Type, "audio document")
}

func TestWhatMetaDoesNotTakeIsRefusedBeforeTheUpload(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "server_error", Endpoint: "media"}); err != nil {
		t.Fatal(err)
	}
	picture := picturePNG(t)
	large := io.MultiReader(bytes.NewReader(picture), bytes.NewReader(make([]byte, 6<<20)))
	for _, tc := range []struct {
		name, file, mime, says string
		fields                 map[string]string
		content                io.Reader
	}{
		{"too large a picture", "a.png", "image/png", "5 MB", nil, large},
		{"empty", "a.png", "image/png", "empty", nil, strings.NewReader("")},
		{"no type", "a.bin", "application/octet-stream", "Save it as PDF", nil, bytes.NewReader([]byte{1, 2, 3, 0, 255})},
		{"a text as a picture", "a.png", "image/png", "JPEG and PNG", map[string]string{"kind": "image"}, strings.NewReader("hello")},
		{"a voice note of text", "a.ogg", "audio/ogg", "Opus", map[string]string{"voice": "1"}, strings.NewReader("hello")},
		{"a sticker of another size", "a.webp", "image/webp", "this one has 300 × 512", map[string]string{"kind": "sticker"}, strings.NewReader("RIFF\x20\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x2b\xc1\x7f\x00" + strings.Repeat("\x00", 20))},
		{"an unknown kind", "a.png", "image/png", "image, video", map[string]string{"kind": "hologram"}, bytes.NewReader(picture)},
		{"a file and a place", "a.png", "image/png", "one thing", map[string]string{"location": `{"latitude":1,"longitude":2}`}, bytes.NewReader(picture)},
		{"too long a caption", "a.png", "image/png", "1024", map[string]string{"caption": strings.Repeat("x", 1025)}, bytes.NewReader(picture)},
	} {
		a := b.sendFile(fileToAda(ada, tc.fields), tc.file, tc.mime, tc.content)
		want(t, tc.name, a.status, 400)
		if !strings.Contains(a.body, tc.says) {
			t.Errorf("%s: %s", tc.name, a.body)
		}
	}
	huge := b.sendFile(fileToAda(ada, nil), "a.pdf", "application/pdf", io.LimitReader(zeros{}, 102<<20))
	want(t, "more than the form may have "+huge.body, huge.status, 413)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
	want(t, "uploads", failed(sim), 0)
	want(t, "temporary files", len(leftovers(t, b)), 0)
}

// Meta takes nearly anything as a document. It goes as what it is, whatever it
// is called, and isn't shown here.
func TestAStickerAndAPageThatIsCalledAPictureAreSent(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	sticker := b.file(b.mediaState(b.inbound(sim, simulator.Inbound{Type: "sticker"}).Id, "stored"), "").body
	a := b.sendFile(fileToAda(ada, map[string]string{"kind": "sticker"}), "a.webp", "image/webp", strings.NewReader(sticker))
	want(t, "sticker "+a.body, a.status, 200)
	want(t, "body", b.until(fmt.Sprint(a.json(t)["id"]), "read").GetString("body"), "Media message sent: sticker")
	a = b.sendFile(fileToAda(ada, nil), "a.png", "image/png", strings.NewReader("<!DOCTYPE html><html><script>alert(1)</script></html>"))
	want(t, "page "+a.body, a.status, 200)
	row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "what it is", row.GetString("message_type")+" "+row.GetString("media_mime"), "document text/html")
	for _, query := range []string{"", "&inline=1", "&thumb=96x96"} {
		served := b.file(row, query)
		want(t, "served as", served.header.Get("Content-Type"), "application/octet-stream")
		if !strings.HasPrefix(served.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s", served.header.Get("Content-Disposition"))
		}
	}
}

// The process dies after the upload and before the send: the upload is
// repeated at most, the message leaves once.
func TestACrashBetweenUploadAndSend(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	a := b.sendFile(fileToAda(ada, map[string]string{"send_at": soon}), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
	want(t, "status "+a.body, a.status, 200)
	id := fmt.Sprint(a.json(t)["id"])
	if _, err := b.app.DB().NewQuery("UPDATE whatsapp_outbox SET due_at = '2026-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	// the next process uploads, and WhatsApp then takes no messages
	if _, err := sim.AddFailure(simulator.Failure{Preset: "throughput", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	cfg.RetryAfter = time.Hour
	second := b.again(cfg)
	var mediaID string
	until(t, "it is uploaded", func() bool {
		return second.app.DB().NewQuery("SELECT media_id FROM whatsapp_media WHERE row = '"+id+"'").Row(&mediaID) == nil && mediaID != "" &&
			second.count("whatsapp_outbox WHERE state = 'waiting' AND attempts = 1", nil) == 1
	})
	if _, err := second.app.DB().NewQuery("UPDATE whatsapp_outbox SET due_at = '2026-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	rule, err := sim.AddFailure(simulator.Failure{Preset: "server_error", Endpoint: "media", Method: "POST"})
	if err != nil {
		t.Fatal(err)
	}
	third := second.restarted(sim, cfg) // note: another upload would fail
	until(t, "it leaves", func() bool {
		return third.count("comms_log WHERE id = '"+id+"' AND status IN ('accepted', 'sent', 'delivered', 'read')", nil) == 1
	})
	third.settled()
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	want(t, "its file is the one that was uploaded", strings.Contains(string(fromBusiness(sim)[0].Content), mediaID), true)

	// a resend takes the same file, without an upload
	idle(t, sim)
	if _, err := third.app.DB().NewQuery("UPDATE comms_log SET status = 'failed' WHERE id = '" + id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	resent := third.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", third.staffToken, map[string]any{})
	want(t, "resend "+resent.body, resent.status, 200)
	row := third.until(fmt.Sprint(resent.json(t)["id"]), "read")
	want(t, "messages at Meta", len(fromBusiness(sim)), 2)
	want(t, "the new row has the file too", third.file(row, "").status, 200)
	sim.ClearFailures(rule)
}

func TestAFileThatMetaHasIsSent(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	a := b.send(toAda(ada, map[string]any{"media": map[string]any{"link": "https://example.com/a.jpg", "caption": "from the web"}}))
	want(t, "link "+a.body, a.status, 200)
	want(t, "type", fromBusiness(sim)[0].Type, "image")
	for _, shown := range []answer{a, b.call("GET", "/api/collections/comms_log/records/"+fmt.Sprint(a.json(t)["id"]), b.staffToken, nil)} {
		want(t, "where it is "+shown.body, fmt.Sprint(shown.json(t)["details"]), "map[link:https://example.com/a.jpg]")
	}
	for _, wrong := range []map[string]any{{}, {"id": "1"}, {"id": "1", "link": "https://example.com/a.jpg"}, {"link": "ftp://example.com/a.jpg"}, {"link": "https://example.com/a.ogg", "caption": "x"}} {
		want(t, fmt.Sprint(wrong), b.send(toAda(ada, map[string]any{"media": wrong})).status, 400)
	}
	picture := b.sendFile(fileToAda(ada, nil), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
	var id string
	if err := b.app.DB().NewQuery("SELECT media_id FROM whatsapp_media WHERE row = '" + fmt.Sprint(picture.json(t)["id"]) + "'").Row(&id); err != nil {
		t.Fatal(err)
	}
	a = b.send(toAda(ada, map[string]any{"media": map[string]any{"id": id, "kind": "image"}}))
	want(t, "id "+a.body, a.status, 200)
	b.mediaState(fmt.Sprint(a.json(t)["id"]), "stored")
}

// A file that Meta has or fetches can be named beside the other fields as well,
// in JSON and in a form.
func TestAFileThatMetaHasIsNamedInTheRequestItself(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	picture := b.sendFile(fileToAda(ada, nil), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
	var id string
	if err := b.app.DB().NewQuery("SELECT media_id FROM whatsapp_media WHERE row = '" + fmt.Sprint(picture.json(t)["id"]) + "'").Row(&id); err != nil {
		t.Fatal(err)
	}
	const link = "https://example.com/files/"
	for _, tc := range []struct {
		fields map[string]string
		want   string // at Meta, keys sorted
	}{
		{map[string]string{"media_id": id, "kind": "image", "caption": "Ours"}, `image {"caption":"Ours","id":"` + id + `"}`},
		{map[string]string{"media_id": id, "type": "image", "message": "Ours"}, `image {"caption":"Ours","id":"` + id + `"}`},
		{map[string]string{"link": " " + link + "a.JPG "}, `image {"link":"` + link + `a.JPG"}`},
		{map[string]string{"link": link + "7", "kind": "document", "type": "document", "filename": "Offer.pdf", "message": "As agreed"}, `document {"caption":"As agreed","filename":"Offer.pdf","link":"` + link + `7"}`},
		{map[string]string{"link": link + "a.mp4", "filename": "a.mp4"}, `video {"link":"` + link + `a.mp4"}`},
		{map[string]string{"link": link + "7", "type": "sticker"}, `sticker {"link":"` + link + `7"}`},
		{map[string]string{"link": link + "a.mp3"}, `audio {"link":"` + link + `a.mp3"}`},
	} {
		asJSON := toAda(ada, nil)
		for k, v := range tc.fields {
			asJSON[k] = v
		}
		for how, a := range map[string]answer{"JSON": b.send(asJSON), "form": b.sendFields(fileToAda(ada, tc.fields))} {
			want(t, how+" "+tc.want+" "+a.body, a.status, 200)
			sent := fromBusiness(sim)
			m := sent[len(sent)-1]
			want(t, how, m.Type+" "+string(m.Content), tc.want)
		}
	}
	sent, rows := len(fromBusiness(sim)), b.count("comms_log WHERE direction = 'outbound'", nil)
	for _, tc := range []struct {
		fields map[string]any
		field  string
	}{
		{map[string]any{"media_id": id}, "kind"},
		{map[string]any{"link": link + "7"}, "kind"},
		{map[string]any{"link": link + "7", "kind": "hologram"}, "kind"},
		{map[string]any{"link": link + "a.png", "media_id": id}, "link"},
		{map[string]any{"link": "ftp://example.com/a.png"}, "link"},
		{map[string]any{"link": link + "a.png", "media": map[string]any{"id": id, "kind": "image"}}, "media"},
		{map[string]any{"link": link + "a.png", "caption": "a", "message": "b"}, "message"},
		{map[string]any{"link": link + "a.png", "kind": "image", "type": "document"}, "type"},
		{map[string]any{"link": link + "a.mp3", "message": "b"}, "message"},
		{map[string]any{"link": link + "a.mp3", "caption": "b"}, "caption"},
		{map[string]any{"link": link + "a.png", "caption": strings.Repeat("x", 1025)}, "caption"},
		{map[string]any{"link": link + "a.png", "voice": true}, "voice"},
		{map[string]any{"media_id": "a b", "kind": "image"}, "media_id"},
		{map[string]any{"message": "its file got lost", "kind": "image"}, "kind"},
		{map[string]any{"message": "its file got lost", "filename": "a.pdf"}, "filename"},
		{map[string]any{"message": "its file got lost", "voice": true}, "voice"},
		{map[string]any{"link": link + "a.png", "location": map[string]any{"latitude": 1, "longitude": 2}}, "message"},
	} {
		a := b.send(toAda(ada, tc.fields))
		want(t, fmt.Sprint(tc.fields), a.status, 400)
		if data, _ := a.json(t)["data"].(map[string]any); len(data) != 1 || data[tc.field] == nil {
			t.Errorf("%v: %s, want %s", tc.fields, a.body, tc.field)
		}
	}
	for _, fields := range []map[string]string{{"type": "document"}, {"kind": "document"}} {
		a := b.sendFile(fileToAda(ada, fields), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
		want(t, fmt.Sprint(fields)+a.body, fmt.Sprintf("%d %v", a.status, a.json(t)["message_type"]), "200 document")
		sent, rows = sent+1, rows+1
	}
	wrong := b.sendFile(fileToAda(ada, map[string]string{"type": "hologram"}), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
	if data, _ := wrong.json(t)["data"].(map[string]any); wrong.status != 400 || data["type"] == nil {
		t.Errorf("a type that there isn't: %s", wrong.body)
	}
	both := b.sendFile(fileToAda(ada, map[string]string{"link": link + "a.png"}), "a.png", "image/png", bytes.NewReader(picturePNG(t)))
	want(t, "a file and a link "+both.body, both.status, 400)
	want(t, "messages at Meta", len(fromBusiness(sim)), sent)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), rows)
}

// However many files are on their way, what else is said leaves at once.
func TestSlowUploadsHoldNobodyElseUp(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t)
	slow, uploads := make(chan struct{}), make(chan struct{}, 100)
	graph := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/media") {
			uploads <- struct{}{}
			<-slow
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(graph.Close)
	cfg.GraphURL = graph.URL
	b := newBench(t, cfg)
	number := func(i int) string { return fmt.Sprint(447700900100 + i) }
	const files = 40 // more than there are calls at once
	for i := range files + 1 {
		b.opens(number(i))
		if _, err := sim.Write(simulator.Inbound{From: number(i), Text: "hello?"}); err != nil {
			t.Fatal(err)
		}
	}
	picture := picturePNG(t)
	answers := make(chan answer, files)
	for i := range files {
		go func() {
			answers <- b.sendFile(map[string]string{"customer_id": "unknown:" + number(i)}, "a.png", "image/png", bytes.NewReader(picture))
		}()
	}
	until(t, "all wait", func() bool { return b.count("whatsapp_outbox WHERE state = 'waiting'", nil) == files })
	<-uploads
	a := b.send(map[string]any{"customer_id": "unknown:" + number(files), "message": "quick"})
	want(t, "a text "+a.body, fmt.Sprint(a.status, a.json(t)["status"]), "200accepted")
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)

	// what is cancelled meanwhile isn't uploaded
	last, err := b.app.FindFirstRecordByFilter("comms_log", "direction = 'outbound' && status = 'queued' && address = '"+number(files-1)+"'")
	if err != nil {
		t.Fatal(err)
	}
	cancelled := b.call("POST", "/api/crm/whatsapp/messages/"+last.Id+"/cancel", b.staffToken, nil)
	want(t, "cancel "+cancelled.body, cancelled.status, 204)
	select {
	case a := <-answers:
		want(t, "what its sender is told "+a.body, a.status, 410)
	case <-time.After(patience):
		t.Error("whoever had sent it still waits for it")
	}
	close(slow)
	until(t, "the files leave", func() bool { return len(fromBusiness(sim)) == files }) // note: with the text, without the one that was cancelled
	for range files - 1 {
		<-answers
	}
	want(t, "what waits", b.count("whatsapp_outbox", nil), 0)
}

package whatsapp

import (
	"encoding/json"
	"strings"
	"testing"
)

// formWithAnswers is the message of a completed form.
func formWithAnswers(t *testing.T, answers string) Event {
	t.Helper()
	text, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	return one(t, delivery("messages", `"messages":[{"from":"447700900123","id":"wamid.1","timestamp":"1793700001","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":`+string(text)+`}}}]`))
}

func TestAnswersOfAForm(t *testing.T) {
	t.Parallel()
	const photo = `{"file_name":"IMG_1.png","mime_type":"image/png","sha256":"abc=","id":"900100200300401"}`
	const paper = `{"file_name":"../bill.pdf","mime_type":"application/pdf","sha256":"def=","id":900100200300402}`
	for name, c := range map[string]struct {
		answers, body, files string
	}{
		"one photo":              {`{"photos":[` + photo + `]}`, "photos: IMG_1.png", "900100200300401 image/png"},
		"not in a list":          {`{"photo":` + photo + `}`, "photo: IMG_1.png", "900100200300401 image/png"},
		"several of two kinds":   {`{"a":[` + photo + `],"b":[` + paper + `]}`, "a: IMG_1.png\nb: bill.pdf", "900100200300401 image/png, 900100200300402 application/pdf"},
		"the same twice":         {`{"a":[` + photo + `,` + photo + `]}`, "a: IMG_1.png, IMG_1.png", "900100200300401 image/png"},
		"under screens":          {`{"screen_0":{"form":{"docs":[` + paper + `]}}}`, "screen_0.form.docs: bill.pdf", "900100200300402 application/pdf"},
		"in a list of lists":     {`{"a":[[` + photo + `]]}`, "a: IMG_1.png", "900100200300401 image/png"},
		"in items":               {`{"items":[{"what":"lamp","photo":[` + photo + `]}]}`, "items: what: lamp, photo: IMG_1.png", "900100200300401 image/png"},
		"as a text":              {`{"photos":` + quotedText(`[`+photo+`]`) + `}`, "photos: IMG_1.png", "900100200300401 image/png"},
		"in an object as a text": {`{"answer":` + quotedText(`{"name":"Ann","step":{"photos":[null,`+photo+`]}}`) + `}`, "answer.name: Ann\nanswer.step.photos: , IMG_1.png", "900100200300401 image/png"},
		"without a name":         {`{"photos":[{"mime_type":"image/jpeg","sha256":"x","id":"7"}]}`, "photos: photo", "7 image/jpeg"},
		"without an id":          {`{"photos":[{"file_name":"a.jpg","mime_type":"image/jpeg"}]}`, "photos: a.jpg", ""},
		"as endpoints have them": {`{"photos":[{"media_id":"790aba14-5f4a","cdn_url":"https://mmg.whatsapp.net/x","file_name":"a.jpg","encryption_metadata":{"iv":"x"}}]}`, "photos: a.jpg", ""},
		"other answers":          {`{"date":"2026-11-12","guests":3,"agree":true,"tags":["a","b"],"range":{"start":"1","end":"2"},"rows":[{"id":"r1","title":"Row"}],"note":"[1,2]"}`, "date: 2026-11-12\nguests: 3\nagree: true\ntags: a, b\nrange.start: 1\nrange.end: 2\nrows: id: r1, title: Row\nnote: [1,2]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := formWithAnswers(t, c.answers)
			if wanted := "Form answered: Sent\n" + c.body; e.Message.Body != wanted {
				t.Errorf("body %q, want %q", e.Message.Body, wanted)
			}
			var files []string
			if e.Message.Media != nil {
				files = append(files, e.Message.Media.ID+" "+e.Message.Media.MimeType)
			}
			for _, file := range e.Message.Files {
				files = append(files, file.ID+" "+file.MimeType)
			}
			if got := strings.Join(files, ", "); got != c.files {
				t.Errorf("files %q, want %q", got, c.files)
			}
			for _, answer := range DetailsOf("interactive", e.Raw).Answers {
				if strings.ContainsAny(answer.Value, "{}") || strings.Contains(answer.Value, "sha256") {
					t.Errorf("the page would show %+v", answer)
				}
			}
		})
	}
}

// What somebody typed into a form is drawn whole.
func TestALongAnswerIsDrawnWhole(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("字", 65_536)
	e := formWithAnswers(t, `{"story":`+quotedText(long)+`}`)
	if answers := DetailsOf("interactive", e.Raw).Answers; len(answers) != 1 || answers[0].Value != long {
		t.Errorf("the answer has %d bytes", len(answers[0].Value))
	}
	if !strings.HasSuffix(e.Message.Body, long) {
		t.Error("the body is not whole")
	}
}

func quotedText(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

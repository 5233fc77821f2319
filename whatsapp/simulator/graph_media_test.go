package simulator_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

const mediaEdge = "/v25.0/" + numberID + "/media"

// part is one part of a form; a file when it has a type.
type part struct{ name, filename, kind, value string }

// postForm sends parts in the given order, in chunks when chunked.
func postForm(t *testing.T, url string, chunked bool, parts ...part) (int, map[string]any) {
	t.Helper()
	request := formRequest(t, url, chunked, parts)
	request.Header.Set("Authorization", "Bearer "+token)
	return do(t, request)
}

func postUnsigned(t *testing.T, url string, parts ...part) (int, map[string]any) {
	t.Helper()
	return do(t, formRequest(t, url, false, parts))
}

func formRequest(t *testing.T, url string, chunked bool, parts []part) *http.Request {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, p := range parts {
		header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.filename != "" {
			header.Set("Content-Disposition", fmt.Sprintf("form-data; name=%q; filename=%q", p.name, p.filename))
		}
		if p.kind != "" {
			header.Set("Content-Type", p.kind)
		}
		one, err := w.CreatePart(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(one, p.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var body io.Reader = &form
	if chunked {
		body = io.MultiReader(&form) // hides its length
	}
	request, err := http.NewRequestWithContext(t.Context(), "POST", url, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", w.FormDataContentType())
	return request
}

// upload puts a file up and returns its id.
func upload(t *testing.T, base, kind, value string) string {
	t.Helper()
	status, answer := postForm(t, base+mediaEdge, false, part{name: "messaging_product", value: "whatsapp"}, part{"file", "file.bin", kind, value})
	if status != 200 {
		t.Fatalf("upload: %d %v", status, answer)
	}
	return answer["id"].(string)
}

func fetch(t *testing.T, url, bearer, byteRange string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	if byteRange != "" {
		request.Header.Set("Range", byteRange)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(raw)
}

func TestMediaUploadAndDownload(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	const bytesOfIt = "\x89PNG\r\n\x1a\n and the rest"
	file := part{"file", "lamp.png", "image/png", bytesOfIt}
	product, kind := part{name: "messaging_product", value: "whatsapp"}, part{name: "type", value: "image/png"}
	for name, parts := range map[string][]part{
		"file last": {product, kind, file}, "file first": {file, kind, product}, "no type": {file, product},
		"the type only in the parameter": {product, {"file", "lamp", "", bytesOfIt}, kind},
	} {
		for _, chunked := range []bool{false, true} {
			if status, answer := postForm(t, server.URL+mediaEdge, chunked, parts...); status != 200 || answer["id"] == "" {
				t.Errorf("%s, chunked %v: %d %v", name, chunked, status, answer)
			}
		}
	}

	if status, answer := postUnsigned(t, server.URL+mediaEdge, product, file, part{name: "access_token", value: token}); status != 200 {
		t.Errorf("the token in the form: %d %v", status, answer)
	}
	if status, answer := postUnsigned(t, server.URL+mediaEdge, product, file); status != 401 {
		t.Errorf("no token: %d %v", status, answer)
	}

	id := upload(t, server.URL, "image/png", bytesOfIt)
	status, info := call(t, "GET", server.URL+"/v25.0/"+id+"?phone_number_id="+numberID, token, "")
	sum := sha256.Sum256([]byte(bytesOfIt))
	if status != 200 || info["mime_type"] != "image/png" || info["sha256"] != hex.EncodeToString(sum[:]) || info["file_size"] != float64(len(bytesOfIt)) ||
		info["id"] != id || info["messaging_product"] != "whatsapp" || !strings.HasPrefix(info["url"].(string), server.URL+"/") {
		t.Fatalf("info: %d %v", status, info)
	}
	link := info["url"].(string)
	if response, body := fetch(t, link, token, ""); response.StatusCode != 200 || body != bytesOfIt || response.Header.Get("Content-Type") != "image/png" {
		t.Errorf("bytes: %d %q", response.StatusCode, body)
	}
	if response, body := fetch(t, link, token, "bytes=1-3"); response.StatusCode != 206 || body != "PNG" || response.Header.Get("Content-Range") == "" {
		t.Errorf("range: %d %q", response.StatusCode, body)
	}
	for address, want := range map[string]string{link: `"fbtrace_id"`, server.URL + "/simulator/media/" + id: `{"message":`} {
		for _, wrong := range []string{"bytes=99999-", "lines=1-2"} {
			response, body := fetch(t, address, token, wrong)
			if response.StatusCode != 416 || !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") || !strings.Contains(body, want) ||
				response.Header.Get("Content-Range") != fmt.Sprintf("bytes */%d", len(bytesOfIt)) {
				t.Errorf("%s: %d %v %q", wrong, response.StatusCode, response.Header, body)
			}
		}
	}
	if response, body := fetch(t, link, "", ""); response.StatusCode != 401 || !strings.Contains(body, `"code":190`) {
		t.Errorf("without a token: %d %s", response.StatusCode, body)
	}
	if response, _ := fetch(t, strings.Replace(link, "hash=", "hash=x", 1), token, ""); response.StatusCode != 404 {
		t.Errorf("a forged address: %d", response.StatusCode)
	}
	if status, _ := call(t, "GET", server.URL+"/v25.0/"+id+"?phone_number_id=999", token, ""); status != 400 {
		t.Errorf("for another number: %d", status)
	}

	// the address lives five minutes, the id thirty days
	move(t, s, 5*time.Minute)
	if response, body := fetch(t, link, token, ""); response.StatusCode != 404 || !strings.Contains(body, "fbtrace_id") {
		t.Errorf("after five minutes: %d %s", response.StatusCode, body)
	}
	send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"image","image":{"id":"`+id+`"}}`)
	move(t, s, 30*24*time.Hour)
	status, gone := call(t, "GET", server.URL+"/v25.0/"+id, token, "")
	if problem := gone["error"].(map[string]any); status != 400 || problem["code"] != 100.0 || problem["error_subcode"] != 33.0 {
		t.Errorf("after thirty days: %d %v", status, gone)
	}
	expectCode(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"image","image":{"id":"`+id+`"}}`, 100)

	id = upload(t, server.URL, "application/pdf", "%PDF-1.4")
	if status, answer := call(t, "DELETE", server.URL+"/v25.0/"+id, token, ""); status != 200 || answer["success"] != true {
		t.Errorf("delete: %d %v", status, answer)
	}
	if status, _ := call(t, "DELETE", server.URL+"/v25.0/"+id, token, ""); status != 400 {
		t.Errorf("delete twice: %d", status)
	}
}

func TestMediaLimits(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	const mb = 1 << 20
	product := part{name: "messaging_product", value: "whatsapp"}
	file := func(kind string, size int) part { return part{"file", "file.bin", kind, strings.Repeat("x", size)} }
	scenarios := []struct {
		name  string
		parts []part
		code  float64
	}{
		{"an image of 5 MB", []part{product, file("image/jpeg", 5*mb)}, 0},
		{"a larger image", []part{product, file("image/jpeg", 5*mb+1)}, 131053},
		{"audio of 16 MB", []part{product, file("audio/ogg; codecs=opus", 16*mb)}, 0},
		{"larger audio", []part{product, file("audio/aac", 16*mb+1)}, 131053},
		{"video of 16 MB", []part{product, file("video/3gp", 16*mb)}, 0},
		{"a larger video", []part{product, file("video/mp4", 16*mb+1)}, 131053},
		{"a sticker of 100 KB", []part{product, file("image/webp", 100<<10)}, 0},
		{"a sticker that can't be sent: only then is its size looked at", []part{product, file("image/webp", 600<<10)}, 0},
		{"a larger sticker that moves", []part{product, {"file", "s.webp", "image/webp", "RIFF....WEBPVP8X....\x02" + strings.Repeat("x", 400<<10)}}, 0},
		{"a document", []part{product, file("application/vnd.openxmlformats-officedocument.wordprocessingml.document", 10)}, 0},
		{"a document of a type that no page lists", []part{product, file("application/zip", 10)}, 100},
		{"a table in text", []part{product, file("text/csv", 10)}, 100},
		{"a type that is not taken", []part{product, file("image/gif", 10)}, 100},
		{"no type at all", []part{product, file("application/octet-stream", 10)}, 100},
		{"an empty file", []part{product, file("image/png", 0)}, 100},
		{"no file", []part{product}, 100},
		{"no messaging_product", []part{file("image/png", 10)}, 100},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			status, answer := postForm(t, server.URL+mediaEdge, false, scenario.parts...)
			if scenario.code == 0 {
				if status != 200 || answer["id"] == nil {
					t.Errorf("refused: %d %v", status, answer)
				}
				return
			}
			if status != 400 || answer["error"].(map[string]any)["code"] != scenario.code {
				t.Errorf("got %d %v", status, answer)
			}
		})
	}
	if status, answer := call(t, "POST", server.URL+mediaEdge, token, `{"messaging_product":"whatsapp"}`); status != 400 {
		t.Errorf("no form: %d %v", status, answer)
	}
}

func TestMediaOfAnotherKindFailsLater(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	picture := upload(t, server.URL, "image/png", "picture")
	for body, code := range map[string]int{
		`"type":"image","image":{"id":"` + picture + `"}`:                                               0,
		`"type":"document","document":{"id":"` + picture + `","filename":"lamp.png"}`:                   0,
		`"type":"video","video":{"id":"` + picture + `"}`:                                               131053,
		`"type":"audio","audio":{"id":"` + upload(t, server.URL, "audio/mpeg", "x") + `","voice":true}`: 131053,
	} {
		id := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`",`+body+`}`)
		settle(t, s)
		for _, m := range s.Messages() {
			if m.ID == id && m.ErrorCode != code {
				t.Errorf("%s: %s %d %s", body, m.Status, m.ErrorCode, m.Error)
			}
		}
	}
}

func TestInboundMediaCanBeDownloaded(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	own := "\xff\xd8\xff a picture of somebody"
	call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","type":"image","content":{"caption":"Look"},"media":"`+base64.StdEncoding.EncodeToString([]byte(own))+`"}`)
	for _, kind := range []string{"image", "video", "audio", "document", "sticker"} {
		call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","type":"`+kind+`"}`)
	}
	settle(t, s)
	got := inbox.got()
	if len(got) != 6 {
		t.Fatalf("%d webhooks", len(got))
	}
	for i, body := range got {
		m := parse(t, body).Messages[0]
		media := m[m["type"].(string)].(map[string]any)
		status, info := call(t, "GET", server.URL+"/"+media["id"].(string), token, "")
		if status != 200 || info["mime_type"] != media["mime_type"] {
			t.Fatalf("%v: %d %v", m["type"], status, info)
		}
		_, data := fetch(t, info["url"].(string), token, "")
		_, direct := fetch(t, media["url"].(string), token, "")
		sum := sha256.Sum256([]byte(data))
		if data == "" || data != direct || media["sha256"] != base64.StdEncoding.EncodeToString(sum[:]) || info["sha256"] != hex.EncodeToString(sum[:]) {
			t.Errorf("%v: the bytes are not those of the webhook", m["type"])
		}
		if i == 0 && (data != own || media["caption"] != "Look" || media["mime_type"] != "image/jpeg") {
			t.Errorf("what was sent: %v %q", media, data)
		}
		if response, body := fetch(t, server.URL+"/simulator/media/"+media["id"].(string), "", ""); response.StatusCode != 200 || body != data {
			t.Errorf("on the phone page: %d", response.StatusCode)
		}
	}
	media := parse(t, got[3]).Messages[0]["audio"].(map[string]any)
	if media["voice"] != true || media["mime_type"] != "audio/ogg; codecs=opus" {
		t.Errorf("a voice message: %v", media)
	}
	move(t, s, 7*24*time.Hour)
	if status, _ := call(t, "GET", server.URL+"/"+media["id"].(string), token, ""); status != 400 {
		t.Errorf("after seven days: %d", status)
	}
}

func TestControlMedia(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	status, stored := call(t, "POST", server.URL+"/simulator/media?kind=document&mime_type=text/plain&filename=note.txt", "", "Good morning")
	if status != 201 || stored["mime_type"] != "text/plain" || stored["file_size"] != 12.0 {
		t.Fatalf("%d %v", status, stored)
	}
	if status, sample := call(t, "POST", server.URL+"/simulator/media?kind=sticker", "", ""); status != 201 || sample["mime_type"] != "image/webp" {
		t.Errorf("a sample: %d %v", status, sample)
	}
	if status, problem := call(t, "POST", server.URL+"/simulator/media?kind=smell", "", ""); status != 400 || problem["field"] != "kind" {
		t.Errorf("an unknown kind: %d %v", status, problem)
	}
	response, body := fetch(t, server.URL+"/simulator/media/"+stored["id"].(string), "", "")
	if body != "Good morning" || !strings.Contains(response.Header.Get("Content-Disposition"), "note.txt") || !strings.Contains(response.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v %q", response.Header, body)
	}
	if response, _ := fetch(t, server.URL+"/simulator/media/17", "", ""); response.StatusCode != 404 {
		t.Errorf("an unknown id: %d", response.StatusCode)
	}
}

func TestLinksAreFetchedWhenAllowed(t *testing.T) {
	t.Parallel()
	files := newReceiver(t)
	files.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/lamp.png":
			w.Header().Set("Content-Type", "image/png")
			io.WriteString(w, "a picture")
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "<p>")
		default:
			http.NotFound(w, r)
		}
	})
	s, server := newSim(t, simulator.Options{FetchLinks: true})
	for path, code := range map[string]int{"/lamp.png": 0, "/gone.png": 131052, "/page": 131053} {
		id := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"image","image":{"link":"`+files.URL+path+`"}}`)
		settle(t, s)
		for _, m := range s.Messages() {
			if m.ID == id && m.ErrorCode != code {
				t.Errorf("%s: %s %d %s", path, m.Status, m.ErrorCode, m.Error)
			}
		}
	}
	s, server = newSim(t, simulator.Options{})
	send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"image","image":{"link":"`+files.URL+`/gone.png"}}`)
	settle(t, s)
	if m := s.Messages()[0]; m.ErrorCode != 0 {
		t.Errorf("fetched without being allowed: %d", m.ErrorCode)
	}
}

// expectCode sends a message that must be refused.
func expectCode(t *testing.T, server *httptest.Server, body string, code float64) {
	t.Helper()
	status, answer := call(t, "POST", server.URL+sendPath, token, body)
	problem, _ := answer["error"].(map[string]any)
	if status < 400 || problem["code"] != code {
		t.Errorf("got %d %v, want code %v", status, answer, code)
	}
}

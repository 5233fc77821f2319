package whatsapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const testToken = "EAAtesttokentesttokentesttoken"

// badGraph answers downloads as the simulator never does, and Meta hardly ever.
func badGraph(t *testing.T, answer http.HandlerFunc) (*Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return NewClient(ClientOptions{GraphURL: server.URL, PhoneNumberID: "200300400500600", Token: testToken, Timeout: time.Minute}), server
}

func TestTheTokenGoesToMetaOnly(t *testing.T) {
	t.Parallel()
	real := NewClient(ClientOptions{PhoneNumberID: "1", Token: testToken})
	local := NewClient(ClientOptions{PhoneNumberID: "1", Token: testToken, GraphURL: "http://127.0.0.1:8091"})
	for address, may := range map[string][2]bool{
		"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1": {true, true},
		"https://LOOKASIDE.fbsbx.com:443/x":                                {true, true},
		"https://scontent.xx.fbcdn.net/x":                                  {true, true},
		"https://mmg.whatsapp.net/x":                                       {true, true},
		"https://graph.facebook.com/x":                                     {true, false},
		"http://lookaside.fbsbx.com/x":                                     {false, false},
		"https://lookaside.fbsbx.com:8443/x":                               {false, false},
		"https://lookaside.fbsbx.com.example.net/x":                        {false, false},
		"https://evilfbcdn.net/x":                                          {false, false},
		"https://lookaside.fbsbx.com@example.net/x":                        {false, false},
		"https://user:word@lookaside.fbsbx.com/x":                          {false, false},
		"http://graph.facebook.com/x":                                      {false, false},
		"http://127.0.0.1:8091/x":                                          {false, true},
		"http://localhost:8091/x":                                          {false, true},
		"http://127.0.0.1:8092/x":                                          {false, false},
		"http://169.254.169.254/latest":                                    {false, false},
		"file:///etc/passwd":                                               {false, false},
		"//lookaside.fbsbx.com/x":                                          {false, false},
	} {
		target, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{real.mayHaveToken(target), local.mayHaveToken(target)}; got != may {
			t.Errorf("%s: %v, want %v", address, got, may)
		}
	}
}

func TestDownloadFollowsRedirectsToMeta(t *testing.T) {
	t.Parallel()
	client, server := badGraph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+testToken || r.UserAgent() == "" {
			t.Errorf("%v", r.Header)
		}
		switch r.URL.Path {
		case "/near":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		default:
			_, _ = io.WriteString(w, "the file")
		}
	})
	for path, wanted := range map[string]error{"/near": nil, "/round": ErrNoAnswer} {
		var got bytes.Buffer
		if _, err := client.Download(t.Context(), server.URL+path, &got, 100); !errors.Is(err, wanted) {
			t.Errorf("%s: %v", path, err)
		} else if err == nil && got.String() != "the file" {
			t.Errorf("%s: %q", path, got.String())
		}
	}
}

func TestDownloadStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	client, server := badGraph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/announced" {
			w.Header().Set("Content-Length", fmt.Sprint(200<<20))
		}
		block := make([]byte, 1<<20)
		for range 200 {
			n, err := w.Write(block)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	for _, path := range []string{"/announced", "/endless"} {
		sent.Store(0)
		n, err := client.Download(t.Context(), server.URL+path, io.Discard, 8<<20)
		if !errors.Is(err, ErrMediaTooLarge) || n > 8<<20+1 {
			t.Errorf("%s: %d bytes, %v", path, n, err)
		}
		if sent.Load() > 40<<20 {
			t.Errorf("%s: %d bytes went over the line", path, sent.Load())
		}
	}
}

func TestDownloadThatStallsOrFindsNobody(t *testing.T) {
	t.Parallel()
	client, server := badGraph(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	var err error
	for client.options.Timeout = 200 * time.Millisecond; client.options.Timeout < time.Minute; client.options.Timeout *= 2 {
		// note: a busy machine may need longer to ask at all
		if _, err = client.Download(t.Context(), server.URL+"/stall", io.Discard, 1000); !errors.Is(err, ErrNotSent) {
			break
		}
	}
	if !errors.Is(err, ErrNoAnswer) {
		t.Errorf("it stalls: %v", err)
	}
	server.Close()
	if _, err := client.Download(t.Context(), server.URL+"/x", io.Discard, 1000); !errors.Is(err, ErrNotSent) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestMediaInfo(t *testing.T) {
	t.Parallel()
	answer := `{"messaging_product":"whatsapp","url":"https://lookaside.fbsbx.com/1","mime_type":"image/jpeg","sha256":"ab","file_size":"303833","id":"1"}`
	client, _ := badGraph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.EscapedPath() != "/v25.0/..%2F1" {
			t.Errorf("asked for %s", r.URL.EscapedPath())
		}
		_, _ = io.WriteString(w, answer)
	})
	if info, err := client.Media(t.Context(), "../1"); err != nil || info != (MediaInfo{"https://lookaside.fbsbx.com/1", "image/jpeg", "ab", 303833}) {
		t.Errorf("%+v, %v", info, err)
	}
	answer = `{"id":"1"}`
	if _, err := client.Media(t.Context(), "../1"); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("no address: %v", err)
	}
}

func TestSameSHA256(t *testing.T) {
	t.Parallel()
	sum, other := sha256.Sum256([]byte("a")), sha256.Sum256([]byte("b"))
	for _, given := range []string{hex.EncodeToString(sum[:]), strings.ToUpper(hex.EncodeToString(sum[:])), base64.StdEncoding.EncodeToString(sum[:]), base64.RawURLEncoding.EncodeToString(sum[:])} {
		if same, known := SameSHA256(given, sum); !same || !known {
			t.Errorf("%s is not taken", given)
		}
		if same, known := SameSHA256(given, other); same || !known {
			t.Errorf("%s is taken for another", given)
		}
	}
	for _, given := range []string{"", "abc", "not a hash at all"} {
		if _, known := SameSHA256(given, sum); known {
			t.Errorf("%q is taken for a hash", given)
		}
	}
}

func TestCleanFilename(t *testing.T) {
	t.Parallel()
	for given, wanted := range map[string]string{
		"invoice.pdf": "invoice.pdf", "../../etc/passwd": "passwd", `C:\temp\a.txt`: "a.txt", "photo\u202egpj.exe": "photogpj.exe", "a\x00b\n.txt": "ab.txt",
		"CON": "_CON", "con.txt": "_con.txt", "lpt1.tar.gz": "_lpt1.tar.gz", ".htaccess": "htaccess", "..": "", "a.txt. . ": "a.txt", `a<b>:"c|?*.txt`: "a_b___c___.txt",
		"Übersicht 2026 年.xlsx": "Übersicht 2026 年.xlsx", "\xff\xfe.txt": "txt", "-rf": "rf", "a\u200bb\ufeff.txt": "ab.txt",
	} {
		if got := CleanFilename(given); got != wanted {
			t.Errorf("%q becomes %q, want %q", given, got, wanted)
		}
	}
	if got := CleanFilename(strings.Repeat("ä", 300) + ".pdf"); len(got) > 150 || !strings.HasSuffix(got, "ä.pdf") {
		t.Errorf("a long name becomes %q", got)
	}
}

func TestFileMessages(t *testing.T) {
	t.Parallel()
	c, problems := File(FileMessage{Kind: "document", Caption: "see", Filename: "a.pdf"})
	if len(problems) > 0 || c.Type != "document" || c.Text != "see" || NamesFile(c) {
		t.Errorf("%+v, %v", c, problems)
	}
	if got := string(WithMediaID(c, `4"2`).Object); got != `{"id":"4\"2","caption":"see","filename":"a.pdf"}` {
		t.Errorf("%s", got)
	}
	c, _ = File(FileMessage{Kind: "audio", Voice: true})
	if c.Text != "Media message sent: voice note" || string(WithMediaID(c, "1").Object) != `{"id":"1","voice":true}` {
		t.Errorf("%+v", c)
	}
	c, _ = File(FileMessage{Kind: "image"})
	if string(WithMediaID(c, "1").Object) != `{"id":"1"}` || MediaID(WithMediaID(c, "1")) != "1" || !NamesFile(WithMediaID(c, "1")) {
		t.Errorf("%s", WithMediaID(c, "1").Object)
	}
	hosted, _ := ReadHosted([]byte(`{"id":"7","kind":"document","filename":"b.pdf","caption":"see"}`))
	c, problems = hosted.Content("media")
	if len(problems) > 0 || string(c.Object) != `{"id":"7","caption":"see","filename":"b.pdf"}` {
		t.Errorf("%s, %v", c.Object, problems)
	}
}

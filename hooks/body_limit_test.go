package hooks_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// sized is a JSON body of a size.
func sized(bytes int) string { return `{"a":"` + strings.Repeat("x", bytes-8) + `"}` }

// body sends one with its length, or without one.
func (b *bench) body(method, path, token, body string, chunked bool) answer {
	b.t.Helper()
	var reader io.Reader = strings.NewReader(body)
	if chunked {
		reader = io.MultiReader(reader) // note: http.NewRequest can't tell its length
	}
	req, err := http.NewRequest(method, b.url+path, reader)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	return b.do(req)
}

// openShop is an application that imports us: with a route of its own, and a
// collection into which everybody may write.
func openShop(app core.App) {
	leads := core.NewBaseCollection("leads")
	leads.CreateRule = types.Pointer("")
	leads.Fields.Add(&core.TextField{Name: "a", Max: 5 << 20})
	if err := app.Save(leads); err != nil {
		panic(err)
	}
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.POST("/api/shop", func(e *core.RequestEvent) error {
			size, err := io.Copy(io.Discard, e.Request.Body)
			if err != nil {
				return err
			}
			return e.JSON(http.StatusOK, size)
		})
		return se.Next()
	})
}

func TestAStrangersBodyIsSmallWhereverItGoes(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), openShop)
	for _, path := range []string{
		"/api/collections/comms_log/records", "/api/collections/imports/records", "/api/collections/users/records/x", "/api/collections/none/records",
		"/api/collections/_superusers/records", "/api/collections/leads/records/x", "/api/collections/users/auth-with-password", "/api/collections/users/auth-refresh",
		"/api/collections/users/request-password-reset",
		"/api/collections/users/confirm-password-reset", "/api/batch", "/api/realtime",
		"/api/settings", "/api/backups/upload", "/api/sql", "/api/crm/health", "/api/crm/imports/x/start", "/api/crm/none", "/api/none", "/_/", "/_/x.js", "/x",
	} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
			for _, chunked := range []bool{false, true} {
				if a := b.body(method, path, "not a token", sized(65<<10), chunked); a.status != http.StatusRequestEntityTooLarge {
					t.Errorf("%s %s, in pieces: %v: %d %s", method, path, chunked, a.status, a.body)
				}
			}
		}
	}
	a := b.body("POST", "/api/collections/customers/records", "", sized(65<<10), false)
	want(t, "words", a.json(t)["message"], "Without a session a request may have 64 KB at most. Sign in first, or send less.")
	for _, chunked := range []bool{false, true} {
		want(t, "64 KB", b.body("POST", "/api/collections/users/auth-with-password", "", sized(64<<10), chunked).status, 400)
	}
	// what takes a file asks for a session, and reads nothing before
	want(t, "send", b.body("POST", "/api/crm/whatsapp/send", "", sized(2<<20), false).status, 401)
	if a := b.body("POST", "/api/crm/imports", "", sized(2<<20), false); a.status != 401 {
		t.Errorf("import: %d %s %v", a.status, a.body, a.header)
	}
}

func TestAnApplicationsOwnRoutesTakeWhatTheyTook(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), openShop)
	for _, chunked := range []bool{false, true} {
		want(t, "its route", b.body("POST", "/api/shop", "", sized(3<<20), chunked).status, 200)
		want(t, "its collection", b.body("POST", "/api/collections/leads/records", "", sized(3<<20), chunked).status, 200)
	}
}

func TestStaffSendAMegabyteAndTheirPicture(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	own := "/api/collections/users/records/" + b.staffID
	for _, chunked := range []bool{false, true} {
		want(t, "a megabyte", b.body("POST", "/api/collections/customers/records", b.staffToken, `{"name":"Ada","a":"`+strings.Repeat("x", 1_000_000)+`"}`, chunked).status, 200)
		want(t, "more", b.body("POST", "/api/collections/customers/records", b.staffToken, sized(1<<20+1), chunked).status, 413)
		large := `{"name":"Eve","a":"` + strings.Repeat("x", 2<<20) + `"}`
		if a := b.body("POST", "/api/collections/customers/records", b.superToken, large, chunked); a.status != 200 {
			t.Errorf("a superuser: %d %s", a.status, a.body)
		}
	}
	want(t, "more in a batch", b.body("POST", "/api/batch", b.staffToken, sized(1<<20+1), false).status, 413)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, _ := w.CreateFormFile("avatar", "me.png")
	_, _ = file.Write(append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 4<<20)...))
	_ = w.Close()
	req, _ := http.NewRequest("PATCH", b.url+own, &form)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", b.staffToken)
	want(t, "a picture", b.do(req).status, 200)
}

func TestAStrangerAsksNoLongQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	path := "/api/collections/comms_log/records?filter=" + strings.Repeat("(body~'x')||", 300) + "(body~'x')"
	want(t, "a stranger", b.call("GET", path, "", nil).status, 414)
	if a := b.call("GET", path, b.staffToken, nil); a.status == 414 {
		t.Errorf("staff: %d %s", a.status, a.body)
	}
	back := "/api/oauth2-redirect?state=s&code=" + strings.Repeat("c", 4000)
	if a := b.call("GET", back, "", nil); a.status == 414 {
		t.Error("who comes back from another service with a long code is refused")
	}
}

package whatsapp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestTemplatesAreReadPageByPage(t *testing.T) {
	t.Parallel()
	pages := 0
	client, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		pages++
		q := r.URL.Query()
		if r.Method != http.MethodGet || r.URL.Path != "/v25.0/100200300400500/message_templates" || q.Get("limit") != "100" ||
			q.Get("fields") != templateFields || r.Header.Get("Authorization") != "Bearer "+testToken || r.Header.Get("Content-Type") != "" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		switch q.Get("after") {
		case "":
			// far more than an answer to a message may have
			_, _ = fmt.Fprintf(w, `{"data":[{"id":"1","name":"a","language":"en_US","status":"APPROVED","category":"UTILITY","components":[{"type":"BODY","text":%q}],
				"quality_score":{"score":"GREEN","date":1},"parameter_format":"NAMED"}],"paging":{"cursors":{"before":"x","after":"p/2=="},"next":"https://elsewhere.example"}}`, strings.Repeat("x", maxAnswer))
		case "p/2==":
			_, _ = io.WriteString(w, `{"data":[{"id":2,"name":"a","language":"de","status":"paused"},{"name":"no language"},null,7],"paging":{"cursors":{"before":"y","after":"z"}}}`)
		default:
			t.Errorf("page %q", q.Get("after"))
		}
	})
	list, err := client.Templates(t.Context(), "100200300400500")
	if err != nil || len(list) != 2 || pages != 2 {
		t.Fatalf("%d templates on %d pages, %v", len(list), pages, err)
	}
	first, second := list[0], list[1]
	first.Components = nil
	if fmt.Sprint(first) != fmt.Sprint(Template{ID: "1", Name: "a", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Quality: "GREEN", Format: "NAMED"}) {
		t.Errorf("%+v", first)
	}
	if second.ID != "2" || second.Status != "PAUSED" || second.Quality != "UNKNOWN" || second.Format != "POSITIONAL" || string(second.Components) != "[]" {
		t.Errorf("%+v", second)
	}
}

// A part must never be taken for the whole.
func TestTemplatesAllOrNothing(t *testing.T) {
	t.Parallel()
	n := 0
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		is     func(error) bool
	}{
		"refused on the second page": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("after") == "" {
				answering(200, `{"data":[{"name":"a","language":"de"}],"paging":{"cursors":{"after":"2"},"next":"x"}}`)(w, r)
				return
			}
			answering(400, `{"error":{"code":190,"message":"m"}}`)(w, r)
		}, func(err error) bool { var api *APIError; return errors.As(err, &api) && api.Code == 190 }},
		"the same page again": {answering(200, `{"data":[],"paging":{"cursors":{"after":"2"},"next":"x"}}`), func(err error) bool { return errors.Is(err, ErrTooManyPages) }},
		"no end": {func(w http.ResponseWriter, _ *http.Request) {
			n++
			_, _ = fmt.Fprintf(w, `{"data":[],"paging":{"cursors":{"after":"%d"},"next":"x"}}`, n)
		}, func(err error) bool { return errors.Is(err, ErrTooManyPages) && n == maxTemplatePages }},
		"no list":  {answering(200, `{"success":true}`), func(err error) bool { return errors.Is(err, ErrNoAnswer) }},
		"not JSON": {answering(200, `<html>`), func(err error) bool { return errors.Is(err, ErrNoAnswer) }},
	} {
		client, _ := graph(t, c.answer)
		if list, err := client.Templates(t.Context(), "1"); list != nil || !c.is(err) {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
	client, _ := graph(t, answering(200, `{"data":[]}`))
	if list, err := client.Templates(t.Context(), "1"); err != nil || len(list) != 0 {
		t.Errorf("an account without templates: %v, %v", list, err)
	}
	if _, err := client.Templates(t.Context(), ""); !errors.Is(err, ErrNotSent) {
		t.Errorf("no account: %v", err)
	}
}

func TestMarkReadAndPhoneNumber(t *testing.T) {
	t.Parallel()
	var got string
	client, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.String() + " " + string(body)
		_, _ = io.WriteString(w, `{"success":true,"id":"200300400500600"}`)
	})
	for want, call := range map[string]func() error{
		`POST /v25.0/200300400500600/messages {"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}`:                                    func() error { return client.MarkRead(t.Context(), "wamid.1", false) },
		`POST /v25.0/200300400500600/messages {"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}`: func() error { return client.MarkRead(t.Context(), "wamid.1", true) },
		`GET /v25.0/200300400500600?fields=id `: func() error { return client.PhoneNumber(t.Context()) },
	} {
		if err := call(); err != nil || got != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
	if err := client.MarkRead(t.Context(), "", false); !errors.Is(err, ErrNotSent) {
		t.Errorf("%v", err)
	}
	refusing, _ := graph(t, answering(401, `{"error":{"code":190,"message":"expired"}}`))
	var api *APIError
	if err := refusing.PhoneNumber(t.Context()); !errors.As(err, &api) || api.Code != 190 {
		t.Errorf("%v", err)
	}
	if err := refusing.MarkRead(t.Context(), "wamid.1", false); !errors.As(err, &api) {
		t.Errorf("%v", err)
	}
}

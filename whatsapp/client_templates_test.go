package whatsapp_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

const templateFields = "id,name,status,category,language,components,quality_score,parameter_format"

func TestTemplatesAreReadPageByPage(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	paused := m.add(t, "a", "de", "", `[{"type":"BODY","text":"Wir kommen morgen."}]`)
	m.fill(t, 60)
	// far more on a page than an answer to a message may have
	card := `{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"A lamp"},` +
		`{"type":"BUTTONS","buttons":[{"type":"URL","text":"Buy","url":"https://shop.example/` + strings.Repeat("x", 1900) + `"}]}]}`
	for i := range 60 {
		m.add(t, fmt.Sprintf("lamps_%02d", i), "en_US", "", `[{"type":"BODY","text":"Our lamps"},{"type":"CAROUSEL","cards":[`+strings.Repeat(card+",", 9)+card+`]}]`)
	}
	const components = `[{"type":"BODY","text":"Hello {{first_name}}, it is ready.","example":{"body_text_named_params":[{"param_name":"first_name","example":"Ada"}]}}]`
	named := m.add(t, "a", "en_US", "NAMED", components)
	for id, review := range map[string]simulator.Review{named: {Quality: "GREEN"}, paused: {Event: "PAUSED"}} {
		if err := m.ReviewTemplate(id, review); err != nil {
			t.Fatal(err)
		}
	}
	longest := 0
	client := m.behind(t, rewrites(nil, func(_ *http.Request, status int, body string) (int, string) {
		longest = max(longest, len(body))
		return status, body
	}))
	list, err := client.Templates(t.Context(), testAccount)
	if err != nil || len(list) != len(m.Templates()) || m.count() != 2 || longest < maxAnswer {
		t.Fatalf("%d of %d templates on %d pages of up to %d bytes, %v", len(list), len(m.Templates()), m.count(), longest, err)
	}
	after := []string{}
	for _, one := range m.calls {
		address, err := url.Parse(one.url)
		if err != nil {
			t.Fatal(err)
		}
		q := address.Query()
		if one.method != http.MethodGet || address.Path != "/v25.0/"+testAccount+"/message_templates" || q.Get("limit") != "100" ||
			q.Get("fields") != templateFields || one.header.Get("Authorization") != "Bearer "+testToken || one.header.Get("Content-Type") != "" {
			t.Errorf("%s %s", one.method, one.url)
		}
		after = append(after, q.Get("after"))
	}
	if after[0] != "" || after[1] == "" {
		t.Errorf("pages after %q", after)
	}
	seen := map[string]whatsapp.Template{}
	for _, one := range list {
		seen[one.ID] = one
	}
	if len(seen) != len(list) {
		t.Errorf("%d different ones of %d", len(seen), len(list))
	}
	first, second := seen[named], seen[paused]
	if !whatsapp.SameComponents(first.Components, []byte(components)) {
		t.Errorf("%s", first.Components)
	}
	first.Components = nil
	if fmt.Sprint(first) != fmt.Sprint(whatsapp.Template{ID: named, Name: "a", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Quality: "GREEN", Format: "NAMED"}) {
		t.Errorf("%+v", first)
	}
	if second.Name != "a" || second.Language != "de" || second.Status != "PAUSED" || second.Quality != "UNKNOWN" || second.Format != "POSITIONAL" {
		t.Errorf("%+v", second)
	}
}

// What is missing gets its default, what is no template is left out.
func TestTemplatesThroughALossyProxy(t *testing.T) {
	t.Parallel()
	client := newMeta(t).behind(t, replaces(200, `{"data":[{"id":2,"name":"a","language":"de","status":"paused"},{"name":"no language"},null,7],"paging":{"cursors":{"before":"y","after":"z"}}}`))
	list, err := client.Templates(t.Context(), testAccount)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if one := list[0]; one.ID != "2" || one.Status != "PAUSED" || one.Quality != "UNKNOWN" || one.Format != "POSITIONAL" || string(one.Components) != "[]" {
		t.Errorf("%+v", one)
	}
}

// The token doesn't go where the address of the next page points, and a cursor
// is taken as it is.
func TestTemplatesFollowNoAddress(t *testing.T) {
	t.Parallel()
	address, stolen := thief(t)
	m := newMeta(t)
	m.fill(t, 119)
	const mark = "p/2==&+%"
	led := false
	client := m.behind(t, rewrites(func(r *http.Request) {
		q := r.URL.Query()
		if q.Has("after") {
			q.Set("after", strings.TrimPrefix(q.Get("after"), mark))
			r.URL.RawQuery = q.Encode()
		}
	}, func(r *http.Request, status int, body string) (int, string) {
		led = led || strings.Contains(body, `"next":"http://`+r.Host)
		body = strings.ReplaceAll(body, "http://"+r.Host, address)
		return status, strings.ReplaceAll(body, `"after":"`, `"after":"`+mark)
	}))
	list, err := client.Templates(t.Context(), testAccount)
	if err != nil || len(list) != 120 || m.count() != 2 || !led {
		t.Errorf("%d templates on %d pages, %v", len(list), m.count(), err)
	}
	if stolen.Load() > 0 {
		t.Error("the address was followed")
	}
}

// A part must never be taken for the whole.
func TestTemplatesAllOrNothing(t *testing.T) {
	t.Parallel()
	query := func(key, value string) brokenProxy {
		return rewrites(func(r *http.Request) {
			q := r.URL.Query()
			q.Set(key, value)
			r.URL.RawQuery = q.Encode()
		}, nil)
	}
	pass := rewrites(nil, nil)
	for name, c := range map[string]struct {
		failure string
		proxy   brokenProxy
		is      error // nil: a refusal with 190
		calls   int
	}{
		"refused on the second page": {"token_expired", pass, nil, 2},
		"the same page again":        {"", query("after", ""), whatsapp.ErrTooManyPages, 2},
		"no end":                     {"", query("limit", "1"), whatsapp.ErrTooManyPages, 100},
		"no list":                    {"", replaces(200, `{"success":true}`), whatsapp.ErrNoAnswer, 1},
		"not JSON":                   {"", replaces(200, `<html>`), whatsapp.ErrNoAnswer, 1},
		"a web page in the middle":   {"html", pass, whatsapp.ErrNoAnswer, 2},
	} {
		m := newMeta(t)
		m.fill(t, 119)
		if c.failure != "" {
			m.fail(t, simulator.Failure{Preset: c.failure, Every: 2})
		}
		list, err := m.behind(t, c.proxy).Templates(t.Context(), testAccount)
		var api *whatsapp.APIError
		right := errors.Is(err, c.is)
		if c.is == nil {
			right = errors.As(err, &api) && api.Code == 190
		}
		if list != nil || !right || m.count() != c.calls {
			t.Errorf("%s: %d templates, %v, %d calls", name, len(list), err, m.count())
		}
	}

	m := newMeta(t)
	r := httptest.NewRequest(http.MethodDelete, "http://127.0.0.1/v25.0/"+testAccount+"/message_templates?name=hello_world", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+testToken)
	m.Simulator.ServeHTTP(httptest.NewRecorder(), r)
	if list, err := m.client.Templates(t.Context(), testAccount); err != nil || len(list) != 0 || len(m.Templates()) != 0 {
		t.Errorf("an account without templates: %v, %v", list, err)
	}
	if _, err := m.client.Templates(t.Context(), ""); !errors.Is(err, whatsapp.ErrNotSent) {
		t.Errorf("no account: %v", err)
	}
	var api *whatsapp.APIError
	if _, err := m.client.Templates(t.Context(), "100200300400599"); !errors.As(err, &api) || api.Code != 100 {
		t.Errorf("somebody else's account: %v", err)
	}
}

func TestMarkReadAndPhoneNumber(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	write := func() string {
		id, err := m.Write(simulator.Inbound{From: ada, Text: "Is my bike ready?"})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	one, two := write(), write()
	for _, c := range []struct {
		want string
		call func() error
	}{
		{`POST /v25.0/200300400500600/messages {"messaging_product":"whatsapp","status":"read","message_id":"` + one + `"}`,
			func() error { return m.client.MarkRead(t.Context(), one, false) }},
		{`POST /v25.0/200300400500600/messages {"messaging_product":"whatsapp","status":"read","message_id":"` + two + `","typing_indicator":{"type":"text"}}`,
			func() error { return m.client.MarkRead(t.Context(), two, true) }},
		{`GET /v25.0/200300400500600?fields=id `, func() error { return m.client.PhoneNumber(t.Context()) }},
	} {
		err := c.call()
		if got := m.last(t); err != nil || got.method+" "+got.url+" "+got.body != c.want {
			t.Errorf("got  %+v, %v\nwant %s", got, err, c.want)
		}
	}
	for _, message := range m.Messages() {
		if message.Status != "read" {
			t.Errorf("%+v is not read", message)
		}
	}
	if err := m.client.MarkRead(t.Context(), "", false); !errors.Is(err, whatsapp.ErrNotSent) {
		t.Errorf("%v", err)
	}
	var api *whatsapp.APIError
	if err := m.client.MarkRead(t.Context(), "wamid.none", false); !errors.As(err, &api) || api.Code != 100 {
		t.Errorf("a message of nobody: %v", err)
	}
	m.fail(t, simulator.Failure{Preset: "token_expired"})
	if err := m.client.PhoneNumber(t.Context()); !errors.As(err, &api) || api.Code != 190 {
		t.Errorf("%v", err)
	}
	if err := m.client.MarkRead(t.Context(), one, false); !errors.As(err, &api) || api.Code != 190 {
		t.Errorf("%v", err)
	}
}

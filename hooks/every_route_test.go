package hooks_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Who a route of ours is for, beside superusers. byAnybody is the webhook's:
// it is for whoever has signed.
const byAnybody = byStrangers + 1

const byStrangers = byStaff + 1

// everyRoute has a line for each route of ours: a new one is decided here.
var everyRoute = map[string]int{
	"GET /api/crm/whatsapp/webhook":                   byAnybody,
	"POST /api/crm/whatsapp/webhook":                  byAnybody,
	"POST /api/crm/whatsapp/send":                     byStaff,
	"GET /api/crm/whatsapp/messages":                  byStaff,
	"GET /api/crm/whatsapp/messages/{id}/payload":     byAdmins,
	"POST /api/crm/whatsapp/messages/{id}/media":      byStaff,
	"POST /api/crm/whatsapp/messages/{id}/resend":     byStaff,
	"POST /api/crm/whatsapp/messages/{id}/cancel":     byStaff,
	"GET /api/crm/whatsapp/notices/{id}/body":         byAdmins,
	"POST /api/crm/whatsapp/notices/{id}/dismiss":     byAdmins,
	"POST /api/crm/whatsapp/notices/{id}/restore":     byAdmins,
	"POST /api/crm/whatsapp/templates/sync":           byStaff,
	"POST /api/crm/whatsapp/events/replay":            byNobody,
	"POST /api/crm/whatsapp/events/{id}/replay":       byNobody,
	"POST /api/crm/conversations/{customerID}/read":   byStaff,
	"POST /api/crm/conversations/{customerID}/unread": byStaff,
	"GET /api/crm/conversations/{customerID}/window":  byStaff,
	"POST /api/crm/conversations/{customerID}/typing": byStaff,
	"GET /api/crm/conversations/{customerID}/matches": byStaff,
	"POST /api/crm/conversations/{customerID}/link":   byStaff,
	"GET /api/crm/conversations/{customerID}/owners":  byStaff,
	"POST /api/crm/conversations/{customerID}/choose": byStaff,
	"POST /api/crm/contacts/{id}/consent":             byStaff,
	"GET /api/crm/contacts/{id}/effects":              byStaff,
	"GET /api/crm/customers/find":                     byStaff,
	"POST /api/crm/customers/{id}/merge":              byStaff,
	"POST /api/crm/moves/{id}/undo":                   byStaff,
	"POST /api/crm/imports":                           byStaff,
	"POST /api/crm/imports/{id}/encoding":             byStaff,
	"POST /api/crm/imports/{id}/check":                byStaff,
	"POST /api/crm/imports/{id}/start":                byStaff,
	"POST /api/crm/imports/{id}/cancel":               byStaff,
	"GET /api/crm/settings/usual":                     byStaff,
	"GET /api/crm/health":                             byStaff,
}

// boundRoutes are the routes that this package binds, read from its source:
// PocketBase's router doesn't list its own.
func boundRoutes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source += string(content)
	}
	prefixes := map[string]string{"se.Router": ""}
	for _, m := range regexp.MustCompile(`(\w+) := ([\w.]+)\.Group\("([^"]*)"\)`).FindAllStringSubmatch(source, -1) {
		above, known := prefixes[m[2]]
		if !known && m[2] == "api" {
			above = "/api/crm" // note: in a file before the one that makes it
		}
		prefixes[m[1]] = above + m[3]
	}
	routes := []string{}
	for _, m := range regexp.MustCompile(`([\w.]+)\.(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|SEARCH)\("([^"]*)"`).FindAllStringSubmatch(source, -1) {
		prefix, known := prefixes[m[1]]
		if !known {
			t.Errorf("this test doesn't know where %s is: %s %s", m[1], m[2], m[3])
		}
		if path := prefix + m[3]; !strings.HasSuffix(path, "{path...}") { // note: those answer what no other does, and the pages
			routes = append(routes, m[2]+" "+path)
		}
	}
	return routes
}

func TestEveryRouteByEveryRole(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	bound := boundRoutes(t)
	for _, route := range bound {
		if _, ok := everyRoute[route]; !ok {
			t.Errorf("%s is in no line of everyRoute: whom is it for?", route)
		}
	}
	for route := range everyRoute {
		if !slices.Contains(bound, route) {
			t.Errorf("%s is in everyRoute and isn't bound", route)
		}
	}
	roles := b.roles()
	before := b.allStored()
	for route, least := range everyRoute {
		method, path := fill(route)
		for who, role := range roles {
			a := b.call(method, path, role.token, map[string]any{})
			refused := a.status == 401 || a.status == 403
			if least == byAnybody {
				// the roles make no difference, the signature or the verify token does
				want(t, fmt.Sprintf("%s: %s (%d)", route, who, a.status), refused, true)
				continue
			}
			want(t, fmt.Sprintf("%s: %s (%d)", route, who, a.status), refused, !lets(least, role.is))
		}
	}
	if after := b.allStored(); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
}

// fill gives a route something that isn't there.
func fill(route string) (method, path string) {
	method, path, _ = strings.Cut(route, " ")
	return method, regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "zzzzzzzzzzzzzzz")
}

// allStored is what is stored.
func (b *bench) allStored() string {
	b.t.Helper()
	collections, err := b.app.FindAllCollections()
	if err != nil {
		b.t.Fatal(err)
	}
	rows := b.everyRow(collections)
	all := ""
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		all += name + ": " + rows[name] + "\n"
	}
	return all
}

// A page of somebody else's may send these without asking (a form's kinds of
// content), with whatever cookies there are. It has no token, and there are no
// cookies: nothing happens.
func TestAPageOfAnotherOriginDoesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	row := b.only().Id
	routes := []string{
		"POST /api/collections/customers/records", "PATCH /api/collections/customers/records/" + ada, "DELETE /api/collections/customers/records/" + ada,
		"POST /api/collections/comms_log/records", "PATCH /api/collections/comms_log/records/" + row, "POST /api/collections/users/records",
		"POST /api/batch", "POST /api/backups", "PATCH /api/settings", "POST /api/sql", "POST /api/files/token", "POST /api/collections/users/auth-refresh",
	}
	for route := range everyRoute {
		method, path, _ := strings.Cut(route, " ")
		routes = append(routes, method+" "+strings.NewReplacer("{id}", row, "{customerID}", ada).Replace(path))
	}
	before := b.allStored()
	for _, route := range routes {
		method, path, _ := strings.Cut(route, " ")
		for contentType, body := range map[string]string{
			"text/plain":                        `{"name":"Mallory","body":"x","message":"x","customer_id":"` + ada + `","to_phone":"+447700900123"}`,
			"application/x-www-form-urlencoded": "name=Mallory&body=x&message=x&customer_id=" + ada,
			"multipart/form-data; boundary=XX":  "--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nMallory\r\n--XX--\r\n",
		} {
			req, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range map[string]string{"Content-Type": contentType, "Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site",
				"Cookie": "pb_auth=" + b.staffToken + "; pocketbase_auth=" + b.staffToken + "; Authorization=" + b.superToken} {
				req.Header.Set(name, value)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode < 400 {
				t.Errorf("%s with %s answers %d", route, contentType, resp.StatusCode)
			}
			if cookies := resp.Header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("%s sets %v", route, cookies)
			}
		}
	}
	if after := b.allStored(); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
	want(t, "outbox", b.count("whatsapp_outbox", nil), 0)

	signedIn := b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": "sam@example.com", "password": "correct horse"})
	want(t, "sign in", signedIn.status, 200)
	want(t, "cookies of a session", len(signedIn.header.Values("Set-Cookie")), 0)
}

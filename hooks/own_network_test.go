package hooks_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Addresses that others name, customers, Meta or staff, are handed on or shown;
// the server itself asks Meta alone, whatever network it stands in.
func TestNoAddressOfOthersIsAsked(t *testing.T) {
	t.Parallel()
	trap, connected := newTrap(t)
	var graph *httptest.Server
	var lookups, followed, sends, lists atomic.Int64
	graph = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch last := path.Base(r.URL.Path); {
		case strings.HasPrefix(last, "elsewhere"):
			lookups.Add(1)
			fmt.Fprintf(w, `{"url":"%s/latest/meta-data","mime_type":"image/png"}`, trap)
		case strings.HasPrefix(last, "redirected"):
			lookups.Add(1)
			fmt.Fprintf(w, `{"url":"%s/follow","mime_type":"image/png"}`, graph.URL)
		case last == "follow":
			followed.Add(1)
			http.Redirect(w, r, trap+"/redirected", http.StatusFound)
		case last == "messages":
			sends.Add(1)
			fmt.Fprintf(w, `{"messages":[{"id":"wamid.sent%d"}]}`, sends.Load())
		case last == "message_templates":
			lists.Add(1)
			fmt.Fprintf(w, `{"data":[{"name":"sale","language":"en","status":"APPROVED","category":"MARKETING","components":[`+
				`{"type":"HEADER","format":"IMAGE","example":{"header_handle":["%[1]s/h"]}},{"type":"BODY","text":"Sale"}]}],`+
				`"paging":{"cursors":{"after":"same"},"next":"%[1]s/next"}}`, trap)
		default:
			fmt.Fprint(w, `{"id":"1","success":true}`)
		}
	}))
	t.Cleanup(graph.Close)
	cfg := testConfig()
	cfg.GraphURL, cfg.BusinessAccountID = graph.URL, testAccount
	b := newBench(t, cfg)

	message := func(n int, content string) string {
		return fmt.Sprintf(`{"from":"447700900123","id":"wamid.trap%d","timestamp":"%d",%s}`, n, time.Now().Unix(), strings.ReplaceAll(content, "TRAP", trap))
	}
	for n, content := range []string{
		`"type":"image","image":{"id":"elsewhere1","url":"TRAP/u","link":"TRAP/l","mime_type":"image/png"}`,
		`"type":"image","image":{"id":"redirected1","mime_type":"image/png"}`,
		`"type":"document","document":{"link":"TRAP/d","filename":"TRAP/d.pdf","mime_type":"application/pdf"}`,
		`"type":"text","text":{"body":"TRAP/t","preview_url":true}`,
		`"type":"location","location":{"latitude":1,"longitude":2,"url":"TRAP/l"}`,
		`"type":"contacts","contacts":[{"name":{"formatted_name":"A"},"urls":[{"url":"TRAP/c"}],"photo":"TRAP/p"}]`,
		`"type":"text","text":{"body":"ad"},"referral":{"source_url":"TRAP/r","image_url":"TRAP/i","video_url":"TRAP/v","thumbnail_url":"TRAP/th"}`,
		`"type":"../../latest","latest":{"id":"../../../latest","url":"TRAP/x"}`,
		`"type":"image","image":{"id":"http://127.0.0.1/x?","mime_type":"image/png"}`,
	} {
		b.webhook(value(`"messages":[` + message(n, content) + `]`))
	}
	const to = "unknown:447700900123"
	for _, body := range []map[string]any{
		{"customer_id": to, "link": trap + "/s.png", "kind": "image"},
		{"customer_id": to, "media": map[string]any{"link": trap + "/m.pdf", "kind": "document"}},
		{"customer_id": to, "message": "look: " + trap + "/preview"},
	} {
		want(t, fmt.Sprint("send ", body), b.call("POST", "/api/crm/whatsapp/send", b.staffToken, body).status, 200)
	}
	b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)

	until(t, "two files are looked for, and one redirect comes", func() bool { return lookups.Load() >= 2 && followed.Load() >= 1 })
	until(t, "three messages are sent", func() bool { return sends.Load() >= 3 })
	until(t, "templates are read", func() bool { return lists.Load() >= 2 })
	until(t, "both have been tried", func() bool {
		return b.count("whatsapp_media WHERE error != '' AND media_id IN ('elsewhere1', 'redirected1')", nil) == 2
	})
	if n := connected.Load(); n > 0 {
		t.Errorf("the server went there %d times", n)
	}
}

// newTrap is an address in the own network, and how often anybody came to it.
func newTrap(t *testing.T) (address string, connected *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	connected = new(atomic.Int64)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connected.Add(1)
			_ = conn.Close()
		}
	}()
	return "https://" + listener.Addr().String(), connected
}

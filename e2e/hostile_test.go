package e2e

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// hostile is put behind whatever others may write, and hostileLink in the place of
// their addresses.
const (
	hostile = `"'><img src=x onerror="window.ran=1"><script>window.ran=2</script><svg onload="window.ran=3"></svg>` +
		`<a href="javascript:window.ran=4">&lt;i&gt; ${window.ran=5} {{7*7}}`
	hostileLink = `javascript:window.ran=6//"onmouseover="window.ran=7`
)

// kept are strings without which a webhook would be another one: ids, times,
// numbers and words of Meta's own.
var (
	kept     = regexp.MustCompile(`^(wamid\.\S+|[0-9+.:TZ-]+|[A-Z]{2}\.[0-9A-Za-z.]+|[A-Z_]+|[a-z_]+/[a-z0-9.+;= -]+)$`)
	keptKeys = []string{"object", "field", "messaging_product", "type", "event", "status", "id", "from", "to", "wa_id", "timestamp", "sha256", "kind", "action"}
)

// poison makes every other string of a body hostile.
func poison(value any, key string) any {
	switch v := value.(type) {
	case map[string]any:
		for k, one := range v {
			v[k] = poison(one, k)
		}
	case []any:
		for i, one := range v {
			v[i] = poison(one, key)
		}
	case string:
		switch {
		case slices.Contains(keptKeys, key), kept.MatchString(v):
		case strings.HasPrefix(v, "http"):
			return hostileLink
		default:
			return v + hostile
		}
	}
	return value
}

// What customers, Meta and colleagues write is text to every page: nothing of it
// runs, becomes an element or leads to a script.
func TestNothingThatOthersWriteRuns(t *testing.T) {
	p := newSampleServer(t)
	files, err := filepath.Glob("../whatsapp/testdata/webhooks/*.json")
	if err != nil || len(files) < 141 {
		t.Fatalf("%d samples (%v)", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var body any
		if json.Unmarshal(content, &body) != nil {
			continue
		}
		if status := p.post(mustJSON(poison(body, ""))); status != 200 {
			t.Errorf("%s: status %d", filepath.Base(file), status)
		}
	}
	pages := p.poisonedPages()

	b := openBrowser(t, 1280, 900)
	if _, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) (any, error) {
		return cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchScripts})
	}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(p.base + "/inbox"))
	b.typeIn(at("login-email"), "admin@example.com")
	b.typeIn(at("login-password"), "correct horse\r")
	b.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 3`)
	shown := 0
	for path, ready := range pages {
		b.do(chromedp.Navigate(p.base + path))
		b.until("the page "+path, ready)
		if eval[bool](b, `document.body.innerText.includes("onerror=")`) {
			shown++
		}
		if found := eval[string](b, findScripts); found != "" {
			t.Errorf("%s: %s", path, found)
		}
	}
	if shown < len(pages)/2 {
		t.Errorf("only %d of %d pages show what is hostile, so this shows little", shown, len(pages))
	}
}

// poisonedPages are all pages on which others' words are, after colleagues have
// written theirs, each with what tells that it is drawn.
func (s *sampleServer) poisonedPages() map[string]string {
	s.t.Helper()
	create := func(collection string, fields map[string]any) string {
		s.t.Helper()
		status, answer := call(s.t, "POST", s.base+"/api/collections/"+collection+"/records", s.token, fields)
		if status != 200 {
			s.t.Fatalf("%s: %d %v", collection, status, answer)
		}
		return answer["id"].(string)
	}
	customer := create("customers", map[string]any{"name": "Ada" + hostile, "company": hostile, "notes": hostile, "tags": []string{hostile}})
	create("contacts", map[string]any{"customer": customer, "type": "other", "value": "Ada" + hostile, "label": "Home<svg onload=window.ran=8>"})
	create("comms_log", map[string]any{"customer": customer, "type": "note", "direction": "internal", "body": "Note" + hostile})
	create("quick_replies", map[string]any{"shortcut": "hi", "body": "Hello" + hostile})
	parts := mustJSON([]any{map[string]any{"type": "BODY", "text": "Sale" + hostile}, map[string]any{"type": "FOOTER", "text": hostile}})
	s.sql(`INSERT INTO whatsapp_templates (id, name, language, status, category, components)
		VALUES ('hostiletemplate', 'sale', 'en', 'APPROVED', 'MARKETING', '` + strings.ReplaceAll(string(parts), "'", "''") + `')`)

	const thread = `((document.querySelector('.thread-scroll') || {}).scrollTop = -1e6, document.querySelector('.thread-start'))`
	pages := map[string]string{
		"/inbox":                  `document.querySelector('[data-testid="inbox-item"]')`,
		"/inbox/" + customer:      thread,
		"/customers":              `document.body.innerText.includes("Ada")`,
		"/customers/" + customer:  `document.body.innerText.includes("Ada")`,
		"/settings/quick-replies": `document.body.innerText.includes("Hello")`,
		"/settings/templates":     `document.querySelector('[data-testid="template-row"]')`,
		"/settings/notices":       `document.querySelector('[data-testid="account-notice"]')`,
	}
	talks := map[string]bool{}
	for _, row := range s.everything() {
		if row.collection == "comms_log" {
			talks[row.str("customer_id")] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(talks)) {
		pages["/inbox/"+url.PathEscape(id)] = thread
	}
	return pages
}

// watchScripts runs before a page does, and notes what its policy had to stop.
const watchScripts = `window.stopped = [];
	addEventListener("securitypolicyviolation", (e) => stopped.push(e.violatedDirective + " " + e.blockedURI));
	for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.ran = name; };`

// findScripts looks for what isn't ours in a page.
const findScripts = `(() => {
	const found = [];
	if (window.ran !== undefined) found.push("a script ran: " + window.ran);
	found.push(...window.stopped.map((what) => "the policy had to stop " + what));
	for (const e of document.querySelectorAll("*")) {
		if (["IFRAME", "OBJECT", "EMBED", "BASE", "FORM-ACTION"].includes(e.tagName)) found.push("an element " + e.tagName);
		if (e.tagName === "SCRIPT" && (!e.src.startsWith(location.origin) || e.textContent)) found.push("a script " + e.outerHTML);
		if (e.tagName === "IMG" && e.getAttribute("src") === "x") found.push("a picture of theirs");
		for (const a of e.attributes) {
			if (a.name.startsWith("on")) found.push(e.tagName + " " + a.name);
			const leads = ["href", "src", "action", "formaction", "xlink:href"].includes(a.name);
			if (leads && /^\s*(javascript|data:text|vbscript)/i.test(a.value)) found.push(a.name + " " + a.value);
		}
	}
	return found.join("; ");
})()`

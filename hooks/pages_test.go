package hooks

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// A page that the server doesn't know is a 404 when it is reloaded.
func TestTheServerKnowsThePagesOfTheBrowser(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../pb_public/app/lib/routes.js")
	if err != nil {
		t.Fatal(err)
	}
	var browser, server []string
	for _, m := range regexp.MustCompile(`(?m)^\t\[/(\S+)/, "[a-z-]+"\],$`).FindAllSubmatch(script, -1) {
		browser = append(browser, string(m[1]))
	}
	for _, page := range pagePaths {
		server = append(server, page.String())
	}
	if len(browser) < 5 || !slices.Equal(browser, server) {
		t.Errorf("the server knows\n%q\nthe browser\n%q", server, browser)
	}
}

func TestWhatIsAPage(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/": true, "/inbox": true, "/inbox/": true, "/inbox/unknown:US.77": true, "/inbox/a%2Fb": true, "/inbox/a/b": false,
		"/customers": true, "/customers/import/abc": true, "/customers/a/b": false, "/settings/templates/": true, "/settings/none": false,
		"/Inbox": false, "/metrics": false, "/sw.js": false, "/.env": false, "/app": false, "/inboxes": false, "/login/x": false,
	} {
		if got := isPage(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

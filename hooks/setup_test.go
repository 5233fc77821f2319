package hooks_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
)

// setup is which advice an account gets.
func (b *bench) setup(token string) []string {
	b.t.Helper()
	var report struct {
		Setup []struct{ Code, Title, Text, Page string }
	}
	a := b.call("GET", "/api/crm/health", token, nil)
	if err := json.Unmarshal([]byte(a.body), &report); err != nil || report.Setup == nil {
		b.t.Fatalf("no list (%v): %s", err, a.body)
	}
	codes := []string{}
	for _, point := range report.Setup {
		if point.Title == "" || point.Text == "" || point.Page != "" && !strings.HasPrefix(point.Page, "/_/#/") {
			b.t.Errorf("a point without words: %+v", point)
		}
		codes = append(codes, point.Code)
	}
	return codes
}

func (b *bench) settings(change func(s *core.Settings)) {
	b.t.Helper()
	change(b.app.Settings())
	if err := b.app.Save(b.app.Settings()); err != nil {
		b.t.Fatal(err)
	}
}

// What isn't set is told to whoever can set it, and to nobody once it is.
func TestWhatIsNotSetIsToldToAdmins(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	admin := b.token(b.user("ada@example.com", "admin", true))
	want(t, "to staff", len(b.setup(b.staffToken)), 0)
	want(t, "to an admin", slices.Equal(b.setup(admin), []string{"mail", "address"}), true)
	want(t, "to a superuser", slices.Equal(b.setup(b.superToken), []string{"mail", "address"}), true)

	b.settings(func(s *core.Settings) { s.RateLimits.Enabled = false })
	want(t, "without limits", slices.Equal(b.setup(admin), []string{"limits", "mail", "address"}), true)
	b.settings(func(s *core.Settings) {
		s.RateLimits.Enabled = true
		s.SMTP.Enabled, s.SMTP.Host = true, "mail.example.com"
		s.Meta.AppURL = "https://crm.example.com"
	})
	want(t, "with a mail server", slices.Equal(b.setup(admin), []string{"sender"}), true)
	b.settings(func(s *core.Settings) { s.Meta.SenderAddress = "inbox@crm.example.com" })
	want(t, "with all", len(b.setup(admin)), 0)
	for _, warning := range b.call("GET", "/api/crm/health", admin, nil).json(t)["warnings"].([]any) {
		if strings.Contains(warning.(string), "mail") {
			t.Errorf("advice is among the alarms: %s", warning)
		}
	}
}

// A proxy is found out by what comes through it, until its header is trusted.
func TestAProxyThatIsNotTrustedIsTold(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	through := func(path string) {
		t.Helper()
		req, err := http.NewRequest("GET", b.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Forwarded-For", "198.51.100.9")
		b.do(req)
	}
	through("/api/health")
	if codes := b.setup(b.superToken); !slices.Contains(codes, "proxy") {
		t.Errorf("nothing is said of the proxy: %v", codes)
	}
	b.settings(func(s *core.Settings) { s.TrustedProxy.Headers = []string{"X-Real-IP"} })
	through("/api/health")
	if codes := b.setup(b.superToken); !slices.Contains(codes, "proxy") {
		t.Errorf("the wrong header is taken for the right one: %v", codes)
	}
	b.settings(func(s *core.Settings) { s.TrustedProxy.Headers = []string{"X-Forwarded-For"} })
	through("/api/health")
	if codes := b.setup(b.superToken); slices.Contains(codes, "proxy") {
		t.Errorf("it is still said: %v", codes)
	}
}

func TestATrialIsToldNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks.Config{Trial: true})
	want(t, "to a superuser", len(b.setup(b.superToken)), 0)
}

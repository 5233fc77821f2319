package hooks_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp/simulator"
)

// refusals of the access token, whatever their code.
var refusals = map[string]simulator.Outcome{
	"expired":                 simulator.Presets()["token_expired"],
	"withdrawn":               simulator.Presets()["token_invalid"],
	"401 without its code":    simulator.Presets()["auth"],
	"401 with another code":   {Code: 424242, Status: 401, Message: "Authentication error"},
	"no session":              {Code: 102, Status: 400, Message: "Session key invalid or no longer valid"},
	"a wrong signature":       {Code: 104, Status: 400, Message: "Incorrect signature"},
	"no active token":         {Code: 2500, Status: 400, Message: "An active access token must be used"},
	"a user who must sign in": {Code: 190, Subcode: 490, Status: 400, Message: "The user is enrolled in a blocking, logged-in checkpoint"},
}

// A token that is refused stops what leaves and what is fetched alike, whoever
// meets it first; an admin is told, and when it works again all goes on.
func TestARefusedTokenStopsEverything(t *testing.T) {
	t.Parallel()
	for name, outcome := range refusals {
		for _, first := range []string{"a message", "a file", "the templates"} {
			t.Run(name+", met by "+first, func(t *testing.T) {
				t.Parallel()
				sim, b, ada := adaOnline(t)
				rule, err := sim.AddFailure(simulator.Failure{Outcome: outcome})
				if err != nil {
					t.Fatal(err)
				}
				health := func() string { return b.call("GET", "/api/crm/health", b.staffToken, nil).body }
				rows := []string{}
				send := func(text string) {
					a := b.send(toAda(ada, map[string]any{"message": text}))
					want(t, text+" "+a.body, a.status, 200)
					want(t, text, a.json(t)["status"], "queued")
					if !strings.Contains(fmt.Sprint(a.json(t)["error"]), "token") {
						t.Errorf("it isn't said why: %s", a.body)
					}
					rows = append(rows, fmt.Sprint(a.json(t)["id"]))
				}
				file := ""
				switch first {
				case "a message":
					send("one")
				case "a file":
					file = b.inbound(sim, simulator.Inbound{Type: "image"}).Id
				case "the templates":
					a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)
					want(t, "templates "+a.body, a.status, 502)
				}
				until(t, "an admin is told", func() bool { return strings.Contains(health(), "files of customers are not fetched") })
				if body := health(); !strings.Contains(body, "access token") && !strings.Contains(body, "access key") {
					t.Errorf("it isn't said what is wrong: %s", body)
				}
				send("two")
				if file == "" {
					file = b.inbound(sim, simulator.Inbound{Type: "image"}).Id
				}
				want(t, "file", b.mediaState(file, "pending").GetString("media_error"), "")
				sim.ClearFailures(rule)
				for _, row := range rows {
					b.until(row, "read")
				}
				b.mediaState(file, "stored")
				sent := fromBusiness(sim)
				want(t, "in order, once each", len(sent) == len(rows) && sent[len(sent)-1].Text == "two", true)
				until(t, "the admin is told no more", func() bool { return !strings.Contains(health(), "files of customers") })
			})
		}
	}
}

// While nothing is taken, nothing is asked: neither for files, nor receipts.
func TestNothingIsAskedWhileTheTokenIsRefused(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	cfg.ProbeEvery = patience
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "auth"}); err != nil {
		t.Fatal(err)
	}
	want(t, "send", b.send(toAda(ada, map[string]any{"message": "hi"})).json(t)["status"], "queued")
	for range 8 {
		b.inbound(sim, simulator.Inbound{Type: "image"})
		b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
	}
	want(t, "templates", b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil).status, 502)
	want(t, "a reaction", b.send(map[string]any{"customer_id": ada, "reaction": map[string]any{"message_id": b.log()[0].GetString("ext_message_id"), "emoji": "👍"}}).status, 502)
	later := b.send(toAda(ada, map[string]any{"message": "hi", "send_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})).json(t)
	want(t, "one for later", fmt.Sprint(later["status"], later["error"]), "queued")
	want(t, "calls", failed(sim), 1)
	want(t, "files that wait", b.count("whatsapp_media WHERE state IN ('pending', 'downloading')", nil), 8)
}

// What waits behind a refused token waits across a crash, and leaves once.
func TestACrashWhileTheTokenIsRefusedLosesNothing(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	rule, err := sim.AddFailure(simulator.Failure{Preset: "auth"})
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{}
	for i := range 5 {
		rows = append(rows, fmt.Sprint(b.send(toAda(ada, map[string]any{"message": fmt.Sprint(i)})).json(t)["id"]))
	}
	file := b.inbound(sim, simulator.Inbound{Type: "image"}).Id
	b.mediaState(file, "pending")
	until(t, "all wait", func() bool { return b.count("whatsapp_outbox WHERE state = 'waiting'", nil) == len(rows) })
	data := b.copied() // note: as a crash leaves it; the one before sends nothing more
	b.stop()
	sim.SetWebhook("http://127.0.0.1:1", testSecret)
	next := newBenchOn(t, data, cfg)
	sim.SetWebhook(next.url+"/api/crm/whatsapp/webhook", testSecret)
	until(t, "the new process is refused as well", func() bool {
		return strings.Contains(next.call("GET", "/api/crm/health", next.staffToken, nil).body, "Nothing is sent")
	})
	until(t, "all wait", func() bool { return next.count("whatsapp_outbox WHERE state = 'waiting'", nil) == len(rows) })
	sim.ClearFailures(rule)
	for _, row := range rows {
		next.until(row, "read")
	}
	next.mediaState(file, "stored")
	sent := fromBusiness(sim)
	want(t, "messages at Meta", len(sent), len(rows))
	for i, m := range sent {
		want(t, "in order", m.Text, fmt.Sprint(i))
	}
}

// A wrong id, or a proxy, refuses a message for good: it says so to whoever can
// mend it, and health does until a message leaves.
func TestASetUpFaultIsToldToTheAdmin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		outcome simulator.Outcome
		says    string
	}{
		"the number's id is wrong": {simulator.Outcome{Code: 100, Subcode: 33, Message: "Unsupported post request. Object with ID '1' does not exist"}, "WHATSAPP_PHONE_NUMBER_ID"},
		"the number was deleted":   {simulator.Outcome{Code: 33, Message: "x"}, "WHATSAPP_PHONE_NUMBER_ID"},
		"a proxy's page":           {simulator.Outcome{HTML: true, Status: 403}, "proxy or a firewall"},
		"a proxy's sign-in":        {simulator.Outcome{HTML: true, Status: 407}, "sign-in of its own"},
		"a proxy's 401":            {simulator.Outcome{HTML: true, Status: 401}, "sign-in of its own"},
		"no payment":               {simulator.Outcome{Code: 131042, Message: "x"}, "payment method"},
		"a permission is missing":  {simulator.Outcome{Code: 200, Status: 403, Message: "x"}, "whatsapp_business_messaging"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, b, ada := adaOnline(t)
			if _, err := sim.AddFailure(simulator.Failure{Outcome: c.outcome, Endpoint: "messages", Next: 1}); err != nil {
				t.Fatal(err)
			}
			a := b.send(toAda(ada, map[string]any{"message": "hi"}))
			want(t, "status", a.status, 502)
			health := b.call("GET", "/api/crm/health", b.staffToken, nil).body
			for where, says := range map[string]string{"answer": a.body, "health": health} {
				if !strings.Contains(says, c.says) || strings.Contains(says, "horten") || c.outcome.HTML && strings.Contains(says, "access") {
					t.Errorf("%s: %s", where, says)
				}
			}
			if strings.Contains(health, "Ask an admin") {
				t.Errorf("the admin is told to ask an administrator: %s", health)
			}
			want(t, "once more", b.send(toAda(ada, map[string]any{"message": "hi"})).status, 200)
			if health = b.call("GET", "/api/crm/health", b.staffToken, nil).body; strings.Contains(health, c.says) {
				t.Errorf("health still says: %s", health)
			}
		})
	}
}

// secretive stands before the simulator and requires the proof of an app's
// secret; it counts the calls with it and without.
func secretive(t *testing.T, to, secret string) (address string, with, without *atomic.Int32) {
	t.Helper()
	with, without = new(atomic.Int32), new(atomic.Int32)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(testToken))
	proof := hex.EncodeToString(mac.Sum(nil))
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		given := query.Get("appsecret_proof")
		if given == proof {
			with.Add(1)
			query.Del("appsecret_proof")
			r.URL.RawQuery = query.Encode()
			proxy.ServeHTTP(w, r)
			return
		}
		without.Add(1)
		message := "API calls from the server require an appsecret_proof argument"
		if given != "" {
			message = "Invalid appsecret_proof provided in the API argument"
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":{"message":%q,"type":"GraphMethodException","code":100}}`, message)
	}))
	t.Cleanup(server.Close)
	return server.URL, with, without
}

// Once Meta has asked for the proof of the app's secret it goes along with
// everything, also after a restart.
func TestTheProofOfTheAppSecretIsRemembered(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	address, with, without := secretive(t, cfg.GraphURL, "kestrel")
	cfg.GraphURL, cfg.AppSecrets = address, []string{testSecret, "kestrel"}
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	a := b.send(toAda(ada, map[string]any{"message": "hi"}))
	want(t, "send "+a.body, a.status, 200)
	b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "calls without the right proof", without.Load(), int32(2))
	want(t, "with it", with.Load(), int32(1))
	picture := b.form([3]string{"customer_id", "", ada}, [3]string{"to_phone", "", "+447700900123"}, [3]string{"media", "a.png", string(picturePNG(t))})
	want(t, "a file "+picture.body, picture.status, 200)
	want(t, "templates", b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil).status, 200)
	b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
	until(t, "the receipt is there", func() bool { return with.Load() == 5 }) // note: upload, message, templates, receipt
	want(t, "calls without the right proof", without.Load(), int32(2))

	cfg.AppSecrets = []string{"kestrel"}
	next := b.restarted(sim, cfg)
	want(t, "after a restart", next.send(toAda(ada, map[string]any{"message": "again"})).status, 200)
	want(t, "calls without the right proof", without.Load(), int32(2))
	if health := next.call("GET", "/api/crm/health", next.staffToken, nil).body; strings.Contains(health, "Nothing is sent") {
		t.Error(health)
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 3)
}

// A proof that is wrong stops everything, and says what to set.
func TestAProofOfAnotherAppsSecretStopsEverything(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string][]string{"another secret": {testSecret}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
			address, _, _ := secretive(t, cfg.GraphURL, "kestrel")
			right := cfg
			cfg.GraphURL, cfg.AppSecrets = address, secrets
			b := newBench(t, cfg)
			sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
			ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
			b.adaWrites(sim)
			a := b.send(toAda(ada, map[string]any{"message": "hi"}))
			want(t, "send "+a.body, fmt.Sprint(a.status, a.json(t)["status"]), "200queued")
			if !strings.Contains(a.body, "app secret") {
				t.Error(a.body)
			}
			if health := b.call("GET", "/api/crm/health", b.staffToken, nil).body; !strings.Contains(health, "Set WHATSAPP_APP_SECRET") {
				t.Error(health)
			}
			b.stop()
			right.GraphURL, right.AppSecrets = address, []string{"kestrel", testSecret}
			next := b.restarted(sim, right)
			next.until(fmt.Sprint(a.json(t)["id"]), "read")
			want(t, "messages at Meta", len(fromBusiness(sim)), 1)
		})
	}
}

// stop ends the workers, so that another process may go on with a copy of the data.
func (b *bench) stop() {
	b.t.Helper()
	if err := b.app.OnTerminate().Trigger(&core.TerminateEvent{App: b.app}); err != nil {
		b.t.Fatal(err)
	}
}

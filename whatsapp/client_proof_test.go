package whatsapp_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

// proofOf is what Meta expects of a caller who has the app's secret.
func proofOf(secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(testToken))
	return hex.EncodeToString(mac.Sum(nil))
}

// guard stands before the simulator as the setting "Require app secret" of an
// app does: it refuses calls without the proof, and such with a wrong one.
type guard struct {
	url string

	mu       sync.Mutex
	secret   string
	required bool
	given    []string // the proofs of all calls
}

func (g *guard) set(secret string, required bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secret, g.required, g.given = secret, required, nil
}

// since returns the proofs of the calls since it was asked last.
func (g *guard) since() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	given := g.given
	g.given = nil
	return given
}

func newGuard(t *testing.T, secret string, required bool) *guard {
	t.Helper()
	sim := simulator.New(simulator.Options{AccessToken: testToken, Rates: simulator.NoLimits})
	t.Cleanup(func() { _ = sim.Close() })
	g := &guard{secret: secret, required: required}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		proof := query.Get("appsecret_proof")
		g.mu.Lock()
		secret, required := g.secret, g.required
		g.given = append(g.given, proof)
		g.mu.Unlock()
		const refusal = `{"error":{"message":%q,"type":"GraphMethodException","code":100,"fbtrace_id":"x"}}`
		switch {
		case proof == "" && required:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, refusal, "API calls from the server require an appsecret_proof argument")
		case proof != "" && proof != proofOf(secret):
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, refusal, "Invalid appsecret_proof provided in the API argument")
		default:
			query.Del("appsecret_proof")
			r.URL.RawQuery = query.Encode()
			sim.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// The proof goes along once it was asked for, with every call of the Graph API,
// and not before.
func TestTheProofGoesAlongOnceItIsAskedFor(t *testing.T) {
	t.Parallel()
	g := newGuard(t, "kestrel", false)
	var told []bool
	client := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: g.url, PhoneNumberID: testNumber, Token: testToken,
		AppSecrets: []string{"of another app", "kestrel"}, ProofUsed: func(used bool) { told = append(told, used) }})
	upload := func() (string, error) {
		return client.Upload(t.Context(), whatsapp.Upload{Content: strings.NewReader("hello"), Size: 5, MimeType: "text/plain", Filename: "a.txt"})
	}
	if _, err := client.Send(t.Context(), hello); err != nil || !slices.Equal(g.since(), []string{""}) {
		t.Fatalf("not asked for: %v", err)
	}
	right := proofOf("kestrel")
	g.set("kestrel", true)
	id, err := upload()
	if given := g.since(); err != nil || !slices.Equal(given, []string{"", proofOf("of another app"), right}) {
		t.Fatalf("asked for at an upload: %v, %v", err, given)
	}
	for name, call := range map[string]func() error{
		"send":   func() error { _, err := client.Send(t.Context(), hello); return err },
		"upload": func() error { _, err := upload(); return err },
		"media and download": func() error {
			info, err := client.Media(t.Context(), id)
			if err != nil {
				return err
			}
			var content bytes.Buffer
			if _, err = client.Download(t.Context(), info.URL, &content, 100); err == nil && content.String() != "hello" {
				err = fmt.Errorf("got %q", content.String())
			}
			return err
		},
		"templates": func() error { _, err := client.Templates(t.Context(), testAccount); return err },
		"number":    func() error { return client.PhoneNumber(t.Context()) },
		"delete":    func() error { return client.DeleteMedia(t.Context(), id+"0") },
	} {
		err := call()
		given := g.since()
		if isRefused := err != nil && name != "delete"; isRefused || len(given) == 0 || slices.ContainsFunc(given, func(proof string) bool { return proof != right }) {
			t.Errorf("%s: %v, with %v", name, err, given)
		}
	}
	if !slices.Equal(told, []bool{true}) {
		t.Errorf("it was told that the proof is used: %v", told)
	}

	// a receipt for a message that isn't there: what counts is that it was asked with the proof
	_ = client.MarkRead(t.Context(), "wamid.none", false)
	if given := g.since(); !slices.Equal(given, []string{right}) {
		t.Errorf("receipt: %v", given)
	}
}

// Nothing goes out twice for it, whichever of the secrets is right.
func TestAProofThatIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		secrets  []string
		required bool
		used     bool // from the start, as before a restart
		tried    int
		fails    bool
	}{
		"there is no secret":                      {nil, true, true, 1, true},
		"the secret is of another app":            {[]string{"other"}, true, false, 2, true},
		"remembered, and of another app":          {[]string{"other"}, true, true, 2, true},
		"remembered, and no longer asked for":     {[]string{"other"}, false, true, 2, false},
		"remembered, and the second one is right": {[]string{"new", "kestrel"}, true, true, 2, false},
		"remembered, and right":                   {[]string{"kestrel"}, true, true, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuard(t, "kestrel", c.required)
			client := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: g.url, PhoneNumberID: testNumber, Token: testToken, AppSecrets: c.secrets})
			if c.used {
				client.UseProof()
			}
			_, err := client.Send(t.Context(), hello)
			if given := g.since(); len(given) != c.tried || (err != nil) != c.fails {
				t.Fatalf("%v, with %d proofs %v", err, len(given), given)
			}
			var refused *whatsapp.APIError
			if c.fails && (!errors.As(err, &refused) || !refused.Stops()) {
				t.Errorf("%v", err)
			}
			if says := len(c.secrets) > 0; c.fails && strings.Contains(refused.Explain().Meaning, "refuses ours") != says {
				t.Errorf("an admin is told: %s", refused.Explain().Meaning)
			}
			if !c.fails {
				if _, err = client.Send(t.Context(), hello); err != nil || len(g.since()) != 1 {
					t.Errorf("once more: %v", err)
				}
			}
			checkSecret(t, err)
		})
	}
}

// Many calls at once find out together.
func TestManyCallsFindTheProofAtOnce(t *testing.T) {
	t.Parallel()
	g := newGuard(t, "kestrel", true)
	client := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: g.url, PhoneNumberID: testNumber, Token: testToken, AppSecrets: []string{"other", "kestrel"}})
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, err := client.Send(t.Context(), hello); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

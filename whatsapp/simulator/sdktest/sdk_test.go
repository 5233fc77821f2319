// Package sdktest runs public SDKs of the Cloud API, from npm, against the
// simulator. It has no code of its own.
package sdktest

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

const (
	token, secret, verifyToken = "sdk-token-0001", "sdk-app-secret-0001", "sdk-verify-0001"
	ada, adaID                 = "447700900123", "GB.90100000000000000001"
)

// TestSDKs lets each SDK send and receive all it supports. Where npm can't
// install them it is skipped, unless REQUIRE_NPM=1.
func TestSDKs(t *testing.T) {
	dir := install(t)
	scripts, err := filepath.Glob("*.test.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			sim := simulator.New(simulator.Options{
				AccessToken: token, AppSecret: secret, StatusDelay: time.Millisecond, RetryDelay: 10 * time.Millisecond,
				TemplateReview: 10 * time.Millisecond, Templates: templates(),
				Customers: []simulator.Customer{{WaID: ada, Name: "Ada Merrow", UserID: adaID, Username: "ada.merrow", LastWroteAt: time.Now()}},
			})
			server := httptest.NewServer(sim)
			t.Cleanup(func() {
				if err := sim.Close(); err != nil {
					t.Error(err)
				}
				server.Close()
			})
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, "node", "--test", script)
			command.Dir = dir
			command.Env = append(os.Environ(),
				"SIMULATOR="+server.URL, "TOKEN="+token, "APP_SECRET="+secret, "VERIFY_TOKEN="+verifyToken,
				"PHONE_NUMBER_ID="+simulator.DefaultPhoneNumberID, "BUSINESS_ACCOUNT_ID="+simulator.DefaultBusinessAccountID,
				"ADA="+ada, "ADA_ID="+adaID)
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// install puts the SDKs into a directory that is gone after the test.
func install(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob("*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "package.json", "package-lock.json", ".npmrc") {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=30000")
	command.Dir = dir
	if output, err := command.CombinedOutput(); err != nil {
		if os.Getenv("REQUIRE_NPM") == "1" {
			t.Fatalf("npm ci: %v\n%s", err, output)
		}
		t.Skipf("npm could not install the SDKs, set REQUIRE_NPM=1 to see it fail: %v", err)
	}
	return dir
}

func templates() []simulator.Template {
	list := func(components string) json.RawMessage { return json.RawMessage("[" + components + "]") }
	return []simulator.Template{
		{Name: "order_ready", Language: "en_US", Components: list(
			`{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::sample"]}},` +
				`{"type":"BODY","text":"Hello {{1}}, your order of {{2}} is ready.","example":{"body_text":[["Ada","today"]]}},` +
				`{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"},{"type":"URL","text":"Track","url":"https://shop.example/{{1}}","example":["https://shop.example/7"]}]}`)},
		{Name: "greeting", Language: "en_US", Category: "MARKETING", ParameterFormat: "NAMED", Components: list(
			`{"type":"BODY","text":"Hello {{first_name}}, come and see us.","example":{"body_text_named_params":[{"param_name":"first_name","example":"Ada"}]}}`)},
	}
}

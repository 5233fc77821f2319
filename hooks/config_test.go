package hooks

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pocketcrm/hooks/outbox"
)

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestConfigDefaults(t *testing.T) {
	c, err := ConfigFromEnv(env(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.VerifyToken != "change-me" || c.GraphURL != "https://graph.facebook.com" || c.APIVersion != "v25.0" {
		t.Errorf("defaults: %+v", c)
	}
	if n := len(c.Warnings()); n != 3 {
		t.Errorf("%d warnings, want 3: sending, signature, verify token", n)
	}
}

func TestConfigFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("one, two\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := ConfigFromEnv(env(map[string]string{"WHATSAPP_APP_SECRET_FILE": file, "WHATSAPP_PHONE_NUMBER_ID": "1", "WHATSAPP_ACCESS_TOKEN": "x", "WHATSAPP_VERIFY_TOKEN": "mine"}))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.AppSecrets, []string{"one", "two"}) {
		t.Errorf("secrets: %q", c.AppSecrets)
	}
	if len(c.Warnings()) != 0 {
		t.Errorf("warnings: %q", c.Warnings())
	}
	if _, err := ConfigFromEnv(env(map[string]string{"WHATSAPP_APP_SECRET_FILE": file + "x"})); err == nil {
		t.Error("a missing file is not reported")
	}
	both := map[string]string{"WHATSAPP_APP_SECRET_FILE": file, "WHATSAPP_APP_SECRET": "three"}
	if _, err := ConfigFromEnv(env(both)); err == nil || !strings.Contains(err.Error(), "both") || strings.Contains(err.Error(), "three") {
		t.Errorf("a value and a file: %v", err)
	}
	if err := os.WriteFile(file, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = ConfigFromEnv(env(map[string]string{"WHATSAPP_APP_SECRET_FILE": file}))
	if err == nil || !strings.Contains(err.Error(), "WHATSAPP_APP_SECRET_FILE") {
		t.Errorf("an empty file: %v", err)
	}
}

func TestConfigRefusesWhatCannotBeRight(t *testing.T) {
	for name, value := range map[string]string{
		"WHATSAPP_PHONE_NUMBER_ID":     "+44 7700 900123",
		"WHATSAPP_BUSINESS_ACCOUNT_ID": "my account",
		"WHATSAPP_GRAPH_URL":           "graph.facebook.com",
		"WHATSAPP_API_VERSION":         "25",
		"WHATSAPP_APP_SECRET":          " , ",
		"CRM_DEFAULT_COUNTRY":          "Germany",
		"CRM_EVENT_DAYS":               "-1",
		"CRM_SEND_RATE":                "NaN",
	} {
		_, err := ConfigFromEnv(env(map[string]string{name: value}))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%q: %v", name, value, err)
		}
	}
}

// The README's table is what an admin configures by.
func TestReadmeListsTheEnvironment(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(string(readme), -1) {
		listed[m[1]] = strings.Trim(m[2], "` ")
	}
	defaults := map[string]string{
		"WHATSAPP_VERIFY_TOKEN": defaultVerifyToken, "WHATSAPP_GRAPH_URL": defaultGraphURL, "WHATSAPP_API_VERSION": defaultAPIVersion,
		"CRM_EVENT_DAYS": strconv.Itoa(defaultEventDays), "CRM_SEND_RATE": strconv.Itoa(outbox.DefaultRate),
	}
	for _, v := range variables {
		standard, ok := listed[v.name]
		if !ok {
			t.Errorf("%s is not in the README's table", v.name)
		}
		if wanted, ok := defaults[v.name]; ok && standard != wanted {
			t.Errorf("%s: the README says the default is %q, the code %q", v.name, standard, wanted)
		}
		delete(listed, v.name)
	}
	for name := range listed {
		t.Errorf("%s is in the README's table but not in the code", name)
	}
}

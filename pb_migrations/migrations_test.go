package pb_migrations_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	_ "pocketcrm/pb_migrations"
)

var ours = []string{"users", "customers", "contacts", "comms_log", "conversations", "whatsapp_events", "identity_moves", "identity_undo", "imports", "whatsapp_templates", "quick_replies", "crm_settings", "whatsapp_media", "whatsapp_notices", "whatsapp_names", "whatsapp_cancelled"}

func TestMigrationsUpDownUp(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	first := schema(t, app)

	var list core.MigrationsList
	list.Copy(core.AppMigrations)
	runner := core.NewMigrationsRunner(app, list)
	leaveFiles(app)
	down, err := runner.Down(len(list.Items()))
	if err != nil {
		t.Fatalf("down: %v", err)
	}
	if len(down) != len(list.Items()) {
		t.Errorf("%d of %d migrations were taken back", len(down), len(list.Items()))
	}
	for _, name := range ours[1:] {
		if _, err := app.FindCollectionByNameOrId(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	if _, err := runner.Up(); err != nil {
		t.Fatalf("up again: %v", err)
	}
	second := schema(t, app)
	for _, name := range ours {
		if first[name] != second[name] {
			t.Errorf("%s differs after down and up:\n%s\n%s", name, first[name], second[name])
		}
	}
}

// leaveFiles keeps PocketBase from removing the files of deleted collections:
// it does so beside, and reads the settings while the next migration writes them.
func leaveFiles(app core.App) {
	app.OnModelAfterDeleteSuccess().Unbind("__pbFilesManagerDelete__")
}

// schema is each collection's rules, fields and indexes as text; field ids,
// which are of chance for the stock collections, are left out.
func schema(t *testing.T, app core.App) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, name := range ours {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		fields := make([]map[string]any, 0, len(c.Fields))
		for _, f := range c.Fields {
			content, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			m := map[string]any{}
			_ = json.Unmarshal(content, &m)
			delete(m, "id")
			m["type"] = f.Type()
			fields = append(fields, m)
		}
		content, err := json.Marshal([]any{c.Id, c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule, c.AuthRule, c.ManageRule, c.OAuth2.Enabled, c.OTP.Enabled, fields, c.Indexes})
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(content)
	}
	return all
}

func TestNothingIsOpenToGuests(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	for _, name := range ours {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, rule := range map[string]*string{"list": c.ListRule, "view": c.ViewRule, "create": c.CreateRule, "update": c.UpdateRule, "delete": c.DeleteRule} {
			if rule != nil && *rule == "" {
				t.Errorf("%s: everybody may %s", name, what)
			}
		}
	}
}

func TestRateLimitsOfTheApplicationStay(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	labels := func() map[string]int {
		all := map[string]int{}
		for _, rule := range app.Settings().RateLimits.Rules {
			all[rule.Label] = rule.MaxRequests
		}
		return all
	}
	if got := labels(); len(got) != 4 || got["*:auth"] != 150 || got["*:requestPasswordReset"] != 10 {
		t.Errorf("a new database has %v", got)
	}

	var list core.MigrationsList
	list.Copy(core.AppMigrations)
	runner := core.NewMigrationsRunner(app, list)
	leaveFiles(app)
	if _, err := runner.Down(len(list.Items())); err != nil {
		t.Fatal(err)
	}
	settings := app.Settings()
	settings.RateLimits.Rules = []core.RateLimitRule{
		{Label: "/api/reports", MaxRequests: 5, Duration: 10},
		{Label: "*:auth", MaxRequests: 7, Duration: 60},
	}
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Up(); err != nil {
		t.Fatal(err)
	}
	if got := labels(); len(got) != 5 || got["/api/reports"] != 5 || got["*:auth"] != 7 {
		t.Errorf("after the migrations: %v", got)
	}
}

// A field of the account becomes a join, and so does a path through a relation.
func TestRulesJoinNothing(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	path := regexp.MustCompile(`@?[a-zA-Z_]+(\.[a-zA-Z_]+)+`)
	free := []string{"@request.auth.id", "@request.auth.collectionName"}
	for _, name := range ours {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, rule := range map[string]*string{
			"list": c.ListRule, "view": c.ViewRule, "create": c.CreateRule, "update": c.UpdateRule, "delete": c.DeleteRule, "sign in": c.AuthRule,
		} {
			if rule == nil {
				continue
			}
			for _, found := range path.FindAllString(strings.ReplaceAll(*rule, "@request.body.", ""), -1) {
				if !slices.Contains(free, found) {
					t.Errorf("%s: the rule to %s joins %s: %s", name, what, found, *rule)
				}
			}
		}
	}
}

func TestStaffRoleIsOnesOwn(t *testing.T) {
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer app.Cleanup()
	settings, err := app.FindCollectionByNameOrId("crm_settings")
	if err != nil {
		t.Fatal(err)
	}
	settings.ListRule = types.Pointer(`staffRole("colleague000001") = "admin"`)
	if err := app.Save(settings); err == nil {
		t.Error("anybody may ask for the role of a colleague")
	}
}

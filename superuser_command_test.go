package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/hooks"
	"pocketcrm/internal/fresh"
)

func TestASuperusersPasswordIsReadFromStandardInput(t *testing.T) {
	t.Parallel()
	app, err := tests.NewTestApp(fresh.Dir(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	hooks.Register(app, hooks.Config{})
	run := func(in string, args ...string) (out string, err error) {
		var b bytes.Buffer
		c := superuserCommand(app)
		c.SetIn(strings.NewReader(in))
		c.SetOut(&b)
		c.SetErr(&b)
		c.SetArgs(args)
		err = c.Execute()
		return b.String(), err
	}
	for _, tc := range []struct {
		what, in string
		args     []string
		now, err string
	}{
		{"left out", "quiet lamp river\n", []string{"upsert", "ann@example.com"}, "quiet lamp river", ""},
		{"a dash", "river of lamps", []string{"update", "ann@example.com", "-"}, "river of lamps", ""},
		{"the first line only", " lamp on a river \r\nmore\n", []string{"upsert", "ann@example.com"}, " lamp on a river ", ""},
		{"an argument", "", []string{"upsert", "ann@example.com", "correct horse"}, "correct horse", ""},
		{"another account", "correct horse\n", []string{"create", "bob@example.com"}, "correct horse", ""},
		{"nothing", "", []string{"upsert", "ann@example.com"}, "correct horse", "nothing on standard input"},
		{"a short one", "", []string{"upsert", "ann@example.com", "horse"}, "correct horse", "at least 12"},
		{"a common one", "password1234\n", []string{"upsert", "ann@example.com"}, "correct horse", "first to be guessed"},
		{"spaces without quotes", "", []string{"upsert", "ann@example.com", "correct", "horse"}, "correct horse", "quotes"},
		{"no address", "", []string{"upsert"}, "correct horse", "e-mail"},
	} {
		out, err := run(tc.in, tc.args...)
		switch {
		case tc.err == "" && err != nil:
			t.Errorf("%s: %v", tc.what, err)
		case tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)):
			t.Errorf("%s: it says %v, not %q", tc.what, err, tc.err)
		}
		onCommandLine := len(tc.args) == 3 && tc.args[2] != "-"
		if strings.Contains(out, "history") != onCommandLine {
			t.Errorf("%s: a word about the history: %q", tc.what, out)
		}
		email := "ann@example.com"
		if tc.args[0] == "create" {
			email = tc.args[1]
		}
		account, err := app.FindAuthRecordByEmail(core.CollectionNameSuperusers, email)
		if err != nil || !account.ValidatePassword(tc.now) {
			t.Errorf("%s: the password isn't %q (%v)", tc.what, tc.now, err)
		}
	}
}

func TestMain(m *testing.M) { fresh.Main(m) }

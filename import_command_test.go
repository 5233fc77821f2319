package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/hooks"
	"pocketcrm/hooks/imports"
)

func TestImportCustomers(t *testing.T) {
	t.Parallel()
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	cfg := hooks.Config{DefaultCountry: "GB"}
	hooks.Register(app, cfg)

	file := filepath.Join(t.TempDir(), "people.csv")
	text := "Name;Handy;Foo\nAnna;07700 900123;x\n;;\nBen;+44 7700 900124;y\n;;z\nAnna again;+44 7700 900123;\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(flags importFlags, says ...string) {
		t.Helper()
		out := new(bytes.Buffer)
		if err := importCustomers(context.Background(), app, cfg, out, file, flags); err != nil {
			t.Fatal(err)
		}
		for _, part := range says {
			if !strings.Contains(out.String()+"\x00", part) { // note: for what must be last
				t.Errorf("it does not say %q:\n%s", part, out)
			}
		}
	}
	customers := func(wanted int) {
		t.Helper()
		if n, err := app.CountRecords("customers"); err != nil || int(n) != wanted {
			t.Errorf("%d customers, want %d (%v)", n, wanted, err)
		}
	}

	run(importFlags{check: true}, "Handy → phone", "Foo → (ignored)", "4 rows: 2 new, 0 of customers who are there, 1 twice in the file, 1 can't be imported.", "line 5: There is no name", "Nothing was written.")
	customers(0)
	run(importFlags{}, "2 customers and 2 contacts were created, 0 customers were filled in, 1 rows were skipped",
		"\n1 of 4 rows were refused; they are in "+file+".errors.csv with the reason of each.\n\x00")
	customers(2)
	if content, err := os.ReadFile(file + ".errors.csv"); err != nil || !strings.Contains(string(content), "Name;Handy;Foo;line;reason\n;;z;5;") {
		t.Errorf("%s %v", content, err)
	}
	run(importFlags{mapping: "Foo=notes", options: imports.Options{Duplicates: "fill"}}, "0 customers and 0 contacts were created, 2 customers were filled in")
	customers(2)

	for says, flags := range map[string]importFlags{
		"no column":      {mapping: "Nobody=name"},
		"skip, fill":     {options: imports.Options{Duplicates: "maybe"}},
		"country code":   {options: imports.Options{Country: "Atlantis"}},
		"--errors names": {errors: file},
		"Choose the co":  {mapping: "Name=ignore,Handy=ignore"},
	} {
		err := importCustomers(context.Background(), app, cfg, new(bytes.Buffer), file, flags)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
	if err := importCustomers(context.Background(), app, cfg, new(bytes.Buffer), file+".nothing", importFlags{}); err == nil {
		t.Error("a missing file is no error")
	}
}

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed says which of our packages, and which of the two frameworks, the
// files of a directory may import. Imports go one way:
// main → hooks → whatsapp, main → whatsapp/simulator → whatsapp.
var allowed = map[string][]string{
	".":                  {"hooks", "hooks/imports", "hooks/ingest", "hooks/machine", "whatsapp", "whatsapp/simulator", "pb_migrations", "pocketbase"},
	"hooks":              {"hooks/datadir", "hooks/door", "hooks/imports", "hooks/ingest", "hooks/machine", "hooks/media", "hooks/meta", "hooks/moves", "hooks/outbox", "whatsapp", "pocketbase"},
	"hooks/datadir":      {},
	"hooks/door":         {},
	"hooks/imports":      {"hooks/machine", "whatsapp", "pocketbase"},
	"hooks/machine":      {},
	"internal/fresh":     {"pocketbase"},
	"internal/race":      {},
	"hooks/meta":         {"whatsapp"},
	"hooks/outbox":       {"hooks/meta", "whatsapp"},
	"hooks/media":        {"hooks/ingest", "hooks/meta", "whatsapp", "pocketbase"},
	"hooks/moves":        {"hooks/ingest", "whatsapp", "pocketbase"},
	"hooks/ingest":       {"whatsapp", "pocketbase"},
	"whatsapp":           {},
	"whatsapp/simulator": {"whatsapp"},
	"pb_migrations":      {"pocketbase"},
}

func TestImportsGoOneWay(t *testing.T) {
	const module = "pocketcrm/"
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == "node_modules" || name == "e2e" || name == "testdata" || (strings.HasPrefix(name, ".") && name != ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		dir := path.Dir(filepath.ToSlash(file))
		may, known := allowed[dir]
		if !known {
			t.Errorf("%s: the directory %s is not in the list of allowed imports", file, dir)
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			switch {
			case strings.HasPrefix(imported, module):
				imported = strings.TrimPrefix(imported, module)
			case strings.HasPrefix(imported, "github.com/pocketbase/"):
				imported = "pocketbase"
			default:
				continue
			}
			if !slices.Contains(may, imported) {
				t.Errorf("%s imports %s, which %s may not", file, imported, dir)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// The pages run as they are in the repository: nothing resolves a path or
// removes a mistake on the way. vendor/ is made by make and may be missing.
var (
	static    = regexp.MustCompile(`(?m)^\s*(?:(?:import|export)\b[^;"'(=]*\bfrom|import)\s*["']([^"']+)["']`)
	dynamic   = regexp.MustCompile(`\bimport\(\s*["']([^"']+)["']`)
	reference = regexp.MustCompile(`<(?:script|link|img)\s[^>]*?(?:src|href)="([^"]+)"`)
	inline    = regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>\s*[^<\s]|<style|\sstyle=|\son[a-z]+=`)
)

func pages(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := os.DirFS("pb_public")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		files["/"+name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func isVendor(name string) bool { return strings.HasPrefix(name, "/vendor/") }

func TestPagesImportOnlyWhatIsThere(t *testing.T) {
	files := pages(t)
	reached := map[string]bool{}
	var visit func(from, name string)
	visit = func(from, name string) {
		if reached[name] || isVendor(name) {
			reached[name] = true
			return
		}
		content, ok := files[name]
		if !ok {
			t.Errorf("%s refers to %s, which is not there", from, name)
			return
		}
		reached[name] = true
		switch path.Ext(name) {
		case ".js", ".mjs":
			for _, m := range append(static.FindAllStringSubmatch(content, -1), dynamic.FindAllStringSubmatch(content, -1)...) {
				target := m[1]
				switch {
				case strings.HasPrefix(target, "/"):
				case strings.HasPrefix(target, "./"), strings.HasPrefix(target, "../"):
					target = path.Join(path.Dir(name), target)
				default:
					t.Errorf("%s imports %q: only absolute paths of our own work without a build", name, target)
					continue
				}
				visit(name, target)
			}
		case ".html", ".webmanifest":
			for _, m := range reference.FindAllStringSubmatch(content, -1) {
				if strings.HasPrefix(m[1], "/") {
					visit(name, m[1])
				} else if !strings.HasPrefix(m[1], "#") {
					t.Errorf("%s refers to %q: only absolute paths of our own", name, m[1])
				}
			}
		case ".css":
			for _, m := range regexp.MustCompile(`@import\s+(?:url\()?["']([^"']+)["']|url\(["']?(/[^"')]+)`).FindAllStringSubmatch(content, -1) {
				visit(name, m[1]+m[2])
			}
		}
	}
	visit("the address bar", "/index.html")
	visit("a wrong address", "/404.html")
	for name := range files {
		if !reached[name] && !isVendor(name) && !strings.HasSuffix(name, ".svg") && !strings.HasSuffix(name, ".png") {
			t.Errorf("%s is not reached from index.html or 404.html", name)
		}
	}
}

func TestPagesHaveNothingInline(t *testing.T) {
	for name, content := range pages(t) {
		if path.Ext(name) == ".html" && inline.MatchString(content) {
			t.Errorf("%s has an inline script, style or handler: %q", name, inline.FindString(content))
		}
		if path.Ext(name) == ".js" && !isVendor(name) {
			for _, forbidden := range []string{"dangerouslySetInnerHTML", "innerHTML", "document.write", "eval("} {
				if strings.Contains(content, forbidden) {
					t.Errorf("%s uses %s", name, forbidden)
				}
			}
		}
	}
}

// firstView is the budget of scripts that the inbox needs, compressed.
const firstView = 60 << 10

func TestFirstViewFitsItsBudget(t *testing.T) {
	files := pages(t)
	if _, ok := files["/vendor/pocketbase.mjs"]; !ok {
		t.Skip("the vendor files are missing; run make")
	}
	needed := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		content, ok := files[name]
		if !ok || needed[name] {
			return
		}
		needed[name] = true
		// note: a dynamic import() is not part of the first view
		for _, m := range static.FindAllStringSubmatch(content, -1) {
			visit(m[1])
		}
	}
	for _, m := range reference.FindAllStringSubmatch(files["/index.html"], -1) {
		if ext := path.Ext(m[1]); ext == ".js" || ext == ".mjs" {
			visit(m[1])
		}
	}
	visit("/app/pages/inbox.js")
	total := 0
	for name := range needed {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(files[name]))
		_ = w.Close()
		total += b.Len()
	}
	t.Logf("first view: %d files, %d bytes compressed", len(needed), total)
	if len(needed) < 5 {
		t.Errorf("only %d scripts were found, so this test shows nothing", len(needed))
	}
	if total > firstView {
		t.Errorf("the first view needs %d bytes of scripts, the budget is %d", total, firstView)
	}
}

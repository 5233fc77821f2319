package simulator

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

// The page has no build: what is embedded is what runs. This checks what a
// bundler would: each file is there, is reached, and breaks no rule of the policy.
func TestPageFiles(t *testing.T) {
	t.Parallel()
	reached := map[string]bool{"page/index.html": true, "page/js/types.js": true} // types.js is for the type checker
	imports := regexp.MustCompile(`(?m)^import (?:.* from )?"([^"\n]+)"`)
	links := regexp.MustCompile(`(?:src|href)="(/[^"]+)"`)
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|style=|\son[a-z]+="|<style|<script>`)
	addresses := regexp.MustCompile(`https?://[^\s"'` + "`" + `]+`)
	total := 0
	err := fs.WalkDir(pageFiles, "page", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := pageFiles.ReadFile(name)
		if err != nil {
			return err
		}
		text := string(raw)
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s has %q", name, found)
		}
		for _, address := range addresses.FindAllString(text, -1) {
			if !strings.HasPrefix(address, "http://www.w3.org/") && !strings.Contains(address, ".example.com/") {
				t.Errorf("%s leads to %s", name, address)
			}
		}
		if lines := strings.Count(text, "\n"); lines > 250 {
			t.Errorf("%s has %d lines; it has more than one idea", name, lines)
		}
		total += len(raw)
		for _, match := range imports.FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(match[1], "./") {
				t.Errorf("%s imports %q", name, match[1])
			}
			reached[path.Join(path.Dir(name), match[1])] = true
		}
		for _, match := range links.FindAllStringSubmatch(text, -1) {
			reached[strings.TrimPrefix(match[1], "/simulator/")] = true
		}
		if path.Ext(name) == ".js" && !strings.HasPrefix(text, "// @ts-check\n") {
			t.Errorf("%s is not checked for types", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if most := 256 << 10; total > most {
		t.Errorf("the page has %d bytes, more than %d", total, most)
	}
	for name := range reached {
		if _, err := fs.Stat(pageFiles, name); err != nil {
			t.Errorf("%s does not exist", name)
		}
	}
	err = fs.WalkDir(pageFiles, "page", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !reached[name] {
			t.Errorf("%s is not used", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPageHeaders(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	for url, kind := range map[string]string{
		"http://localhost/":                              "text/html",
		"http://localhost/simulator/page/js/main.js":     "text/javascript",
		"http://localhost/simulator/page/css/tokens.css": "text/css",
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
		policy := w.Header().Get("Content-Security-Policy")
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %d %v", url, w.Code, w.Header())
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/simulator/page/../doc.go", nil))
	if w.Code == http.StatusOK {
		t.Error("a file beside the page is served")
	}
}

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is one Chromium with one page.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string // errors of the page's console
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// patience is how long the page has for what a test waits for: much longer than
// it takes, so that a busy machine fails no test.
const patience = 40 * time.Second

// openBrowser skips the test where there is no Chromium, unless it is required.
func openBrowser(t *testing.T, width, height int64, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	path := chromium()
	if path == "" {
		if os.Getenv("REQUIRE_BROWSER") == "1" {
			t.Fatal("Chromium is not installed, and REQUIRE_BROWSER=1 asks for it")
		}
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(int(width), int(height)),
		chromedp.WSURLReadTimeout(3*patience), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	options = append(options, more...)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute)
	b := &browser{t: t, ctx: ctx}
	t.Cleanup(func() {
		if t.Failed() {
			b.screenshot("failed-" + strings.ReplaceAll(t.Name(), "/", "-"))
		}
		cancel()
		stop()
		stopAllocator()
	})
	b.do(chromedp.EmulateViewport(width, height))
	b.watchConsole()
	return b
}

func (b *browser) watchConsole() {
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			problem := e.ExceptionDetails.Text + " at " + e.ExceptionDetails.URL
			if e.ExceptionDetails.Exception != nil {
				problem += ": " + e.ExceptionDetails.Exception.Description
			}
			b.problems = append(b.problems, problem)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				b.problems = append(b.problems, fmt.Sprint(e.Args))
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs JavaScript and returns its value as T.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// until waits for a JavaScript condition. One that throws doesn't hold yet:
// what it looks at may come later, or be drawn anew just now.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	script := fmt.Sprintf(`(() => { try { return (%s) ? "yes" : "no"; } catch (error) { return String(error); } })()`, condition)
	said := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		if said = eval[string](b, script); said == "yes" {
			return
		}
	}
	b.t.Fatalf("%s did not happen: %s (%s)\npage: %.1500s", what, condition, said, eval[string](b, "document.body.innerText"))
}

// at is the selector of a data-testid; more narrows it.
func at(id string, more ...string) string {
	return `[data-testid="` + id + `"]` + strings.Join(more, "")
}

func (b *browser) typeIn(selector, text string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// paste puts text in as an input method would: emoji cannot be typed key by key.
// What can't have the focus yet, as in a dialog that is being opened, gets none.
func (b *browser) paste(selector, text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	b.until("a place for "+text, fmt.Sprintf(`(e => { e.focus(); return document.activeElement === e && document.execCommand("insertText", false, %s); })(document.querySelector(%q))`, quoted, selector))
}

// takeBack presses "Undo" as soon as it is offered: the offer ends by itself.
func (b *browser) takeBack() {
	b.t.Helper()
	b.until("the way back", `(e => (e.click(), true))([...document.querySelectorAll(".toast-action")].find(e => e.innerText.trim() === "Undo"))`)
}

// escape closes the dialog that has a test id. An element of it may be drawn
// before the dialog is open, and until then nothing hears the key.
func (b *browser) escape(dialog string) {
	b.t.Helper()
	b.until("the open dialog "+dialog, fmt.Sprintf(`document.querySelector('%s').matches("dialog[open]")`, at(dialog)))
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until("the end of "+dialog, fmt.Sprintf(`!document.querySelector('%s')`, at(dialog)))
}

func (b *browser) screenshot(name string) {
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return
	}
	_ = os.MkdirAll("artefacts", 0o755)
	_ = os.WriteFile(filepath.Join("artefacts", name+".png"), image, 0o644)
}

// quiet fails the test if the page complained on its console.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, problem := range b.problems {
		b.t.Errorf("console: %s", problem)
	}
}

package media_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/media"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp/simulator"
)

// passes moves the clock in steps, each when what was due has been tried, until
// the row is in the state.
func (b *bench) passes(row, state string, step, most time.Duration) {
	b.t.Helper()
	for began := b.later.Load(); ; b.later.Add(int64(step)) {
		b.fetcher.Wake()
		for deadline := time.Now().Add(patience); b.due() > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				b.t.Fatal("what is due is not tried")
			}
		}
		record, err := b.app.FindRecordById("comms_log", row)
		if err != nil {
			b.t.Fatal(err)
		}
		if record.GetString("media_state") == state {
			return
		}
		if passed := time.Duration(b.later.Load() - began); passed >= most {
			b.t.Fatalf("after %s the file is %q (%s), want %q", passed, record.GetString("media_state"), record.GetString("media_error"), state)
		}
	}
}

// hours pass one by one; what is due in each is tried.
func (b *bench) hours(n int) {
	b.t.Helper()
	for range n {
		b.later.Add(int64(time.Hour))
		b.fetcher.Wake()
		for b.due() > 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

// due counts what could be tried now, or is being tried.
func (b *bench) due() (n int) {
	b.t.Helper()
	now := time.Now().Add(time.Duration(b.later.Load())).UTC().Format("2006-01-02 15:04:05.000Z")
	err := b.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_media WHERE state = 'downloading' OR state = 'pending' AND due_at <= {:now}").Bind(dbx.Params{"now": now}).Row(&n)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// What holds the files may need a while to have the right one.
func TestWrongContentIsTriedForADayThenGivenUp(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	g.fail(t, simulator.Failure{Preset: "media_other", Endpoint: "heals", Next: 2})
	g.fail(t, simulator.Failure{Preset: "media_other", Endpoint: "never"})
	g.fail(t, simulator.Failure{Preset: "media_page", Endpoint: "a-page"})
	g.proxy = func(_ http.ResponseWriter, what string) bool { return what == "bytes of empty" }
	b := newBenchWith(t, g, 5*time.Second)
	heals := b.wait("heals", "document", "text/plain")
	wrong := map[string]string{}
	for _, id := range []string{"never", "empty", "a-page"} {
		wrong[id] = b.wait(id, "document", "text/plain")
	}
	b.start()
	b.passes(heals, "stored", time.Minute, 10*time.Minute)
	b.later.Store(int64(12 * time.Hour))
	b.fetcher.Wake()
	b.until(wrong["never"], "pending")
	for id, row := range wrong {
		b.passes(row, "failed", time.Hour, 30*time.Hour)
		if row := b.until(row, "failed"); !strings.Contains(row.GetString("media_error"), "not the file that was sent") || row.GetString("media") != "" {
			t.Errorf("%s: %q, %q", id, row.GetString("media_error"), row.GetString("media"))
		}
		if n := g.count("bytes of " + id); n != 5 {
			t.Errorf("%s was tried %d times", id, n)
		}
	}
}

// An address that is refused while its id is good says nothing of the file: the
// token may be dead, or what holds the file may be down, for days.
func TestAnAddressThatIsRefusedForDays(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	var works atomic.Bool
	g.proxy = func(w http.ResponseWriter, what string) bool {
		status, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(what, "bytes of "), "-never"))
		if err != nil || works.Load() {
			return false
		}
		w.WriteHeader(status)
		return true
	}
	b := newBenchWith(t, g, 5*time.Second)
	rows := map[string]string{}
	for _, status := range []string{"401", "403", "404", "410"} {
		rows[status] = b.wait(status, "document", "text/plain")
	}
	other := b.wait("other", "document", "text/plain")
	b.start()
	b.until(other, "stored")
	b.hours(6 * 24)
	for status, row := range rows {
		b.until(row, "pending")
		if asked, served := g.count("/v25.0/"+status), g.count("bytes of "+status); asked < 100 || asked != served {
			t.Errorf("%s: the address was asked for %d times, the file %d times", status, asked, served)
		}
	}
	works.Store(true)
	b.passes(rows["401"], "stored", time.Hour, 2*time.Hour)
	works.Store(false)
	never := b.wait("404-never", "document", "text/plain")
	b.passes(never, "expired", 12*time.Hour, 8*24*time.Hour)
}

// While Graph doesn't let the token read a file, or a proxy wants a sign-in, an
// id waits.
func TestAnIDThatIsRefusedForDays(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{http.StatusForbidden: `{"error":{"message":"(#10) Permission","code":10}}`, http.StatusProxyAuthRequired: ""} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			g := newGraph(t)
			var works atomic.Bool
			g.proxy = func(w http.ResponseWriter, what string) bool {
				if works.Load() || what != "/v25.0/refused" {
					return false
				}
				w.WriteHeader(status)
				fmt.Fprint(w, body)
				return true
			}
			b := newBenchWith(t, g, 5*time.Second)
			row := b.wait("refused", "document", "text/plain")
			b.start()
			b.hours(6 * 24)
			b.until(row, "pending")
			works.Store(true)
			b.passes(row, "stored", time.Hour, 2*time.Hour)
		})
	}
}

// A token that is refused, by whatever code, stops the fetching of all files: none
// is asked for until a probe passes.
func TestARefusedTokenStopsTheFetching(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	var works atomic.Bool
	var asked, probes atomic.Int32
	g.proxy = func(w http.ResponseWriter, what string) bool {
		if works.Load() {
			return false
		}
		if what == "/v25.0/"+simulator.DefaultPhoneNumberID {
			probes.Add(1)
		} else {
			asked.Add(1)
		}
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":{"message":"Authentication error","type":"OAuthException"}}`)
		return true
	}
	b := newBench(t, g)
	rows := []string{}
	for i := range 20 {
		rows = append(rows, b.wait(fmt.Sprint("file-", i), "document", "text/plain"))
	}
	b.start()
	for deadline := time.Now().Add(patience); probes.Load() < 5; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing asks whether the token works again")
		}
	}
	if n := asked.Load(); n > 4 {
		t.Errorf("%d files were asked for, of four that may be under way", n)
	}
	works.Store(true)
	for _, row := range rows {
		b.until(row, "stored")
	}
}

// A file that may not be seen is not said to be gone while the number may not be
// seen either, and comes once both are.
func TestAFileThatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	var seen atomic.Bool
	g.proxy = func(w http.ResponseWriter, what string) bool {
		if seen.Load() || what != "/v25.0/hidden" && what != "/v25.0/"+simulator.DefaultPhoneNumberID {
			return false
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":{"message":"Unsupported get request.","type":"GraphMethodException","code":100,"error_subcode":33}}`)
		return true
	}
	b := newBench(t, g)
	hidden, other := b.wait("hidden", "image", "image/jpeg"), b.wait("other", "document", "text/plain")
	b.start()
	b.until(other, "stored")
	if said := b.until(hidden, "failed").GetString("media_error"); !strings.Contains(said, "administrator") || strings.Contains(said, "no longer") {
		t.Error(said)
	}
	seen.Store(true)
	if again, err := media.Retry(moves.StoreOf(b.app), hidden, time.Now()); err != nil || !again {
		t.Fatalf("it can't be tried again: %t, %v", again, err)
	}
	b.fetcher.Wake()
	b.until(hidden, "stored")
}

// What stands before Graph may hiccup: an id that is said not to exist without
// Meta's words is asked for a few more times, at once.
func TestAnIDThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	var found atomic.Bool
	answers := map[string]func(w http.ResponseWriter){
		"bare": func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
		"html": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<html>Not Found</html>")
		},
		"gone": func(w http.ResponseWriter) { w.WriteHeader(http.StatusGone) },
		"meta": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":{"message":"Unsupported get request.","type":"GraphMethodException","code":100,"error_subcode":33}}`)
		},
	}
	var hiccups atomic.Int32
	g.proxy = func(w http.ResponseWriter, what string) bool {
		id, _ := strings.CutPrefix(what, "/v25.0/")
		answer := answers[id]
		if id == "hiccup" && hiccups.Add(1) < 3 {
			answer = answers["html"]
		}
		if answer == nil || found.Load() {
			return false
		}
		answer(w)
		return true
	}
	b := newBench(t, g)
	rows := map[string]string{}
	for id := range answers {
		rows[id] = b.wait(id, "image", "image/jpeg")
	}
	hiccup := b.wait("hiccup", "document", "text/plain")
	b.start()
	b.until(hiccup, "stored")
	for id, row := range rows {
		if got := b.until(row, "failed"); !strings.Contains(got.GetString("media_error"), "no longer has this file") || got.GetString("body") != "x" {
			t.Errorf("%s: %q, %q", id, got.GetString("media_error"), got.GetString("body"))
		}
		tries := int32(5)
		if id == "meta" {
			tries = 1 // it is Meta who says so
		}
		if n := g.count("/v25.0/" + id); n != tries {
			t.Errorf("%s was asked for %d times", id, n)
		}
	}
	found.Store(true)
	if again, err := media.Retry(moves.StoreOf(b.app), rows["bare"], time.Now()); err != nil || !again {
		t.Fatalf("it can't be tried again: %t, %v", again, err)
	}
	b.fetcher.Wake()
	b.until(rows["bare"], "stored")
}

// No file expires by a clock that is known to be wrong; and what had expired
// before anybody knew is fetched when it is right.
func TestNoFileExpiresByAWrongClock(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	var works atomic.Bool
	g.proxy = func(w http.ResponseWriter, what string) bool {
		if !works.Load() {
			w.WriteHeader(http.StatusBadGateway)
		}
		return !works.Load()
	}
	b := newBench(t, g)
	waits, expired := b.wait("waits", "document", "text/plain"), b.wait("expired", "document", "text/plain")
	if _, err := b.app.NonconcurrentDB().NewQuery("UPDATE whatsapp_media SET state = 'expired' WHERE row = {:row}").Bind(dbx.Params{"row": expired}).Execute(); err != nil {
		t.Fatal(err)
	}
	b.wrong.Store(true)
	b.later.Store(int64(30 * 24 * time.Hour))
	b.start()
	for step := range 5 {
		b.later.Add(int64(time.Hour))
		b.fetcher.Wake()
		for end := time.Now().Add(patience); b.due() > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("step %d: what is due is not tried", step)
			}
		}
	}
	b.until(waits, "pending")
	works.Store(true)
	b.later.Store(0)
	b.wrong.Store(false)
	err := b.app.RunInTransaction(func(tx core.App) error {
		_, err := media.Righted(moves.StoreOf(tx), time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.fetcher.Wake()
	b.until(waits, "stored")
	b.until(expired, "stored")
}

package media_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/media"
	"pocketcrm/hooks/moves"
	"pocketcrm/internal/fresh"
	_ "pocketcrm/pb_migrations"
	"pocketcrm/whatsapp"
)

func TestMain(m *testing.M) { fresh.Main(m) }

const token = "a-token-of-a-test"

// meta is a Graph API with files, good and bad.
type meta struct {
	*httptest.Server
	asked sync.Map // how often by path
	find  func(w http.ResponseWriter, id string) (answered bool)
	serve func(w http.ResponseWriter, id string)
	sha   func(id string) string
	url   func(id string) string
}

func newMeta(t *testing.T) *meta {
	m := &meta{}
	m.find = func(http.ResponseWriter, string) bool { return false }
	m.serve = func(w http.ResponseWriter, id string) { fmt.Fprint(w, "the file ", id) }
	m.sha = func(id string) string {
		sum := sha256.Sum256([]byte("the file " + id))
		return hex.EncodeToString(sum[:])
	}
	m.url = func(id string) string { return m.URL + "/files/" + id }
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count, _ := m.asked.LoadOrStore(r.URL.Path, new(atomic.Int32))
		count.(*atomic.Int32).Add(1)
		if r.Header.Get("Authorization") != "Bearer "+token {
			t.Errorf("%s came without the token", r.URL)
		}
		if id, file := strings.CutPrefix(r.URL.Path, "/files/"); file {
			m.serve(w, id)
			return
		}
		id := filepath.Base(r.URL.Path)
		if m.find(w, id) {
			return
		}
		fmt.Fprintf(w, `{"id":%q,"url":%q,"sha256":%q}`, id, m.url(id), m.sha(id))
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *meta) count(path string) int32 {
	n, ok := m.asked.Load(path)
	if !ok {
		return 0
	}
	return n.(*atomic.Int32).Load()
}

// bench is an application with a fetcher.
type bench struct {
	t       *testing.T
	app     *tests.TestApp
	fetcher *media.Fetcher
	later   *atomic.Int64 // how far the clock was moved
}

func newBench(t *testing.T, m *meta) *bench {
	t.Helper()
	return newBenchWith(t, m, 5*time.Millisecond)
}

func newBenchWith(t *testing.T, m *meta, firstPause time.Duration) *bench {
	t.Helper()
	app, err := tests.NewTestApp(fresh.Dir(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	writer := ingest.New(app, ingest.Options{})
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { writer.Drain(5 * time.Second) })
	cloud := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: m.URL, PhoneNumberID: "1", Token: token, Timeout: 5 * time.Second})
	later := new(atomic.Int64)
	f := media.New(app, cloud, writer, media.Options{
		RetryAfter: firstPause, ProbeEvery: 5 * time.Millisecond,
		Now: func() time.Time { return time.Now().Add(time.Duration(later.Load())) },
	})
	t.Cleanup(func() { f.Stop(5 * time.Second) })
	return &bench{t, app, f, later}
}

// wait adds a message with a file and returns its row.
func (b *bench) wait(mediaID, kind, mime string) string {
	b.t.Helper()
	id := ingest.NewID()
	now := time.Now().UTC().Format("2006-01-02 15:04:05.000Z")
	for _, statement := range []string{
		`INSERT INTO comms_log (id, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, media_state, media_mime)
			VALUES ({:id}, 'unknown:1', 'whatsapp', 'inbound', {:kind}, 'x', {:now}, {:id}, 'pending', {:mime})`,
		`INSERT INTO whatsapp_media (id, row, media_id, kind, mime, state, due_at, since) VALUES ({:id}, {:id}, {:media}, {:kind}, {:mime}, 'pending', {:now}, {:now})`,
	} {
		if _, err := b.app.NonconcurrentDB().NewQuery(statement).Bind(dbx.Params{"id": id, "kind": kind, "mime": mime, "media": mediaID, "now": now}).Execute(); err != nil {
			b.t.Fatal(err)
		}
	}
	return id
}

func (b *bench) start() {
	b.t.Helper()
	if err := b.fetcher.Start(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) until(row, state string) *core.Record {
	b.t.Helper()
	var record *core.Record
	for range 3000 {
		var err error
		if record, err = b.app.FindRecordById("comms_log", row); err == nil && record.GetString("media_state") == state {
			return record
		}
		time.Sleep(5 * time.Millisecond)
	}
	b.t.Fatalf("the file is %q (%s), want %q", record.GetString("media_state"), record.GetString("media_error"), state)
	return nil
}

func TestEachFileIsFetchedOnce(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	b := newBench(t, m)
	rows := []string{}
	for i := range 40 {
		rows = append(rows, b.wait(fmt.Sprint(i), "document", "text/plain"))
	}
	b.start()
	for range 100 {
		b.fetcher.Wake()
	}
	for i, row := range rows {
		b.until(row, "stored")
		if n := m.count(fmt.Sprintf("/files/%d", i)); n != 1 {
			t.Errorf("file %d was fetched %d times", i, n)
		}
	}
}

// passes moves the clock in steps, each when what was due has been tried, until
// the row is in the state.
func (b *bench) passes(row, state string, step, most time.Duration) {
	b.t.Helper()
	for began := b.later.Load(); ; b.later.Add(int64(step)) {
		b.fetcher.Wake()
		for deadline := time.Now().Add(15 * time.Second); b.due() > 0; time.Sleep(time.Millisecond) {
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
	m := newMeta(t)
	var served atomic.Int32
	m.serve = func(w http.ResponseWriter, id string) {
		switch {
		case id == "heals" && served.Add(1) > 2:
			fmt.Fprint(w, "the file heals")
		case id != "empty":
			fmt.Fprint(w, "something else")
		}
	}
	b := newBenchWith(t, m, 5*time.Second)
	heals, never, empty := b.wait("heals", "document", "text/plain"), b.wait("never", "document", "text/plain"), b.wait("empty", "document", "text/plain")
	b.start()
	b.passes(heals, "stored", time.Minute, 10*time.Minute)
	b.later.Store(int64(12 * time.Hour))
	b.fetcher.Wake()
	b.until(never, "pending")
	b.passes(never, "failed", time.Hour, 30*time.Hour)
	b.passes(empty, "failed", time.Hour, 30*time.Hour)
	for id, row := range map[string]string{"never": never, "empty": empty} {
		if row := b.until(row, "failed"); !strings.Contains(row.GetString("media_error"), "not the file that was sent") || row.GetString("media") != "" {
			t.Errorf("%s: %q, %q", id, row.GetString("media_error"), row.GetString("media"))
		}
		if n := m.count("/files/" + id); n != 5 {
			t.Errorf("%s was tried %d times", id, n)
		}
	}
}

// An address that is refused while its id is good says nothing of the file: the
// token may be dead, or what holds the file may be down, for days.
func TestAnAddressThatIsRefusedForDays(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	var works atomic.Bool
	m.serve = func(w http.ResponseWriter, id string) {
		if status, err := strconv.Atoi(id); err == nil && !works.Load() {
			w.WriteHeader(status)
			return
		}
		fmt.Fprint(w, "the file ", id)
	}
	b := newBenchWith(t, m, 5*time.Second)
	rows := map[string]string{}
	for _, status := range []string{"401", "403", "404", "410"} {
		rows[status] = b.wait(status, "document", "text/plain")
	}
	other := b.wait("other", "document", "text/plain")
	b.start()
	b.until(other, "stored")
	for range 6 * 24 {
		b.later.Add(int64(time.Hour))
		b.fetcher.Wake()
		for b.due() > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	for status, row := range rows {
		b.until(row, "pending")
		if asked, served := m.count("/v25.0/"+status), m.count("/files/"+status); asked < 100 || asked != served {
			t.Errorf("%s: the address was asked for %d times, the file %d times", status, asked, served)
		}
	}
	works.Store(true)
	b.passes(rows["401"], "stored", time.Hour, 2*time.Hour)
	works.Store(false)
	never := b.wait("404", "document", "text/plain")
	b.passes(never, "expired", 12*time.Hour, 8*24*time.Hour)
}

// While Graph itself takes no token, an id waits.
func TestAnIDThatIsRefusedForDays(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	var works atomic.Bool
	m.find = func(w http.ResponseWriter, id string) bool {
		status, err := strconv.Atoi(id)
		if err != nil || works.Load() {
			return false
		}
		w.WriteHeader(status)
		switch status {
		case http.StatusForbidden:
			fmt.Fprint(w, `{"error":{"message":"(#10) Permission","code":10}}`)
		case http.StatusUnauthorized:
			fmt.Fprint(w, `{"error":{"message":"Session has expired","code":0}}`)
		}
		return true
	}
	b := newBenchWith(t, m, 5*time.Second)
	rows := []string{b.wait("401", "document", "text/plain"), b.wait("403", "document", "text/plain"), b.wait("407", "document", "text/plain")}
	b.start()
	for range 6 * 24 {
		b.later.Add(int64(time.Hour))
		b.fetcher.Wake()
		for b.due() > 0 {
			time.Sleep(time.Millisecond)
		}
	}
	for _, row := range rows {
		b.until(row, "pending")
	}
	works.Store(true)
	b.passes(rows[0], "stored", time.Hour, 2*time.Hour)
}

// What stands before Graph may hiccup: an id that is said not to exist without
// Meta's words is asked for a few more times, at once.
func TestAnIDThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
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
	m.find = func(w http.ResponseWriter, id string) bool {
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
	b := newBench(t, m)
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
		if n := m.count("/v25.0/" + id); n != tries {
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

func TestAnAddressElsewhereIsNotAsked(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(elsewhere.Close)
	m.url = func(id string) string { return elsewhere.URL + "/" + id }
	b := newBench(t, m)
	row := b.wait("1", "image", "image/jpeg")
	b.start()
	if got := b.until(row, "failed").GetString("media_error"); !strings.Contains(got, "isn't its own") {
		t.Errorf("%q", got)
	}
	if asked.Load() != 0 {
		t.Error("it was asked, perhaps with the token")
	}
}

func TestAnAddressThatExpiresIsAskedForAgain(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	var served atomic.Int32
	m.serve = func(w http.ResponseWriter, id string) {
		if served.Add(1) == 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, "the file ", id)
	}
	b := newBench(t, m)
	row := b.wait("1", "document", "text/plain")
	b.start()
	b.until(row, "stored")
	if n := m.count("/v25.0/1"); n != 2 {
		t.Errorf("the address was asked for %d times", n)
	}
}

// Whoever asks for a pause of days, a proxy for instance, gets an hour: the
// files would be gone afterwards.
func TestAPauseThatWouldCostTheFiles(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	var served atomic.Int32
	m.serve = func(w http.ResponseWriter, id string) {
		if served.Add(1) == 1 {
			w.Header().Set("Retry-After", "604800")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, "the file ", id)
	}
	b := newBench(t, m)
	row := b.wait("1", "document", "text/plain")
	b.start()
	for n, i := 0, 0; n == 0; i++ {
		if i == 1000 {
			t.Fatal("no pause was made")
		}
		time.Sleep(5 * time.Millisecond)
		if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_media WHERE state = 'pending' AND error != ''").Row(&n); err != nil {
			t.Fatal(err)
		}
	}
	b.later.Store(int64(59 * time.Minute))
	b.fetcher.Wake()
	time.Sleep(50 * time.Millisecond)
	if n := served.Load(); n != 1 {
		t.Errorf("it was asked for %d times within the pause", n)
	}
	b.later.Store(int64(61 * time.Minute))
	b.fetcher.Wake()
	b.until(row, "stored")
}

// An answer that never ends is stopped at the limit, and costs no memory.
func TestAnEndlessFileIsStopped(t *testing.T) {
	m := newMeta(t)
	var sent atomic.Int64
	m.serve = func(w http.ResponseWriter, _ string) {
		block := make([]byte, 64<<10)
		for sent.Load() < 200<<20 {
			n, err := w.Write(block)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
	b := newBench(t, m)
	row := b.wait("1", "video", "video/mp4")
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most.Store(max(most.Load(), now.HeapInuse))
			}
		}
	}()
	b.start()
	got := b.until(row, "failed")
	close(done)
	if !strings.Contains(got.GetString("media_error"), "100 MB") || got.GetString("media") != "" {
		t.Errorf("%q", got.GetString("media_error"))
	}
	if n := sent.Load(); n >= 200<<20 {
		t.Errorf("all %d bytes were taken", n)
	}
	if grown := int64(most.Load()) - int64(before.HeapInuse); grown > 32<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	b.emptied()
}

// emptied waits until no temporary file is left: they go after their row says
// how it ended.
func (b *bench) emptied() {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		entries, _ := os.ReadDir(filepath.Join(b.app.DataDir(), media.Directory))
		if len(entries) == 0 {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("temporary files are left: %v", entries)
		}
	}
}

// What a message of which nothing is left had stored goes as well.
func TestTheFileOfADeletedMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t, newMeta(t))
	row := b.wait("1", "document", "text/plain")
	if _, err := b.app.NonconcurrentDB().NewQuery("DELETE FROM comms_log").Execute(); err != nil {
		t.Fatal(err)
	}
	files := media.NewFiles(b.app)
	temporary, _ := files.Temporary(row)
	_, _ = temporary.Write(bytes.Repeat([]byte("x"), 10))
	_ = temporary.Close()
	if err := files.Put(t.Context(), row, temporary.Name(), media.Stored{Key: "document_x.bin"}); err != nil {
		t.Fatal(err)
	}
	b.start()
	for range 1000 {
		var n int
		if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_media").Row(&n); err == nil && n == 0 {
			if _, err := files.Open(t.Context(), row, "document_x.bin"); err == nil {
				t.Error("its file is still there")
			}
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("its job is still there")
}

package media_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
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
	"pocketcrm/hooks/meta"
	"pocketcrm/internal/fresh"
	_ "pocketcrm/pb_migrations"
	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

func TestMain(m *testing.M) { fresh.Main(m) }

const token = "a-token-of-a-test"

// patience is how long a test waits for what happens at once, so that a busy
// machine fails none.
const patience = time.Minute

// graph is the simulator with files of customers, counting who asks for them.
type graph struct {
	*httptest.Server
	sim *simulator.Simulator
	// proxy stands before it and may answer in its place; it is told what is asked for
	proxy func(w http.ResponseWriter, what string) (answered bool)
	asked sync.Map     // how often by path, or for the bytes by "bytes of " and the id
	sent  atomic.Int64 // bytes of answers
}

func newGraph(t *testing.T) *graph {
	t.Helper()
	g := &graph{sim: simulator.New(simulator.Options{AccessToken: token, Rates: simulator.NoLimits})}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		what := r.URL.Path
		if id := r.URL.Query().Get("mid"); id != "" {
			what = "bytes of " + id
		}
		count, _ := g.asked.LoadOrStore(what, new(atomic.Int32))
		count.(*atomic.Int32).Add(1)
		if g.proxy != nil && g.proxy(w, what) {
			return
		}
		g.sim.ServeHTTP(countedAnswer{w, &g.sent}, r)
	}))
	t.Cleanup(func() {
		if err := g.sim.Close(); err != nil {
			t.Error(err)
		}
		g.Close()
	})
	return g
}

type countedAnswer struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (a countedAnswer) Write(b []byte) (int, error) {
	n, err := a.ResponseWriter.Write(b)
	a.sent.Add(int64(n))
	return n, err
}

// Unwrap lets a [http.ResponseController] flush.
func (a countedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (g *graph) count(what string) int32 {
	n, ok := g.asked.Load(what)
	if !ok {
		return 0
	}
	return n.(*atomic.Int32).Load()
}

// file has a customer send a file that has this id.
func (g *graph) file(t *testing.T, id, kind, mime string, data []byte) {
	t.Helper()
	content := fmt.Sprintf(`{"id":%q,"mime_type":%q}`, id, mime)
	if _, err := g.sim.Write(simulator.Inbound{From: "447700900123", Type: kind, Content: json.RawMessage(content), Media: data}); err != nil {
		t.Fatal(err)
	}
}

func (g *graph) fail(t *testing.T, failure simulator.Failure) {
	t.Helper()
	if _, err := g.sim.AddFailure(failure); err != nil {
		t.Fatal(err)
	}
}

// bench is an application with a fetcher.
type bench struct {
	t       *testing.T
	graph   *graph
	app     *tests.TestApp
	fetcher *media.Fetcher
	later   *atomic.Int64 // how far the clock was moved
	wrong   *atomic.Bool  // whether it is known that it can't be right
}

func newBench(t *testing.T, g *graph) *bench {
	t.Helper()
	return newBenchWith(t, g, 5*time.Millisecond)
}

func newBenchWith(t *testing.T, g *graph, firstPause time.Duration) *bench {
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
	t.Cleanup(func() { writer.Drain(patience) })
	cloud := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: g.URL, PhoneNumberID: simulator.DefaultPhoneNumberID, Token: token, Timeout: patience})
	later, wrong := new(atomic.Int64), new(atomic.Bool)
	now := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	gate := meta.New(cloud, meta.Options{RetryAfter: firstPause, ProbeEvery: 5 * time.Millisecond, Now: now})
	f := media.New(app, gate, writer, media.Options{RetryAfter: firstPause, Now: now, ClockHolds: func() bool { return !wrong.Load() }})
	t.Cleanup(func() { f.Stop(patience); gate.Stop() })
	return &bench{t, g, app, f, later, wrong}
}

// wait adds a message with a file, of which the simulator knows, and returns its row.
func (b *bench) wait(mediaID, kind, mime string) string {
	b.t.Helper()
	b.graph.file(b.t, mediaID, kind, mime, []byte("the file "+mediaID))
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
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		var err error
		if record, err = b.app.FindRecordById("comms_log", row); err == nil && record.GetString("media_state") == state {
			return record
		}
	}
	b.t.Fatalf("the file is %q (%s), want %q", record.GetString("media_state"), record.GetString("media_error"), state)
	return nil
}

func TestEachFileIsFetchedOnce(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g)
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
		if n := g.count(fmt.Sprintf("bytes of %d", i)); n != 1 {
			t.Errorf("file %d was fetched %d times", i, n)
		}
	}
}

func TestAConnectionThatBreaksInTheMiddleIsTriedAgain(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	g.fail(t, simulator.Failure{Preset: "media_short", Next: 2})
	b := newBench(t, g)
	row := b.wait("1", "document", "text/plain")
	b.start()
	b.until(row, "stored")
	if n := g.count("bytes of 1"); n != 3 {
		t.Errorf("it was tried %d times", n)
	}
}

func TestAnAddressElsewhereIsNotAsked(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"media_elsewhere", "media_redirect"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t)
			var asked atomic.Int32
			elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
			t.Cleanup(elsewhere.Close)
			g.fail(t, simulator.Failure{Preset: preset, Outcome: simulator.Outcome{Location: elsewhere.URL}})
			b := newBench(t, g)
			row := b.wait("1", "image", "image/jpeg")
			b.start()
			if got := b.until(row, "failed").GetString("media_error"); !strings.Contains(got, "isn't its own") {
				t.Errorf("%q", got)
			}
			if asked.Load() != 0 {
				t.Error("it was asked, perhaps with the token")
			}
		})
	}
}

func TestAnAddressThatExpiresIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]simulator.Failure{
		"not found":    {Preset: "media_gone", Next: 1},
		"unauthorised": {Preset: "token_expired", Endpoint: "attachments", Next: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t)
			g.fail(t, failure)
			b := newBench(t, g)
			row := b.wait("1", "document", "text/plain")
			b.start()
			b.until(row, "stored")
			if n := g.count("/v25.0/1"); n != 2 {
				t.Errorf("the address was asked for %d times", n)
			}
		})
	}
}

// Whoever asks for a pause of days, a proxy for instance, gets an hour: the
// files would be gone afterwards.
func TestAPauseThatWouldCostTheFiles(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	g.fail(t, simulator.Failure{Endpoint: "attachments", Next: 1, Outcome: simulator.Outcome{HTML: true, Status: http.StatusTooManyRequests, RetryAfter: 604800}})
	b := newBench(t, g)
	row := b.wait("1", "document", "text/plain")
	b.start()
	for n, end := 0, time.Now().Add(patience); n == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no pause was made")
		}
		if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_media WHERE state = 'pending' AND error != ''").Row(&n); err != nil {
			t.Fatal(err)
		}
	}
	b.later.Store(int64(59 * time.Minute))
	b.fetcher.Wake()
	time.Sleep(50 * time.Millisecond)
	if n := g.count("bytes of 1"); n != 1 {
		t.Errorf("it was asked for %d times within the pause", n)
	}
	b.later.Store(int64(61 * time.Minute))
	b.fetcher.Wake()
	b.until(row, "stored")
}

// An answer that never ends is stopped at the limit, and costs no memory.
func TestAnEndlessFileIsStopped(t *testing.T) {
	g := newGraph(t)
	g.fail(t, simulator.Failure{Preset: "media_long"})
	b := newBench(t, g)
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
	if n := g.sent.Load(); n >= 200<<20 {
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
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
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
	b := newBench(t, newGraph(t))
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
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		var n int
		if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_media").Row(&n); err == nil && n == 0 {
			if _, err := files.Open(t.Context(), row, "document_x.bin"); err == nil {
				t.Error("its file is still there")
			}
			return
		}
	}
	t.Error("its job is still there")
}

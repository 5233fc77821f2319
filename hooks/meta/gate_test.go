package meta_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// patience is how long a test waits for what happens at once.
const patience = time.Minute

// cloud answers every call alike, and counts them.
type cloud struct {
	mu      sync.Mutex
	answer  error
	number  error // of a probe
	calls   int
	probes  int
	probing atomic.Int32
	both    atomic.Bool // two probes were under way at once
}

func (c *cloud) call() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	return c.answer
}

func (c *cloud) set(answer, number error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer, c.number = answer, number
}

func (c *cloud) counts() (calls, probes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls, c.probes
}

func (c *cloud) Send(context.Context, whatsapp.Outgoing) (whatsapp.Sent, error) {
	return whatsapp.Sent{}, c.call()
}
func (c *cloud) Upload(context.Context, whatsapp.Upload) (string, error) { return "", c.call() }
func (c *cloud) Media(context.Context, string) (whatsapp.MediaInfo, error) {
	return whatsapp.MediaInfo{}, c.call()
}
func (c *cloud) Download(context.Context, string, io.Writer, int64) (int64, error) {
	return 0, c.call()
}
func (c *cloud) MarkRead(context.Context, string, bool) error { return c.call() }
func (c *cloud) Templates(context.Context, string) ([]whatsapp.Template, error) {
	return nil, c.call()
}

func (c *cloud) PhoneNumber(context.Context) error {
	if c.probing.Add(1) > 1 {
		c.both.Store(true)
	}
	defer c.probing.Add(-1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probes++
	return c.number
}

// ways are all calls that pass the gate.
func ways(g *meta.Gate) map[meta.Work]func() error {
	ctx := context.Background()
	return map[meta.Work]func() error{
		meta.Sending:     func() error { _, err := g.Send(ctx, whatsapp.Outgoing{}); return err },
		meta.Uploading:   func() error { _, err := g.Upload(ctx, whatsapp.Upload{}); return err },
		meta.Fetching:    func() error { _, err := g.Media(ctx, "1"); return err },
		meta.Receipts:    func() error { return g.MarkRead(ctx, "wamid.1", false) },
		meta.Templates:   func() error { _, err := g.Templates(ctx, "1"); return err },
		"of the address": func() error { _, err := g.Download(ctx, "", io.Discard, 1); return err },
	}
}

// bench is a gate with a clock, which tells of its changes.
func bench(t *testing.T) (c *cloud, g *meta.Gate, later *atomic.Int64, changes *atomic.Int32) {
	t.Helper()
	c, later, changes = &cloud{}, new(atomic.Int64), new(atomic.Int32)
	began := time.Now()
	g = meta.New(c, meta.Options{
		RetryAfter: 8 * time.Second, ProbeEvery: time.Millisecond,
		Now:     func() time.Time { return began.Add(time.Duration(later.Load())) },
		Changed: func() { changes.Add(1) },
	})
	t.Cleanup(g.Stop)
	return c, g, later, changes
}

func until(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came about that", what)
		}
	}
}

func refusal(code, status int) *whatsapp.APIError {
	return &whatsapp.APIError{Code: code, HTTPStatus: status, Type: "OAuthException", Title: "refused"}
}

// Whoever meets it first: when Meta refuses the set-up, nobody asks it anything
// but the one probe, until that passes.
func TestARefusedSetUpStopsEverything(t *testing.T) {
	t.Parallel()
	faults := map[string]*whatsapp.APIError{
		"code 190": refusal(190, 401), "code 102": refusal(102, 400), "code 104": refusal(104, 400), "code 2500": refusal(2500, 400),
		"401 without its code": refusal(0, 401), "the proof": {Code: 100, HTTPStatus: 400, Title: "Invalid appsecret_proof provided in the API argument"},
	}
	for name, fault := range faults {
		for first := range ways(nil) {
			t.Run(name+" "+string(first), func(t *testing.T) {
				t.Parallel()
				c, g, _, changes := bench(t)
				c.set(fault, fault)
				changed := g.Changed()
				if err := ways(g)[first](); !errors.Is(err, fault) {
					t.Fatalf("%v", err)
				}
				<-changed
				if g.Closed() != fault || changes.Load() != 1 {
					t.Fatalf("closed: %v, told %d times", g.Closed(), changes.Load())
				}
				for work, call := range ways(g) {
					var closed *meta.ClosedError
					if err := call(); !errors.As(err, &closed) || !errors.Is(err, fault) || g.Pause(work) <= 0 {
						t.Errorf("%s while it is closed: %v", work, err)
					}
				}
				until(t, "it is probed", func() bool { _, probes := c.counts(); return probes > 3 })
				calls, _ := c.counts()
				changed = g.Changed()
				c.set(nil, nil)
				<-changed
				if calls != 1 || g.Closed() != nil || g.Pause(meta.Sending) != 0 || c.both.Load() {
					t.Errorf("%d calls, closed: %v, two probes at once: %t", calls, g.Closed(), c.both.Load())
				}
				if err := ways(g)[first](); err != nil {
					t.Errorf("open again: %v", err)
				}
			})
		}
	}
}

// A probe that reaches nobody, or a proxy, says nothing; one that Meta answers
// without refusing the set-up says that it works.
func TestWhatAProbeSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number error
		opens  bool
	}{
		"it works":                   {nil, true},
		"another refusal":            {refusal(100, 400), true},
		"a permission is missing":    {refusal(10, 403), true},
		"nobody is there":            {whatsapp.ErrNotSent, false},
		"no answer":                  {whatsapp.ErrNoAnswer, false},
		"a proxy's page":             {&whatsapp.APIError{Code: whatsapp.CodeNone, HTTPStatus: 403}, false},
		"too many calls":             {refusal(4, 400), false},
		"a fault at Meta":            {refusal(2, 503), false},
		"the token for other reason": {refusal(190, 401), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud, g, _, _ := bench(t)
			cloud.set(refusal(0, 401), c.number)
			_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
			until(t, "it is probed twice, or opens", func() bool { _, probes := cloud.counts(); return probes > 2 || g.Closed() == nil })
			if opens := g.Closed() == nil; opens != c.opens {
				t.Errorf("it opens: %t", opens)
			}
		})
	}
}

// What Meta asks for holds for all, once for what was under way together, and
// twice as long each time in a row.
func TestTooFastHoldsForAll(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4, 17, 341, 613, 80007, 80008, 130429} {
		c, g, later, _ := bench(t)
		c.set(refusal(code, 400), nil)
		_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
		if pause := g.Pause(meta.Fetching); pause < 4*time.Second || pause > 8*time.Second {
			t.Errorf("%d: files wait for %s", code, pause)
		}
		for work, call := range ways(g) {
			if err := call(); !errors.As(err, new(*meta.ClosedError)) {
				t.Errorf("%d: %s: %v", code, work, err)
			}
		}
		later.Add(int64(9 * time.Second))
		_ = g.MarkRead(t.Context(), "wamid.1", false)
		if pause := g.Pause(meta.Sending); pause < 8*time.Second || pause > 16*time.Second {
			t.Errorf("%d: the second time it waits for %s", code, pause)
		}
		if calls, _ := c.counts(); calls != 2 || g.Closed() != nil {
			t.Errorf("%d: %d calls", code, calls)
		}
		later.Add(int64(17 * time.Second))
		c.set(nil, nil)
		_, err := g.Send(t.Context(), whatsapp.Outgoing{})
		if c.set(refusal(code, 400), nil); err != nil {
			t.Errorf("%d: %v", code, err)
		}
		_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
		if pause := g.Pause(meta.Sending); pause > 8*time.Second {
			t.Errorf("%d: after it went well it waits for %s", code, pause)
		}
	}

	c, g, _, _ := bench(t)
	asks := refusal(999999, http.StatusTooManyRequests)
	asks.RetryAfter = 15 * time.Minute
	c.set(asks, nil)
	_, _ = g.Templates(t.Context(), "1")
	if pause := g.Pause(meta.Sending); pause != 15*time.Minute {
		t.Errorf("as long as Meta asks for: %s", pause)
	}
	c, g, _, _ = bench(t)
	c.set(refusal(131056, http.StatusTooManyRequests), nil)
	_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
	if pause := g.Pause(meta.Sending); pause != 0 {
		t.Errorf("too much to one person holds all: %s", pause)
	}
	c.set(refusal(131049, http.StatusTooManyRequests), nil)
	_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
	if pause := g.Pause(meta.Sending); pause != 0 {
		t.Errorf("what one person gets from all businesses holds all: %s", pause)
	}
}

// What holds the files is another host: that it fails lets no message wait.
func TestFilesThatFailLetNoMessageWait(t *testing.T) {
	t.Parallel()
	c, g, later, _ := bench(t)
	c.set(refusal(999999, http.StatusTooManyRequests), nil)
	_, err := g.Download(t.Context(), "", io.Discard, 1)
	g.FetchFailed(err)
	g.FetchFailed(whatsapp.ErrNoAnswer) // of another file under way
	if files, messages := g.Pause(meta.Fetching), g.Pause(meta.Sending); files < 4*time.Second || files > 8*time.Second || messages != 0 {
		t.Errorf("files wait for %s, messages for %s", files, messages)
	}
	later.Add(int64(9 * time.Second))
	g.FetchFailed(whatsapp.ErrNoAnswer)
	if pause := g.Pause(meta.Fetching); pause < 8*time.Second {
		t.Errorf("the second time in a row: %s", pause)
	}
	g.FetchWorked()
	if pause := g.Pause(meta.Fetching); pause != 0 {
		t.Errorf("after one came: %s", pause)
	}
}

// A fault of the set-up that refuses one kind of work is known until that kind
// goes well.
func TestAFaultOfOneKindOfWork(t *testing.T) {
	t.Parallel()
	unknown := &whatsapp.APIError{Code: 100, Subcode: 33, HTTPStatus: 400, Type: "GraphMethodException", Title: "Unsupported post request"}
	proxy := &whatsapp.APIError{Code: whatsapp.CodeNone, HTTPStatus: 403}
	for _, tc := range []struct {
		work  meta.Work
		err   *whatsapp.APIError
		known bool
	}{
		{meta.Sending, unknown, true}, {meta.Uploading, unknown, true}, {meta.Templates, unknown, true}, {meta.Fetching, unknown, false}, {meta.Receipts, unknown, false},
		{meta.Sending, proxy, true}, {meta.Fetching, proxy, true}, {meta.Sending, refusal(131042, 400), true}, {meta.Sending, refusal(10, 403), true},
		{meta.Sending, refusal(131047, 400), false}, {meta.Sending, refusal(131026, 400), false}, {meta.Sending, refusal(100, 400), false},
	} {
		c, g, _, changes := bench(t)
		c.set(tc.err, nil)
		for range 3 {
			_ = ways(g)[tc.work]()
		}
		told := int32(0)
		if tc.known {
			told = 1
		}
		if known := g.Fault(tc.work) == tc.err; known != tc.known || g.Closed() != nil || g.Pause(tc.work) != 0 || changes.Load() != told {
			t.Errorf("%s, %v: known %t, told %d times", tc.work, tc.err, known, changes.Load())
		}
		c.set(nil, nil)
		for work, call := range ways(g) {
			if work != tc.work {
				_ = call()
			}
		}
		if known := g.Fault(tc.work) != nil; known != tc.known && tc.work != meta.Fetching {
			t.Errorf("%s: other work made it forget %v", tc.work, tc.err)
		}
		if _ = ways(g)[tc.work](); g.Fault(tc.work) != nil {
			t.Errorf("%s: it went well, and %v is still known", tc.work, tc.err)
		}
	}
}

// Of a file that may not be seen Meta says the same as of one that is gone: it
// is gone only while the number is there.
func TestAFileIsOnlyGoneWhileTheNumberIsThere(t *testing.T) {
	t.Parallel()
	gone := &whatsapp.APIError{Code: 100, Subcode: 33, HTTPStatus: 400, Type: "GraphMethodException", Title: "Unsupported get request"}
	for name, tc := range map[string]struct {
		number error
		waits  bool
		closes bool
	}{
		"there":               {nil, false, false},
		"not there either":    {gone, true, false},
		"may not be seen":     {refusal(10, 403), true, false},
		"the token has ended": {refusal(190, 401), true, true},
		"behind a proxy":      {&whatsapp.APIError{Code: whatsapp.CodeNone, HTTPStatus: 403}, false, false},
		"asked too often":     {refusal(4, 400), false, false},
		"out of reach":        {whatsapp.ErrNoAnswer, false, false},
	} {
		c, g, _, _ := bench(t)
		c.set(gone, tc.number)
		_, err := g.Media(t.Context(), "1")
		if unseen := errors.Is(err, meta.ErrUnseen); unseen != (tc.waits && !tc.closes) || errors.As(err, new(*meta.ClosedError)) != tc.closes {
			t.Errorf("%s: %v", name, err)
		}
		told := g.Fault(meta.Fetching) != nil
		if told != (tc.waits && !tc.closes) || (g.Closed() != nil) != tc.closes {
			t.Errorf("%s: an admin is told: %t", name, told)
		}
		if !tc.closes && (g.Pause(meta.Fetching) != 0 || g.Pause(meta.Sending) != 0) {
			t.Errorf("%s: one file holds others", name)
		}
		c.set(nil, nil)
		until(t, "it goes on: "+name, func() bool { return g.Closed() == nil })
		if _, err = g.Media(t.Context(), "1"); err != nil || g.Fault(meta.Fetching) != nil {
			t.Errorf("%s: once it works: %v", name, err)
		}
	}
}

func TestAStopEndsTheProbe(t *testing.T) {
	t.Parallel()
	c := &cloud{answer: refusal(190, 401), number: refusal(190, 401)}
	g := meta.New(c, meta.Options{ProbeEvery: time.Hour})
	_, _ = g.Send(t.Context(), whatsapp.Outgoing{})
	g.Stop() // note: it waits for the probe to end
	if g.Closed() == nil {
		t.Error("it opened")
	}
}

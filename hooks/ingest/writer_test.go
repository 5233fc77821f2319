package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/internal/fresh"
	_ "pocketcrm/pb_migrations"
	"pocketcrm/whatsapp"
)

func TestMain(m *testing.M) { fresh.Main(m) }

func newWriter(t testing.TB) (*Writer, *tests.TestApp) {
	t.Helper()
	app, err := tests.NewTestApp(fresh.Dir(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	w := New(app, Options{})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Drain(time.Minute) })
	return w, app
}

func count(t testing.TB, app *tests.TestApp, from string) int {
	t.Helper()
	var n int
	if err := app.DB().NewQuery("SELECT COUNT(*) FROM " + from).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// message is the event of a text, made the way the webhook makes it.
func message(t testing.TB, from, wamid, at, text string) []whatsapp.Event {
	t.Helper()
	body, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	events, err := whatsapp.DecodeWebhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",`+
		`"value":{"metadata":{"phone_number_id":"2"},"messages":[{"from":%q,"id":%q,"timestamp":%q,"type":"text","text":{"body":%s}}]}}]}]}`, from, wamid, at, body))
	if err != nil || len(events) != 1 || events[0].Kind != whatsapp.KindMessage {
		t.Fatalf("decode: %v, %+v", err, events)
	}
	return events
}

func TestAFailingElementIsParkedAndCostsNobodyElse(t *testing.T) {
	for _, how := range []string{"error", "panic"} {
		t.Run(how, func(t *testing.T) {
			w, app := newWriter(t)
			broken := true
			w.applyHook = func(e *whatsapp.Event) error {
				switch {
				case !broken || e.ID != "wamid.2":
					return nil
				case how == "panic":
					panic("bang")
				default:
					return errors.New("bang")
				}
			}

			events := slices.Concat(message(t, "15550100311", "wamid.1", "1793700001", "one"),
				message(t, "15550100311", "wamid.2", "1793700002", "two"), message(t, "15550100311", "wamid.3", "1793700003", "three"))
			if err := w.Submit(events, 100); err != nil {
				t.Fatal(err)
			}
			if n := count(t, app, "comms_log"); n != 2 {
				t.Errorf("%d rows, want 2", n)
			}
			if n := count(t, app, "whatsapp_events WHERE reason = 'error' AND state = 'parked' AND error LIKE '%bang%' AND body LIKE '%two%'"); n != 1 {
				t.Errorf("%d parked, want 1", n)
			}
			if n := count(t, app, "conversations WHERE unread = 2 AND last_preview = 'three'"); n != 1 {
				t.Error("the conversation counts the element that failed, or not the others")
			}

			// while it is broken, a replay changes nothing but the count
			if s, err := w.ReplayAll(); err != nil || s.Applied != 0 || s.Parked != 1 {
				t.Errorf("replay before the fix: %+v, %v", s, err)
			}

			broken = false
			for range 2 {
				if _, err := w.ReplayAll(); err != nil {
					t.Fatal(err)
				}
				// Meta sends the whole body again
				if err := w.Submit(events, 100); err != nil {
					t.Fatal(err)
				}
				if n := count(t, app, "comms_log"); n != 3 {
					t.Errorf("%d rows after the fix, want 3", n)
				}
			}
			if n := count(t, app, "whatsapp_events WHERE state = 'applied' AND attempts = 2"); n != 1 {
				t.Error("the parked element is not marked as applied at its second attempt")
			}
		})
	}
}

func TestAFaultOfTheStoreIsNobodysElement(t *testing.T) {
	w, app := newWriter(t)
	w.applyHook = func(*whatsapp.Event) error { return storeFault{errors.New("the disk is full")} }
	err := w.Submit(message(t, "15550100311", "wamid.1", "1793700001", "one"), 100)
	w.applyHook = nil
	if err == nil {
		t.Fatal("it was acknowledged")
	}
	if n := count(t, app, "comms_log") + count(t, app, "whatsapp_events"); n != 0 {
		t.Errorf("%d rows were stored", n)
	}
	if err := w.Submit(message(t, "15550100311", "wamid.1", "1793700001", "one"), 100); err != nil {
		t.Errorf("it does not recover: %v", err)
	}
}

func TestManyAtOnceAreEachStoredOnce(t *testing.T) {
	w, app := newWriter(t)
	var wg sync.WaitGroup
	for i := range 50 {
		events := message(t, fmt.Sprintf("1555010%04d", i%7), fmt.Sprintf("wamid.%d", i), "1793700001", "x")
		for range 4 {
			wg.Go(func() {
				if err := w.Submit(events, 100); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if n := count(t, app, "comms_log"); n != 50 {
		t.Errorf("%d rows, want 50", n)
	}
	var unread int
	if err := app.DB().NewQuery("SELECT SUM(unread) FROM conversations").Row(&unread); err != nil || unread != 50 {
		t.Errorf("%d unread, want 50 (%v)", unread, err)
	}
}

func TestDrainFinishesWhatWasAccepted(t *testing.T) {
	w, app := newWriter(t)
	var wg sync.WaitGroup
	var acknowledged sync.Map
	begun := make(chan struct{})
	var once sync.Once
	w.applyHook = func(*whatsapp.Event) error {
		once.Do(func() { close(begun) })
		return nil
	}
	for i := range 200 {
		id := fmt.Sprintf("wamid.%d", i)
		events := message(t, "15550100311", id, "1793700001", "x")
		wg.Go(func() {
			if w.Submit(events, 100) == nil {
				acknowledged.Store(id, true)
			}
		})
	}
	<-begun
	w.Drain(time.Minute)
	wg.Wait()
	n := 0
	acknowledged.Range(func(id, _ any) bool {
		n++
		if count(t, app, "comms_log WHERE ext_message_id = '"+id.(string)+"'") != 1 {
			t.Errorf("%s was acknowledged and is not there", id)
		}
		return true
	})
	if stored := count(t, app, "comms_log"); stored != n || n == 0 {
		t.Errorf("%d stored, %d acknowledged", stored, n)
	}
	if err := w.Submit(message(t, "15550100311", "wamid.late", "1793700001", "x"), 100); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestQueueIsBoundedByBytes(t *testing.T) {
	w, _ := newWriter(t)
	if err := w.Submit(message(t, "15550100311", "wamid.1", "1793700001", "x"), maxWaitingBytes+1); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want %v", err, ErrFull)
	}
	if err := w.Submit(message(t, "15550100311", "wamid.1", "1793700001", "x"), 100); err != nil {
		t.Errorf("the refused body still counts: %v", err)
	}
}

func TestNewIDsGrow(t *testing.T) {
	last := ""
	for range 10_000 {
		id := NewID()
		if len(id) != 15 || id <= last || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Fatalf("%q after %q", id, last)
		}
		last = id
	}
}

func TestPreviewIsOneShortLine(t *testing.T) {
	for in, wanted := range map[string]string{
		"hello":                   "hello",
		"  two\n\nlines\t ":       "two lines",
		strings.Repeat("ä", 300):  strings.Repeat("ä", 119) + "…",
		strings.Repeat("a ", 900): strings.Repeat("a ", 59) + "a…",
		"":                        "",
		"👩‍👩‍👧 family":            "👩‍👩‍👧 family",
	} {
		if got := Preview(in); got != wanted {
			t.Errorf("Preview(%.20q) = %q, want %q", in, got, wanted)
		}
	}
}

// What came before its message and can't be applied costs itself, never the message.
func TestABrokenEarlyEventDoesNotHideTheMessage(t *testing.T) {
	w, app := newWriter(t)
	early, err := whatsapp.DecodeWebhook([]byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"2"},` +
		`"messages":[{"id":"wamid.R","timestamp":"1793700009","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}}]}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Submit(early, 100); err != nil {
		t.Fatal(err)
	}
	broken := true
	w.applyHook = func(e *whatsapp.Event) error {
		if broken && e.Kind == whatsapp.KindReaction {
			panic("bang")
		}
		return nil
	}
	if err := w.Submit(message(t, "15550100311", "wamid.1", "1793700001", "hello"), 100); err != nil {
		t.Fatal(err)
	}
	if n := count(t, app, "comms_log WHERE body = 'hello'"); n != 1 {
		t.Errorf("%d rows, want the message", n)
	}
	if n := count(t, app, "whatsapp_events WHERE state = 'parked' AND reason = 'error' AND error LIKE '%bang%'"); n != 1 {
		t.Error("the event does not say why it is still parked")
	}
	broken = false
	if s, err := w.ReplayAll(); err != nil || s.Applied != 1 {
		t.Errorf("replay: %+v, %v", s, err)
	}
	if n := count(t, app, "comms_log WHERE reactions LIKE '%👍%'"); n != 1 {
		t.Error("the reaction was not applied")
	}
}

// A request whose element can neither be applied nor kept is refused alone.
func TestARequestThatCannotBeKeptIsRefusedAlone(t *testing.T) {
	w, app := newWriter(t)
	good, bad := message(t, "15550100311", "wamid.good", "1793700001", "hello"), message(t, "15550100311", "wamid.bad", "1793700001", "hello")
	w.applyHook = func(e *whatsapp.Event) error {
		if e.ID == "wamid.bad" {
			return errors.New("bang")
		}
		return nil
	}
	if _, err := app.NonconcurrentDB().NewQuery(`CREATE TRIGGER no_events BEFORE INSERT ON whatsapp_events BEGIN SELECT RAISE(ABORT, 'no'); END`).Execute(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var goodErr, badErr error
	wg.Go(func() { badErr = w.Submit(bad, 100) })
	wg.Go(func() { goodErr = w.Submit(good, 100) })
	wg.Wait()
	if goodErr != nil || badErr == nil {
		t.Errorf("good: %v, bad: %v", goodErr, badErr)
	}
	if n := count(t, app, "comms_log"); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

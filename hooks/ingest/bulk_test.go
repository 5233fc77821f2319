package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pocketcrm/whatsapp"
)

// history is an imported chunk with n messages, from the first on.
func history(t testing.TB, first, n int) []whatsapp.Event {
	t.Helper()
	messages := make([]string, n)
	for i := range messages {
		messages[i] = fmt.Sprintf(`{"from":"15550100311","id":"wamid.OLD%d","timestamp":"%d","type":"text","text":{"body":"old"},"history_context":{"status":"READ"}}`, first+i, 1790000000+first+i)
	}
	events, err := whatsapp.DecodeWebhook([]byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"history","value":{"metadata":{"phone_number_id":"2"},` +
		`"history":[{"metadata":{"progress":10},"threads":[{"id":"15550100311","messages":[` + strings.Join(messages, ",") + `]}]}]}}]}]}`))
	if err != nil || len(events) != n+1 {
		t.Fatalf("decode: %v, %d events", err, len(events))
	}
	return events
}

// New messages are stored between the slices of an import, however many imports
// come at once.
func TestNewMessagesAreStoredBetweenSlices(t *testing.T) {
	const imports, size = 3, 4 * bulkSlice
	w, app := newWriter(t)
	var order []string // of what is applied; of the writer's goroutine
	var live sync.WaitGroup
	w.applyHook = func(e *whatsapp.Event) error {
		order = append(order, e.ID)
		if e.Kind == whatsapp.KindHistory && len(order) == 1 {
			waiting := len(w.queue)
			live.Go(func() {
				if err := w.Submit(message(t, "15550100322", "wamid.LIVE", "1793700001", "new"), 100); err != nil {
					t.Error(err)
				}
			})
			// note: it waits for this transaction
			for began := time.Now(); len(w.queue) == waiting && time.Since(began) < time.Minute; {
				time.Sleep(time.Millisecond)
			}
		}
		return nil
	}
	var all sync.WaitGroup
	for i := range imports {
		events := history(t, i*size, size)
		all.Go(func() {
			if err := w.Submit(events, 1000); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	live.Wait()
	at := slices.Index(order, "wamid.LIVE")
	if at < 0 || at > bulkSlice {
		t.Errorf("the new message was stored after %d others, want at most %d", at, bulkSlice)
	}
	if n := count(t, app, "comms_log"); n != imports*size+1 {
		t.Errorf("%d rows, want %d", n, imports*size+1)
	}
	if w.bytes.Load() != 0 {
		t.Errorf("%d bytes are still counted as waiting", w.bytes.Load())
	}
}

// An import that fails in the middle is not acknowledged; sent again, it is
// there once.
func TestAnImportThatFailsInTheMiddle(t *testing.T) {
	w, app := newWriter(t)
	broken := fmt.Sprintf("wamid.OLD%d", bulkSlice+7)
	w.applyHook = func(e *whatsapp.Event) error {
		if e.ID == broken {
			return storeFault{errors.New("the disk is full")}
		}
		return nil
	}
	events := history(t, 0, 3*bulkSlice)
	if err := w.Submit(events, 1000); err == nil {
		t.Fatal("it was acknowledged")
	}
	if n := count(t, app, "comms_log"); n != bulkSlice {
		t.Errorf("%d rows, want the first slice of %d", n, bulkSlice)
	}
	broken = "none"
	if err := w.Submit(events, 1000); err != nil {
		t.Fatal(err)
	}
	if n := count(t, app, "comms_log"); n != 3*bulkSlice {
		t.Errorf("%d rows, want %d", n, 3*bulkSlice)
	}
}

func TestAnImportThatIsTooLargeIsRefused(t *testing.T) {
	w, _ := newWriter(t)
	if err := w.Submit(history(t, 0, 1), maxWaitingBytes+1); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want %v", err, ErrFull)
	}
	if w.bytes.Load() != 0 {
		t.Error("its bytes are still counted")
	}
}

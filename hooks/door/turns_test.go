package door

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// waits has somebody wait for a turn, and tells in what order turns came.
type waits struct {
	t     *testing.T
	turns *Turns
	got   chan string
	dones chan func()
}

func (w waits) add(ctx context.Context, key string, mostOfOne, most int) {
	w.t.Helper()
	before := w.waiting()
	go func() {
		done, ok := w.turns.Take(ctx, key, mostOfOne, most)
		if !ok {
			w.got <- "none for " + key
			return
		}
		w.got <- key
		w.dones <- done
	}()
	for w.waiting() == before && len(w.got) == 0 {
		time.Sleep(time.Millisecond)
	}
}

func (w waits) waiting() int {
	w.turns.mu.Lock()
	defer w.turns.mu.Unlock()
	return w.turns.waiting
}

func newWaits(t *testing.T) (waits, func()) {
	w := waits{t, NewTurns(1), make(chan string, 100), make(chan func(), 100)}
	done, ok := w.turns.Take(t.Context(), "first", 0, 0)
	if !ok {
		t.Fatal("the first gets no turn")
	}
	return w, done
}

func TestNobodyWaitsForTheCrowdOfSomebodyElse(t *testing.T) {
	t.Parallel()
	w, done := newWaits(t)
	for range 4 {
		w.add(t.Context(), "crowd", 10, 10)
	}
	w.add(t.Context(), "staff", 10, 10)
	w.add(t.Context(), "other", 10, 10)
	done()
	var order []string
	for range 6 {
		order = append(order, <-w.got)
		(<-w.dones)()
	}
	if got, want := fmt.Sprint(order), "[crowd staff other crowd crowd crowd]"; got != want {
		t.Errorf("turns came in the order %s, want %s", got, want)
	}
	if w.turns.free != 1 || w.turns.waiting != 0 || len(w.turns.by)+len(w.turns.keys) != 0 {
		t.Errorf("left: %+v", w.turns)
	}
}

func TestTheLargestCrowdMakesRoom(t *testing.T) {
	t.Parallel()
	w, done := newWaits(t)
	if _, ok := w.turns.Take(t.Context(), "crowd", 0, 10); ok {
		t.Error("more of one wait than may")
	}
	for range 3 {
		w.add(t.Context(), "crowd", 10, 3)
	}
	w.add(t.Context(), "staff", 10, 3)
	if got := <-w.got; got != "none for crowd" {
		t.Errorf("%s, when somebody came to a full room", got)
	}
	if _, ok := w.turns.Take(t.Context(), "crowd", 10, 3); ok {
		t.Error("the crowd makes room for itself")
	}
	done()
	for _, want := range []string{"crowd", "staff", "crowd"} {
		if got := <-w.got; got != want {
			t.Errorf("a turn of %s, want %s", got, want)
		}
		(<-w.dones)()
	}
}

func TestWhoHasGoneTakesNoTurn(t *testing.T) {
	t.Parallel()
	w, done := newWaits(t)
	ctx, leave := context.WithCancel(t.Context())
	w.add(ctx, "gone", 10, 10)
	leave()
	if got := <-w.got; got != "none for gone" {
		t.Errorf("%s, when somebody has gone", got)
	}
	done()
	if done, ok := w.turns.Take(ctx, "next", 0, 0); !ok {
		t.Error("the next gets no turn")
	} else {
		done()
	}
	if w.turns.free != 1 || len(w.turns.by)+len(w.turns.keys) != 0 {
		t.Errorf("left: %+v", w.turns)
	}
}

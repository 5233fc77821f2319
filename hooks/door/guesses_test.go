package door

import (
	"fmt"
	"testing"
	"time"
)

// clocked are guesses with a clock that only moves when it is told to.
func clocked() (g *Guesses, pass func(time.Duration)) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	return NewGuesses(func() time.Time { return now }), func(d time.Duration) { now = now.Add(d) }
}

func TestWhoGuessesAtOneAddressWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	g, pass := clocked()
	for i := range freeGuesses + 1 {
		if wait := g.Try("ann", "203.0.113.7"); wait != 0 {
			t.Fatalf("try %d waits %s", i+1, wait)
		}
	}
	for _, want := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second} {
		wait := g.Try("ann", "203.0.113.7")
		if wait != want {
			t.Fatalf("waits %s, want %s", wait, want)
		}
		pass(wait)
		if wait := g.Try("ann", "203.0.113.7"); wait != 0 {
			t.Fatalf("who has waited waits %s more", wait)
		}
	}
	if wait := g.Try("bob", "203.0.113.7"); wait != 0 {
		t.Errorf("another account waits %s", wait)
	}
	pass(guessesForgotten + longestOwn)
	if wait := g.Try("ann", "203.0.113.7"); wait != 0 {
		t.Errorf("long after, it waits %s", wait)
	}
}

func TestAnAccountTakesFewGuessesOfManyAddresses(t *testing.T) {
	t.Parallel()
	g, pass := clocked()
	taken := 0
	for range 20 * 60 { // 200 addresses that never rest, for twenty minutes
		for i := range 200 {
			if g.Try("ann", fmt.Sprintf("198.51.100.%d", i)) == 0 {
				taken++
			}
		}
		pass(time.Second)
	}
	if most := calmGuesses + 2*int(20*time.Minute/longestPause); taken > most || taken < calmGuesses {
		t.Errorf("%d guesses were taken in twenty minutes, at most %d should be", taken, most)
	}
}

// The right password is compared in the end, however many guess, and at once
// where it worked before.
func TestTheOwnerIsNotLockedOut(t *testing.T) {
	t.Parallel()
	g, pass := clocked()
	g.Try("ann", "203.0.113.7")
	g.Right("ann", "203.0.113.7")
	attack := func() {
		for i := range 120 {
			g.Try("ann", fmt.Sprintf("198.51.100.%d", i))
		}
	}
	for range 60 {
		attack()
		pass(time.Second)
	}
	if wait := g.Try("ann", "203.0.113.7"); wait != 0 {
		t.Errorf("where it worked before, the owner waits %s", wait)
	}
	waited := time.Duration(0)
	for g.Try("ann", "192.0.2.1") != 0 { // a new address, which comes after all the others
		attack()
		pass(time.Second)
		if waited += time.Second; waited > 2*longestQueue {
			t.Fatal("at a new address, the owner gets no answer")
		}
	}
	g.Right("ann", "192.0.2.1")
	attack()
	if wait := g.Try("ann", "192.0.2.1"); wait != 0 {
		t.Errorf("where it has just worked, the owner waits %s", wait)
	}
}

// Somebody who guesses behind the owner's own address holds them up for half a
// minute at most.
func TestAnAddressOfTheOwnerWaitsShortly(t *testing.T) {
	t.Parallel()
	g, pass := clocked()
	g.Try("ann", "203.0.113.7")
	g.Right("ann", "203.0.113.7")
	for range 1000 {
		if wait := g.Try("ann", "203.0.113.7"); wait > longestKnown {
			t.Fatalf("it waits %s", wait)
		}
		pass(time.Second)
	}
}

// Whoever tries many at once has no more guesses than one after the other, and
// what wasn't compared costs none.
func TestGuessesCountBeforeTheyAreAnswered(t *testing.T) {
	t.Parallel()
	g, _ := clocked()
	taken := 0
	for range 100 {
		if g.Try("ann", "203.0.113.7") == 0 {
			taken++
		}
	}
	if taken != freeGuesses+1 {
		t.Errorf("%d at once were taken", taken)
	}
	for range 100 {
		if wait := g.Try("bob", "203.0.113.7"); wait != 0 {
			t.Fatalf("what was never compared waits %s", wait)
		}
		g.NotCompared("bob", "203.0.113.7")
	}
}

func TestAnIPv6NetworkGuessesAsOne(t *testing.T) {
	t.Parallel()
	g, _ := clocked()
	taken := 0
	for i := range 100 {
		if g.Try("ann", fmt.Sprintf("2001:db8:1:2::%x", i)) == 0 {
			taken++
		}
	}
	if taken != freeGuesses+1 {
		t.Errorf("%d guesses of one network were taken", taken)
	}
}

func TestWhatStrangersTryIsForgotten(t *testing.T) {
	t.Parallel()
	g, _ := clocked()
	for i := range 150_000 {
		g.Try(fmt.Sprint("account ", i), fmt.Sprintf("198.51.%d.%d", i/200%200, i%200))
	}
	accounts, guessers := len(g.accounts.young)+len(g.accounts.old), len(g.strange.young)+len(g.strange.old)
	if accounts > 2*g.accounts.most || guessers > 2*g.strange.most {
		t.Errorf("%d accounts and %d addresses are remembered", accounts, guessers)
	}
}

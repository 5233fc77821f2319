package door

import (
	"hash/maphash"
	"sync"
	"time"
)

// How long who guesses passwords has to wait. The figures are for a password of
// twelve characters that isn't a common one: some ten thousand guesses a day are
// nothing to it.
const (
	// freeGuesses are what a person mistypes, at one address
	freeGuesses = 5
	// calmGuesses are what an account takes from addresses that it doesn't know
	// before they go one at a time
	calmGuesses = 10
	// longestPause is between two guesses that an account takes from strangers
	longestPause = 10 * time.Second
	// longestOwn is between two guesses of one address at one account, and
	// longestKnown of one from which its owner has signed in: somebody else
	// there may be guessing
	longestOwn, longestKnown = 15 * time.Minute, 30 * time.Second
	// longestQueue is how far away the turn of an address may be
	longestQueue = 15 * time.Minute
	// longestWord is what an address is told at most: by then there may well be
	// a free turn before its own
	longestWord = 30 * time.Second
	// guessesForgotten is how long after the last guess all is as before
	guessesForgotten = time.Hour
)

// Guesses slows down who guesses passwords, by account and by address.
//
// An address from which the right password came once, or where somebody is
// signed in, waits for nobody but itself, so that strangers can't lock out who works there. All other addresses
// share the turns of an account: it takes a guess in each pause, which doubles
// up to ten seconds, and each address that comes meanwhile has a turn of its
// own at the end of the queue, whatever the others do, or earlier when somebody
// doesn't come (so that there may be two in a pause). An address whose guesses
// were wrong waits before it may queue again, twice as long each time.
//
// It knows no more about an account than what was typed: one that doesn't exist
// is treated as any other.
type Guesses struct {
	now  func() time.Time
	seed maphash.Seed

	mu       sync.Mutex
	accounts recent[guessed]
	strange  recent[guesser]
	known    recent[guesser]
}

// guessed is an account that strangers try to sign in to.
type guessed struct {
	wrong int       // guesses that were let through, or have a turn
	last  time.Time // when the last was let through
	next  time.Time // the end of the queue
}

// guesser is an address that tries one account.
type guesser struct {
	wrong  int
	at     time.Time // not before
	queued bool      // at is its turn; otherwise it has to wait until it may queue
}

// NewGuesses remembers a bounded number of accounts and addresses, some 10 MB.
func NewGuesses(now func() time.Time) *Guesses {
	return &Guesses{
		now: now, seed: maphash.MakeSeed(),
		accounts: recent[guessed]{most: 20_000}, strange: recent[guesser]{most: 50_000}, known: recent[guesser]{most: 10_000},
	}
}

// guess is what keys are made of.
type guess struct{ account, address string }

func (g *Guesses) keys(account, address string) (ofAccount, ofGuess uint64) {
	return maphash.Comparable(g.seed, guess{account: account}), maphash.Comparable(g.seed, guess{account, Address(address)})
}

// Try asks whether an address may try a password on an account now. What it
// lets through counts as wrong until Right or NotCompared is called, so that
// many at once have no more guesses than one after the other. Otherwise it
// tells when to ask again.
func (g *Guesses) Try(account, address string) (wait time.Duration) {
	ofAccount, ofGuess := g.keys(account, address)
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if who, ok := g.known.get(ofGuess); ok {
		who = who.unlessForgotten(now)
		if wait := who.at.Sub(now); wait > 0 {
			return wait
		}
		g.known.set(ofGuess, who.guesses(now, freeGuesses, longestKnown))
		return 0
	}

	whom, _ := g.accounts.get(ofAccount)
	if now.Sub(whom.last) > guessesForgotten {
		whom = guessed{}
	}
	who, _ := g.strange.get(ofGuess)
	who = who.unlessForgotten(now)
	wait = who.at.Sub(now)
	if wait > 0 && !who.queued {
		return wait
	}
	free, pause := freeGuesses, whom.pause()
	if pause > 0 {
		free = 0
		itsTurn := who.queued && wait <= 0
		idle := whom.last.Add(pause).Sub(now)
		if whom.next.After(now) {
			idle += pause / 2 // note: so much later nobody has come whose turn it was
		}
		if idle > 0 && !itsTurn {
			if !who.queued {
				who.at, who.queued = later(whom.next, whom.last.Add(pause)), true
				if wait = who.at.Sub(now); wait > longestQueue {
					return longestWord
				}
				whom.wrong++
				whom.next = who.at.Add(whom.pause())
				g.accounts.set(ofAccount, whom)
				g.strange.set(ofGuess, who)
			}
			return min(wait, longestWord)
		}
	}
	if !who.queued {
		whom.wrong++
	}
	whom.last = now
	g.accounts.set(ofAccount, whom)
	g.strange.set(ofGuess, who.guesses(now, free, longestOwn))
	return 0
}

// Right says that the password was right: the address is the account's own from
// now on.
func (g *Guesses) Right(account, address string) {
	ofAccount, ofGuess := g.keys(account, address)
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, known := g.known.get(ofGuess); !known {
		whom, _ := g.accounts.get(ofAccount)
		whom.wrong = max(whom.wrong-1, 0)
		g.accounts.set(ofAccount, whom)
		g.strange.forget(ofGuess)
	}
	g.known.set(ofGuess, guesser{})
	g.known.set(g.place(address), guesser{})
}

// SignedIn says that somebody who is signed in to the account is at an address:
// it is the account's own, too.
func (g *Guesses) SignedIn(account, address string) {
	_, ofGuess := g.keys(account, address)
	g.mu.Lock()
	defer g.mu.Unlock()
	who, _ := g.known.get(ofGuess)
	g.known.set(ofGuess, who) // note: also of one that is known, so that it isn't forgotten
	g.known.set(g.place(address), guesser{})
}

// place is the key of an address alone.
func (g *Guesses) place(address string) uint64 {
	return maphash.Comparable(g.seed, guess{address: Address(address)})
}

// Knows tells whether the right password of the account, or of a colleague's,
// has come from an address.
func (g *Guesses) Knows(account, address string) bool {
	_, ofGuess := g.keys(account, address)
	g.mu.Lock()
	defer g.mu.Unlock()
	_, known := g.known.get(ofGuess)
	_, colleague := g.known.get(g.place(address))
	return known || colleague
}

// NotCompared takes back what Try has let through: it is the address's turn
// still.
func (g *Guesses) NotCompared(account, address string) {
	_, ofGuess := g.keys(account, address)
	g.mu.Lock()
	defer g.mu.Unlock()
	again := func(of *recent[guesser]) bool {
		who, ok := of.get(ofGuess)
		if ok {
			of.set(ofGuess, guesser{wrong: max(who.wrong-1, 0), at: g.now(), queued: true})
		}
		return ok
	}
	if !again(&g.known) {
		again(&g.strange)
	}
}

func (w guesser) unlessForgotten(now time.Time) guesser {
	if now.Sub(w.at) > guessesForgotten {
		return guesser{}
	}
	return w
}

// guesses is a guesser after one more.
func (w guesser) guesses(now time.Time, free int, longest time.Duration) guesser {
	return guesser{wrong: w.wrong + 1, at: now.Add(doubled(2*time.Second, w.wrong+1-free, longest))}
}

func (a guessed) pause() time.Duration {
	return doubled(time.Second, a.wrong+1-calmGuesses, longestPause)
}

// doubled is first at the first time and twice as long each time, up to longest.
func doubled(first time.Duration, times int, longest time.Duration) time.Duration {
	if times <= 0 {
		return 0
	}
	return min(first<<min(times-1, 20), longest)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

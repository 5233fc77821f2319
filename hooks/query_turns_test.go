package hooks

import (
	"context"
	"errors"
	"testing"
	"time"
)

// An account reads two lists at once; the third waits, and another account's
// doesn't.
func TestListsOfOneAccountTakeTurns(t *testing.T) {
	t.Parallel()
	q := newQueryTurns()
	first, err := q.wait(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	second, _ := q.wait(t.Context(), "ada")
	left, leave := context.WithCancel(t.Context())
	leave()
	if _, err := q.wait(left, "ada"); err == nil {
		t.Error("the third didn't wait")
	}
	other, err := q.wait(t.Context(), "bea")
	if err != nil {
		t.Error("another account waits as well:", err)
	}
	third := make(chan error, 1)
	go func() {
		done, err := q.wait(t.Context(), "ada")
		if err == nil {
			done()
		}
		third <- err
	}()
	first()
	if err := <-third; err != nil {
		t.Error("the third has no turn after the first:", err)
	}
	second()
	other()
	if len(q.accounts) > 2 {
		t.Errorf("%d accounts are remembered", len(q.accounts))
	}
}

// Accounts whose lists took long share what is left beside everything else.
func TestAccountsThatReadMuchShareTheirTurns(t *testing.T) {
	t.Parallel()
	q := newQueryTurns()
	q.greedy = make(chan struct{}, 1)
	for _, id := range []string{"ada", "bea"} {
		q.accounts[id] = &queryAccount{turns: make(chan struct{}, queriesEach), taken: 10 * time.Second, at: time.Now()}
	}
	first, err := q.wait(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	if _, err := q.wait(left, "bea"); err == nil {
		t.Error("there was a turn for another one that reads much")
	}
	done, err := q.wait(t.Context(), "cleo")
	if err != nil {
		t.Error("who reads little waits as well:", err)
	}
	first()
	done()
	q.accounts["ada"].at = q.accounts["ada"].at.Add(-time.Minute)
	if q.isGreedy(q.accounts["ada"]) {
		t.Error("nothing is forgiven after a minute")
	}
}

// So many wait, and no more.
func TestListsThatWaitAreBounded(t *testing.T) {
	t.Parallel()
	q := newQueryTurns()
	q.accounts["ada"] = &queryAccount{turns: make(chan struct{}, queriesEach), here: queriesEach + queriesWait}
	if _, err := q.wait(t.Context(), "ada"); !errors.Is(err, errManyQueries) {
		t.Error("one too many:", err)
	}
	if q.accounts["ada"].here != queriesEach+queriesWait {
		t.Error("who was refused is counted")
	}
}

package hooks

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
)

// Limits of the lists that a member of staff asks for. What the pages ask for
// takes some milliseconds.
const (
	queryTime   = 5 * time.Second  // of one, once it has its turn; PocketBase gives it 30
	queryWait   = 10 * time.Second // for its turn
	queriesEach = 2                // of one account at once
	queriesWait = 1000             // of one account that wait; it may be an office's, whose pages all come back at once
	// an account whose lists take more than queryGreed of the last seconds shares
	// its turns with all others like it
	queryGreed = time.Second
)

var errManyQueries = errors.New("too many lists are being read for this account")

// queryTurns has the lists of staff take turns, so that the filter of one who
// has the whole log read doesn't keep webhooks and colleagues from the machine:
// SQLite reads beside the writer, and what they share is the processors.
type queryTurns struct {
	mu       sync.Mutex
	accounts map[string]*queryAccount
	greedy   chan struct{} // one processor is left for everything else
}

// queryAccount is known while something of it runs or waits, or it was greedy.
type queryAccount struct {
	turns chan struct{}
	here  int           // run or wait
	taken time.Duration // less what has passed since
	at    time.Time
}

func newQueryTurns() *queryTurns {
	return &queryTurns{accounts: map[string]*queryAccount{}, greedy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
}

// wait waits for the turn of an account. done ends it.
func (q *queryTurns) wait(ctx context.Context, id string) (done func(), err error) {
	account := q.enter(id)
	if account == nil {
		return nil, errManyQueries
	}
	ctx, cancel := context.WithTimeoutCause(ctx, queryWait, errManyQueries)
	defer cancel()
	turns := []chan struct{}{account.turns}
	if q.isGreedy(account) {
		turns = append(turns, q.greedy)
	}
	for i, turn := range turns {
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			for _, taken := range turns[:i] {
				<-taken
			}
			q.leave(id, account, 0)
			return nil, context.Cause(ctx)
		}
	}
	began := time.Now()
	return func() {
		for _, turn := range turns {
			<-turn
		}
		q.leave(id, account, time.Since(began))
	}, nil
}

func (q *queryTurns) enter(id string) *queryAccount {
	q.mu.Lock()
	defer q.mu.Unlock()
	account := q.accounts[id]
	if account == nil {
		q.forget()
		account = &queryAccount{turns: make(chan struct{}, queriesEach), at: time.Now()}
		q.accounts[id] = account
	}
	if account.here >= queriesEach+queriesWait {
		return nil
	}
	account.here++
	return account
}

func (q *queryTurns) leave(id string, account *queryAccount, took time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	account.here--
	account.taken = min(account.left()+took, 10*queryGreed)
	account.at = time.Now()
	if account.here == 0 && account.taken == 0 {
		delete(q.accounts, id)
	}
}

func (q *queryTurns) isGreedy(account *queryAccount) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return account.left() > queryGreed
}

// left is what it has taken, of which a third of the time since is forgiven.
func (a *queryAccount) left() time.Duration { return max(0, a.taken-time.Since(a.at)/3) }

// forget drops accounts of which nothing is left.
func (q *queryTurns) forget() {
	for id, account := range q.accounts {
		if account.here == 0 && account.left() == 0 {
			delete(q.accounts, id)
		}
	}
}

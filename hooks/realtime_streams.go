package hooks

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"pocketcrm/hooks/door"
)

// How many open streams there may be. A browser opens one a page and says who
// it is right after; a whole office may do so at once, when the server is back.
const (
	// strangeStreams are of one address before they are signed in, nearStreams
	// of one near by, which may be a proxy with the whole office behind it
	strangeStreams, nearStreams = 100, 400
	// allStrangeStreams are of all addresses before they are signed in
	allStrangeStreams = 1000
	// accountStreams are of one account: one that a whole office shares, with
	// several pages each
	accountStreams = 250
)

// streams bounds the realtime streams: PocketBase lets anybody open as many as
// they like and leaves each for half an hour.
//
// What an application that imports us offers to its own anonymous clients stays
// open; it counts among the strangers' streams.
type streams struct {
	waiting  door.WaitingRoom
	accounts door.Shares
	// every is how often a stream is looked at whether it may stay
	every time.Duration
}

// stream is one open stream; it is kept with PocketBase's client.
type stream struct {
	waiting *door.Waiting

	mu      sync.Mutex
	account string    // whose share of streams it is in
	until   time.Time // the end of the session it was signed in with
	closed  bool
}

const streamKey = "crmStream"

func streamOf(client subscriptions.Client) *stream {
	s, _ := client.Get(streamKey).(*stream)
	return s
}

// connected is around the whole life of a stream. It ends one whose client
// hasn't signed in, or is signed in no longer: the account was switched off,
// has another password, or the session is over.
func (s *streams) connected(e *core.RealtimeConnectRequestEvent) error {
	ctx, end := context.WithCancel(e.Request.Context())
	defer end()
	e.Request = e.Request.WithContext(ctx)

	most := strangeStreams
	if door.IsNear(e.RealIP()) {
		most = nearStreams
	}
	waiting, ok := s.waiting.Enter(door.Address(e.RealIP()), most, allStrangeStreams, end)
	if !ok {
		e.Response.Header().Set("Content-Type", "application/json") // note: it was to be a stream
		e.Response.Header().Set("Retry-After", "10")
		return e.TooManyRequestsError("Too many pages are connecting from this address at once. It is tried again in a moment.", nil)
	}
	open := &stream{waiting: waiting}
	defer s.left(open)
	e.Client.Set(streamKey, open)

	look := time.NewTicker(s.every)
	defer look.Stop()
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-look.C:
				if !mayStay(e.App, e.Client, open, now) {
					end()
					return
				}
			}
		}
	}()
	return e.Next()
}

// signedIn moves a stream out of the waiting room to the account's, unless that has
// too many.
func (s *streams) signedIn(e *core.RealtimeSubscribeRequestEvent) error {
	open := streamOf(e.Client)
	if open == nil || e.Auth == nil {
		return e.Next()
	}
	account := e.Auth.Collection().Id + "/" + e.Auth.Id
	open.mu.Lock()
	defer open.mu.Unlock()
	if open.account == "" && !open.closed {
		if !s.accounts.Take(account, accountStreams) {
			return e.TooManyRequestsError("This account has too many pages open. Close some of them.", nil)
		}
		open.account = account
	}
	if err := e.Next(); err != nil {
		return err
	}
	open.until = sessionEnd(e.RequestEvent)
	s.waiting.Leave(open.waiting)
	return nil
}

func (s *streams) left(open *stream) {
	s.waiting.Leave(open.waiting)
	open.mu.Lock()
	defer open.mu.Unlock()
	open.closed = true
	if open.account != "" {
		s.accounts.Give(open.account)
		open.account = ""
	}
}

// mayStay tells whether a stream is signed in, or is of use to a stranger.
func mayStay(app core.App, client subscriptions.Client, open *stream, now time.Time) bool {
	auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
	if auth == nil {
		return len(client.Subscriptions()) > 0 && hasOthers(app) && followsOthers(app, client)
	}
	open.mu.Lock()
	defer open.mu.Unlock()
	return !isInactive(auth) && (open.until.IsZero() || now.Before(open.until))
}

// hasOthers tells whether there is anything for strangers to follow: a
// collection that isn't ours, of an application that imports us, or a sign-in
// through another service, whose answer comes by a stream. If not, none of their
// topics says anything, ever.
func hasOthers(app core.App) bool {
	all, _ := app.Store().Get(core.StoreKeyCachedCollections).([]*core.Collection)
	return slices.ContainsFunc(all, func(c *core.Collection) bool { return !isOurs(c) || c.OAuth2.Enabled })
}

// followsOthers tells whether a stream has a topic that a stranger may follow;
// those of a session that ended stay with it.
func followsOthers(app core.App, client subscriptions.Client) bool {
	for subscription := range client.Subscriptions() {
		if !isOurTopic(app, topicOf(subscription)) {
			return true
		}
	}
	return false
}

// sessionEnd is when the token of a request ends.
func sessionEnd(e *core.RequestEvent) time.Time {
	token := e.Request.Header.Get("Authorization")
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = rest
	}
	claims, err := security.ParseUnverifiedJWT(token)
	if err != nil {
		return time.Time{}
	}
	end, err := claims.GetExpirationTime()
	if err != nil || end == nil {
		return time.Time{}
	}
	return end.Time
}

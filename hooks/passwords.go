package hooks

import (
	"fmt"
	"math"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cast"

	"pocketcrm/hooks/door"
)

// How many may wait until their password is compared, for each that is compared
// at a time. One takes some 60 ms, so nobody waits for more than a few seconds:
// for their own address, and one of each other. An office may come all at once,
// and where somebody has signed in before, nobody waits for strangers.
const (
	waitingStrangers = 120
	waitingOfAddress = 60 // of them, of one that isn't near by
)

// passwords is the one way to have a password compared: it slows down who
// guesses, writes down who was wrong, and compares few at a time, because each
// costs a core that webhooks need.
type passwords struct {
	guesses *door.Guesses
	turns   *door.Turns
	ofKnown *door.Turns
	wrong   *wrongPasswords
	atOnce  int
}

func newPasswords(c *crm) *passwords {
	atOnce := max(1, runtime.GOMAXPROCS(0)/2)
	return &passwords{
		guesses: door.NewGuesses(time.Now), // note: not the clock of the demo, which is moved
		turns:   door.NewTurns(atOnce), ofKnown: door.NewTurns(atOnce), wrong: &wrongPasswords{app: c.app, out: c.cfg.Stderr}, atOnce: atOnce,
	}
}

// compare runs one comparison for an account that was named, or is an error
// that says when to try again.
func (p *passwords) compare(e *core.RequestEvent, collection *core.Collection, identity string, isRight func() bool) error {
	account, address := accountOf(collection, identity), door.Address(e.RealIP())
	if wait := p.guesses.Try(account, address); wait > 0 {
		p.wrong.note(time.Now(), e.RealIP(), collection.Name, identity)
		return tryAgain(e, wait)
	}
	done, ok := p.turn(e, account, address)
	if !ok {
		p.guesses.NotCompared(account, address)
		e.Response.Header().Set("Retry-After", "5")
		return e.Error(http.StatusServiceUnavailable, "Too many people are signing in at once. Try again in a few seconds.", nil)
	}
	right := func() bool {
		defer done()
		return isRight()
	}()
	if right {
		p.guesses.Right(account, address)
	} else {
		p.wrong.note(time.Now(), e.RealIP(), collection.Name, identity)
	}
	return nil
}

func (p *passwords) turn(e *core.RequestEvent, account, address string) (done func(), ok bool) {
	turns, ofAddress := p.turns, waitingOfAddress
	if p.guesses.Knows(account, address) {
		turns = p.ofKnown
	}
	if door.IsNear(e.RealIP()) {
		ofAddress = waitingStrangers
	}
	return turns.Take(e.Request.Context(), address, ofAddress*p.atOnce, waitingStrangers*p.atOnce)
}

// accountOf is what counts as one account: a person of the staff may be a
// superuser as well, and is asked for at two doors.
func accountOf(collection *core.Collection, identity string) string {
	of := collection.Id
	if collection.Name == "users" || collection.Name == core.CollectionNameSuperusers {
		of = "staff"
	}
	return of + "/" + strings.ToLower(strings.TrimSpace(identity))
}

func tryAgain(e *core.RequestEvent, wait time.Duration) error {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	words := fmt.Sprintf("Too many attempts. Try again in %d seconds.", seconds)
	if seconds == 1 {
		words = "Too many attempts. Try again in a second."
	}
	e.Response.Header().Set("Retry-After", strconv.Itoa(seconds))
	return e.TooManyRequestsError(words, validation.Errors{
		"identity": validation.NewError("crm_wait", words).SetParams(map[string]any{"seconds": seconds}),
	})
}

// sessionRenewed remembers where somebody is signed in, as people rarely type
// their passwords: after a restart these addresses are known soon.
func (c *crm) sessionRenewed(e *core.RecordAuthRefreshRequestEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	c.passwords.guesses.SignedIn(accountOf(e.Collection, e.Record.Email()), door.Address(e.RealIP()))
	return nil
}

// oldPassword compares the present password before another is set, as a sign-in:
// who has found an open page must not find out the password behind it.
func (c *crm) oldPassword(e *core.RecordRequestEvent) error {
	if !e.Collection.IsAuth() || e.HasSuperuserAuth() {
		return e.Next()
	}
	info, err := e.RequestInfo()
	if err != nil {
		return e.BadRequestError("", err)
	}
	old := cast.ToString(info.Body["oldPassword"])
	if old == "" {
		return e.Next()
	}
	right := false
	err = c.passwords.compare(e.RequestEvent, e.Collection, e.Record.Original().Email(), func() bool {
		right = e.Record.Original().ValidatePassword(old)
		return right
	})
	switch {
	case err != nil:
		return err
	case !right:
		return e.BadRequestError("Failed to update record.", validation.Errors{
			"oldPassword": validation.NewError("validation_invalid_old_password", "Missing or invalid old password."),
		})
	}
	return e.Next()
}

// emailChange does as oldPassword for the password that confirms another
// address: PocketBase has no hook before it compares that.
func (c *crm) emailChange(e *core.RequestEvent) error {
	if e.Request.Method != http.MethodPost || !strings.HasSuffix(e.Request.Pattern, "/confirm-email-change") {
		return e.Next()
	}
	info, err := e.RequestInfo()
	if err != nil {
		return e.BadRequestError("", err)
	}
	account, err := e.App.FindAuthRecordByToken(cast.ToString(info.Body["token"]), core.TokenTypeEmailChange)
	if err != nil {
		return e.Next() // note: refused there
	}
	right := false
	err = c.passwords.compare(e, account.Collection(), account.Email(), func() bool {
		right = account.ValidatePassword(cast.ToString(info.Body["password"]))
		return right
	})
	switch {
	case err != nil:
		return err
	case !right:
		return e.BadRequestError("An error occurred while validating the submitted data.", validation.Errors{
			"password": validation.NewError("validation_invalid_password", "Missing or invalid auth record password."),
		})
	}
	return e.Next()
}

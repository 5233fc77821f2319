package hooks

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/door"
)

func TestWhoIsKnownWaitsForNoStranger(t *testing.T) {
	t.Parallel()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	p := &passwords{guesses: door.NewGuesses(time.Now), turns: door.NewTurns(1), ofKnown: door.NewTurns(1), atOnce: 1}
	if _, ok := p.turns.Take(t.Context(), "198.51.100.1", 0, 0); !ok {
		t.Fatal("the stranger gets no turn")
	}
	const account, office = "staff/sam@example.com", "203.0.113.7"
	p.guesses.Right(account, office)
	e := &core.RequestEvent{App: app}
	e.Request = httptest.NewRequestWithContext(t.Context(), "POST", "/", nil)
	done, ok := p.turn(e, account, office) // note: it waits for ever if it is one of the strangers' turns
	if !ok {
		t.Fatal("no turn for somebody who is known, while a stranger's password is compared")
	}
	done()
	if done, ok = p.turn(e, "staff/kim@example.com", office); !ok {
		t.Fatal("no turn for a colleague at the same address")
	}
	done()
}

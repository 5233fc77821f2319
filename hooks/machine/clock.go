package machine

import (
	"sync"
	"time"
)

const (
	// day is by how much a clock must be wrong before nothing is thrown away.
	day = 24 * time.Hour
	// offWarned is how far from Meta's the clock may be without a word.
	offWarned = 5 * time.Minute
	// believed is how long a clock that nobody confirms has to run evenly.
	believed = 7 * day
	// restGap is by how much the last sign of life may lie back at the start
	// before the clock has to be confirmed: signs are hourly.
	restGap = day + time.Hour
	// settling is how long a clock that differs may take to be confirmed or put
	// right before a word is said: a machine that slept is asked about at once.
	settling = 90 * time.Second
)

// Source is what is asked of the machine. The zero value of each field is the
// machine itself; tests answer instead of it.
type Source struct {
	Wall    func() time.Time     // its clock
	Running func() time.Duration // how long the process runs, whatever the clock says
	Space   func(dir string) (Space, error)
}

func (s Source) withDefaults() Source {
	if s.Wall == nil {
		s.Wall = func() time.Time { return time.Now().Round(0) }
	}
	if s.Running == nil {
		began := time.Now()
		s.Running = func() time.Duration { return time.Since(began) } // note: monotonic
	}
	if s.Space == nil {
		s.Space = SpaceOf
	}
	return s
}

// Clock compares the machine's clock with Meta's, and with how long the process
// has run. While it can't be right nothing may be thrown away for its age.
//
// It never sets a clock, and what it says of one is computed when it is asked:
// a clock that was put right is right at once.
type Clock struct {
	source Source

	mu    sync.Mutex
	at    time.Time     // what the clock should have said …
	ran   time.Duration // … when the process had run for so long
	known bool          // from Meta, not from the clock itself
	doubt string        // why the clock at the start must be confirmed first; empty if it needn't
	since time.Duration // when it began to differ; -1 while it doesn't
	bad   bool          // it could not be trusted since it was said to be right
}

// newClock starts from the last sign of life of an earlier process; the zero
// time when there was none.
func newClock(s Source, last time.Time) *Clock {
	c := &Clock{source: s, at: s.Wall(), ran: s.Running(), since: -1, bad: true}
	switch gap := c.at.Sub(last); {
	case last.IsZero():
	case gap > restGap:
		c.doubt = "rest"
	case gap < -offWarned:
		c.doubt = "back"
	}
	return c
}

// Met takes the time that Meta gave an answer.
func (c *Clock) Met(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.ran, c.known, c.doubt = at, c.source.Running(), true, ""
}

// Heard takes the time of something Meta told of, and by what clock that was
// heard: what has happened can't lie ahead, and what has just happened confirms
// a clock.
func (c *Clock) Heard(at, now time.Time) {
	const fresh = 10 * time.Minute
	c.mu.Lock()
	defer c.mu.Unlock()
	switch ahead := at.Sub(now); {
	case ahead > offWarned:
		if wall := c.source.Wall(); c.off() > -ahead { // note: it is behind by this at the least
			c.at, c.ran, c.known = wall.Add(ahead), c.source.Running(), true
		}
	case ahead > -fresh && (c.doubt != "" || !c.isRight()):
		c.at, c.ran, c.known, c.doubt = c.source.Wall(), c.source.Running(), false, ""
	}
}

// off is by how much the clock is ahead. It must be called with mu held.
func (c *Clock) off() time.Duration {
	return c.source.Wall().Sub(c.at) - (c.source.Running() - c.ran)
}

// isRight must be called with mu held.
func (c *Clock) isRight() bool { return c.doubt == "" && c.off().Abs() <= day }

// Trusted tells whether anything may be thrown away for its age.
func (c *Clock) Trusted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look()
	return c.isRight()
}

// righted is true once when it can be trusted, and each time that it couldn't.
func (c *Clock) righted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look()
	righted := c.bad && c.isRight()
	c.bad = c.bad && !righted
	return righted
}

// look notes since when the clock differs. It must be called with mu held.
func (c *Clock) look() {
	defer func() { c.bad = c.bad || !c.isRight() }()
	ran := c.source.Running()
	switch {
	case c.doubt == "" && c.off().Abs() <= offWarned:
		c.since = -1
	case c.since < 0:
		c.since = ran
	case ran-c.since > believed && !c.known:
		c.at, c.ran, c.doubt, c.since = c.source.Wall(), ran, "", -1
	}
}

// Asks tells whether Meta should be asked for the time.
func (c *Clock) Asks() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look()
	return c.since >= 0
}

// Off is by how much the clock is ahead of Meta's, if that is known.
func (c *Clock) Off() (off time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off().Round(time.Second), c.known
}

// notices tell of a clock that is wrong.
func (c *Clock) notices() []Notice {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look()
	off := c.off()
	var words string
	switch confirmed := c.known && c.ran >= c.since; {
	case c.since < 0, !confirmed && c.source.Running()-c.since < settling, c.doubt == "rest":
		return nil // note: a machine that was off for days is confirmed in silence
	case c.doubt == "back":
		words = "The server's clock is earlier than when this program last ran."
	case off.Abs() <= offWarned, !c.known && off.Abs() <= day:
		return nil
	case c.known:
		words = "The server's clock is " + spell(off) + "."
	default:
		words = "The server's clock was moved by " + spellDays(off.Abs()) + " while the program ran."
	}
	n := Notice{Key: "clock", Words: words + " Times of messages and the 24 hours for answers are wrong by it. Set it, best by NTP (timedatectl set-ntp true).",
		Staff: words + " Times of messages and the 24 hours for answers are wrong by it.", Over: "The server's clock is right again."}
	if !c.isRight() {
		const held = " Until then nothing is removed for its age, and messages for later wait."
		n.Words, n.Staff = n.Words+held, n.Staff+held
	}
	return []Notice{n}
}

// spell is a difference between clocks as people say it, steady enough not to
// change with every look.
func spell(off time.Duration) string {
	side := " ahead of WhatsApp's"
	if off < 0 {
		side, off = " behind WhatsApp's", -off
	}
	return spellDays(off) + side
}

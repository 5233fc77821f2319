package door

import (
	"sync"
	"time"
)

// Pace counts what each key does in a minute. All minutes begin at the same
// time, and what was before isn't remembered.
type Pace struct {
	mu     sync.Mutex
	until  time.Time
	counts map[string]int
}

// paceKeys bounds the memory. There are so many addresses in one minute only
// when there are many strangers, and then a limit for each wouldn't help.
const paceKeys = 20_000

// Add counts one more for a key.
func (p *Pace) Add(key string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn(now)
	if _, known := p.counts[key]; known || len(p.counts) < paceKeys {
		p.counts[key]++
	}
}

// Wait tells how long a key that has done most or more has to wait; 0 is not at
// all.
func (p *Pace) Wait(key string, most int, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn(now)
	if p.counts[key] < most {
		return 0
	}
	return p.until.Sub(now)
}

func (p *Pace) turn(now time.Time) {
	// note: a clock that was set back must not make the minute a year
	if left := p.until.Sub(now); left <= 0 || left > time.Minute {
		p.until, p.counts = now.Add(time.Minute), make(map[string]int)
	}
}

// Crowd counts how many different keys there were.
type Crowd struct {
	mu   sync.Mutex
	keys map[string]struct{}
}

// Add remembers a key. It tells whether there were more than most of them, and
// forgets all of them then.
func (c *Crowd) Add(key string, most int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.keys[key]; known {
		return false
	}
	if c.keys == nil || len(c.keys) >= most {
		full := c.keys != nil
		c.keys = map[string]struct{}{key: {}}
		return full
	}
	c.keys[key] = struct{}{}
	return false
}

package door

import (
	"cmp"
	"slices"
	"time"
)

const (
	// muchOf is which part of all one address may have before its bodies go first.
	muchOf = 4
	// slower is how many times slower a body is than the one that needs its room
	// when it has to go. Bodies that come alike wait for one another.
	slower = 4
	// headStart counts as come of every body, so that one that has only just
	// begun is not taken for a slow one.
	headStart = 4 << 10
	// unread puts bodies of which nothing was read yet behind all others.
	unread = 1e15
	// crowdPart is which part of a crowd goes at once.
	crowdPart = 16
)

// endCrowd ends bodies when there are too many: the slowest, of the address that
// has much of all. Some at once, so that it costs little for each.
func (a *Arrivals) endCrowd(now time.Time) {
	who := a.greedy(a.limits.Bodies, func(*Body) int { return 1 })
	type runner struct {
		body *Body
		pace float64
	}
	var all []runner
	for _, b := range a.under {
		if who == "" || b.stranger() == who {
			all = append(all, runner{b, b.pace(now)})
		}
	}
	slices.SortFunc(all, func(a, b runner) int { return cmp.Compare(a.pace, b.pace) })
	for _, r := range all[:max(1, min(len(all), a.limits.Bodies)/crowdPart)] {
		a.end(r.body)
	}
}

// hoarding is the body that has to give its room to another; nil when all are
// about as worthy and the other has to wait.
func (a *Arrivals) hoarding(now time.Time, asking *Body, room, most int) *Body {
	in := func(b *Body) bool { return b != asking && b.room == room && b.claimed > 0 }
	who := a.greedy(most, func(b *Body) int {
		if in(b) {
			return b.claimed
		}
		return 0
	})
	if who != "" && who != asking.stranger() {
		return a.slowest(now, func(b *Body) bool { return in(b) && b.stranger() == who })
	}
	b := a.slowest(now, in)
	if b == nil || b.pace(now)*slower > asking.pace(now) {
		return nil
	}
	return b
}

// greedy is the address that has most, if it has much of all there is; "" for
// none.
func (a *Arrivals) greedy(all int, of func(*Body) int) (who string) {
	clear(a.has)
	most := all / muchOf
	for _, b := range a.under {
		key := b.stranger()
		if key == "" {
			continue
		}
		n := a.has[key] + of(b)
		a.has[key] = n
		if n > most {
			who, most = key, n
		}
	}
	return who
}

func (a *Arrivals) slowest(now time.Time, among func(*Body) bool) (worst *Body) {
	least := 0.0
	for _, b := range a.under {
		if !among(b) {
			continue
		}
		if pace := b.pace(now); worst == nil || pace < least {
			worst, least = b, pace
		}
	}
	return worst
}

// pace is how much has come in a second, without the time spent waiting for room.
func (b *Body) pace(now time.Time) float64 {
	took := now.Sub(b.since) - b.idle
	if !b.waits.IsZero() {
		took -= now.Sub(b.waits)
	}
	came := b.came.Load()
	pace := float64(came+headStart) / (max(took, 0) + time.Millisecond).Seconds()
	if came == 0 {
		// note: on a busy machine nobody may have looked yet what has come of it
		pace += unread
	}
	return pace
}

// stranger is whom a body is from; "" when it may be from anybody, through a
// proxy for instance.
func (b *Body) stranger() string {
	if !b.asked {
		b.asked = true
		if ip := b.source.Address(); !IsNear(ip) {
			b.key = Address(ip)
		}
	}
	return b.key
}

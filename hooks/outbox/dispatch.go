package outbox

import (
	"container/heap"
	"time"

	"pocketcrm/hooks/meta"
)

// dispatch lets messages leave when they are due, at the rate of the number.
func (o *Outbox) dispatch() {
	for {
		changed := o.gate.Changed()
		l, i, wait := o.due()
		if l == nil {
			if !o.sleep(wait, changed) {
				return
			}
			continue
		}
		if !o.leave() {
			o.putBack(l, i)
			return
		}
		o.work.Go(func() {
			place := &seat{o, true}
			defer place.giveUp()
			o.attempt(l, i, place)
		})
	}
}

// due takes the next message, or says how long there is none.
func (o *Outbox) due() (*lane, Item, time.Duration) {
	const long = time.Minute // note: the clock may be set meanwhile
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.opts.Now()
	o.sweep(now)
	if pause := o.gate.Pause(meta.Sending); pause > 0 {
		return nil, Item{}, min(pause, long)
	}
	wait := long
	for h := range o.ready {
		ready := &o.ready[h]
		if len(*ready) == 0 {
			continue
		}
		l := (*ready)[0]
		if pause := l.next.Sub(now); pause > 0 {
			wait = min(wait, pause)
			continue
		}
		if l.items[0].Later && !o.opts.ClockHolds() {
			continue // note: see ClockRighted
		}
		if pause := o.pairPause(l); pause > 0 {
			l.next = now.Add(pause)
			heap.Fix(ready, l.index)
			return nil, Item{}, 0
		}
		heap.Remove(ready, l.index)
		i := l.items[0]
		l.items, l.busy = l.items[1:], true
		return l, i, 0
	}
	return nil, Item{}, wait
}

// pairPause is how long the next message to one person has to wait.
func (o *Outbox) pairPause(l *lane) time.Duration {
	reservation := l.pair.Reserve()
	if pause := reservation.Delay(); pause > 0 {
		reservation.Cancel()
		return pause
	}
	return 0
}

func (o *Outbox) sleep(wait time.Duration, changed <-chan struct{}) bool {
	if wait <= 0 {
		return o.ctx.Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-o.wake:
	case <-changed:
	case <-o.ctx.Done():
		return false
	}
	return true
}

// leave waits for the rate of the number and for one of the calls to end.
func (o *Outbox) leave() bool {
	if err := o.number.Wait(o.ctx); err != nil {
		return false
	}
	select {
	case o.calls <- struct{}{}:
		return true
	case <-o.ctx.Done():
		return false
	}
}

func (o *Outbox) putBack(l *lane, i Item) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l.busy = false
	o.put(i)
}

// ClockRighted lets go on what waits by a clock that was wrong. What was to leave
// later leaves when it was to.
func (o *Outbox) ClockRighted() {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.opts.Now()
	for _, l := range o.lanes {
		for at := range l.items {
			if i := &l.items[at]; i.Due.After(now) && !i.Later || i.Attempts > 0 && i.Due.After(now.Add(longestAsked)) {
				i.Due = now
			}
		}
		o.schedule(l)
	}
	o.poke()
}

func (o *Outbox) poke() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Forget takes a cancelled message out of the queue.
func (o *Outbox) Forget(rowID string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.remove(rowID)
	for _, done := range o.waiters[rowID] {
		close(done)
	}
	delete(o.waiters, rowID)
}

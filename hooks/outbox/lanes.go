package outbox

import (
	"container/heap"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// lane is what waits for one person. Its first message blocks the others, so
// that they arrive in order; one that is to leave later blocks nobody.
type lane struct {
	to    string
	items []Item // by due, then in the order they were added
	pair  *rate.Limiter
	busy  bool      // a call is under way
	next  time.Time // not before: the first one's due, or the pair rate
	in    *laneHeap // where it is, by what its first message is
	index int       // there; -1 while not in it
}

// put adds an item to its lane. It must be called with mu held.
func (o *Outbox) put(i Item) {
	l := o.laneOf(i.To)
	passes := func(before Item) bool {
		if before.Later && !i.Later && !o.opts.ClockHolds() {
			return true // note: it waits until the clock is right
		}
		return i.Due.Before(before.Due) && before.Attempts == 0
	}
	at := len(l.items)
	for at > 0 && passes(l.items[at-1]) {
		at--
	}
	l.items = slices.Insert(l.items, at, i)
	o.schedule(l)
}

// laneOf is the lane of a person. It must be called with mu held.
func (o *Outbox) laneOf(to string) *lane {
	l := o.lanes[to]
	if l == nil {
		l = &lane{to: to, pair: rate.NewLimiter(rate.Every(o.opts.PairEvery), pairBurst), index: -1}
		o.lanes[to] = l
	}
	return l
}

// schedule puts a lane where it belongs in the heap.
func (o *Outbox) schedule(l *lane) {
	if l.busy || len(l.items) == 0 {
		if l.index >= 0 {
			heap.Remove(l.in, l.index)
		}
		return
	}
	l.next = l.items[0].Due
	in := &o.ready[0]
	if l.items[0].Later {
		in = &o.ready[1]
	}
	if l.index >= 0 && l.in != in {
		heap.Remove(l.in, l.index)
	}
	if l.index < 0 {
		l.in = in
		heap.Push(in, l)
	} else {
		heap.Fix(in, l.index)
	}
}

// sweep forgets people to whom nothing waits and who could get a whole burst.
func (o *Outbox) sweep(now time.Time) {
	if now.Sub(o.swept) < sweepEvery {
		return
	}
	o.swept = now
	for to, l := range o.lanes {
		if !l.busy && len(l.items) == 0 && l.pair.Tokens() >= pairBurst {
			delete(o.lanes, to)
		}
	}
}

// remove takes an item out, if it waits. It must be called with mu held.
func (o *Outbox) remove(rowID string) {
	for _, l := range o.lanes {
		if at := slices.IndexFunc(l.items, func(i Item) bool { return i.RowID == rowID }); at >= 0 {
			l.items = slices.Delete(l.items, at, at+1)
			o.schedule(l)
			return
		}
	}
}

// laneHeap has the lane that is due first on top.
type laneHeap []*lane

func (h laneHeap) Len() int           { return len(h) }
func (h laneHeap) Less(i, j int) bool { return h[i].next.Before(h[j].next) }
func (h laneHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is for package heap.
func (h *laneHeap) Push(x any) {
	l := x.(*lane)
	l.index = len(*h)
	*h = append(*h, l)
}

// Pop is for package heap.
func (h *laneHeap) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	l.index = -1
	(*h)[last] = nil
	*h = (*h)[:last]
	return l
}

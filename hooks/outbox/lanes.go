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
	index int       // in the heap; -1 while not in it
}

// put adds an item to its lane. It must be called with mu held.
func (o *Outbox) put(i Item) {
	l := o.lanes[i.To]
	if l == nil {
		l = &lane{to: i.To, pair: rate.NewLimiter(rate.Every(o.opts.PairEvery), pairBurst), index: -1}
		o.lanes[i.To] = l
	}
	at := len(l.items)
	for at > 0 && i.Due.Before(l.items[at-1].Due) && l.items[at-1].Attempts == 0 {
		at--
	}
	l.items = slices.Insert(l.items, at, i)
	o.schedule(l)
}

// schedule puts a lane where it belongs in the heap.
func (o *Outbox) schedule(l *lane) {
	if l.busy || len(l.items) == 0 {
		if l.index >= 0 {
			heap.Remove(&o.ready, l.index)
		}
		if !l.busy && l.pair.Tokens() >= pairBurst {
			delete(o.lanes, l.to) // note: with a full bucket it is as new
		}
		return
	}
	l.next = l.items[0].Due
	if l.index < 0 {
		heap.Push(&o.ready, l)
	} else {
		heap.Fix(&o.ready, l.index)
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

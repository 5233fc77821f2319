package simulator

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// webhook is one POST that the business has to answer with 200.
type webhook struct {
	what      string // for the log: "message text", "status read"
	messageID string
	field     string // Meta's name of it; messages when empty
	key       string // the same in each run with the same inputs; what disorder is drawn from
	body      []byte
	madeAt    time.Time
	number    int // in the order they were made
	attempts  int
	accepted  func() // with mu held
	tried     func() // after the first attempt, with mu held
	refused   bool   // by the receiver, at least once

	// Disorder: when it may go out at the earliest, and what happens to its
	// first attempt.
	notBefore  time.Duration
	drop       bool
	dropAnswer bool
	copy       bool       // of another one
	alone      bool       // not delayed, not in a batch
	parts      []*webhook // of a batch
}

func (w *webhook) wasAccepted() {
	if w.accepted != nil {
		w.accepted()
	}
	for _, part := range w.parts {
		part.wasAccepted()
	}
}

func (w *webhook) hasBeenTried() {
	if w.tried != nil {
		w.tried()
		w.tried = nil
	}
}

// lane is a queue of webhooks that go out one after the other: those about one
// customer, or about the account. Lanes don't wait for each other. All of it is
// guarded by Simulator.mu.
type lane struct {
	name  string // the customer's key, for the log
	queue []*webhook
	busy  bool   // it is ready, or its first webhook is under way
	pause *timer // until its first webhook is tried again
}

// lanes are those that are ready, first come first served.
type lanes struct {
	list []*lane
	head int
}

func (l *lanes) len() int { return len(l.list) - l.head }

func (l *lanes) push(one *lane) {
	if l.head > 64 && l.head > len(l.list)/2 {
		n := copy(l.list, l.list[l.head:])
		clear(l.list[n:])
		l.list, l.head = l.list[:n], 0
	}
	l.list = append(l.list, one)
}

func (l *lanes) pop() *lane {
	one := l.list[l.head]
	l.list[l.head] = nil
	l.head++
	return one
}

// enqueue hands a webhook over for delivery; c is nil for what concerns the
// account. Without a receiver nothing is kept: Meta doesn't either. The
// caller holds mu.
func (s *Simulator) enqueue(c *customer, w *webhook) {
	if s.closed || s.callbackFor(w) == "" {
		w.hasBeenTried()
		return
	}
	w.madeAt = s.now()
	s.lastWebhook++
	w.number = s.lastWebhook
	l := &s.account
	if c != nil {
		l = &c.lane
	}
	if w.alone {
		s.join(&lane{name: l.name}, w)
		return
	}
	s.scatter(l, w)
}

// join puts a webhook at the end of a lane.
func (s *Simulator) join(l *lane, w *webhook) {
	s.addBacklog(1)
	s.backlogBytes += len(w.body)
	l.queue = append(l.queue, w)
	s.waiting[l] = struct{}{}
	if !l.busy && l.pause == nil {
		s.next(l)
	}
}

// next has the first webhook of a lane posted as soon as it may.
func (s *Simulator) next(l *lane) {
	if wait := l.queue[0].notBefore - s.time.tick(); wait > 0 {
		l.pause = s.alarm(wait, func() { s.makeReady(l) })
		return
	}
	s.makeReady(l)
}

// makeReady has the first webhook of a lane posted, by a new worker if there may be one more.
func (s *Simulator) makeReady(l *lane) {
	s.stopTimer(l.pause)
	l.pause, l.busy = nil, true
	s.ready.push(l)
	if s.posting < s.options.Connections && !s.closed {
		s.posting++
		s.work.Go(s.postReady)
	}
}

// postReady posts the first webhook of each ready lane until none is left.
func (s *Simulator) postReady() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.ready.len() > 0 && !s.closed {
		l := s.ready.pop()
		w, secret := l.queue[0], s.appSecret
		url, epoch := s.callbackFor(w), s.epoch
		w.attempts++
		result, posted := s.disturbPost(w), false
		if url == "" {
			result.problem = "Nobody receives webhooks any more."
		}
		if result.problem == "" {
			s.mu.Unlock()
			result = s.post(url, secret, w.body)
			s.mu.Lock()
			posted = !s.disturbAnswer(w, &result)
		}
		result.url = url
		if s.ctx.Err() == nil && epoch == s.epoch {
			s.settle(l, w, result, posted)
		}
	}
	s.posting--
	s.pokeWaiters()
}

// settle notes the outcome of an attempt, and has the lane go on with the next
// webhook, or with the same one after a pause.
func (s *Simulator) settle(l *lane, w *webhook, result postResult, posted bool) {
	age := s.now().Sub(w.madeAt)
	if !result.ok && age >= giveUpAfter {
		result.problem = "Given up after seven days. " + result.problem
	}
	s.logDelivery(l, w, result)
	if s.measure != nil {
		s.measure(w, result)
	}
	w.hasBeenTried()
	if !result.ok {
		s.options.Logger.Warn("simulator: the webhook was not accepted", "what", w.what, "answer", result.code, "attempt", w.attempts, "problem", result.problem)
		w.refused = w.refused || posted
		// note: what nobody receives any more is not kept, as if it had been made now
		if age < giveUpAfter && s.callbackFor(w) != "" {
			s.setRefused(l, result.problem)
			l.busy = false
			// note: the last attempt is at the very end of the seven days.
			pause := min(s.retryPause(w.attempts), giveUpAfter-age)
			l.pause = s.alarm(pause, func() { s.makeReady(l) })
			return
		}
	}
	s.backlogBytes -= len(w.body)
	s.addBacklog(-1)
	l.queue[0] = nil
	l.queue = l.queue[1:]
	s.setRefused(l, "")
	if result.ok {
		w.wasAccepted()
		if w.refused {
			s.wakeLanes() // the receiver is back: nobody waits for the end of a pause
		}
	}
	if len(s.refused) > 0 {
		s.tell("receiver", s.receiver(""))
	}
	l.busy = false
	if len(l.queue) > 0 {
		s.next(l)
	} else {
		delete(s.waiting, l)
	}
	s.touch()
	s.pokeWaiters()
}

// full reports that no more can be taken on until the receiver has worked off
// what waits. Each accepted message adds at most three webhooks.
func (s *Simulator) full() bool {
	return s.backlog >= maxBacklog || s.backlogBytes >= maxBacklogBytes
}

// refusal is why nothing new can happen, if so. The caller holds mu.
func (s *Simulator) refusal() error {
	switch {
	case s.closed:
		return errClosed
	case s.full():
		return errFull
	}
	return nil
}

// retryPause grows: at first the receiver may only have restarted, later
// somebody has to repair it.
func (s *Simulator) retryPause(attempts int) time.Duration {
	pause := s.options.RetryDelay
	for range attempts - 1 {
		if pause *= 2; pause >= s.options.RetryMax {
			return max(s.options.RetryDelay, s.options.RetryMax)
		}
	}
	return pause
}

// wakeLanes ends the pauses of all lanes, the oldest webhook first. The caller
// holds mu.
func (s *Simulator) wakeLanes() {
	refused := slices.Collect(maps.Keys(s.refused))
	slices.SortFunc(refused, func(a, b *lane) int { return cmp.Compare(a.queue[0].number, b.queue[0].number) })
	for _, l := range refused {
		if l.pause != nil {
			s.makeReady(l)
		}
	}
}

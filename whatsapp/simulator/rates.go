package simulator

import (
	"cmp"
	"time"
)

// Rates are the limits that Meta puts on a business, counted on the simulated
// clock. Zero is Meta's own, a negative number is no limit.
//
// Sources: throughput, messages/send-messages, templates/template-management.
type Rates struct {
	// PerSecond are messages of the number, in and out: 80. Beyond it a send is
	// refused with 130429.
	PerSecond int
	// PairBurst are messages to one person in a row: 45. After them one more
	// each PairEvery, 6 seconds; others are refused with 131056.
	PairBurst int
	PairEvery time.Duration
	// CallsPerHour are calls that manage an account, as with its templates:
	// 5,000. Others are refused with 80007.
	CallsPerHour int
}

// NoLimits is for tests that are about something else.
var NoLimits = Rates{PerSecond: -1, PairBurst: -1, CallsPerHour: -1}

func (r Rates) withDefaults() Rates {
	return Rates{
		PerSecond: cmp.Or(r.PerSecond, 80), PairBurst: cmp.Or(r.PairBurst, 45),
		PairEvery: cmp.Or(r.PairEvery, 6*time.Second), CallsPerHour: cmp.Or(r.CallsPerHour, 5000),
	}
}

// counters is what the limits are counted with. Simulator.mu guards it.
type counters struct {
	messages moving
	calls    moving
	pairs    map[*customer]*pairCounter
}

// moving counts what happened within the last while.
type moving struct {
	times []time.Time
	head  int
}

// room reports whether less than limit happened since the start of the while.
func (m *moving) room(now time.Time, while time.Duration, limit int) bool {
	for m.head < len(m.times) {
		age := now.Sub(m.times[m.head])
		if age >= 0 && age < while { // what lies ahead is of a clock that was set back
			break
		}
		m.head++
	}
	if m.head > len(m.times)/2 {
		m.times = append(m.times[:0], m.times[m.head:]...)
		m.head = 0
	}
	return len(m.times)-m.head < limit
}

func (m *moving) add(now time.Time) { m.times = append(m.times, now) }

// pairCounter is a bucket: each message takes one out, and one comes back
// each PairEvery.
type pairCounter struct {
	left float64
	at   time.Time
}

// countMessage counts a message of the number. The caller holds mu.
func (s *Simulator) countMessage() {
	rates := s.options.Rates
	if rates.PerSecond < 0 {
		return
	}
	now := s.now()
	// note: room forgets what is older, so that this stays small.
	s.counters.messages.room(now, time.Second, rates.PerSecond)
	if len(s.counters.messages.times) < 4*rates.PerSecond+1000 {
		s.counters.messages.add(now)
	}
}

// limitSend refuses a message that is too many, of the number or to the
// customer, and counts it otherwise. The caller holds mu.
func (s *Simulator) limitSend(c *customer) *graphError {
	rates, now := s.options.Rates, s.now()
	if rates.PerSecond >= 0 && !s.counters.messages.room(now, time.Second, rates.PerSecond) {
		return refuse(130429, "Cloud API message throughput has been reached: %d messages per second.", rates.PerSecond)
	}
	if c != nil && rates.PairBurst >= 0 {
		pair := s.counters.pairs[c]
		if pair == nil {
			pair = &pairCounter{left: float64(rates.PairBurst), at: now}
			s.counters.pairs[c] = pair
		}
		if passed := now.Sub(pair.at); passed > 0 {
			pair.left = min(float64(rates.PairBurst), pair.left+float64(passed)/float64(rates.PairEvery))
		}
		pair.at = now
		if pair.left < 1 {
			return refuse(131056, "Too many messages were sent to this person in a short time. Wait before the next one.")
		}
		pair.left--
	}
	s.countMessage()
	return nil
}

// countCall counts a call that manages the account.
func (s *Simulator) countCall() *graphError {
	limit := s.options.Rates.CallsPerHour
	if limit < 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if !s.counters.calls.room(now, time.Hour, limit) {
		return refuse(80007, "The account has made more than %d calls within an hour.", limit)
	}
	s.counters.calls.add(now)
	return nil
}

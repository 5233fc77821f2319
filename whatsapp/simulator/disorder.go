package simulator

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"
)

// Disorder is how far the delivery of webhooks strays from one after the other,
// once each. Meta promises neither. The shares are between 0 and 1.
//
// What happens to an event is drawn from Seed and the event's place in its
// chat ("the third message to this customer, status read"), so that one seed
// and the same inputs make the same schedule, whatever else runs. With a held
// clock and [Options.Connections] 1 the order of arrival is the same too.
type Disorder struct {
	Seed uint64 `json:"seed"`
	// Duplicate events come twice, some three times.
	Duplicate float64 `json:"duplicate,omitempty"`
	// Reorder holds events back, so that later ones overtake them.
	Reorder float64 `json:"reorder,omitempty"`
	// Early statuses "sent" come before the answer to the send.
	Early float64 `json:"early,omitempty"`
	// Drop loses first attempts on the way; a retry brings the event.
	Drop float64 `json:"drop,omitempty"`
	// DropAnswer loses answers on the way back: the receiver has the event, and
	// a retry brings it again.
	DropAnswer float64 `json:"drop_answer,omitempty"`
	// Delay is the most that any event waits; the order in a chat stays.
	Delay Duration `json:"delay,omitempty"`
	// Spread is the most that a copy or a held back event lags behind; ten
	// times Options.StatusDelay by default.
	Spread Duration `json:"spread,omitempty"`
	// Batch is the most changes that one POST may have, up to 1000. Those
	// within BatchWait go together; Options.StatusDelay by default.
	Batch     int      `json:"batch,omitempty"`
	BatchWait Duration `json:"batch_wait,omitempty"`
}

const maxBatch = 1000

func (d Disorder) check() error {
	for name, share := range map[string]float64{"duplicate": d.Duplicate, "reorder": d.Reorder, "early": d.Early, "drop": d.Drop, "drop_answer": d.DropAnswer} {
		if !(share >= 0 && share <= 1) {
			return &inputError{name, "The share " + name + " is between 0 and 1."}
		}
	}
	switch {
	case d.Batch < 0 || d.Batch > maxBatch:
		return &inputError{"batch", fmt.Sprintf("A batch has at most %d changes.", maxBatch)}
	case min(d.Delay, d.Spread, d.BatchWait) < 0 || time.Duration(max(d.Delay, d.Spread, d.BatchWait)) > giveUpAfter:
		return &inputError{"delay", "A delay is at most seven days."}
	}
	return nil
}

// SetDisorder changes the disorder from now on; the zero value ends it. What is
// under way goes on as it was meant to.
func (s *Simulator) SetDisorder(d Disorder) error {
	if err := d.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setDisorder(d)
	s.record(Step{Do: doDisorder, Disorder: &d})
	return nil
}

func (s *Simulator) setDisorder(d Disorder) {
	s.disorder = d
	s.tell("disorder", d)
	s.touch()
}

// Outage makes the receiver unreachable for d of simulated time: nothing is
// posted, and what would have been is tried again as after no answer. 0 ends it.
func (s *Simulator) Outage(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outageUntil = s.time.tick() + d
	s.record(Step{Do: doOutage, For: Duration(d)})
}

// fate is what disorder has in store for one event.
type fate struct {
	delay      time.Duration
	loose      bool            // it goes out on its own, not after its chat's earlier ones
	copies     []time.Duration // delays of the copies
	drop       bool
	dropAnswer bool
}

func (s *Simulator) fateOf(key string) fate {
	d := s.disorder
	if d == (Disorder{}) {
		return fate{}
	}
	draw := func(purpose string) float64 { return draw(d.Seed, purpose, key) }
	upTo := func(most Duration, purpose string) time.Duration {
		return time.Duration(draw(purpose) * float64(most)).Truncate(time.Millisecond)
	}
	spread := cmp.Or(d.Spread, Duration(10*s.options.StatusDelay))
	f := fate{delay: upTo(d.Delay, "delay")}
	if draw("reorder?") < d.Reorder {
		f.loose = true
		f.delay += upTo(spread, "reorder")
	}
	if draw("duplicate?") < d.Duplicate {
		f.copies = append(f.copies, upTo(spread, "copy"))
		if draw("third?") < 0.25 {
			f.copies = append(f.copies, upTo(spread, "third"))
		}
	}
	f.drop = draw("drop?") < d.Drop
	f.dropAnswer = draw("answer?") < d.DropAnswer
	f.loose = f.loose || f.drop || f.dropAnswer
	return f
}

// draw is a number in [0,1) that depends on its arguments alone.
func draw(seed uint64, purpose, key string) float64 {
	hash := fnv.New64a()
	var raw [8]byte
	binary.LittleEndian.PutUint64(raw[:], seed)
	hash.Write(raw[:])
	hash.Write([]byte(purpose))
	hash.Write([]byte{0})
	hash.Write([]byte(key))
	// note: FNV leaves neighbours close together; this is the finish of splitmix64.
	x := hash.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

// scatter delivers an event as its fate says. The caller holds mu.
func (s *Simulator) scatter(l *lane, w *webhook) {
	if w.key == "" {
		s.lastUnkeyed++
		w.key = w.what + "/" + strconv.Itoa(s.lastUnkeyed)
	}
	f := s.fateOf(w.key)
	w.drop, w.dropAnswer = f.drop, f.dropAnswer
	for _, delay := range f.copies {
		again := &webhook{what: w.what, messageID: w.messageID, field: w.field, key: w.key, body: w.body, madeAt: w.madeAt, number: w.number, notBefore: s.time.tick() + delay, copy: true}
		s.release(&lane{name: l.name}, again)
	}
	w.notBefore = s.time.tick() + f.delay
	if f.loose {
		l = &lane{name: l.name}
	}
	s.release(l, w)
}

// disturbPost is the outcome of an attempt that must not reach the receiver;
// its problem is empty when the attempt may be made.
func (s *Simulator) disturbPost(w *webhook) postResult {
	switch {
	case s.time.tick() < s.outageUntil:
		return postResult{problem: "An outage of the receiver was ordered here."}
	case w.drop:
		w.drop = false
		return postResult{problem: "It was lost on the way, as ordered here."}
	}
	return postResult{}
}

// disturbAnswer loses the answer of an attempt that was made, and reports it.
func (s *Simulator) disturbAnswer(w *webhook, result *postResult) bool {
	if !w.dropAnswer || !result.ok {
		return false
	}
	w.dropAnswer = false
	result.ok, result.problem = false, "The answer was lost on the way back, as ordered here."
	return true
}

func (s *Simulator) getDisorder(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	d := s.disorder
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, d)
}

func (s *Simulator) putDisorder(w http.ResponseWriter, r *http.Request) {
	var d Disorder
	if !readControl(w, r, &d) {
		return
	}
	if err := s.SetDisorder(d); err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, d)
}

func (s *Simulator) postOutage(w http.ResponseWriter, r *http.Request) {
	var form struct {
		For Duration `json:"for"`
	}
	if !readControl(w, r, &form) {
		return
	}
	if form.For < 0 {
		writeProblem(w, http.StatusBadRequest, "for", "An outage lasts 0 or more.")
		return
	}
	s.Outage(time.Duration(form.For))
	w.WriteHeader(http.StatusNoContent)
}

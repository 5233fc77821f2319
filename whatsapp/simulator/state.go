package simulator

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"
)

const (
	// stateVersion changes when an older program could misread a file.
	stateVersion = 1
	stateProgram = "whatsapp-cloud-api-simulator"
	// maxStateMedia is how many bytes of media a state holds, the newest first.
	maxStateMedia = 32 << 20
	maxStateBytes = 512 << 20
)

// stateFile is everything that a simulator remembers, without its secrets.
type stateFile struct {
	Program string    `json:"program"`
	Version int       `json:"version"`
	SavedAt time.Time `json:"saved_at"`

	Clock       savedClock      `json:"clock"`
	Customers   []savedCustomer `json:"customers"`
	LeftNumbers []string        `json:"left_numbers,omitempty"`
	Messages    []savedMessage  `json:"messages"`
	// Waiting are the webhooks that were not answered with 200 yet.
	Waiting  []savedWebhook  `json:"waiting,omitempty"`
	Disorder Disorder        `json:"disorder"`
	Failures []Failure       `json:"failures,omitempty"`
	Media    []mediaFile     `json:"media,omitempty"`
	Wire     json.RawMessage `json:"wire"`
}

type savedClock struct {
	Now   time.Time `json:"now"`
	Ahead Duration  `json:"ahead"` // of the calendar
	Held  bool      `json:"held,omitempty"`
	Speed float64   `json:"speed"`
}

type savedCustomer struct {
	Customer
	Key      string `json:"key"`
	Written  int    `json:"written,omitempty"`
	Received int    `json:"received,omitempty"`
	Renewals int    `json:"renewals,omitempty"`
	Devices  int    `json:"devices,omitempty"`
}

type savedMessage struct {
	Message
	ToPhone bool         `json:"to_phone,omitempty"`
	Unseen  bool         `json:"unseen,omitempty"`
	Key     string       `json:"key,omitempty"`
	Frame   inboundFrame `json:"frame,omitzero"`
}

type savedWebhook struct {
	Customer  string    `json:"customer,omitempty"` // empty: the account
	What      string    `json:"what"`
	MessageID string    `json:"message_id,omitempty"`
	Field     string    `json:"field,omitempty"`
	Key       string    `json:"key,omitempty"`
	Body      string    `json:"body"`
	MadeAt    time.Time `json:"made_at"`
	Attempts  int       `json:"attempts,omitempty"`
	number    int
}

// snapshot copies what the state consists of. Nothing of the copy changes
// later, so it can be written without mu, which the caller holds.
func (s *Simulator) snapshot() (stateFile, error) {
	clock := s.Clock().State()
	state := stateFile{
		Program: stateProgram, Version: stateVersion, SavedAt: time.Now().UTC().Truncate(time.Second),
		Clock:       savedClock{Now: clock.Now, Ahead: Duration(clock.Now.Sub(s.options.Now())), Held: clock.Held, Speed: clock.Speed},
		LeftNumbers: slices.Sorted(maps.Keys(s.leftNumbers)),
		Disorder:    s.disorder,
		Customers:   make([]savedCustomer, 0, len(s.customers)),
		Messages:    make([]savedMessage, 0, len(s.messages)),
	}
	for _, c := range s.customers {
		state.Customers = append(state.Customers, savedCustomer{c.Customer, c.id, c.written, c.received, c.renewals, c.devices})
	}
	for _, m := range s.messages {
		state.Messages = append(state.Messages, savedMessage{m.Message, m.toPhone, m.unseen, m.key, m.frame})
	}
	for _, f := range s.failures {
		state.Failures = append(state.Failures, *f)
	}
	state.Waiting = s.waitingWebhooks()

	wire := s.exportWire()
	left := maxStateMedia
	for _, f := range slices.Backward(wire.Media) {
		if left -= len(f.Data); left < 0 {
			break
		}
		state.Media = append(state.Media, *f)
	}
	slices.Reverse(state.Media)
	wire.Media = nil
	var err error
	state.Wire, err = json.Marshal(wire)
	return state, err
}

// waitingWebhooks are those in all lanes, in the order they were made.
func (s *Simulator) waitingWebhooks() []savedWebhook {
	list := []savedWebhook{}
	add := func(lane string, w *webhook) {
		if w.copy {
			return
		}
		if lane == s.account.name || lane == batchLane {
			lane = ""
		}
		list = append(list, savedWebhook{lane, w.what, w.messageID, w.field, w.key, string(w.body), w.madeAt, w.attempts, w.number})
	}
	for l := range s.waiting {
		for _, w := range l.queue {
			add(l.name, w)
		}
	}
	for w := range s.delayed {
		add("", w)
	}
	slices.SortStableFunc(list, func(a, b savedWebhook) int { return cmp.Compare(a.number, b.number) })
	return list
}

// ExportState writes all that the simulator remembers, without its secrets, as
// one JSON document.
func (s *Simulator) ExportState(w io.Writer) error {
	s.mu.Lock()
	state, err := s.snapshot()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(state)
}

package simulator

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// wire is what the Graph API remembers beside customers and messages.
// Simulator.mu guards it.
type wire struct {
	token     accessToken
	media     mediaStore
	templates templateStore
	counters  counters
	links     linkCache
	uploads   uploadStore
	number    numberState
	hooks     subscription
	blocked   map[*customer]time.Time // by the business
	free      freeMessages
	entries   map[*customer]*entryPoint
	held      map[string][]*message // by the id of their template
	flows     []*flow
	calls     map[string]*call // that have not ended, by id
}

func newWire() wire {
	return wire{
		media:     newMediaStore(),
		templates: newTemplateStore(),
		counters:  counters{pairs: map[*customer]*pairCounter{}},
		links:     linkCache{},
		uploads:   uploadStore{},
		number:    newNumberState(),
		hooks:     subscription{Subscribed: true},
		blocked:   map[*customer]time.Time{},
		entries:   map[*customer]*entryPoint{},
		held:      map[string][]*message{},
		calls:     map[string]*call{},
	}
}

// startWire sets the account up. It is called by New.
func (s *Simulator) startWire() {
	s.wire = newWire()
	s.number.QualityAt = s.now()
	s.token = accessToken{value: s.options.AccessToken, issued: s.now(), lifetime: max(s.options.TokenLifetime, 0)}
	s.addSampleTemplate()
	for _, t := range s.options.Templates {
		if _, err := s.AddTemplate(t); err != nil {
			s.options.Logger.Error("simulator: the template was left out", "error", err)
		}
	}
}

// wireState is the same in a form that can be kept in a file.
type wireState struct {
	Started   time.Time              `json:"started"` // of the token's life
	TokenMark string                 `json:"token_mark,omitempty"`
	TokenLife *Duration              `json:"token_lifetime,omitempty"`
	Media     []*mediaFile           `json:"media,omitempty"`
	Templates []*template            `json:"templates,omitempty"`
	Deleted   map[string]time.Time   `json:"deleted_templates,omitempty"`
	Number    numberState            `json:"number"`
	Hooks     subscription           `json:"subscription"`
	Blocked   map[string]time.Time   `json:"blocked,omitempty"`
	OptedOut  []string               `json:"opted_out,omitempty"`
	Free      freeMessages           `json:"free_messages"`
	Entries   map[string]*entryPoint `json:"entry_points,omitempty"`
	Flows     []flow                 `json:"flows,omitempty"`
}

// exportWire gives the state to be kept. The caller holds mu, and reads the
// result before it lets go.
func (s *Simulator) exportWire() wireState {
	state := wireState{
		Started: s.token.issued, TokenMark: s.token.mark(),
		Media: slices.Clone(s.media.order), Templates: slices.Clone(s.templates.order), Deleted: s.templates.deleted,
		Number: s.number, Hooks: s.hooks, Free: s.free, Blocked: map[string]time.Time{}, Entries: map[string]*entryPoint{},
	}
	if s.token.timed {
		life := Duration(s.token.lifetime)
		state.TokenLife = &life
	}
	for _, f := range s.flows {
		state.Flows = append(state.Flows, *f)
	}
	for c, entry := range s.entries {
		state.Entries[c.id] = entry
	}
	for c, at := range s.blocked {
		state.Blocked[c.id] = at
	}
	for _, c := range s.customers {
		if c.stopsMarketing {
			state.OptedOut = append(state.OptedOut, c.id)
		}
	}
	slices.Sort(state.OptedOut)
	return state
}

// importWire replaces the state by a kept one. Customers must be there before;
// the caller holds mu.
func (s *Simulator) importWire(state wireState) error {
	fresh := newWire()
	fresh.media.key, fresh.media.base = s.media.key, s.media.base
	fresh.token = s.token
	if state.TokenLife != nil {
		fresh.token.lifetime, fresh.token.timed = time.Duration(*state.TokenLife), true
	}
	switch {
	case state.TokenMark != "" && state.TokenMark != s.token.mark():
		fresh.token.issued = s.now() // another token than the state's begins its life
	case !state.Started.IsZero():
		fresh.token.issued = state.Started
	}
	for _, f := range state.Media {
		if f == nil || f.ID == "" {
			return fmt.Errorf("a media file has no id")
		}
		f.sum = sha256.Sum256(f.Data)
		fresh.media.add(f)
	}
	for _, t := range state.Templates {
		if t == nil || t.ID == "" || t.Name == "" || t.Language == "" {
			return fmt.Errorf("a template has no id, name or language")
		}
		fresh.templates.add(t)
	}
	for _, f := range state.Flows {
		if f.ID == "" || f.Name == "" {
			return fmt.Errorf("a flow has no id or name")
		}
		fresh.flows = append(fresh.flows, &f)
	}
	for name, at := range state.Deleted {
		fresh.templates.deleted[name] = at
	}
	fresh.number, fresh.hooks, fresh.free = state.Number, state.Hooks, state.Free
	for _, c := range s.customers {
		c.stopsMarketing, c.shut = false, false
	}
	for key, at := range state.Blocked {
		if c := s.customerByKey(key); c != nil {
			fresh.blocked[c], c.shut = at, true
		}
	}
	for key, entry := range state.Entries {
		if c := s.customerByKey(key); c != nil && entry != nil {
			fresh.entries[c] = entry
		}
	}
	for _, key := range state.OptedOut {
		if c := s.customerByKey(key); c != nil {
			c.stopsMarketing = true
		}
	}
	s.wire = fresh
	for _, t := range s.templates.order {
		s.resumeReview(t)
	}
	return nil
}

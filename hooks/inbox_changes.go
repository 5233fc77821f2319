package hooks

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// feedMost is how many ids one message lists; beyond it says "more".
const feedMost = 200

// inboxMessage tells which rows of comms_log and which conversations changed.
// It carries ids only: each client reads what it may.
type inboxMessage struct {
	Comms         []string `json:"comms"`
	Conversations []string `json:"conversations"`
	// Moved says under which customer_id messages are from now on, by the one
	// they were under: a page that shows the old one goes to the new one.
	Moved map[string]string `json:"moved,omitempty"`
	More  bool              `json:"more"` // too many to list: read again what is shown
	// Health says that what /api/crm/health answers has changed.
	Health bool `json:"health,omitempty"`
}

func (m inboxMessage) encoded() subscriptions.Message {
	data, _ := json.Marshal(m) // note: strings can always be written
	return subscriptions.Message{Name: inboxTopic, Data: data}
}

// inboxChanges gathers what the next message tells, each id once and at most
// feedMost of each kind.
type inboxChanges struct {
	comms, conversations map[string]bool
	moved                map[string]string
	more, health         bool
}

func (c *inboxChanges) add(comms, conversations []string, moved map[string]string) {
	if c.comms == nil {
		c.comms, c.conversations, c.moved = make(map[string]bool), make(map[string]bool), make(map[string]string)
	}
	c.addIDs(c.comms, comms)
	c.addIDs(c.conversations, conversations)
	for from, to := range moved {
		if len(c.moved) >= feedMost {
			c.more = true
			break
		}
		c.moved[from] = to
	}
}

func (c *inboxChanges) addIDs(set map[string]bool, ids []string) {
	for _, id := range ids {
		if len(set) >= feedMost {
			c.more = true
			return
		}
		set[id] = true
	}
}

// join adds a message that couldn't be sent by itself. Moves of one time after
// those of another have no order in one message: the page reads them again.
func (c *inboxChanges) join(m inboxMessage) {
	c.more = c.more || m.More || len(c.moved) > 0 && len(m.Moved) > 0
	c.health = c.health || m.Health
	c.add(m.Comms, m.Conversations, m.Moved)
}

func (c *inboxChanges) empty() bool { return c.comms == nil }

// take empties the gathering into a message.
func (c *inboxChanges) take() inboxMessage {
	m := inboxMessage{Comms: idsOf(c.comms), Conversations: idsOf(c.conversations), Moved: c.moved, More: c.more, Health: c.health}
	*c = inboxChanges{}
	return m
}

// idsOf is an empty list, never nil: clients get [] and not null.
func idsOf(set map[string]bool) []string {
	return slices.AppendSeq(make([]string, 0, len(set)), maps.Keys(set))
}

package ingest

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"pocketcrm/whatsapp"
)

// target is the earlier message that a reaction, an edit or a withdrawal is about.
type target struct {
	id, customer, customerID     string
	direction, body, occurredAt  string
	editedAt, revokedAt, groupID string
	messageType, address         string
	unverified                   bool
	reactions, versions          sql.NullString
}

const (
	sqlTarget = `SELECT id, customer, customer_id, direction, body, occurred_at, edited_at, revoked_at, group_id, message_type, address, unverified, reactions, versions FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != ''`
	sqlSetReactions = `UPDATE comms_log SET reactions = ?, updated = ? WHERE id = ?`
	sqlSetEdit      = `UPDATE comms_log SET body = ?, versions = ?, edited_at = ?, updated = ? WHERE id = ?`
	sqlSetRevoked   = `UPDATE comms_log SET revoked_at = ?, updated = ? WHERE id = ?`
)

// findTarget is the message that an event is about, or what stands in for it.
// It is nil, and the event is parked, when there is neither and nobody is named
// in whose chat it would stand. It is nil as well for an unverified event on what
// it may not change.
func (b *batch) findTarget(e *whatsapp.Event) (*target, error) {
	if e.Target == nil || e.Target.MessageID == "" {
		return nil, b.park(e, reasonUnparsable, stateParked, "It names no message that it is about.")
	}
	if !e.Unverified {
		if _, err := b.giveWay(lineID(e)); err != nil {
			return nil, err
		}
	}
	t, err := b.target(e.Target.MessageID)
	if err == nil && e.Unverified && (t == nil || !t.unverified) {
		return nil, b.lineOfItsOwn(e, t)
	}
	if t != nil || err != nil {
		return t, err
	}
	if e.Party.Key() == "" {
		return nil, b.park(e, reasonEarly, stateParked, "The message it is about is not in the log yet.")
	}
	if err := b.standIn(e); err != nil {
		return nil, err
	}
	return b.target(e.Target.MessageID)
}

func (b *batch) target(wamid string) (*target, error) {
	var t target
	err := b.stmt(sqlTarget).QueryRowContext(b.ctx, wamid).
		Scan(&t.id, &t.customer, &t.customerID, &t.direction, &t.body, &t.occurredAt, &t.editedAt, &t.revokedAt,
			&t.groupID, &t.messageType, &t.address, &t.unverified, &t.reactions, &t.versions)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &t, nil
}

// show tells of a changed message, and what the list shows of it from now on
// if nothing newer was said.
func (b *batch) show(t *target) {
	b.staged.updated = append(b.staged.updated, t.id)
	b.staged.touched = append(b.staged.touched, t.customerID)
	if t.groupID != "" {
		return
	}
	b.staged.conversations = append(b.staged.conversations, conversation{
		customerID: t.customerID, customer: t.customer, lastAt: t.occurredAt, preview: PreviewOf(t.body, t.revokedAt), direction: t.direction, kind: "whatsapp",
		unverified: t.unverified,
	})
}

// Reaction is one element of comms_log.reactions. One that was taken away
// stays with an empty emoji, so that a late repetition cannot bring it back.
type Reaction struct {
	By    string `json:"by"` // inbound, outbound
	Who   string `json:"who,omitempty"`
	Emoji string `json:"emoji"`
	At    string `json:"at"`
}

func (b *batch) applyReaction(e *whatsapp.Event) error {
	t, err := b.findTarget(e)
	if t == nil || err != nil {
		return err
	}
	at := b.timeOf(e)
	now := Reaction{By: string(e.Target.By), Emoji: clip(e.Target.Emoji, 100), At: date(at)}
	if e.Party.GroupID != "" {
		now.Who = e.Party.Key()
	}

	var reactions []Reaction
	if t.reactions.Valid {
		_ = json.Unmarshal([]byte(t.reactions.String), &reactions) // note: what isn't a list is replaced
	}
	found := false
	for i, r := range reactions {
		if r.By != now.By || r.Who != now.Who {
			continue
		}
		if r == now || r.At > now.At {
			return nil
		}
		reactions[i], found = now, true
	}
	if !found {
		reactions = append(reactions, now)
	}
	list, err := writeReactions(reactions)
	if err != nil || list == t.reactions.String {
		return err
	}
	if _, err = b.exec(sqlSetReactions, list, b.stamp, t.id); err == nil && t.messageType == standInReaction {
		return b.sayStandIn(t, e)
	}
	return b.updatedRow(t.id, t.customerID, err)
}

// maxReactions is what the field holds: some hundreds of people of a group.
const maxReactions = 64 << 10 // bytes in JSON

// writeReactions leaves out the oldest that there is no room for.
func writeReactions(reactions []Reaction) (string, error) {
	for {
		list, err := json.Marshal(reactions)
		if err != nil || len(list) <= maxReactions || len(reactions) == 1 {
			return string(list), err
		}
		oldest := slices.MinFunc(reactions, func(a, b Reaction) int { return cmp.Compare(a.At, b.At) })
		reactions = slices.DeleteFunc(reactions, func(r Reaction) bool { return r == oldest })
	}
}

// reactionData marks the statuses of our own reactions, which are no rows of
// the log.
const reactionData = "reaction:"

// ReactionData is the callback data of a reaction to a row.
func ReactionData(rowID string) string { return reactionData + rowID }

// reactionStatus takes our reaction off a message again when WhatsApp could not
// deliver it. That it was delivered is nothing to note.
func (b *batch) reactionStatus(e *whatsapp.Event, rowID string) error {
	if e.Status.Value != "failed" {
		return nil
	}
	rows, err := b.Rows(`SELECT ext_message_id FROM comms_log WHERE id = ?`, rowID)
	if err != nil || len(rows) == 0 {
		return err
	}
	taken := *e
	taken.Unverified = false // note: it names the row, whose id only Meta knows
	taken.Target = &whatsapp.Target{MessageID: rows[0][0], By: whatsapp.Outbound}
	taken.At = b.now // note: later than the reaction itself
	return b.applyReaction(&taken)
}

// Version is one element of comms_log.versions, the texts of an edited message
// in the order of their times: the first as it was sent, the last as it is now.
type Version struct {
	ID   string `json:"id,omitempty"` // of the edit; empty for the first text
	Body string `json:"body"`
	At   string `json:"at"`
	By   string `json:"by,omitempty"` // who corrected it in the log; empty for what was said
	// LeftOut is how many before it are not kept
	LeftOut int `json:"left_out,omitempty"`
	// Gone are marks of those of its second among them, so that none is taken for a new one
	Gone string `json:"gone,omitempty"`
}

func (b *batch) applyEdit(e *whatsapp.Event) error {
	t, err := b.findTarget(e)
	if t == nil || err != nil {
		return err
	}
	if e.Message == nil || e.Message.Body == "" {
		return b.park(e, reasonUnparsable, stateParked, "The edit has no new text.")
	}
	at := b.timeOf(e)
	versions := []Version{}
	if t.versions.Valid {
		_ = json.Unmarshal([]byte(t.versions.String), &versions)
	}
	if len(versions) == 0 && !isStandIn(t.messageType) { // note: what it said first is not known of one
		versions = append(versions, Version{Body: t.body, At: t.occurredAt})
	}
	edit := Version{ID: e.Key, Body: bodyText(e.Message.Body), At: date(at)}
	versions, known := withEdit(versions, edit)
	if known {
		return nil
	}
	last := versions[len(versions)-1]
	list, err := WriteVersions(versions)
	if err != nil {
		return err
	}
	t.body = last.Body
	if _, err := b.exec(sqlSetEdit, t.body, list, last.At, b.stamp, t.id); err != nil {
		return err
	}
	if isStandIn(t.messageType) {
		return b.sayStandIn(t, e)
	}
	b.show(t)
	return nil
}

func (b *batch) applyRevoke(e *whatsapp.Event) error {
	t, err := b.findTarget(e)
	if t == nil || err != nil {
		return err
	}
	if t.revokedAt != "" {
		return nil
	}
	at := b.timeOf(e)
	if _, err := b.exec(sqlSetRevoked, date(at), b.stamp, t.id); err != nil {
		return err
	}
	t.revokedAt = date(at)
	if t.messageType == "interactive" {
		if err := b.revokeFiles(t, e.Target.MessageID); err != nil {
			return err
		}
	}
	if isStandIn(t.messageType) {
		return b.sayStandIn(t, e)
	}
	b.show(t)
	return nil
}

func (b *batch) updatedRow(id, customerID string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		b.staged.updated = append(b.staged.updated, id)
		b.staged.touched = append(b.staged.touched, customerID)
	}
	return err
}

package ingest

import (
	"database/sql"
	"errors"
	"fmt"

	"pocketcrm/whatsapp"
)

// Store is what moving needs of a transaction, the writer's or PocketBase's.
// Arguments are bound in place of each question mark.
type Store interface {
	Exec(query string, args ...any) error
	// Rows returns all rows, every column as text; null is "".
	Rows(query string, args ...any) ([][]string, error)
}

// Owner is whose messages are: a customer, or somebody unknown.
type Owner struct {
	Customer   string // record id, empty when unknown
	CustomerID string // the same, or unknown:<digits or BSUID>
}

// OwnerOf is whose a customer_id is.
func OwnerOf(customerID string) Owner {
	if _, unknown := UnknownIdentity(customerID); unknown {
		return Owner{CustomerID: customerID}
	}
	return Owner{Customer: customerID, CustomerID: customerID}
}

// note: the plus keeps SQLite from reading all unknown senders by the index of customer.
const sqlUnknowns = `SELECT customer_id FROM conversations WHERE +customer = '' AND wa_user_id = ? AND wa_user_id != ''
	UNION SELECT customer_id FROM conversations WHERE +customer = '' AND wa_phone IN (?, ?, ?, ?) AND wa_phone != ''`

// Unknowns are the names under which the person with this number (or one of
// its national spellings) and this BSUID may be in the log as unknown. Either
// may be empty.
func Unknowns(s Store, waID, userID string) ([]string, error) {
	ids := []string{}
	if userID != "" {
		ids = append(ids, Unknown(userID))
	}
	for _, key := range whatsapp.PhoneKeys(waID) {
		ids = append(ids, Unknown(key))
	}
	also, err := Strings(s, sqlUnknowns, append([]any{userID}, keysOf(waID)...)...)
	if err != nil {
		return nil, fmt.Errorf("look for unknown senders: %w", err)
	}
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	for _, id := range also {
		if !known[id] {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Move gives everything that is logged under one customer_id to another owner:
// the rows and the conversation. It returns the ids of the rows, none when
// there was nothing. now is in PocketBase's form.
func Move(s Store, from string, to Owner, now string) (rows []string, err error) {
	if from == to.CustomerID {
		return nil, nil
	}
	rows, err = Strings(s, `UPDATE comms_log SET customer = ?, customer_id = ?, updated = ? WHERE customer_id = ? RETURNING id`,
		to.Customer, to.CustomerID, now, from)
	if err != nil {
		return nil, fmt.Errorf("move the messages: %w", err)
	}
	if identity, unknown := UnknownIdentity(from); unknown && to.Customer != "" {
		if err := carryConsent(s, from, identity, now); err != nil {
			return nil, err
		}
	}
	// note: a customer can't be blocked for what an unknown sender was
	err = s.Exec(`INSERT INTO conversations (id, customer_id, customer, profile_name, last_at, last_preview, last_direction, last_type, last_status, last_unverified, unread,
			last_inbound_at, window_expires_at, reply_address, reply_since, opted_out_at, opt_out_source, consent_at, wa_user_id, wa_phone, wa_username, assignee, state, created, updated)
		SELECT ?, ?, ?, profile_name, last_at, last_preview, last_direction, last_type, last_status, last_unverified, unread,
			last_inbound_at, window_expires_at, reply_address, reply_since,
			CASE ? WHEN '' THEN opted_out_at ELSE '' END, CASE ? WHEN '' THEN opt_out_source ELSE '' END, CASE ? WHEN '' THEN consent_at ELSE '' END,
			CASE ? WHEN '' THEN wa_user_id ELSE '' END, CASE ? WHEN '' THEN wa_phone ELSE '' END, CASE ? WHEN '' THEN wa_username ELSE '' END,
			assignee, CASE WHEN state = 'blocked' AND ? != '' THEN 'open' ELSE state END, created, ?
		FROM conversations WHERE customer_id = ?
		`+MergeConversation+`,
		wa_user_id = CASE WHEN excluded.wa_user_id != '' THEN excluded.wa_user_id ELSE wa_user_id END,
		wa_phone = CASE WHEN excluded.wa_phone != '' THEN excluded.wa_phone ELSE wa_phone END,
		wa_username = CASE WHEN excluded.wa_username != '' THEN excluded.wa_username ELSE wa_username END,
		opted_out_at = CASE WHEN excluded.consent_at > consent_at THEN excluded.opted_out_at ELSE opted_out_at END,
		opt_out_source = CASE WHEN excluded.consent_at > consent_at THEN excluded.opt_out_source ELSE opt_out_source END,
		consent_at = MAX(consent_at, excluded.consent_at),
		assignee = CASE WHEN assignee = '' THEN excluded.assignee ELSE assignee END,
		state = CASE WHEN excluded.state = 'blocked' OR state = 'blocked' THEN 'blocked'
			WHEN state = 'done' AND excluded.unread > 0 THEN 'open' ELSE state END`,
		NewID(), to.CustomerID, to.Customer, to.Customer, to.Customer, to.Customer, to.Customer, to.Customer, to.Customer, to.Customer, now, from)
	if err != nil {
		return nil, fmt.Errorf("move the conversation: %w", err)
	}
	if err := s.Exec(`DELETE FROM conversations WHERE customer_id = ?`, from); err != nil {
		return nil, fmt.Errorf("remove the old conversation: %w", err)
	}
	return rows, nil
}

// carryConsent makes an unknown sender's wish about marketing that of the
// contact.
func carryConsent(s Store, from, identity, now string) error {
	wish, err := s.Rows(`SELECT opted_out_at, opt_out_source, wa_user_id, wa_phone, consent_at FROM conversations WHERE customer_id = ? AND consent_at != ''`, from)
	if err != nil || len(wish) == 0 {
		return err
	}
	w := wish[0]
	userID, waID := w[2], w[3]
	if whatsapp.IsWaID(identity) {
		waID = identity
	} else {
		userID = identity
	}
	_, err = s.Rows(sqlContactConsent, append([]any{w[0], w[1], w[4], now, w[4], userID}, keysOf(waID)...)...)
	return err
}

// Exec makes the batch a [Store]. What is rare is not prepared.
func (b *batch) Exec(query string, args ...any) error {
	_, err := b.tx.ExecContext(b.ctx, query, args...)
	return err
}

// Rows makes the batch a [Store].
func (b *batch) Rows(query string, args ...any) ([][]string, error) {
	var rows *sql.Rows
	var err error
	if b.w.stmts[query] != nil {
		rows, err = b.stmt(query).QueryContext(b.ctx, args...)
	} else {
		rows, err = b.tx.QueryContext(b.ctx, query, args...)
	}
	if err != nil {
		return nil, err
	}
	return AllText(rows)
}

// AllText reads all rows as text and closes them.
func AllText(rows *sql.Rows) (list [][]string, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, pointers := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			pointers[i] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, err
		}
		texts := make([]string, len(columns))
		for i, v := range values {
			texts[i] = v.String
		}
		list = append(list, texts)
	}
	return list, rows.Err()
}

// Strings returns the first column of all rows.
func Strings(s Store, query string, args ...any) ([]string, error) {
	rows, err := s.Rows(query, args...)
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row[0]
	}
	return list, err
}

// adopt gives what somebody has said as an unknown sender to its owner.
func (b *batch) adopt(to match, waID, userID string) error {
	unknowns, err := Unknowns(b, waID, userID)
	if err != nil {
		return err
	}
	for _, from := range unknowns {
		if err := b.move(from, Owner{to.customer, to.customerID}); err != nil {
			return err
		}
	}
	return nil
}

// adoptHidden is adopt for a BSUID alone. Nearly always there is nothing, which
// two look-ups tell.
func (b *batch) adoptHidden(to match, userID string) error {
	for query, arg := range map[string]string{sqlLogged: Unknown(userID), sqlUnknownByUser: userID} {
		var found string
		err := b.stmt(query).QueryRowContext(b.ctx, arg).Scan(&found)
		if err == nil {
			return b.adopt(to, "", userID) // note: Move does nothing with what is there already
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return nil
}

// move is Move, with what the batch has not written yet.
func (b *batch) move(from string, to Owner) error {
	rows, err := Move(b, from, to, b.stamp)
	if err != nil || len(rows) == 0 {
		return err
	}
	b.forget()
	b.staged.moves = append(b.staged.moves, move{from, to})
	b.staged.updated = append(b.staged.updated, rows...)
	return nil
}

type move struct {
	from string
	to   Owner
}

// moved is the effect of a move on what the batch has yet to write.
func (b *batch) moved(m move) {
	b.touched[m.from], b.touched[m.to.CustomerID] = true, true
	b.movedTo[m.from] = m.to.CustomerID
	pending, ok := b.conversations[m.from]
	if !ok {
		return
	}
	delete(b.conversations, m.from)
	pending.customer, pending.customerID = m.to.Customer, m.to.CustomerID
	b.mergeConversation(*pending)
}

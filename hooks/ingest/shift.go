package ingest

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Shift moves single rows and makes both conversations true again. now is in
// PocketBase's form.
func Shift(s Store, from string, to Owner, ids []string, now string) error {
	leaving, unread, err := UnreadAmong(s, from, ids)
	if err != nil {
		return err
	}
	_, before, err := UnreadAmong(s, to.CustomerID, nil)
	if err != nil {
		return err
	}
	// note: a new conversation shows the same profile
	err = s.Exec(`INSERT INTO conversations (id, customer_id, customer, profile_name, state, created, updated)
		SELECT ?, ?, ?, profile_name, CASE state WHEN 'blocked' THEN 'blocked' ELSE 'open' END, ?, ? FROM conversations WHERE customer_id = ? ON CONFLICT (customer_id) DO NOTHING`,
		NewID(), to.CustomerID, to.Customer, now, now, from)
	if err != nil {
		return fmt.Errorf("make the conversation: %w", err)
	}
	err = s.Exec("UPDATE comms_log SET customer = ?, customer_id = ?, updated = ? WHERE id IN (SELECT value FROM json_each(?))",
		to.Customer, to.CustomerID, now, jsonList(ids))
	if err != nil {
		return fmt.Errorf("move the messages: %w", err)
	}
	if err := Rebuild(s, from, unread-leaving, now); err != nil {
		return err
	}
	return Rebuild(s, to.CustomerID, before+leaving, now)
}

// UnreadAmong is how many messages of a conversation are unread, and how many
// of those are among ids. The last ones to come are the unread ones.
func UnreadAmong(s Store, customerID string, ids []string) (among, unread int, err error) {
	counts, err := Strings(s, "SELECT unread FROM conversations WHERE customer_id = ?", customerID)
	if err != nil || len(counts) == 0 {
		return 0, 0, err
	}
	if unread, err = strconv.Atoi(counts[0]); err != nil || unread == 0 || len(ids) == 0 {
		return 0, unread, err
	}
	counts, err = Strings(s, `SELECT COUNT(*) FROM (SELECT id FROM comms_log WHERE customer_id = ? AND (type = 'whatsapp' OR call_outcome = 'missed')
			AND direction = 'inbound' AND group_id = '' ORDER BY occurred_at DESC, id DESC LIMIT ?)
		WHERE id IN (SELECT value FROM json_each(?))`, customerID, unread, jsonList(ids))
	if err != nil {
		return 0, 0, err
	}
	among, err = strconv.Atoi(counts[0])
	return among, unread, err
}

// jsonList is an argument for json_each.
func jsonList(values []string) string {
	content, _ := json.Marshal(append([]string{}, values...)) // note: nil would be null, which no id is "not in"
	return string(content)
}

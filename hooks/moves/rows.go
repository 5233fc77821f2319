package moves

import (
	"encoding/json"
	"fmt"
	"strconv"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// All moves everything that is under from, rows and conversation.
func (j *Journal) All(from string, to ingest.Owner) error {
	rows, err := j.store.Rows("SELECT id, updated, ambiguous FROM comms_log WHERE customer_id = ?", from)
	if err != nil {
		return fmt.Errorf("read the messages: %w", err)
	}
	conversations, err := j.store.strings("SELECT id FROM conversations WHERE customer_id = ?", from)
	if err != nil || len(rows)+len(conversations) == 0 {
		return err
	}
	if err := j.conversation(from, to.CustomerID); err != nil {
		return err
	}
	j.rowsOf(from, rows)
	j.moved[from] = to.CustomerID
	_, err = ingest.Move(j.store, from, to, timestamp())
	return err
}

// Count tells how many messages of these identities are under a customer_id.
func Count(s Store, customerID string, identities []string) (int, error) {
	n, err := s.strings(`SELECT COUNT(*) FROM comms_log WHERE customer_id = ? AND `+ingest.OnWhatsApp+`
		AND address IN (SELECT value FROM json_each(?))`, customerID, List(identities))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(n[0])
}

// Of moves what was said by, and to, these digits and BSUIDs.
func (j *Journal) Of(identities []string, from string, to ingest.Owner) error {
	return j.some(from, to, ingest.OnWhatsApp+` AND address IN (SELECT value FROM json_each(?))`, List(identities))
}

// Doubtful moves the messages of one address that are marked as ambiguous, and
// the answers to them, and takes the mark away. What the same person has
// said under their BSUID alone, empty for none, goes with them.
func (j *Journal) Doubtful(from string, to ingest.Owner, address, userID string) error {
	number := List(whatsapp.PhoneKeys(address)) // note: in every spelling it is one doubt
	// note: those of the chosen one lose their mark as well
	marked, err := j.store.Rows("SELECT id, updated, ambiguous FROM comms_log WHERE customer_id = ? AND address IN (SELECT value FROM json_each(?)) AND ambiguous = TRUE", to.CustomerID, number)
	if err != nil {
		return err
	}
	j.rowsOf(to.CustomerID, marked)
	if err := j.some(from, to, ingest.OnWhatsApp+` AND (address IN (SELECT value FROM json_each(?)) AND (ambiguous = TRUE OR direction = 'outbound' AND occurred_at >=
			(SELECT MIN(occurred_at) FROM comms_log WHERE customer_id = ? AND address IN (SELECT value FROM json_each(?)) AND ambiguous = TRUE))
			OR address = ? AND address != '')`,
		number, from, number, userID); err != nil {
		return err
	}
	return j.store.Exec("UPDATE comms_log SET ambiguous = FALSE, updated = ? WHERE customer_id = ? AND address IN (SELECT value FROM json_each(?)) AND ambiguous = TRUE",
		timestamp(), to.CustomerID, number)
}

// some moves the rows of a conversation for which where is true.
func (j *Journal) some(from string, to ingest.Owner, where string, args ...any) error {
	if from == to.CustomerID {
		return nil
	}
	rows, err := j.store.Rows("SELECT id, updated, ambiguous FROM comms_log WHERE customer_id = ? AND "+where, append([]any{from}, args...)...)
	if err != nil {
		return fmt.Errorf("read the messages: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	if err := j.conversation(from, to.CustomerID); err != nil {
		return err
	}
	j.rowsOf(from, rows)
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r[0]
	}
	if err := ingest.Shift(j.store, from, to, ids, timestamp()); err != nil {
		return err
	}
	// note: a page goes along only when nothing is left to see
	left, err := j.store.strings("SELECT id FROM conversations WHERE customer_id = ?", from)
	if err == nil && len(left) == 0 {
		j.moved[from] = to.CustomerID
	}
	return err
}

// List is an argument for json_each.
func List(values []string) string {
	content, _ := json.Marshal(append([]string{}, values...)) // note: nil would be null, which no id is "not in"
	return string(content)
}

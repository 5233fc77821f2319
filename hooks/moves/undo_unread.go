package moves

import (
	"maps"
	"slices"
	"strconv"

	"pocketcrm/hooks/ingest"
)

// findLater finds the rows of the identities that came after the move. What
// was learned of a contact since then counts: a BSUID, for instance.
func (u *undoing) findLater() (err error) {
	if u.from == u.to {
		return nil
	}
	identities, theirs := u.data.Identities, []string{}
	contacts, err := u.store.whole("SELECT * FROM contacts WHERE customer = ? OR id IN (SELECT value FROM json_each(?))",
		u.to, List(slices.Collect(maps.Keys(u.data.Contacts))))
	if err != nil {
		return err
	}
	for _, c := range contacts {
		keys := IdentitiesOf(c.text("digits"), c.text("wa_user_id"))
		if u.data.Contacts[c.text("id")] != nil {
			identities = append(identities, keys...)
		} else {
			theirs = append(theirs, keys...) // note: of the customer who stays
		}
	}
	identities = slices.DeleteFunc(slices.Clone(identities), func(key string) bool { return slices.Contains(theirs, key) })
	u.later, err = u.store.strings(`SELECT id FROM comms_log WHERE customer_id = ? AND `+ingest.OnWhatsApp+` AND created >= ?
		AND address IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))`,
		u.to, u.since, List(identities), List(u.moved()))
	return err
}

// countUnread tells how many messages of each conversation are unread once the
// moved ones are back.
func (u *undoing) countUnread() error {
	u.unread = make(map[string]int)
	var err error
	if _, u.unread[u.to], err = ingest.UnreadAmong(u.store, u.to, nil); err != nil {
		return err
	}
	places, err := u.store.strings("SELECT DISTINCT customer_id FROM comms_log WHERE id IN (SELECT value FROM json_each(?))", List(u.moved()))
	if err != nil {
		return err
	}
	for _, place := range places {
		if place == u.to || place == u.from {
			continue
		}
		among, unread, err := ingest.UnreadAmong(u.store, place, u.moved())
		if err != nil {
			return err
		}
		u.unread[place] = unread - among // note: where the ingest has moved them meanwhile
	}
	for from, rows := range u.rowsBack() {
		if from == u.to {
			continue
		}
		n, err := u.unreadOf(from, rows)
		if err != nil {
			return err
		}
		_, there, err := ingest.UnreadAmong(u.store, from, nil)
		if err != nil {
			return err
		}
		u.unread[from] = there + n
		u.unread[u.to] -= n
	}
	return nil
}

// rowsBack are the rows that go back, by where; also where only later ones do.
func (u *undoing) rowsBack() map[string][]movedRow {
	rows := map[string][]movedRow{u.from: nil}
	for from, list := range u.data.Rows {
		rows[from] = list
	}
	return rows
}

// unreadOf tells how many of the messages that go back are unread: as many as
// were before and have come since, if nobody has read any in between; else
// those that are among the last ones.
func (u *undoing) unreadOf(from string, rows []movedRow) (int, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	if from == u.from {
		ids = append(ids, u.later...)
	}
	among, all, err := ingest.UnreadAmong(u.store, u.to, ids)
	if err != nil {
		return 0, err
	}
	before, others := 0, 0
	for _, c := range u.data.Conversations {
		n, _ := strconv.Atoi(c.text("unread"))
		if c.text("customer_id") == from {
			before = n
		} else {
			others += n
		}
	}
	came := 0
	if from == u.from {
		inbound, err := u.store.strings(`SELECT COUNT(*) FROM comms_log WHERE direction = 'inbound' AND group_id = ''
			AND id IN (SELECT value FROM json_each(?))`, List(u.later))
		if err != nil {
			return 0, err
		}
		came, _ = strconv.Atoi(inbound[0])
	}
	if all >= before+others+came {
		return before + came, nil
	}
	return among, nil
}

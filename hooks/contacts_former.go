package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/list"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// labelFormer is the label of a contact that an unknown sender wrote from
// before, or is known to have besides.
const labelFormer = "also theirs"

// identitiesSaid are the other numbers and BSUIDs of unknown senders: those
// they wrote from, oldest first, and what their conversation knows of them.
// Only what was proved to be one person is in the log under one unknown name.
func identitiesSaid(store moves.Store, unknowns []string) ([]whatsapp.Party, error) {
	rows, err := store.Rows(`SELECT address, MAX(user_id), MIN(at) AS first FROM (
			SELECT address, COALESCE(`+ingest.SaidBy+`, '') AS user_id, occurred_at AS at FROM comms_log
				WHERE customer_id IN (SELECT value FROM json_each(?)) AND `+ingest.OnWhatsApp+` AND direction != 'outbound' AND group_id = '' AND address != ''
			UNION ALL SELECT
				CASE WHEN wa_phone != '' THEN wa_phone WHEN customer_id NOT LIKE '%.%' THEN SUBSTR(customer_id, LENGTH('unknown:') + 1) ELSE wa_user_id END, wa_user_id, last_at FROM conversations
				WHERE customer_id IN (SELECT value FROM json_each(?)) AND wa_phone || wa_user_id != ''
		) GROUP BY address ORDER BY first, address LIMIT 20`, moves.List(unknowns), moves.List(unknowns))
	if err != nil {
		return nil, err
	}
	parties := make([]whatsapp.Party, len(rows))
	for i, row := range rows {
		parties[i] = whatsapp.Party{WaID: row[0], UserID: row[1]}
		if !whatsapp.IsWaID(row[0]) {
			parties[i] = whatsapp.Party{UserID: row[0]}
		}
	}
	return parties, nil
}

// addFormer makes the identities of somebody who was adopted contacts beside
// the one they were adopted by, as those of a customer who changes the number
// are. Those that are contacts already stay whose they are.
func addFormer(app core.App, j *moves.Journal, contact *core.Record, parties []whatsapp.Party) (made []*core.Record, err error) {
	collection := contact.Collection()
	for _, p := range parties {
		if slices.Contains(identitiesOf(contact), p.Key()) {
			continue
		}
		taken, err := app.CountRecords("contacts", dbx.Or(
			dbx.And(dbx.NewExp("digits != ''"), dbx.In("digits", list.ToInterfaceSlice(whatsapp.PhoneKeys(p.WaID))...)),
			dbx.And(dbx.NewExp("wa_user_id != ''"), dbx.HashExp{"wa_user_id": p.UserID})))
		if err != nil {
			return nil, err
		}
		if taken > 0 {
			continue
		}
		since, err := givenUpSince(moves.StoreOf(app), contact.GetString("customer"), p.WaID)
		if err != nil {
			return nil, err
		}
		former := core.NewRecord(collection)
		former.Load(map[string]any{"customer": contact.GetString("customer"), "type": "whatsapp", "value": ingest.ContactValue(p),
			"label": labelFormer, "wa_user_id": p.UserID, "given_up_at": since})
		if err := app.SaveWithContext(moves.With(moves.Order{Quiet: true}), former); err != nil {
			return nil, err
		}
		j.NewContact(former.Id)
		made = append(made, former)
	}
	return made, nil
}

// givenUpSince is when somebody has given up a number, as the notes in their log
// say; "" when they have it.
func givenUpSince(store moves.Store, customer, waID string) (since string, err error) {
	notes, err := ingest.LeftNotes(store, waID)
	for _, note := range notes {
		if note.CustomerID == customer {
			since = note.At
		}
	}
	if err != nil || since == "" {
		return "", err
	}
	again, err := store.Rows(`SELECT 1 FROM comms_log WHERE customer_id = ? AND occurred_at > ? AND direction = 'inbound' AND NOT unverified AND `+ingest.OnWhatsApp+`
		AND address IN (SELECT value FROM json_each(?)) LIMIT 1`, customer, since, moves.List(whatsapp.PhoneKeys(waID)))
	if err != nil || len(again) > 0 {
		return "", err
	}
	return since, nil
}

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
			SELECT address, COALESCE(`+ingest.InPayload("from_user_id")+`, '') AS user_id, occurred_at AS at FROM comms_log
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
		former := core.NewRecord(collection)
		former.Load(map[string]any{"customer": contact.GetString("customer"), "type": "whatsapp", "value": ingest.ContactValue(p),
			"label": labelFormer, "wa_user_id": p.UserID})
		if err := app.SaveWithContext(moves.With(moves.Order{Quiet: true}), former); err != nil {
			return nil, err
		}
		j.NewContact(former.Id)
		made = append(made, former)
	}
	return made, nil
}

package hooks

import (
	"net/http"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
)

// wishOf tells what a message asks of marketing: it is one of the words of a
// list and nothing else.
func (c *crm) wishOf(text string) ingest.Consent {
	const marks = 3 // that stand by themselves and look like words: "stop ¡ ¿ º"
	stop, start := c.settingList(settingStopWords), c.settingList(settingStartWords)
	// note: asked of every message that comes in, most of which are longer
	if len(text) > 4*maxSettingWord || hasMoreWords(text, max(stop.longest, start.longest)+marks) {
		return ingest.NoWish
	}
	switch word := foldWord(text); {
	case word == "":
	case stop.folded[word]:
		return ingest.OptOut
	case start.folded[word]:
		return ingest.OptIn
	}
	return ingest.NoWish
}

// consentForm is what staff were told about marketing, by telephone for instance.
type consentForm struct {
	OptedOut *bool  `json:"opted_out"`
	Note     string `json:"note"` // how it was said; up to 100 characters
}

// contactConsent records a wish about marketing that somebody told to staff.
func (c *crm) contactConsent(e *core.RequestEvent) error {
	form := consentForm{}
	if err := bindKnown(e, &form); err != nil {
		return refuseBody(e, err)
	}
	if form.OptedOut == nil {
		return e.BadRequestError("Say what they want: opted_out true or false.", validation.Errors{
			"opted_out": validation.NewError("validation_required", "Say true or false.")})
	}
	if len([]rune(form.Note)) > 100 {
		return refuseField(e, "note", "Write 100 characters at most.")
	}
	source := "staff: " + moves.ActorOf(e.Auth).Name
	if note := strings.TrimSpace(form.Note); note != "" {
		source += ", " + note
	}
	var contact *core.Record
	err := e.App.RunInTransaction(func(tx core.App) (err error) {
		if contact, err = tx.FindRecordById("contacts", e.Request.PathValue("id")); err != nil {
			return e.NotFoundError("There is no such contact. Reload the page.", err)
		}
		return c.recordConsent(tx, contact, *form.OptedOut, source, e.Auth)
	})
	if err != nil {
		return firstAPIError(e, err, "The wish could not be stored. Try again.")
	}
	if err := apis.EnrichRecord(e, contact); err != nil {
		return e.InternalServerError("The wish was stored, but can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, contact)
}

func (c *crm) recordConsent(tx core.App, contact *core.Record, out bool, source string, by *core.Record) error {
	now, err := types.ParseDateTime(c.cfg.Now())
	if err != nil {
		return err
	}
	said := "Takes marketing messages again (" + source + ")"
	contact.Set("opted_out_at", "")
	if out {
		said = "Wants no more marketing messages (" + source + ")"
		contact.Set("opted_out_at", now)
	}
	source = string([]rune(source)[:min(len([]rune(source)), 200)])
	contact.Set("opt_out_source", source)
	contact.Set("consent_at", now)
	if err := tx.Save(contact); err != nil {
		return err
	}
	collection, err := tx.FindCachedCollectionByNameOrId("comms_log")
	if err != nil {
		return err
	}
	entry := core.NewRecord(collection)
	entry.Load(map[string]any{
		"customer": contact.GetString("customer"), "type": "whatsapp", "direction": "internal", "message_type": "consent",
		"body": said, "occurred_at": now, "address": contact.GetString("digits"),
	})
	if by != nil && by.Collection().Name == "users" {
		entry.Set("author", by.Id)
	}
	return tx.Save(entry)
}

// inheritWish gives a new contact what the person behind its number has said of
// marketing: the wish outlives the contact that it was made on, and holds for
// all who have the number.
func inheritWish(app core.App, contact *core.Record) error {
	if !isNumber(contact) || !contact.GetDateTime("consent_at").IsZero() {
		return nil
	}
	identities := moves.List(identitiesOf(contact))
	rows, err := moves.StoreOf(app).Rows(`SELECT opted_out_at, opt_out_source, consent_at FROM contacts WHERE consent_at != '' AND digits != ''
			AND given_up_at = '' AND digits IN (SELECT value FROM json_each(?)) AND id != ?
		UNION ALL SELECT opted_out_at, opt_out_source, consent_at FROM contacts WHERE consent_at != '' AND wa_user_id != ''
			AND wa_user_id IN (SELECT value FROM json_each(?)) AND id != ?
		ORDER BY consent_at DESC LIMIT 1`, identities, contact.Id, identities, contact.Id)
	if err != nil || len(rows) == 0 {
		return err
	}
	for i, field := range []string{"opted_out_at", "opt_out_source", "consent_at"} {
		contact.Set(field, rows[0][i])
	}
	return nil
}

package hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
)

// Sentences that several collections or fields need.
const (
	fromWhatsApp  = "Only the server writes here: it is what WhatsApp said."
	fromServer    = "Only the server reads and writes this collection."
	whoseMessages = "Whose a message is follows from the contacts: " +
		"add the number to the right customer, give the contact to another customer, or merge two customers."
	asWhatsApp  = "This is what WhatsApp said of the message. Leave it as it is."
	sendAgain   = "The server follows each message until WhatsApp has it. Send it again, or cancel it, in the inbox."
	fromContact = "Learned from WhatsApp with the number. Change value instead: to another number, or to the WhatsApp id."
	fromWish    = "Record the wish on the customer's page in the inbox, under Marketing: it keeps who said it, and when."
	fromLog     = "The server keeps this in step with the log. Leave it as it is."
	itsFile     = "The file of a message can't be exchanged. Delete the whole record if it must go."
)

// guards are all collections of ours. A field that isn't named here is the
// server's, so that a new one is guarded before anybody thinks of it.
var guards = map[string]guard{
	"users": {
		add: allBut(), change: allBut(), keep: userUsed,
	},
	"customers": {
		add: allBut("search"), change: allBut("search"), // keep: see customerDelete, which holds for app.Delete as well
	},
	"contacts": {
		add: only("customer", "type", "value", "label"), change: contactsMayChange,
		instead: map[string]string{
			"given_up_at": "WhatsApp told when they gave up this number. Empty it if the number is theirs again.",
			"digits":      "Read from value: change that instead.", "invalid": "Read from value: change that instead.",
			"preferred":  "Whose number it is, when several have it, is chosen in the inbox, at a message that asks.",
			"wa_user_id": fromContact, "wa_username": fromContact,
			"opted_out_at": fromWish, "opt_out_source": fromWish, "consent_at": fromWish,
		},
	},
	"comms_log": {
		add: only("customer", "customer_id", "type", "direction", "body", "occurred_at", "author"), change: commsMayChange,
		instead: map[string]string{
			"customer": whoseMessages, "customer_id": whoseMessages, "ambiguous": whoseMessages,
			"body":        "How a call on WhatsApp went is written by the server. Add a note about it instead.",
			"type":        "Delete the entry and write it again if it is of another kind.",
			"occurred_at": "The time is WhatsApp's, or its author's to correct in the inbox.",
			"author":      "Whoever wrote it stays its author.",
			"status":      sendAgain, "send_at": sendAgain, "next_attempt_at": sendAgain, "attempts": sendAgain,
			"direction": asWhatsApp, "message_type": asWhatsApp, "ext_message_id": asWhatsApp, "reply_to": asWhatsApp, "payload": asWhatsApp,
			"sent_at": asWhatsApp, "delivered_at": asWhatsApp, "read_at": asWhatsApp, "failed_at": asWhatsApp, "error": asWhatsApp, "error_code": asWhatsApp,
			"unverified": asWhatsApp,
			"media":      itsFile, "media_name": itsFile, "media_mime": itsFile,
			"media_state": "To fetch a file again, use “Try again” at the message in the inbox.",
			"versions":    "Change body instead: the server keeps what it was, who corrected it and when.",
			"revoked_at":  "Delete the entry: it stays with a mark. What a superuser deletes is gone.",
			"revoked_by":  "Delete the entry: it stays with a mark. What a superuser deletes is gone.",
			"edited_at":   "Change body instead: the server keeps what it was, who corrected it and when.",
		},
	},
	"conversations": {
		addInstead: "A conversation begins with its first message. For somebody who hasn't written, add an entry to comms_log: a note or a call.",
		change:     only("assignee", "state"),
		keep: always("A conversation goes with the last entry of its log. " +
			"Set state to done or blocked to have it out of the way, or delete its entries in comms_log if they must go."),
		instead: map[string]string{
			"customer": whoseMessages, "customer_id": whoseMessages,
			"unread":  "Mark it as read or unread in the inbox.",
			"last_at": fromLog, "last_preview": fromLog, "last_direction": fromLog, "last_type": fromLog, "last_status": fromLog, "last_unverified": fromLog,
			"last_inbound_at": fromLog, "window_expires_at": "WhatsApp opens the window for 24 hours when a customer writes. Nothing else does.",
			"reply_address": whoseMessages, "reply_since": whoseMessages,
			"opted_out_at": fromWish, "opt_out_source": fromWish, "consent_at": fromWish,
		},
	},
	"whatsapp_events": {
		addInstead: fromWhatsApp, change: eventsMayChange,
		changeInstead: "What WhatsApp sent is kept as it came. " +
			"Only state may be changed: to parked, which has it applied with the next replay, or to ignored.",
		keep: while("It has not been applied, and would be lost. Replay it, or set state to ignored first.", "parked", "failed"),
	},
	"whatsapp_notices": {
		addInstead: fromWhatsApp, changeInstead: "This is what WhatsApp said. Dismiss it in the inbox, under Settings.",
		keep: always("Dismiss the notice in the inbox, under Settings. Deleted, it would come again when WhatsApp sends it once more."),
	},
	"whatsapp_templates": {
		addInstead:    "Make the template in WhatsApp Manager, then read the templates again in the inbox.",
		changeInstead: "This is a copy of what Meta has. Change the template in WhatsApp Manager.",
		keep:          always("This is a copy of what Meta has. Delete the template in WhatsApp Manager: it goes from here with the next reading."),
	},
	"imports": {
		addInstead:    "Import a file in the inbox, under Customers.",
		changeInstead: "The import itself writes this. Start or stop it in the inbox, under Customers.",
		keep:          while("Stop the import in the inbox first, under Customers.", "running"),
	},
	"quick_replies": {
		add: only("shortcut", "body"), change: only("shortcut", "body"),
		instead: map[string]string{"author": "Whoever wrote it stays its author."},
	},
	"crm_settings":      {add: allBut(), change: allBut()},
	"identity_moves":    journal,
	"identity_undo":     journal,
	"whatsapp_outbox":   {addInstead: "Send the message in the inbox.", changeInstead: sendAgain, keep: always(sendAgain)},
	"whatsapp_media":    {addInstead: fromServer, changeInstead: fromServer, keep: always("It goes with its message: delete that in comms_log if it must go.")},
	"whatsapp_statuses": {addInstead: fromWhatsApp, changeInstead: fromWhatsApp},
	"whatsapp_names":    {addInstead: fromWhatsApp, changeInstead: "This is the address book of the phone. Change the name there."},
	"whatsapp_cancelled": {
		addInstead: fromServer, changeInstead: fromServer,
		keep: always("It keeps a cancelled message from being sent after all, and goes by itself."),
	},
}

// journal is what was moved, by whom, and how it is taken back.
var journal = guard{
	addInstead: fromServer, changeInstead: "This is the journal of what was moved, by whom. Undo a move on the customer's page in the inbox.",
	keep: journalNeeded,
}

// journalNeeded keeps a move while there is anybody or anything that it explains.
// What it says of somebody who is gone can go with them: names, numbers, and all
// that would bring a contact back.
func journalNeeded(app core.App, record *core.Record) (string, error) {
	if record.Collection().Name == "identity_moves" {
		needed, err := anyLeft(app, record.GetString("from"), record.GetString("to"))
		if err != nil || !needed {
			return "", err
		}
	}
	return "The journal stays, so that each move can be explained and undone. Undo a move on the customer's page in the inbox. " +
		"A record of identity_moves may be deleted, and what undoes it goes along, once nobody it names is a customer or has a conversation here.", nil
}

// anyLeft tells whether one of these is a customer, or has a conversation.
func anyLeft(app core.App, ids ...string) (bool, error) {
	for _, id := range ids {
		for table, column := range map[string]string{"customers": "id", "conversations": "customer_id"} {
			if found, err := isUsed(context.Background(), app, table, column, id); found || err != nil {
				return found, err
			}
		}
	}
	return false, nil
}

// eventsMayChange lets an event be taken up again or left out; that it was
// applied only the server can say.
func eventsMayChange(e *core.RecordRequestEvent, field string) bool {
	state := e.Record.GetString("state")
	return field == "state" && (state == "parked" || state == "ignored")
}

// contactsMayChange lets staff say as well that a number that was given up is
// theirs again.
func contactsMayChange(e *core.RecordRequestEvent, field string) bool {
	switch field {
	case "customer", "type", "value", "label":
		return true
	}
	return field == "given_up_at" && e.Record.GetDateTime(field).IsZero()
}

// commsMayChange lets the text be corrected, and of what somebody logged
// themselves the time as well. What was sent or received stays to be seen:
// commsCorrected.
func commsMayChange(e *core.RecordRequestEvent, field string) bool {
	switch field {
	case "body":
		return e.Record.Original().GetString("call_outcome") == ""
	case "occurred_at":
		return !e.HasSuperuserAuth() // note: the rule lets authors alone come this far
	}
	return false
}

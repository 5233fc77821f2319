package whatsapp

import (
	"fmt"
	"strconv"
	"strings"
)

func paymentNotice(v *jsonValue) Notice {
	name := "The payment set-up" + said(" ", clip(v.str("configuration_name"), maxName))
	if provider := v.str("provider_name"); provider != "" {
		name += " (" + clip(provider, 100) + ")"
	}
	switch status := v.str("status"); strings.ToLower(status) {
	case "active":
		return info(name+" is active", "There is nothing to do: customers can pay")
	case "needs connecting":
		return warning(name+" has to be connected", "Connect the provider in WhatsApp Manager under Payments; until then customers can't pay")
	case "needs testing":
		return warning(name+" has to be tested", "Make a test payment in WhatsApp Manager under Payments; until then customers can't pay")
	default:
		return warning(name+" has changed"+said(": ", plain(status)), "Look at it in WhatsApp Manager under Payments")
	}
}

func partnerNotice(v *jsonValue) Notice {
	const ask = "If you did not expect it, ask the partner who set up WhatsApp for you"
	name := "A partner solution"
	if id := v.str("solution_id"); id != "" {
		name = "The partner solution " + clip(id, maxName)
	}
	title := name + " has changed"
	if status := plain(v.str("solution_status")); status != "" {
		title = name + " is now " + status
	}
	if event := plain(v.str("event")); event != "" {
		title += " (" + event + ")"
	}
	return info(title, ask)
}

// flowNotice describes flows; Meta's own sentence is the best there is.
func flowNotice(v *jsonValue) Notice {
	what := strings.TrimSpace(v.str("message"))
	if what == "" {
		what = "Something has changed with a flow"
		if id := v.str("flow_id"); id != "" {
			what = "Something has changed with the flow " + clip(id, maxName)
		}
		what += said(": ", plain(v.str("event")))
	}
	if wordOf(v, "event") == "FLOW_STATUS_CHANGE" {
		switch wordOf(v, "new_status") {
		case "THROTTLED":
			return warning(what, "Few customers can open it now. Mend its endpoint; WhatsApp then lifts the limit by itself")
		case "BLOCKED":
			return warning(what, "No customer can open it. Mend its endpoint; WhatsApp then lifts the block by itself")
		}
		return info(what, "There is nothing to do")
	}
	if wordOf(v, "alert_state") == "DEACTIVATED" {
		return info(what, "There is nothing to do: it is over")
	}
	return warning(what, "Look at the flow in WhatsApp Manager, and at the server behind it")
}

// groupWords are the types of group events.
var groupWords = map[string]string{
	"group_create":               "A group was created",
	"group_delete":               "A group was deleted",
	"group_participants_add":     "Somebody joined a group",
	"group_participants_remove":  "Somebody left a group, or was removed from it",
	"group_join_request_created": "Somebody asks to join a group",
	"group_join_request_revoked": "Somebody no longer asks to join a group",
	"group_settings_update":      "The settings of a group were changed",
	"group_suspend":              "WhatsApp has suspended a group",
	"group_suspend_cleared":      "A group is no longer suspended",
}

func groupNotice(v *jsonValue) Notice {
	count, first := 0, (*jsonValue)(nil)
	failed := false
	for group := range v.list("groups") {
		if count++; first == nil {
			first = group
		}
		failed = failed || group.has("errors") || group.has("failed_participants")
	}
	title := groupWords[first.str("type")]
	fill(&title, "There is news of a group"+said(": ", plain(first.str("type"))))
	if subject := first.str("subject"); subject != "" {
		title += ": “" + clip(subject, 200) + "”"
	}
	if count > 1 {
		title += fmt.Sprintf(" (and %d more)", count-1)
	}
	switch {
	case failed:
		return warning(title+", but not all of it worked", "What was sent says what failed, and why")
	case first.str("type") == "group_suspend":
		return warning(title, "Nobody can write in it. "+support)
	case first.str("type") == "group_join_request_created":
		return info(title, "Answer the request with the tool that manages your groups")
	}
	return info(title, "There is nothing to do: groups are kept apart from conversations with customers")
}

func automaticNotice(v *jsonValue) Notice {
	names := map[string]string{"LeadSubmitted": "a customer is interested (a lead)", "Purchase": "a customer has bought something"}
	title, more := "", -1
	for event := range v.list("automatic_events") {
		if more++; more > 0 {
			continue
		}
		what := names[event.str("event_name")]
		fill(&what, plain(event.str("event_name")))
		title = "Meta has found something in a chat that began with an ad"
		if what != "" {
			title = "Meta has found in a chat that began with an ad: " + what
		}
		if data := event.object("custom_data"); data.has("value") {
			title += said(", ", joined(" ", clip(data.str("value"), 40), clip(data.str("currency"), 10)))
		}
	}
	if title == "" {
		return generic("Meta has found something in a chat that began with an ad", v)
	}
	if more > 0 {
		title += " (and " + strconv.Itoa(more) + " more)"
	}
	return info(title, "There is nothing to do. Ads Manager counts it; the chat itself is in the inbox")
}

// codeNoHistory is Meta's: the owner of the app chose not to share.
const codeNoHistory = 2593109

// historyNotice is how far the import of old messages has come, or why there
// is none. All of the progress of a number is one notice.
func historyNotice(e Event, v *jsonValue) Notice {
	if list := readErrors(v); len(list) > 0 {
		if hasError(list, codeNoHistory) {
			return warning("The old messages of "+numberWords(e)+" were not shared",
				"There is nothing to import. To share them, disconnect the number in the WhatsApp Business app, connect it again, and agree to share the chats")
		}
		return errorNotice(list[0], Explain, "Old messages of "+numberWords(e)+" could not be imported")
	}
	n := info("", "There is nothing to do: they appear in the conversations by themselves, as read")
	n.Key = "history:" + e.PhoneNumberID
	n.Progress = percent(v.object("metadata"), "progress")
	if n.Progress >= 100 {
		n.Title = "The old messages of " + numberWords(e) + " are imported"
		n.Advice = "There is nothing to do. Their pictures and files may still follow"
		return n
	}
	n.Title = fmt.Sprintf("Old messages of %s are being imported: %d %%", numberWords(e), n.Progress)
	return n
}

package whatsapp

import (
	"slices"
	"strings"
)

const support = "Open Business Support Home in Meta's business settings: it says why, and lets you ask for a review"

// restrictions are what an account may not do, by Meta's word.
var restrictions = map[string]string{
	"RESTRICTED_BIZ_INITIATED_MESSAGING":      "start conversations, so templates are refused",
	"RESTRICTED_CUSTOMER_INITIATED_MESSAGING": "answer customers",
	"RESTRICTED_ADD_PHONE_NUMBER_ACTION":      "add phone numbers",
	"RESTRICTED_UTILITY_TEMPLATES":            "send utility templates",
	"RESTRICTED_BIZ_INITIATED_CALLING":        "call customers",
	"RESTRICTED_BUSINESS_INITIATED_CALLING":   "call customers",
	"RESTRICTED_USER_INITIATED_CALLING":       "take calls of customers",
}

// disconnections are why a number of the WhatsApp Business app has left.
var disconnections = map[string]string{
	"PRIMARY_INACTIVITY":   "the phone was not used for about 14 days",
	"COMPANION_INACTIVITY": "this connection was not used for about 30 days",
	"ACCOUNT_DISCONNECTED": "somebody disconnected it in the WhatsApp Business app",
	"CHANGE_NUMBER":        "the number of the WhatsApp Business app was changed",
	"USER_RE_REGISTERED":   "the number was registered on another phone",
	"BUSINESS_DOWNGRADE":   "the WhatsApp Business app was replaced by the personal app",
}

// accountNotice describes account_update.
func accountNotice(v *jsonValue) Notice {
	event := wordOf(v, "event")
	switch event {
	case "ACCOUNT_RESTRICTION":
		return restrictionNotice(v)
	case "ACCOUNT_VIOLATION":
		about := v.object("violation_info")
		return warning("WhatsApp says that the account broke its rules"+said(": ", plain(about.str("violation_type"))),
			joined(" ", stopped(about.str("remediation")), "Stop what it names: the next step is a restriction. "+support))
	case "DISABLED_UPDATE":
		return banNotice(v.object("ban_info"))
	case "ACCOUNT_DELETED":
		return problem("The WhatsApp Business account was deleted", "Nothing can be sent or received any more. If you did not do this, write to Meta's support at once")
	case "PARTNER_REMOVED":
		return removedNotice(v)
	case "ACCOUNT_OFFBOARDED":
		return problem("The number was disconnected from this program", "Nothing more arrives here. Connect it again in the WhatsApp Business app, or register the number anew")
	case "ACCOUNT_RECONNECTED":
		return info("The number is connected again", "Messages arrive here again. What was said meanwhile is on the phone only")
	case "PARTNER_ADDED", "PARTNER_APP_INSTALLED":
		return info("A partner's app was connected with the WhatsApp account", "If nobody of you did this, remove it in Meta's business settings under Partners")
	case "PARTNER_APP_UNINSTALLED":
		return warning("An app was disconnected from the WhatsApp account", "If it was this program's app, nothing arrives any more: attach the account again (the README says how)")
	case "VERIFIED_ACCOUNT":
		return info("The business was verified by Meta", "There is nothing to do: higher limits apply by themselves")
	case "AD_ACCOUNT_LINKED":
		return info("An ad account was linked with the WhatsApp account", "If nobody of you did this, remove it in Meta's business settings")
	case "MM_LITE_TERMS_SIGNED":
		return info("The terms of the Marketing Messages API were signed", "There is nothing to do")
	case "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE":
		title := "The country of the business has changed"
		if country := v.str("country"); country != "" {
			title = "The country of the business is now " + clip(country, maxName)
		}
		return info(title, "Prices may depend on it. If it is wrong, correct the address in Meta's business settings")
	case "VOLUME_BASED_PRICING_TIER_UPDATE":
		tier := v.object("volume_tier_info")
		return info(joined(" ", "Another price applies to", plain(tier.str("pricing_category")), "messages", inRegion(tier)),
			"There is nothing to do: the more you send in a month, the less one costs")
	case "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE":
		return info("The international price of authentication messages applies from now on, or no longer", "Look at the prices before you send authentication messages abroad")
	}
	if strings.HasPrefix(event, "PARTNER_CLIENT_CERTIFICATION") {
		return info("Meta checks your business for a partner"+said(": ", plain(strings.TrimPrefix(event, "PARTNER_CLIENT_CERTIFICATION"))),
			"Ask the partner who set up WhatsApp for you")
	}
	return generic("WhatsApp changed something about the account", v)
}

func inRegion(tier *jsonValue) string {
	if region := tier.str("region"); region != "" {
		return "in the region " + region
	}
	return ""
}

func restrictionNotice(v *jsonValue) Notice {
	var may, other, until, advice []string
	for r := range v.list("restriction_info") {
		word := wordOf(r, "restriction_type")
		switch known := restrictions[word]; {
		case known != "":
			may = once(may, known)
		case word != "":
			other = once(other, plain(strings.TrimPrefix(word, "RESTRICTED_")))
		}
		if end := dayOf(r, "expiration"); end != "" {
			until = once(until, end)
		}
		if hint := r.str("remediation"); hint != "" {
			advice = once(advice, stopped(hint))
		}
	}
	title := "WhatsApp has restricted the account" + said(": it may not ", strings.Join(may, "; nor "))
	switch {
	case len(other) > 0 && len(may) > 0:
		title += "; also restricted: " + strings.Join(other, ", ")
	case len(other) > 0:
		title += ": " + strings.Join(other, ", ")
	}
	title += said(". It ends on ", strings.Join(until, " and on "))
	return problem(title, joined(" ", strings.Join(advice, " "), support))
}

// once adds a text to a list that doesn't have it.
func once(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

func banNotice(ban *jsonValue) Notice {
	day := dayOf(ban, "waba_ban_date")
	on := ""
	if day != "" {
		on = "on " + day
	}
	switch wordOf(ban, "waba_ban_state") {
	case "REINSTATE":
		return info("The WhatsApp Business account is in use again", "There is nothing to do: messages leave and arrive again")
	case "SCHEDULE_FOR_DISABLE":
		return problem(joined(" ", "WhatsApp is going to disable the account", on), support+". Do it before that day")
	case "DISABLE":
		return problem(joined(" ", "WhatsApp has disabled the account", on), "Nothing can be sent or received. "+support)
	}
	return problem(joined(" ", "WhatsApp has changed whether the account is disabled", on)+said(": ", plain(ban.str("waba_ban_state"))), support)
}

func removedNotice(v *jsonValue) Notice {
	left := v.object("disconnection_info")
	if left == nil && !v.has("phone_number") {
		return warning("A partner was removed from the WhatsApp account", "If it is the one whose app this program uses, nothing arrives any more: connect it again in Meta's business settings")
	}
	number := "A number"
	if digits := onlyDigits(v.str("phone_number")); digits != "" {
		number = "The number +" + atMost(maxWaID, digits)
	}
	why := disconnections[wordOf(left, "reason")]
	if why == "" {
		why = plain(left.str("reason"))
	}
	return problem(number+" was disconnected from this program"+said(": ", why),
		"Nothing of it arrives here any more. Open the WhatsApp Business app on its phone and connect it again; what was said meanwhile is on the phone only")
}

// alertNotice describes account_alerts: Meta's own words, with ours around.
func alertNotice(v *jsonValue) Notice {
	alert := v.object("alert_info")
	n := info("", "Look at it in WhatsApp Manager")
	switch wordOf(alert, "alert_severity") {
	case "CRITICAL":
		n = problem("", "Open WhatsApp Manager today: it says what to do")
	case "WARNING":
		n = warning("", "Look at it in WhatsApp Manager")
	}
	about := map[string]string{"PHONE_NUMBER": "a phone number", "BUSINESS": "the business", "WABA": "the WhatsApp account"}[wordOf(v, "entity_type")]
	fill(&about, plain(v.str("entity_type")))
	fill(&about, "the account")
	what := joined(". ", plain(alert.str("alert_type")), strings.TrimSpace(alert.str("alert_description")))
	switch severity := wordOf(alert, "alert_severity"); {
	case severity == "INFORMATIONAL":
		n.Title, n.Advice = "WhatsApp has news of "+about, "There is nothing to do"
	case wordOf(alert, "alert_status") == "NONE":
		n = info("A warning of WhatsApp about "+about+" is over", "There is nothing to do")
	default:
		n.Title = "WhatsApp warns about " + about
	}
	n.Title += said(": ", what)
	return n
}

func reviewNotice(v *jsonValue) Notice {
	switch wordOf(v, "decision") {
	case "APPROVED":
		return info("Meta has reviewed the WhatsApp account and approved it", "There is nothing to do")
	case "REJECTED":
		return problem("Meta has reviewed the WhatsApp account and rejected it", support)
	case "PENDING", "DEFERRED":
		return info("Meta is reviewing the WhatsApp account", "Wait for the result; it is told here")
	}
	return generic("Meta has reviewed the WhatsApp account", v)
}

func settingsNotice(v *jsonValue) Notice {
	what := "Settings of the WhatsApp account were changed"
	if settings := v.object("phone_number_settings"); settings != nil {
		what = "Settings of a phone number were changed"
		switch wordOf(settings.object("calling"), "status") {
		case "ENABLED":
			what = "Calls are switched on for a phone number"
		case "DISABLED":
			what = "Calls are switched off for a phone number"
		}
	}
	return info(what, "If nobody of you did this, look at the number in WhatsApp Manager")
}

// capabilityNotice describes business_capability_update.
func capabilityNotice(v *jsonValue) Notice {
	var parts []string
	if limit := conversationLimit(v); limit != "" {
		parts = append(parts, limit)
	}
	for _, key := range []string{"max_phone_numbers_per_business", "max_phone_numbers_per_waba"} {
		if n := limitWords(v.str(key)); n == "1" {
			parts = append(parts, "one phone number is allowed")
		} else if n != "" {
			parts = append(parts, n+" phone numbers are allowed")
		} else {
			continue
		}
		break
	}
	if len(parts) == 0 {
		return generic("The limits of the business have changed", v)
	}
	return info("The limits of the business are now: "+strings.Join(parts, ", "), "There is nothing to do: answers to customers who wrote are not limited")
}

// conversationLimit says with how many customers a conversation may be started.
// Meta has had several names for it; the newest counts. The values are numbers,
// words such as TIER_10K, or -1 for no limit.
//
// Source: webhooks/reference/business_capability_update, phone_number_quality_update.
func conversationLimit(v *jsonValue) string {
	for _, key := range []string{
		"max_daily_conversations_per_business", "max_daily_conversation_per_phone", "max_daily_conversations_per_phone", "current_limit",
	} {
		if most := limitWords(v.str(key)); most != "" {
			return "conversations may be started with " + most + " customers in 24 hours"
		}
	}
	return ""
}

// limitWords is a limit as people write it; "" for one that isn't known.
func limitWords(limit string) string {
	limit = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(limit)), "TIER_")
	if limit == "UNLIMITED" || limit == "-1" {
		return "any number of"
	}
	digits := strings.Replace(strings.Replace(limit, "K", "000", 1), "M", "000000", 1)
	if digits == "" || len(digits) > 12 || onlyDigits(digits) != digits {
		return ""
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

package whatsapp

import "strings"

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
	event := upper(v, "event")
	switch event {
	case "ACCOUNT_RESTRICTION":
		return restrictionNotice(v)
	case "ACCOUNT_VIOLATION":
		about := v.object("violation_info")
		return warning("WhatsApp says that the account broke its rules: "+plain(about.str("violation_type")),
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
		return info("The country of the business is now "+named(v.str("country")), "Prices may depend on it. If it is wrong, correct the address in Meta's business settings")
	case "VOLUME_BASED_PRICING_TIER_UPDATE":
		tier := v.object("volume_tier_info")
		return info(joined(" ", "Another price applies to", strings.ToLower(tier.str("pricing_category")), "messages", inRegion(tier)),
			"There is nothing to do: the more you send in a month, the less one costs")
	case "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE":
		return info("The international price of authentication messages applies from now on, or no longer", "Look at the prices before you send authentication messages abroad")
	}
	if strings.HasPrefix(event, "PARTNER_CLIENT_CERTIFICATION") {
		return info("Meta checks your business for a partner: "+plain(strings.TrimPrefix(event, "PARTNER_CLIENT_CERTIFICATION")), "Ask the partner who set up WhatsApp for you")
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
	var what, until, advice []string
	for r := range v.list("restriction_info") {
		word := upper(r, "restriction_type")
		may := restrictions[word]
		if may == "" {
			may = plain(word)
		}
		what = append(what, may)
		if end := dayOf(r, "expiration"); end != "" {
			until = append(until, end)
		}
		if hint := r.str("remediation"); hint != "" {
			advice = append(advice, stopped(hint))
		}
	}
	title := "WhatsApp has restricted the account"
	if len(what) > 0 {
		title = "WhatsApp has restricted the account: it may not " + strings.Join(what, "; nor ")
	}
	if len(until) > 0 {
		title += ". It ends on " + strings.Join(until, " and on ")
	}
	return problem(title, joined(" ", strings.Join(advice, " "), support))
}

func banNotice(ban *jsonValue) Notice {
	day := dayOf(ban, "waba_ban_date")
	on := ""
	if day != "" {
		on = "on " + day
	}
	switch upper(ban, "waba_ban_state") {
	case "REINSTATE":
		return info("The WhatsApp Business account is in use again", "There is nothing to do: messages leave and arrive again")
	case "SCHEDULE_FOR_DISABLE":
		return problem(joined(" ", "WhatsApp is going to disable the account", on), support+". Do it before that day")
	case "DISABLE":
		return problem(joined(" ", "WhatsApp has disabled the account", on), "Nothing can be sent or received. "+support)
	}
	return problem("WhatsApp has changed the ban of the account: "+plain(ban.str("waba_ban_state")), support)
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
	why := disconnections[upper(left, "reason")]
	if why == "" {
		why = plain(left.str("reason"))
	}
	return problem(number+" was disconnected from this program: "+why,
		"Nothing of it arrives here any more. Open the WhatsApp Business app on its phone and connect it again; what was said meanwhile is on the phone only")
}

// alertNotice describes account_alerts: Meta's own words, with ours around.
func alertNotice(v *jsonValue) Notice {
	alert := v.object("alert_info")
	n := info("", "Look at it in WhatsApp Manager")
	switch upper(alert, "alert_severity") {
	case "CRITICAL":
		n = problem("", "Open WhatsApp Manager today: it says what to do")
	case "WARNING":
		n = warning("", "Look at it in WhatsApp Manager")
	}
	about := map[string]string{"PHONE_NUMBER": "a phone number", "BUSINESS": "the business", "WABA": "the WhatsApp account"}[upper(v, "entity_type")]
	fill(&about, plain(v.str("entity_type")))
	what := plain(alert.str("alert_type"))
	switch severity := upper(alert, "alert_severity"); {
	case severity == "INFORMATIONAL":
		n.Title, n.Advice = "WhatsApp has news of "+about+": "+what, "There is nothing to do"
	case upper(alert, "alert_status") == "NONE":
		n = info("A warning of WhatsApp about "+about+" is over: "+what, "There is nothing to do")
	default:
		n.Title = "WhatsApp warns about " + about + ": " + what
	}
	if words := alert.str("alert_description"); words != "" {
		n.Title += ". " + words
	}
	return n
}

func reviewNotice(v *jsonValue) Notice {
	switch upper(v, "decision") {
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
		switch upper(settings.object("calling"), "status") {
		case "ENABLED":
			what = "Calls are switched on for a phone number"
		case "DISABLED":
			what = "Calls are switched off for a phone number"
		}
	}
	return info(what, "If nobody of you did this, look at the number in WhatsApp Manager")
}

// capabilityNotice describes business_capability_update, whose limit may be a
// number, a TIER_ word, or -1 for none.
func capabilityNotice(v *jsonValue) Notice {
	var parts []string
	if most := limitWords(v.str("max_daily_conversations_per_business")); most != "" {
		parts = append(parts, "conversations may be started with "+most+" customers in 24 hours")
	}
	for _, key := range []string{"max_phone_numbers_per_business", "max_phone_numbers_per_waba"} {
		if n := v.str(key); n != "" {
			parts = append(parts, clip(n, 40)+" phone numbers are allowed")
			break
		}
	}
	if len(parts) == 0 {
		return generic("The limits of the business have changed", v)
	}
	return info("The limits of the business are now: "+strings.Join(parts, ", "), "There is nothing to do: answers to customers who wrote are not limited")
}

func limitWords(limit string) string {
	limit = strings.TrimPrefix(strings.ToUpper(limit), "TIER_")
	switch limit {
	case "", "NOT_SET":
		return ""
	case "UNLIMITED", "-1":
		return "any number of"
	}
	return clip(strings.Replace(limit, "K", ",000", 1), 40)
}

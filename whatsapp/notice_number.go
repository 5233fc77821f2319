package whatsapp

// usernameNotice describes business_username_updates.
func usernameNotice(e Event, v *jsonValue) Notice {
	name := ""
	if v.has("username") {
		name = "@" + clip(v.str("username"), maxName)
	}
	switch wordOf(v, "status") {
	case "APPROVED":
		return info(joined(" ", "The username", name, "of", numberWords(e), "is in use"), "There is nothing to do: customers can find you by it")
	case "RESERVED":
		return info(joined(" ", "The username", name, "is reserved for", numberWords(e)), "There is nothing to do; it becomes visible when Meta opens usernames")
	case "DELETED":
		return warning(upperFirst(numberWords(e))+" has no username any more", "If nobody of you did this, set it again in WhatsApp Manager before somebody else takes it")
	}
	return generic("The username of "+numberWords(e)+" has changed", v)
}

// qualityNotice describes phone_number_quality_update.
func qualityNotice(e Event, v *jsonValue) Notice {
	number, limit := numberWords(e), said(". ", upperFirst(conversationLimit(v)))
	switch wordOf(v, "event") {
	case "THROUGHPUT_UPGRADE":
		return info("Messages of "+number+" may leave faster from now on"+limit, "There is nothing to do")
	case "ONBOARDING":
		return info(upperFirst(number)+" is ready to send"+limit, "There is nothing to do")
	case "UPGRADE":
		return info("The limit of "+number+" was raised"+limit, "There is nothing to do")
	case "UNFLAGGED":
		return info("The quality of "+number+" is good again"+limit, "There is nothing to do")
	case "DOWNGRADE":
		return warning("The limit of "+number+" was lowered"+limit, "Send fewer templates that nobody asked for, and make it easy to stop them. The limit rises again with the quality")
	case "FLAGGED":
		return warning("The quality of "+number+" is low: customers block or report its messages"+limit, "Stop marketing templates for a week. If the quality stays low, the limit is lowered")
	}
	return generic("The quality or the limit of "+number+" has changed", v)
}

// nameNotice describes phone_number_name_update.
func nameNotice(e Event, v *jsonValue) Notice {
	number, name := numberWords(e), "display name"
	if asked := v.str("requested_verified_name"); asked != "" {
		name += " “" + clip(asked, maxName) + "”"
	}
	switch wordOf(v, "decision") {
	case "APPROVED":
		return info("The "+name+" of "+number+" was approved", "There is nothing to do")
	case "REJECTED":
		why := ""
		if reason := v.str("rejection_reason"); reason != "" {
			why = " (" + plain(reason) + ")"
		}
		return warning("The "+name+" of "+number+" was rejected"+why, "Choose a name that is clearly your business's, as on its website, and submit it in WhatsApp Manager. The present name stays until then")
	case "PENDING", "DEFERRED":
		return info("Meta is looking at the "+name+" of "+number, "Wait for the result; it is told here")
	}
	return generic("There is news of the "+name+" of "+number, v)
}

// securityNotice describes security.
func securityNotice(e Event, v *jsonValue) Notice {
	const check = "If it was nobody of you, change the PIN in WhatsApp Manager and look at who has access to the business account"
	number := numberWords(e)
	switch wordOf(v, "event") {
	case "PIN_CHANGED":
		return warning("The two-step PIN of "+number+" was changed", check)
	case "PIN_RESET_REQUEST":
		return warning("Somebody asked to switch off the two-step PIN of "+number, check)
	case "PIN_REQUEST_SUCCESS":
		return warning("The two-step PIN of "+number+" was switched off", "Set a new one in WhatsApp Manager. "+check)
	}
	return generic("The security of "+number+" has changed", v)
}

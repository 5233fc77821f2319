package whatsapp

import "strings"

func templateWords(v *jsonValue) string {
	name := "the template"
	if v.has("message_template_name") {
		name += " “" + clip(v.str("message_template_name"), 200) + "”"
	}
	if language := NormalLanguage(v.str("message_template_language")); language != "" {
		name += " (" + clip(language, maxLanguage) + ")"
	}
	return name
}

// templateStatusNotice describes message_template_status_update.
func templateStatusNotice(v *jsonValue) Notice {
	template := templateWords(v)
	word, sentence := templateReason(v)
	why := said(": ", joined(". ", plain(word), sentence))
	switch wordOf(v, "event") {
	case "APPROVED":
		return info("WhatsApp has approved "+template, "It can be used from now on")
	case "REINSTATED":
		return info("WhatsApp lets "+template+" be sent again", "There is nothing to do")
	case "UNARCHIVED":
		return info("WhatsApp has brought back "+template, "It can be used again")
	case "REJECTED":
		return warning("WhatsApp has rejected "+template+why, "Change it in WhatsApp Manager and submit it again, or ask there for a review")
	case "PAUSED":
		return warning("WhatsApp has paused "+template+why, "It can't be sent for some hours. Too many customers block or report it: change its text, or send it to fewer")
	case "DISABLED":
		return warning("WhatsApp has disabled "+template+why, "It can't be sent any more. Make another one with a better text")
	case "FLAGGED":
		return warning("WhatsApp warns about "+template+": customers block or report it"+why, "It may be paused soon. Change its text, or send it to fewer customers")
	case "PENDING", "IN_APPEAL":
		return info("WhatsApp is looking at "+template, "Wait for the result; it is told here")
	case "ARCHIVED":
		return info("WhatsApp has put away "+template+" because it was not used", "It can be brought back in WhatsApp Manager")
	case "PENDING_DELETION":
		return info(upperFirst(template)+" is going to be deleted", "If it is still needed, copy its text now")
	case "DELETED":
		return info(upperFirst(template)+" was deleted", "It is no longer offered here")
	case "LOCKED":
		return warning("WhatsApp has locked "+template+why, "It can't be changed for the moment. Look at it in WhatsApp Manager")
	case "LIMIT_EXCEEDED":
		return warning("There are too many templates: WhatsApp did not take "+template, "Delete some that are not used in WhatsApp Manager, then submit it again")
	}
	return generic("The status of "+template+" has changed", v)
}

func templateQualityNotice(v *jsonValue) Notice {
	words := map[string]string{"GREEN": "good", "YELLOW": "medium", "RED": "low", "UNKNOWN": "not known yet"}
	score := wordOf(v, "new_quality_score")
	now := words[score]
	fill(&now, plain(score))
	title := "The quality of " + templateWords(v) + " has changed"
	if now != "" {
		title = "The quality of " + templateWords(v) + " is now " + now
	}
	if before := words[wordOf(v, "previous_quality_score")]; before != "" {
		title += " (was " + before + ")"
	}
	switch score {
	case "YELLOW":
		return warning(title, "Some customers block or report it. Look at its text, and at whom it is sent to")
	case "RED":
		return warning(title, "It may be paused soon: many customers block or report it. Send it to fewer, or change its text")
	}
	return info(title, "There is nothing to do")
}

// templateCategoryNotice describes a change of category, done or announced.
// While it is only announced, new_category is the present one.
func templateCategoryNotice(v *jsonValue) Notice {
	template := templateWords(v)
	correct, now := wordOf(v, "correct_category"), wordOf(v, "new_category")
	fill(&now, wordOf(v, "category"))
	const price = "Other prices and rules apply to the category: marketing needs consent. If it is wrong, ask for a review in WhatsApp Manager"
	if correct != "" && correct != now {
		on := ""
		if day := dayOf(v, "category_update_timestamp"); day != "" {
			on = " on " + day
		}
		return warning("The category of "+template+" is going to change"+said(" from ", plain(now))+" to "+plain(correct)+on, price)
	}
	from := ""
	if before := wordOf(v, "previous_category"); before != "" {
		from = " (was " + plain(before) + ")"
	}
	if now == "" {
		return warning("The category of "+template+" has changed"+from, price)
	}
	return warning("The category of "+template+" is now "+plain(now)+from, price)
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

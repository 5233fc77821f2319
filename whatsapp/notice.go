package whatsapp

import (
	"regexp"
	"strconv"
	"strings"
)

// Severity is how much a [Notice] asks of whoever looks after the account.
type Severity string

// The severities.
const (
	SeverityInfo    Severity = "info"    // good to know
	SeverityWarning Severity = "warning" // look at it when there is time
	SeverityProblem Severity = "problem" // something does not work until somebody acts
)

// Notice is news of the account, a number or a template in words for the admin
// of a small business.
type Notice struct {
	Severity Severity
	Title    string // what happened: a sentence
	Advice   string // what to do, also when that is nothing
	// Progress is how far an import has come, in percent; else 0.
	Progress int
	// Key is set when all events with it are one notice; else each event is one.
	Key string
}

// DescribeNotice puts an event of [KindNotice] or [KindUnknownField] into
// words. It is false for one that nobody has to know of.
//
// Sources: webhooks/reference and the pages below it, for each field.
func DescribeNotice(e Event) (Notice, bool) {
	if e.Kind == KindUnknownField {
		return unknownNotice(e), true
	}
	v, ok := parseJSON(e.Raw)
	if !ok || v.kind() != jsonObject {
		v = nil
	}
	n := describeNotice(e, v)
	if n.Title == "" {
		return n, false
	}
	n.Title, n.Advice = clip(stopped(n.Title), 500), clip(stopped(n.Advice), 1500)
	return n, true
}

func describeNotice(e Event, v *jsonValue) Notice {
	switch e.Field {
	case "message_template_status_update":
		return templateStatusNotice(v)
	case "message_template_quality_update":
		return templateQualityNotice(v)
	case "message_template_components_update":
		return info("The text or the buttons of "+templateWords(v)+" were changed",
			"Look at the template before it is used again. Messages that were sent keep their text")
	case "template_category_update", "template_correct_category_detection":
		return templateCategoryNotice(v)
	case "account_update":
		return accountNotice(v)
	case "account_alerts":
		return alertNotice(v)
	case "account_review_update":
		return reviewNotice(v)
	case "account_settings_update":
		return settingsNotice(v)
	case "business_capability_update":
		return capabilityNotice(v)
	case "business_username_updates":
		return usernameNotice(e, v)
	case "phone_number_quality_update":
		return qualityNotice(e, v)
	case "phone_number_name_update":
		return nameNotice(e, v)
	case "security":
		return securityNotice(e, v)
	case "payment_configuration_update":
		return paymentNotice(v)
	case "partner_solutions":
		return partnerNotice(v)
	case "flows":
		return flowNotice(v)
	case "group_lifecycle_update", "group_participants_update", "group_settings_update", "group_status_update":
		return groupNotice(v)
	case "automatic_events":
		return automaticNotice(v)
	case "history":
		return historyNotice(e, v)
	case "smb_app_state_sync":
		return info("The WhatsApp Business app has changed something else than a contact"+said(": ", plain(v.str("type"))), "There is nothing to do")
	}
	return otherNotice(e, v)
}

// otherNotice is about what comes with messages and calls and belongs to nobody.
func otherNotice(e Event, v *jsonValue) Notice {
	switch {
	case e.frame.list == "errors", v.has("code"):
		if e.Field == "calls" {
			return errorNotice(readError(v), ExplainCall, "WhatsApp reports a problem with a call")
		}
		return errorNotice(readError(v), Explain, "WhatsApp reports a problem")
	case e.frame.list == "statuses":
		return info(paymentBody(v)+"; WhatsApp does not say whose it is", "Look for the reference where payments are kept")
	case e.Field == "standby":
		return Notice{} // note: another app has read something; nothing was said
	case v.has("action_type"):
		return info("Somebody followed a link in one of your messages", "There is nothing to do: WhatsApp does not say who it was")
	case v.has("summary"):
		return info("Meta's agent has handed over a chat without saying whose it is", "Look through the newest messages in the inbox")
	case e.Field == "messaging_handovers":
		return info("The control of a chat has passed from one app to another, but WhatsApp does not say whose chat it is", "Look through the newest messages in the inbox")
	}
	return generic("WhatsApp sent news"+said(" of the field ", clip(e.Field, maxName)), v)
}

// unknownNotice is one for all events of a field: some come with every message.
func unknownNotice(e Event) Notice {
	title := "WhatsApp sent something that this version does not know" + said(": the field ", clip(e.Field, maxName))
	if decoderOf(e.Field) != nil {
		title = "WhatsApp sent something in the field " + e.Field + " that this version does not know: " + e.Problem
	}
	return Notice{
		Severity: SeverityInfo,
		Title:    clip(title, 500) + ".",
		Advice:   "It is kept. A newer version may be able to use it; until then there is nothing to do.",
		Key:      clip("unknown:"+e.Field+":"+e.Problem, 400),
	}
}

// KeptNotice says that an event could not be filed, and why. All that have the same problem are one notice.
func KeptNotice(e Event, problem string) Notice {
	switch problem {
	case otherProduct, noDelivery:
		return strangeNotice(e, problem)
	}
	what := "Something"
	switch {
	case e.Status != nil, e.frame.list == "statuses" && e.Field != "calls":
		what = "A status of a message"
	case e.Field == "calls":
		what = "A call"
	case e.Message != nil || e.Field == "messages":
		what = "A message"
	}
	return Notice{
		Severity: SeverityWarning,
		Title:    clip(stopped(what+" from WhatsApp could not be filed: "+problem), 500),
		Advice:   "It is kept whole in whatsapp_events, in the dashboard. If it may be a customer's message, look for it on the phone; a newer version may be able to file it.",
		Key:      clip("kept:"+e.Field+":"+problem, 400),
	}
}

// strangeNotice is about whole bodies, all of which are one notice: whatever
// sends them sends many.
func strangeNotice(e Event, problem string) Notice {
	const kept = "What came is kept whole in whatsapp_events, in the dashboard"
	if problem == otherProduct {
		product := ""
		if v, ok := parseJSON(e.Raw); ok {
			product = clip(v.str("object"), 60)
		}
		return Notice{
			Severity: SeverityWarning,
			Title:    "Events of another Meta product (" + product + ") come to the address of the WhatsApp webhook.",
			Advice:   "Take this address out of that product's webhooks in the App Dashboard: this program reads WhatsApp only. " + kept + ".",
			Key:      "other-product:" + product,
		}
	}
	return Notice{
		Severity: SeverityProblem,
		Title:    "Something came to the address of the webhook in a form that WhatsApp does not use, so it is in nobody's conversation.",
		Advice:   "If a tool stands between Meta and this program, have it hand on the body as Meta sent it. " + kept + "; it may hold messages of customers.",
		Key:      "no-delivery",
	}
}

// errorNotice is an error that came without a message, by the catalogue.
// One without a number has only Meta's words.
func errorNotice(e ErrorInfo, explain func(code int) Explanation, what string) Notice {
	if e.Code == 0 {
		return warning(what+said(": ", clip(e.Words(), 400)), "Look at WhatsApp Manager")
	}
	known := explain(e.Code)
	n := Notice{Severity: SeverityWarning, Title: what + ": " + known.Meaning, Advice: known.NextStep}
	if known.Who == ActorAdmin && known.Retry == RetryNo {
		n.Severity = SeverityProblem
	}
	if e.Details != "" {
		n.Advice = joined(" ", stopped(n.Advice), "WhatsApp says: "+e.Details)
	}
	if n.Advice == "" {
		n.Advice = "Look at WhatsApp Manager"
	}
	return n
}

func info(title, advice string) Notice {
	return Notice{Severity: SeverityInfo, Title: title, Advice: advice}
}
func warning(title, advice string) Notice {
	return Notice{Severity: SeverityWarning, Title: title, Advice: advice}
}
func problem(title, advice string) Notice {
	return Notice{Severity: SeverityProblem, Title: title, Advice: advice}
}

// generic is what can be said of an event of a known field that Meta has
// invented since.
func generic(title string, v *jsonValue) Notice {
	for _, key := range []string{"event", "type", "status", "decision"} {
		if word := v.str(key); word != "" {
			title += ": " + plain(word)
			break
		}
	}
	return warning(title, "This version does not know what it means. Look at what was sent, and at WhatsApp Manager")
}

// plain makes a word of Meta's readable: RATE_LIMITING_PAUSE becomes "rate
// limiting pause", and InitiateCheckout "initiate checkout".
func plain(word string) string {
	word = camel.ReplaceAllString(strings.TrimSpace(words(word)), "$1 $2")
	return clip(strings.ToLower(word), 200)
}

var camel = regexp.MustCompile(`([a-z])([A-Z])`)

// wordOf is a word of Meta's in capitals, whole: cut, it would be another.
func wordOf(v *jsonValue, name string) string { return strings.ToUpper(clip(v.str(name), maxName)) }

// said puts a word of Meta's after what introduces it; where there is none, it
// isn't introduced.
func said(before, word string) string {
	if word == "" {
		return ""
	}
	return before + word
}

// numberWords names a number of the business.
func numberWords(e Event) string {
	if e.DisplayPhoneNumber != "" {
		return "+" + e.DisplayPhoneNumber
	}
	return "your number"
}

// dayOf reads a time that is given in seconds, as text or as a number; other
// words of Meta's stay as they are.
func dayOf(v *jsonValue, key string) string {
	if at := v.get(key).time(); !at.IsZero() {
		return shortTime(at)
	}
	return clip(v.str(key), 100)
}

func percent(v *jsonValue, key string) int {
	n, err := strconv.ParseFloat(v.str(key), 64)
	if err != nil || n < 0 {
		return 0
	}
	return int(min(n, 100))
}

package whatsapp

import (
	"fmt"
	"strings"
	"testing"
)

// What an admin reads of each sample that is about the account.
func TestNoticesOfTheSamples(t *testing.T) {
	t.Parallel()
	want := map[string]Notice{}
	for _, c := range []struct {
		sample   string
		severity Severity
		title    string
		advice   string
	}{
		{"account-alert", "warning", "WhatsApp warns about a phone number: profile picture lost. The profile picture is missing.", "Look at it in WhatsApp Manager."},
		{"account-review", "info", "Meta has reviewed the WhatsApp account and approved it.", "There is nothing to do."},
		{"account-update-disabled", "problem", "WhatsApp is going to disable the account on November 30, 2026.", "Open Business Support Home in Meta's business settings: it says why, and lets you ask for a review. Do it before that day."},
		{"account-update-partner-removed", "problem", "The number +15550100200 was disconnected from this program: the phone was not used for about 14 days.", "Nothing of it arrives here any more. Open the WhatsApp Business app on its phone and connect it again; what was said meanwhile is on the phone only."},
		{"account-update-restriction", "problem", "WhatsApp has restricted the account: it may not start conversations, so templates are refused. It ends on 6 November 2026, 10:00 UTC.", "Review recent campaigns. Open Business Support Home in Meta's business settings: it says why, and lets you ask for a review."},
		{"automatic-event-lead", "info", "Meta has found in a chat that began with an ad: a customer is interested (a lead).", "There is nothing to do. Ads Manager counts it; the chat itself is in the inbox."},
		{"batch-multi-entry", "info", "WhatsApp has news of the business: oba approved. Badge granted.", "There is nothing to do."},
		{"business-capability", "info", "The limits of the business are now: conversations may be started with 2,000 customers in 24 hours, 20 phone numbers are allowed.", "There is nothing to do: answers to customers who wrote are not limited."},
		{"business-username", "warning", "+15550100200 has no username any more.", "If nobody of you did this, set it again in WhatsApp Manager before somebody else takes it."},
		{"flow-status", "warning", "Flow Booking changed status from PUBLISHED to THROTTLED.", "Few customers can open it now. Mend its endpoint; WhatsApp then lifts the limit by itself."},
		{"group-participants", "info", "Somebody joined a group.", "There is nothing to do: groups are kept apart from conversations with customers."},
		{"history-chunk", "info", "Old messages of +15550100200 are being imported: 35 %.", "There is nothing to do: they appear in the conversations by themselves, as read."},
		{"history-declined", "warning", "The old messages of +15550100200 were not shared.", "There is nothing to import. To share them, disconnect the number in the WhatsApp Business app, connect it again, and agree to share the chats."},
		{"payment-configuration", "warning", "The payment set-up lamp-pay (examplepay) has to be connected.", "Connect the provider in WhatsApp Manager under Payments; until then customers can't pay."},
		{"phone-number-name", "warning", "The display name “Best Lamps” of +15550100200 was rejected (name not consistent).", "Choose a name that is clearly your business's, as on its website, and submit it in WhatsApp Manager. The present name stays until then."},
		{"phone-number-quality", "info", "Messages of +15550100200 may leave faster from now on. Conversations may be started with any number of customers in 24 hours.", "There is nothing to do."},
		{"security-pin-changed", "warning", "The two-step PIN of +15550100200 was changed.", "If it was nobody of you, change the PIN in WhatsApp Manager and look at who has access to the business account."},
		{"template-category-changed", "warning", "The category of the template “visit_reminder” (en_US) is now marketing (was utility).", "Other prices and rules apply to the category: marketing needs consent. If it is wrong, ask for a review in WhatsApp Manager."},
		{"template-category-impending", "warning", "The category of the template “visit_reminder” (en_US) is going to change from utility to marketing on 4 November 2026, 10:00 UTC.", "Other prices and rules apply to the category: marketing needs consent. If it is wrong, ask for a review in WhatsApp Manager."},
		{"template-components", "info", "The text or the buttons of the template “visit_reminder” (en_US) were changed.", "Look at the template before it is used again. Messages that were sent keep their text."},
		{"template-quality", "warning", "The quality of the template “visit_reminder” (en_US) is now medium (was good).", "Some customers block or report it. Look at its text, and at whom it is sent to."},
		{"template-status-approved", "info", "WhatsApp has approved the template “visit_reminder” (en_US).", "It can be used from now on."},
		{"template-status-disabled", "warning", "WhatsApp has disabled the template “visit_reminder” (en_US).", "It can't be sent any more. Make another one with a better text."},
		{"template-status-paused", "warning", "WhatsApp has paused the template “visit_reminder” (en_US): first pause. Paused for three hours.", "It can't be sent for some hours. Too many customers block or report it: change its text, or send it to fewer."},
		{"template-status-rejected", "warning", "WhatsApp has rejected the template “visit_reminder” (en_US): incorrect category. Content looks like marketing. Submit under MARKETING.", "Change it in WhatsApp Manager and submit it again, or ask there for a review."},
		{"unknown-field", "info", "WhatsApp sent something that this version does not know: the field holographic_presence_update.", "It is kept. A newer version may be able to use it; until then there is nothing to do."},
		{"value-errors-130429", "warning", "WhatsApp reports a problem: The business number sends faster than WhatsApp allows.", "Wait a little, then send again. WhatsApp says: The number reached its throughput."},
	} {
		want[c.sample] = Notice{Severity: c.severity, Title: c.title, Advice: c.advice}
	}
	for name, body := range samples(t) {
		for _, e := range decode(t, string(body)) {
			if e.Kind != KindNotice && e.Kind != KindUnknownField {
				continue
			}
			n, ok := DescribeNotice(e)
			n.Key, n.Progress = "", 0
			if !ok || n != want[name] {
				t.Errorf("%s: got %+v, want %+v", name, n, want[name])
			}
			delete(want, name)
		}
	}
	for name := range want {
		t.Errorf("%s has no notice", name)
	}
}

func TestNoticesOfEveryEvent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field, value string
		severity     Severity
		title        string // what it must say
	}{
		{"account_update", `"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"SPAM","remediation":"Stop it"}`, SeverityWarning, "broke its rules: spam"},
		{"account_update", `"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"May 3, 2026"}`, SeverityProblem, "has disabled the account on May 3, 2026"},
		{"account_update", `"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}`, SeverityInfo, "in use again"},
		{"account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_CUSTOMER_INITIATED_MESSAGING"},{"restriction_type":"RESTRICTED_NEW_THING"}]`, SeverityProblem, "it may not answer customers; also restricted: new thing"},
		{"account_update", `"event":"ACCOUNT_RESTRICTION"`, SeverityProblem, "restricted the account."},
		{"account_update", `"event":"ACCOUNT_DELETED"`, SeverityProblem, "deleted"},
		{"account_update", `"event":"ACCOUNT_OFFBOARDED"`, SeverityProblem, "disconnected"},
		{"account_update", `"event":"ACCOUNT_RECONNECTED"`, SeverityInfo, "connected again"},
		{"account_update", `"event":"PARTNER_ADDED","waba_info":{"waba_id":"1"}`, SeverityInfo, "partner's app"},
		{"account_update", `"event":"PARTNER_REMOVED","waba_info":{"waba_id":"1"}`, SeverityWarning, "A partner was removed"},
		{"account_update", `"event":"PARTNER_APP_UNINSTALLED"`, SeverityWarning, "An app was disconnected"},
		{"account_update", `"event":"VERIFIED_ACCOUNT"`, SeverityInfo, "verified"},
		{"account_update", `"event":"VOLUME_BASED_PRICING_TIER_UPDATE","volume_tier_info":{"pricing_category":"UTILITY","region":"India"}`, SeverityInfo, "utility messages in the region India"},
		{"account_update", `"event":"BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE","country":"GB"`, SeverityInfo, "now GB"},
		{"account_update", `"event":"PARTNER_CLIENT_CERTIFICATION_NEEDS_INFO"`, SeverityInfo, "needs info"},
		{"account_update", `"event":"SOMETHING_NEW"`, SeverityWarning, "something new"},
		{"account_alerts", `"entity_type":"BUSINESS","alert_info":{"alert_severity":"CRITICAL","alert_status":"ACTIVE","alert_type":"X_Y"}`, SeverityProblem, "about the business: x y"},
		{"account_alerts", `"entity_type":"BUSINESS","alert_info":{"alert_severity":"CRITICAL","alert_status":"NONE","alert_type":"X_Y"}`, SeverityInfo, "is over: x y"},
		{"account_review_update", `"decision":"REJECTED"`, SeverityProblem, "rejected"},
		{"account_settings_update", `"type":"PHONE_NUMBER_SETTINGS","phone_number_settings":{"phone_number_id":"1","calling":{"status":"ENABLED"}}`, SeverityInfo, "Calls are switched on"},
		{"business_capability_update", `"max_daily_conversations_per_business":"TIER_10K"`, SeverityInfo, "10,000 customers"},
		{"business_capability_update", `"max_daily_conversations_per_business":-1`, SeverityInfo, "any number of customers"},
		{"phone_number_quality_update", `"display_phone_number":"15550100200","event":"FLAGGED"`, SeverityWarning, "quality of +15550100200 is low"},
		{"phone_number_name_update", `"display_phone_number":"15550100200","decision":"APPROVED","requested_verified_name":"Lamps"`, SeverityInfo, "“Lamps”"},
		{"business_username_updates", `"display_phone_number":"15550100200","status":"approved","username":"lamps"`, SeverityInfo, "@lamps of +15550100200"},
		{"security", `"event":"PIN_RESET_REQUEST"`, SeverityWarning, "asked to switch off"},
		{"payment_configuration_update", `"configuration_name":"a","status":"Active"`, SeverityInfo, "is active"},
		{"flows", `"event":"ENDPOINT_ERROR_RATE","flow_id":"7","alert_state":"ACTIVATED"`, SeverityWarning, "flow 7: endpoint error rate"},
		{"partner_solutions", `"event":"SOLUTION_UPDATED","solution_id":"7","solution_status":"ACTIVE"`, SeverityInfo, "7 is now active"},
		{"group_lifecycle_update", `"groups":[{"type":"group_create","subject":"Book club","errors":[{"code":1}]}]`, SeverityWarning, "A group was created: “Book club”, but not all of it worked"},
		{"group_status_update", `"groups":[{"type":"group_suspend"},{"type":"group_suspend"}]`, SeverityWarning, "suspended a group (and 1 more)"},
		{"automatic_events", `"automatic_events":[{"event_name":"Purchase","custom_data":{"currency":"EUR","value":"12"}}]`, SeverityInfo, "bought something"},
		{"template_correct_category_detection", `"message_template_name":"a","category":"UTILITY","correct_category":"MARKETING"`, SeverityWarning, "from utility to marketing"},
		{"message_template_status_update", `"event":"LOCKED","message_template_name":"a"`, SeverityWarning, "locked the template “a”"},
		{"history", `"history":[{"metadata":{"progress":100}}]`, SeverityInfo, "are imported"},
		{"history", `"history":[{"errors":[{"code":131000}]}]`, SeverityWarning, "could not be imported"},
		{"smb_app_state_sync", `"state_sync":[{"type":"label"}]`, SeverityInfo, "label"},
		{"messages", `"errors":[{"code":131042}]`, SeverityProblem, "WhatsApp reports a problem"},
		{"tracking_events", `"a":1`, SeverityInfo, "tracking_events"},
	} {
		t.Run(c.field+" "+c.title, func(t *testing.T) {
			e := one(t, `{"entry":[{"id":"1","time":1793700726,"changes":[{"field":"`+c.field+`","value":{`+c.value+`}}]}]}`)
			n, ok := DescribeNotice(e)
			if !ok || n.Severity != c.severity || !strings.Contains(n.Title, c.title) || !strings.HasSuffix(n.Advice, ".") {
				t.Errorf("got %+v", n)
			}
		})
	}
}

// A field that says nothing that is known is a notice all the same.
func TestEveryFieldOfTheAccountHasANotice(t *testing.T) {
	t.Parallel()
	fields := 0
	for _, field := range []string{
		"account_alerts", "account_review_update", "account_settings_update", "account_update", "automatic_events", "business_capability_update",
		"business_username_updates", "flows", "group_lifecycle_update", "group_participants_update", "group_settings_update", "group_status_update",
		"message_template_components_update", "message_template_quality_update", "message_template_status_update", "partner_solutions",
		"payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security", "template_category_update",
		"template_correct_category_detection",
	} {
		for _, inside := range []string{`"x":1`, `"event":[],"groups":7,"alert_info":[1],"automatic_events":"no","decision":{"a":1}`} {
			e := one(t, fmt.Sprintf(`{"entry":[{"changes":[{"field":%q,"value":{%s}}]}]}`, field, inside))
			if n, ok := DescribeNotice(e); !ok || n.Advice == "" || e.Kind != KindNotice {
				t.Errorf("%s with %s: %+v", field, inside, n)
			}
			fields++
		}
	}
	if fields < 40 {
		t.Errorf("only %d were tried", fields)
	}
}

func TestNothingIsToldOfWhatAnotherAppHasRead(t *testing.T) {
	t.Parallel()
	e := one(t, delivery("standby", `"standby":{"message_echoes":[{"id":"wamid.1","message":{"status":"read","message_id":"wamid.2"}}]}`))
	if n, ok := DescribeNotice(e); e.Kind != KindNotice || ok {
		t.Errorf("%s is described as %+v", transcript(e), n)
	}
}

// Whatever is missing of an event, or new in it, its sentence reads as one.
func TestNoticesReadWellWhateverIsMissing(t *testing.T) {
	t.Parallel()
	tried := 0
	look := func(name, body string) {
		events, err := DecodeWebhook([]byte(body))
		if err != nil {
			return
		}
		for _, e := range events {
			n, ok := DescribeNotice(e)
			switch e.Kind {
			case KindUnparsable:
				n, ok = KeptNotice(e, e.Problem), true
			case KindNotice, KindUnknownField:
			default:
				continue
			}
			if !ok {
				continue
			}
			tried++
			for _, words := range []string{n.Title, n.Advice} {
				for _, bad := range []string{"not said", "without a name", "  ", "()", "“”", ": .", "..", ": ,", " .", ",,", " SOME_NEW_WORD customers"} {
					if strings.Contains(words, bad) {
						t.Errorf("%s: %q in %q", name, bad, words)
					}
				}
				if words == "" || words != upperFirst(words) || !strings.HasSuffix(words, ".") {
					t.Errorf("%s: %q is no sentence", name, words)
				}
			}
		}
	}
	for name, body := range samples(t) {
		lines := strings.Split(string(body), "\n")
		for i, line := range lines {
			key, old, found := strings.Cut(line, ": ")
			if !found || strings.HasSuffix(old, "{") || strings.HasSuffix(old, "[") {
				continue
			}
			end := ""
			if strings.HasSuffix(old, ",") {
				end = ","
			}
			for _, other := range []string{"null", `"SOME_NEW_WORD"`, `""`} {
				lines[i] = key + ": " + other + end
				look(name+" with"+key+" "+other, strings.Join(lines, "\n"))
			}
			lines[i] = line
		}
	}
	if tried < 400 {
		t.Errorf("only %d were looked at", tried)
	}
}

func TestWordsOfNotices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, value, title string }{
		{"account_update", `"event":"BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE","country":"GB"`, "The country of the business is now GB."},
		{"account_update", `"event":"A_NAME_OF_AN_EVENT_THAT_IS_LONGER_THAN_FORTY_CHARACTERS"`, "WhatsApp changed something about the account: a name of an event that is longer than forty characters."},
		{"account_update", `"event":"PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"`, "Meta checks your business for a partner: status update."},
		{"account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":"1793959200"},{"restriction_type":"RESTRICTED_CUSTOMER_INITIATED_MESSAGING","expiration":"1793959200"}]`,
			"WhatsApp has restricted the account: it may not start conversations, so templates are refused; nor answer customers. It ends on 6 November 2026, 10:00 UTC."},
		{"account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"expiration":"1793959200"}]`, "WhatsApp has restricted the account. It ends on 6 November 2026, 10:00 UTC."},
		{"phone_number_quality_update", `"display_phone_number":"15550100200","event":"UPGRADE","max_daily_conversation_per_phone":10000`, "The limit of +15550100200 was raised. Conversations may be started with 10,000 customers in 24 hours."},
		{"phone_number_quality_update", `"event":"ONBOARDING","max_daily_conversation_per_phone":-1`, "Your number is ready to send. Conversations may be started with any number of customers in 24 hours."},
		{"business_capability_update", `"max_daily_conversation_per_phone":2000,"max_phone_numbers_per_waba":1`, "The limits of the business are now: conversations may be started with 2,000 customers in 24 hours, one phone number is allowed."},
		{"business_capability_update", `"max_daily_conversation_per_phone":250,"max_daily_conversations_per_business":"TIER_100K"`, "The limits of the business are now: conversations may be started with 100,000 customers in 24 hours."},
		{"calls", `"errors":[{"code":131026,"title":"Message undeliverable"}]`, "WhatsApp reports a problem with a call: WhatsApp could not put the call through (error 131026)."},
		{"messages", `"errors":[{"title":"Something is wrong"}]`, "WhatsApp reports a problem: Something is wrong."},
	} {
		e := one(t, `{"entry":[{"id":"1","time":1793700726,"changes":[{"field":"`+c.field+`","value":{`+c.value+`}}]}]}`)
		if n, ok := DescribeNotice(e); !ok || n.Title != c.title {
			t.Errorf("%s: got %q, want %q", c.value, n.Title, c.title)
		}
	}
	for message, title := range map[string]string{
		`{"id":"wamid.1","type":"text","text":{"body":"a"}}`:                                    "A message from WhatsApp could not be filed: the message has no sender.",
		`{"from":"not-a-number","id":"wamid.1","type":"text","text":{"body":"a"}}`:              "A message from WhatsApp could not be filed: the sender of the message is neither a phone number nor a user id.",
		`{"from":"` + strings.Repeat("7", 40) + `","id":"w","type":"text","text":{"body":"a"}}`: "A message from WhatsApp could not be filed: the sender of the message is neither a phone number nor a user id.",
	} {
		e := one(t, delivery("messages", `"messages":[`+message+`]`))
		if n := KeptNotice(e, e.Problem); n.Title != title {
			t.Errorf("got %q, want %q", n.Title, title)
		}
	}
}

// An error of a call is not explained as one of a message.
func TestErrorsOfCallsSpeakOfCalls(t *testing.T) {
	t.Parallel()
	for code := range explanations {
		if words := ExplainCall(code).Sentence(); code/1000 != 138 && aboutMessages.MatchString(words) {
			t.Errorf("%d: %s", code, words)
		}
	}
}

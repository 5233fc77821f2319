package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// AccountEvent is something that Meta does to the account or the number, which
// the business hears of by webhook.
type AccountEvent struct {
	// Event is one of AccountEvents. Without one, Field and Value are the
	// webhook, also of a field that Meta doesn't have.
	Event string          `json:"event,omitempty"`
	Field string          `json:"field,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
}

// accountEvent is how an event is told. Only quality and limit are read again
// from the number; a restriction hinders nothing, a failure can be ordered for that.
type accountEvent struct {
	name, words, field string
	value              func(*Simulator) any
}

type object = map[string]any

// accountEvents are what an inbox has to cope with, in the order of the page.
//
// Sources: webhooks/reference/{account_update, account_alerts,
// account_review_update, phone_number_quality_update, phone_number_name_update,
// business_capability_update, security}.
var accountEvents = []accountEvent{
	{"quality_low", "The number’s quality is low", "phone_number_quality_update", func(s *Simulator) any {
		s.number.Quality, s.number.QualityAt = "RED", s.now()
		return s.qualityEvent("FLAGGED")
	}},
	{"quality_good", "The number’s quality is good again", "phone_number_quality_update", func(s *Simulator) any {
		s.number.Quality, s.number.QualityAt = "GREEN", s.now()
		return s.qualityEvent("UNFLAGGED")
	}},
	{"limit_lower", "The limit falls to 2,000 customers a day", "business_capability_update", func(s *Simulator) any {
		s.number.Limit = "TIER_2K"
		return object{"max_daily_conversations_per_business": 2000, "max_phone_numbers_per_business": 20}
	}},
	{"limit_none", "The limit is lifted", "business_capability_update", func(s *Simulator) any {
		s.number.Limit = "TIER_UNLIMITED"
		return object{"max_daily_conversations_per_business": "TIER_UNLIMITED", "max_phone_numbers_per_business": 20}
	}},
	{"throughput", "Throughput is raised", "phone_number_quality_update", func(s *Simulator) any {
		return s.qualityEvent("THROUGHPUT_UPGRADE")
	}},
	{"restricted", "Sending is restricted for three days", "account_update", func(s *Simulator) any {
		return object{"event": "ACCOUNT_RESTRICTION", "restriction_info": []any{object{
			"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": s.now().Add(72 * time.Hour).Unix(), "remediation": "Review recent campaigns.",
		}}}
	}},
	{"violation", "A rule was violated", "account_update", func(*Simulator) any {
		return object{"event": "ACCOUNT_VIOLATION", "violation_info": object{"violation_type": "SPAM", "remediation": "Write only to people who have agreed to it."}}
	}},
	{"disable_soon", "The account will be disabled in a week", "account_update", func(s *Simulator) any {
		return banEvent("SCHEDULE_FOR_DISABLE", s.now().Add(7*24*time.Hour))
	}},
	{"disabled", "The account is disabled", "account_update", func(s *Simulator) any { return banEvent("DISABLE", s.now()) }},
	{"reinstated", "The account is enabled again", "account_update", func(s *Simulator) any { return banEvent("REINSTATE", s.now()) }},
	{"alert", "The profile picture is lost", "account_alerts", func(s *Simulator) any {
		return object{"entity_type": "PHONE_NUMBER", "entity_id": s.options.PhoneNumberID, "alert_info": object{
			"alert_severity": "WARNING", "alert_status": "ACTIVE", "alert_type": "PROFILE_PICTURE_LOST", "alert_description": "The profile picture is missing.",
		}}
	}},
	{"account_approved", "The account is approved", "account_review_update", func(*Simulator) any { return object{"decision": "APPROVED"} }},
	{"account_rejected", "The account is rejected", "account_review_update", func(*Simulator) any { return object{"decision": "REJECTED"} }},
	{"name_approved", "The display name is approved", "phone_number_name_update", func(s *Simulator) any { return s.nameEvent("APPROVED", nil) }},
	{"name_rejected", "The display name is rejected", "phone_number_name_update", func(s *Simulator) any { return s.nameEvent("REJECTED", "NAME_NOT_CONSISTENT") }},
	{"pin_changed", "The PIN was changed", "security", func(s *Simulator) any {
		return object{"display_phone_number": s.businessDigits, "event": "PIN_CHANGED", "requester": systemID}
	}},
	{"username", "The business has a username", "business_username_updates", func(s *Simulator) any {
		s.number.Username = "harbour.bikes"
		return object{"display_phone_number": s.businessDigits, "status": "approved", "username": s.number.Username}
	}},
	{"disconnected", "The number’s app has left the Cloud API", "account_update", func(s *Simulator) any {
		return object{
			"event": "PARTNER_REMOVED", "waba_info": object{"waba_id": s.options.BusinessAccountID, "owner_business_id": businessID},
			"phone_number": s.businessDigits, "disconnection_info": object{"reason": "ACCOUNT_DISCONNECTED", "initiated_by": "USER"},
		}
	}},
}

func (s *Simulator) qualityEvent(event string) any {
	return object{"display_phone_number": s.businessDigits, "event": event, "max_daily_conversations_per_business": s.number.limit()}
}

func (s *Simulator) nameEvent(decision string, reason any) any {
	return object{
		"display_phone_number": s.businessDigits, "decision": decision,
		"requested_verified_name": orText(s.number.Name, s.options.BusinessName), "rejection_reason": reason,
	}
}

// banEvent has its date in words, as Meta's.
func banEvent(state string, at time.Time) any {
	return object{"event": "DISABLED_UPDATE", "ban_info": object{"waba_ban_state": state, "waba_ban_date": at.Format("January 2, 2006")}}
}

// AccountEvents are the names of the events that RaiseAccountEvent knows.
func AccountEvents() []string {
	names := make([]string, len(accountEvents))
	for i, one := range accountEvents {
		names[i] = one.name
	}
	return names
}

// numberFields are webhook fields about a number, whose value says which.
var numberFields = []string{
	"messages", "message_echoes", "calls", "history", "smb_message_echoes", "smb_app_state_sync", "messaging_handovers", "standby", "user_preferences",
	"group_lifecycle_update", "group_participants_update", "group_settings_update", "group_status_update",
}

// RaiseAccountEvent tells the business of something at Meta's end.
func (s *Simulator) RaiseAccountEvent(e AccountEvent) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refusal(); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			s.record(Step{Do: doAccount, Account: &e})
		}
	}()
	if e.Event != "" {
		i := slices.IndexFunc(accountEvents, func(one accountEvent) bool { return one.name == e.Event })
		if i < 0 {
			return &inputError{"event", "There is no such event. There are " + strings.Join(AccountEvents(), ", ") + "."}
		}
		one := accountEvents[i]
		s.sendAccountWebhook(one.field, one.name, one.value(s))
		s.touch()
		return nil
	}
	if !contentType.MatchString(e.Field) {
		return &inputError{"field", "Say what happens: an event, or a field of a webhook with its value."}
	}
	value, err := readParams(e.Value)
	if err != nil {
		return &inputError{"value", "The value of the webhook is an object."}
	}
	if !slices.Contains(numberFields, e.Field) {
		s.sendAccountWebhook(e.Field, "raised", value)
		return nil
	}
	for key, own := range map[string]any{"messaging_product": "whatsapp", "metadata": s.metadata()} {
		if _, given := value[key]; !given {
			value[key] = own
		}
	}
	body, err := s.fieldPayload(e.Field, value)
	if err != nil {
		return err
	}
	s.enqueue(nil, &webhook{what: e.Field, key: e.Field + "/raised", field: e.Field, body: body})
	return nil
}

// getAccountEvents lists the events for the page.
func (s *Simulator) getAccountEvents(w http.ResponseWriter, _ *http.Request) {
	list := make([]map[string]string, len(accountEvents))
	for i, one := range accountEvents {
		list[i] = map[string]string{"event": one.name, "words": one.words, "field": one.field}
	}
	writeJSON(w, http.StatusOK, map[string]any{"events": list})
}

func (s *Simulator) postAccountEvent(w http.ResponseWriter, r *http.Request) {
	var form AccountEvent
	if !readControl(w, r, &form) {
		return
	}
	if err := s.RaiseAccountEvent(form); err != nil {
		writeInputProblem(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

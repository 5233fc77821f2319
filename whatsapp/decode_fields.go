package whatsapp

// decoderOf is what reads a webhook field; nil for one that this program
// doesn't know. decodeNotice reads what is about the account, not about a
// customer. The fields consumer_profile and tracking_events exist, but what
// they hold is not documented: as unknown ones they are kept whole.
//
// Source: webhooks/overview and the pages below webhooks/reference.
func decoderOf(field string) func(*decoder, *scope, *jsonValue) {
	switch field {
	case "messages":
		return decodeMessages
	case "smb_message_echoes", "message_echoes":
		return decodeEchoes
	case "history":
		return decodeHistory
	case "standby":
		return decodeStandby
	case "messaging_handovers":
		return decodeHandover
	case "calls":
		return decodeCalls
	case "smb_app_state_sync":
		return decodeBook
	case "user_preferences":
		return decodePreferences
	case "user_id_update":
		return decodeUserIDs
	case "account_alerts",
		"account_review_update",
		"account_settings_update",
		"account_update",
		"automatic_events",
		"business_capability_update",
		"business_username_updates",
		"flows",
		"group_lifecycle_update",
		"group_participants_update",
		"group_settings_update",
		"group_status_update",
		"message_template_components_update",
		"message_template_quality_update",
		"message_template_status_update",
		"partner_solutions",
		"payment_configuration_update",
		"phone_number_name_update",
		"phone_number_quality_update",
		"security",
		"template_category_update",
		"template_correct_category_detection":
		return decodeNotice
	}
	return nil
}

// decodeNotice keeps what is about the account whole: nothing of it belongs
// to a customer's log.
func decodeNotice(d *decoder, s *scope, value *jsonValue) {
	e := s.event(KindNotice, value, frame{place: placeValue})
	if id := value.object("waba_info").name("waba_id", maxName); id != "" {
		// The entry of PARTNER_* updates names a portfolio, not an account
		// (webhooks/reference/account_update).
		e.BusinessAccountID = id
		e.frame.entryID, e.frame.otherEntry = s.entry.id, true
	}
	if e.PhoneNumberID == "" && value.str("entity_type") == "PHONE_NUMBER" {
		e.PhoneNumberID = value.name("entity_id", maxName)
	}
	d.add(e, value, "")
}

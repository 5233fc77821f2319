package simulator

import "pocketcrm/whatsapp"

// getPhoneNumber tells about the business number, all of it or the fields asked for.
//
// Source: business-phone-numbers/phone-numbers.
func (s *Simulator) getPhoneNumber(g *graphRequest) (any, *graphError) {
	return s.phoneNumber(g)
}

func (s *Simulator) getPhoneNumbers(g *graphRequest) (any, *graphError) {
	number, problem := s.phoneNumber(g)
	if problem != nil {
		return nil, problem
	}
	return pageOf(g, []string{s.options.PhoneNumberID}, func(int) any { return number })
}

func (s *Simulator) phoneNumber(g *graphRequest) (map[string]any, *graphError) {
	s.mu.Lock()
	n, hooks := s.number, s.hooks
	appURL := s.webhookURL
	s.mu.Unlock()
	verified, status := "VERIFIED", "CONNECTED"
	if !n.Verified {
		verified = "NOT_VERIFIED"
	}
	if !n.Registered {
		status = "DISCONNECTED"
	}
	configuration := map[string]string{}
	if appURL != "" {
		configuration["application"] = appURL
	}
	if hooks.AccountURL != "" {
		configuration["whatsapp_business_account"] = hooks.AccountURL
	}
	if hooks.NumberURL != "" {
		configuration["phone_number"] = hooks.NumberURL
	}
	all := map[string]any{
		"id":                           s.options.PhoneNumberID,
		"verified_name":                orText(n.Name, s.options.BusinessName),
		"display_phone_number":         displayNumber(s.businessDigits),
		"code_verification_status":     verified,
		"quality_rating":               n.quality(),
		"quality_score":                n.qualityScore(),
		"platform_type":                "CLOUD_API",
		"status":                       status,
		"name_status":                  "APPROVED",
		"new_name_status":              "NONE",
		"throughput":                   map[string]string{"level": "STANDARD"},
		"webhook_configuration":        configuration,
		"account_mode":                 "LIVE",
		"host_platform":                "CLOUD_API",
		"is_official_business_account": false,
		"is_pin_enabled":               n.PIN != "",
		"is_on_biz_app":                false,
		"is_preverified_number":        false,
		"messaging_limit_tier":         n.limit(),
		"whatsapp_business_manager_messaging_limit": n.limit(),
		"certificate":                                nil,
		"new_certificate":                            nil,
		"conversational_automation":                  nil,
		"eligibility_for_api_business_global_search": "NON_ELIGIBLE_UNDEFINED_COUNTRY",
		"last_onboarded_time":                        "2026-01-15T09:00:00+0000",
		"search_visibility":                          "VISIBLE",
		"country_code":                               nil,
		"country_dial_code":                          nil,
		"username":                                   nil,
		"health_status":                              s.health(n),
	}
	if n.Automation != nil {
		all["conversational_automation"] = n.Automation
	}
	if n.Username != "" {
		all["username"] = n.Username
	}
	if phone := whatsapp.ParsePhone("+" + s.businessDigits); phone.Country != "" {
		all["country_code"], all["country_dial_code"] = phone.Country, whatsapp.CallingCode(phone.Country)
	}
	if problem := s.addEdges(g, "number", all); problem != nil {
		return nil, problem
	}
	return chooseFields(g, "WhatsAppBusinessPhoneNumber", all,
		"verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput",
		"status", "last_onboarded_time", "webhook_configuration")
}

func (s *Simulator) health(n numberState) any {
	able := "AVAILABLE"
	if !n.Registered {
		able = "BLOCKED"
	}
	return map[string]any{"can_send_message": able, "entities": []any{
		map[string]string{"entity_type": "PHONE_NUMBER", "id": s.options.PhoneNumberID, "can_send_message": able},
		map[string]string{"entity_type": "WABA", "id": s.options.BusinessAccountID, "can_send_message": "AVAILABLE"},
	}}
}

// postPhoneNumber sets the two-step PIN, the number's own webhook address or a
// new display name, which is reviewed like a template.
//
// Sources: business-phone-numbers/two-step-verification, webhooks/override.
func (s *Simulator) postPhoneNumber(g *graphRequest) (any, *graphError) {
	pin, hasPIN := g.params.text("pin")
	if hasPIN && !pinPattern.MatchString(pin) {
		return nil, badParameter("Param pin must be 6 digits.")
	}
	configuration, problem := anObject(g.params, "", "webhook_configuration")
	if problem != nil {
		return nil, problem
	}
	name, hasName := g.params.text("new_display_name")
	if !hasPIN && !hasName && configuration == nil {
		return nil, badParameter("The parameter pin is required.")
	}
	if hasName {
		if _, problem := need(g.params, "", "new_display_name", 512); problem != nil {
			return nil, problem
		}
	}
	if configuration != nil {
		address, problem := s.readOverride(g, configuration)
		if problem != nil {
			return nil, problem
		}
		s.mu.Lock()
		s.hooks.NumberURL = address
		s.wakeLanes()
		s.mu.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if hasPIN {
		s.number.PIN = pin
	}
	if hasName {
		s.renameNumber(name)
	}
	s.touch()
	return success(), nil
}

// renameNumber has a display name approved after the time of a review.
func (s *Simulator) renameNumber(name string) {
	s.alarm(max(s.options.TemplateReview, 0), func() {
		s.number.Name = name
		s.sendAccountWebhook("phone_number_name_update", "", map[string]any{
			"display_phone_number": s.businessDigits, "decision": "APPROVED", "requested_verified_name": name, "rejection_reason": nil,
		})
		s.touch()
	})
}

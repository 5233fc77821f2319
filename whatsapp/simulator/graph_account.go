package simulator

// getAccount tells about the WhatsApp Business account.
//
// Source: whatsapp-business-accounts.
func (s *Simulator) getAccount(g *graphRequest) (any, *graphError) {
	all := map[string]any{
		"id":                                   s.options.BusinessAccountID,
		"name":                                 s.options.BusinessName,
		"currency":                             "USD",
		"timezone_id":                          "1",
		"country":                              nil,
		"message_template_namespace":           "5f4c3b2a_1d0e_4f9a_8b7c_6d5e4f3a2b1c",
		"account_review_status":                "APPROVED",
		"business_verification_status":         "verified",
		"ownership_type":                       "SELF",
		"status":                               "ACTIVE",
		"is_enabled_for_insights":              false,
		"marketing_messages_lite_api_status":   "ELIGIBLE",
		"on_behalf_of_business_info":           nil,
		"marketing_messages_onboarding_status": nil,
		"owner_business_info":                  map[string]string{"id": businessID, "name": s.options.BusinessName},
		"primary_funding_id":                   nil,
		"purchase_order_number":                nil,
		"primary_business_location":            nil,
		"creation_time":                        nil,
		"auth_international_rate_eligibility":  nil,
		"is_shared_with_partners":              nil,
		"analytics":                            nil, "conversation_analytics": nil, "pricing_analytics": nil,
		"health_status": nil,
	}
	s.mu.Lock()
	all["health_status"] = s.health(s.number)
	all["whatsapp_business_manager_messaging_limit"] = s.number.limit()
	s.mu.Unlock()
	if problem := s.addAnalytics(g, all); problem != nil {
		return nil, problem
	}
	if problem := s.addEdges(g, "account", all); problem != nil {
		return nil, problem
	}
	return chooseFields(g, "WhatsAppBusinessAccount", all, "name", "timezone_id", "message_template_namespace")
}

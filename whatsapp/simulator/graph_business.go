package simulator

// businessID is the portfolio that owns the account.
const businessID = "500600700800900"

func (s *Simulator) getBusiness(g *graphRequest) (any, *graphError) {
	return chooseFields(g, "Business", map[string]any{
		"id": businessID, "name": s.options.BusinessName, "verification_status": "verified",
	}, "name")
}

// getOwnedAccounts lists the one account there is.
//
// Source: graph-api/reference/business/owned_whatsapp_business_accounts.
func (s *Simulator) getOwnedAccounts(g *graphRequest) (any, *graphError) {
	account, problem := s.getAccount(g)
	if problem != nil {
		return nil, problem
	}
	return pageOf(g, []string{s.options.BusinessAccountID}, func(int) any { return account })
}

// getClientAccounts lists the accounts of other portfolios: none.
func (s *Simulator) getClientAccounts(g *graphRequest) (any, *graphError) {
	return pageOf(g, nil, nil)
}

// getMyBusinesses lists the portfolio of whoever's token it is.
func (s *Simulator) getMyBusinesses(g *graphRequest) (any, *graphError) {
	business, problem := s.getBusiness(g)
	if problem != nil {
		return nil, problem
	}
	return pageOf(g, []string{businessID}, func(int) any { return business })
}

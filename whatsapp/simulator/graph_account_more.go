package simulator

// postAccount changes what a business may change about its account; what is
// changed is not kept but for the consent to insights, which is always there.
//
// Source: graph-api/reference/whats-app-business-account.
func (s *Simulator) postAccount(g *graphRequest) (any, *graphError) {
	if problem := may(g.params, "", "name", 512); problem != nil {
		return nil, problem
	}
	if problem := mayBool(g.params, "", "is_enabled_for_insights"); problem != nil {
		return nil, problem
	}
	_, name := g.params["name"]
	_, insights := g.params["is_enabled_for_insights"]
	_, timezone := g.params["timezone_id"]
	if !name && !insights && !timezone {
		return nil, badParameter("The parameter name, timezone_id or is_enabled_for_insights is required.")
	}
	return success(), nil
}

// getAssignedUsers lists who may work with the account: the one system user.
func (s *Simulator) getAssignedUsers(g *graphRequest) (any, *graphError) {
	return pageOf(g, []string{systemID}, func(int) any {
		return map[string]any{"id": systemID, "name": "Simulated system user", "tasks": []string{"MANAGE", "DEVELOP"}}
	})
}

func (s *Simulator) postAssignedUsers(g *graphRequest) (any, *graphError) {
	if _, problem := need(g.params, "", "user", 0); problem != nil {
		return nil, problem
	}
	return success(), nil
}

// getCatalogs lists the catalogue that sample orders come from.
func (s *Simulator) getCatalogs(g *graphRequest) (any, *graphError) {
	return pageOf(g, []string{catalogID}, func(int) any { return map[string]string{"id": catalogID, "name": s.options.BusinessName} })
}

package simulator

import "strings"

// postCalls answers, declines and ends the calls of customers. Calls to
// customers are refused: there is no voice, and nobody has allowed them.
//
// Source: calling/user-initiated-calls, calling/business-initiated-calls.
func (s *Simulator) postCalls(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	action, problem := need(g.params, "", "action", 0)
	if problem == nil {
		problem = oneOf("action", action, "connect", "pre_accept", "accept", "reject", "terminate")
	}
	if problem != nil {
		return nil, problem
	}
	if action = strings.ToLower(action); action == "connect" {
		return nil, s.refuseCall()
	}
	id, problem := need(g.params, "", "call_id", 0)
	if problem != nil {
		return nil, problem
	}
	if action == "accept" || action == "pre_accept" {
		session, problem := theObject(g.params, "", "session")
		if problem == nil {
			_, problem = need(session, "session", "sdp", 0)
		}
		if problem != nil {
			return nil, problem
		}
	}
	return s.actOnCall(action, id)
}

func (s *Simulator) actOnCall(action, id string) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.calls[id]
	if one == nil {
		return nil, badParameter("Param call_id is not a call that is under way.")
	}
	answered := !one.answered.IsZero()
	switch {
	case action == "accept":
		s.answerCall(one, longestCall)
	case action == "reject" && answered:
		return nil, badParameter("The call has been accepted: terminate it.")
	case action == "reject":
		s.endCall(one, callDeclined)
	case action == "terminate" && answered:
		s.endCall(one, callAnswered)
	case action == "terminate":
		s.endCall(one, callDeclined)
	}
	return map[string]any{"messaging_product": "whatsapp", "success": true}, nil
}

// refuseCall is the answer to a call of the business.
func (s *Simulator) refuseCall() *graphError {
	s.mu.Lock()
	calling, _ := s.number.Settings["calling"].(params)
	if calling == nil {
		plain, _ := s.number.Settings["calling"].(map[string]any) // from a file
		calling = plain
	}
	s.mu.Unlock()
	if status, _ := calling.text("status"); !strings.EqualFold(status, "ENABLED") {
		return refuse(138000, "Calling is not enabled for this number.")
	}
	return refuse(138006, "The customer has not allowed the business to call.")
}

// getCallPermissions says that nobody has allowed calls, and that the business may ask.
//
// Source: calling/user-call-permissions.
func (s *Simulator) getCallPermissions(g *graphRequest) (any, *graphError) {
	if id, _ := g.params.text("user_wa_id"); id == "" {
		if id, _ = g.params.text("recipient"); id == "" {
			return nil, badParameter("The parameter user_wa_id is required.")
		}
	}
	type limit struct {
		Period string `json:"time_period"`
		Most   int    `json:"max_allowed"`
		Used   int    `json:"current_usage"`
	}
	type action struct {
		Name   string  `json:"action_name"`
		Can    bool    `json:"can_perform_action"`
		Limits []limit `json:"limits,omitempty"`
	}
	return map[string]any{
		"messaging_product": "whatsapp",
		"permission":        map[string]string{"status": "no_permission"},
		"actions": []action{
			{"send_call_permission_request", true, []limit{{"PT24H", 1, 0}, {"P7D", 2, 0}}},
			{"start_call", false, nil},
		},
	}, nil
}

package simulator

import (
	"net/http"
	"strings"
)

// SendContacts tells the business the address book of its app's phone.
//
// Source: webhooks/reference/smb_app_state_sync.
func (s *Simulator) SendContacts() error {
	type contact struct {
		FullName  string `json:"full_name,omitempty"`
		FirstName string `json:"first_name,omitempty"`
		Phone     string `json:"phone_number,omitempty"`
		UserID    string `json:"user_id,omitempty"`
		Username  string `json:"username,omitempty"`
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refusal(); err != nil {
		return err
	}
	now, list := unixText(s.now()), []any{}
	for _, c := range s.customers {
		first, _, _ := strings.Cut(c.Name, " ")
		list = append(list, map[string]any{
			"type": "contact", "action": "add", "metadata": map[string]string{"timestamp": now},
			"contact": contact{c.Name, first, c.visibleWaID(), c.UserID, c.Username},
		})
		if len(list) == historyChunk {
			if err := s.sendContacts(list); err != nil {
				return err
			}
			list = nil
		}
	}
	if len(list) == 0 {
		return nil
	}
	return s.sendContacts(list)
}

func (s *Simulator) sendContacts(list []any) error {
	body, err := s.fieldPayload("smb_app_state_sync", map[string]any{"messaging_product": "whatsapp", "metadata": s.metadata(), "state_sync": list})
	if err != nil {
		return err
	}
	s.enqueue(nil, &webhook{what: "smb_app_state_sync", field: "smb_app_state_sync", key: "contacts/" + unixText(s.now()), body: body})
	return nil
}

// postAppData asks for the address book or the history, as a business does
// once after its number joined.
//
// Source: embedded-signup/onboarding-business-app-users.
func (s *Simulator) postAppData(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	kind, problem := need(g.params, "", "sync_type", 0)
	if problem == nil {
		problem = oneOf("sync_type", kind, "smb_app_state_sync", "history")
	}
	if problem != nil {
		return nil, problem
	}
	send := s.SendContacts
	if strings.EqualFold(kind, "history") {
		send = func() error { return s.SendHistory(false) }
	}
	if err := send(); err != nil {
		return nil, refuse(131016, "%s", sentence(err))
	}
	return map[string]string{"messaging_product": "whatsapp", "request_id": newTraceID()}, nil
}

// postAppSync is the control call: {"what": "history" or "contacts", "declined"}.
func (s *Simulator) postAppSync(w http.ResponseWriter, r *http.Request) {
	var form struct {
		What     string `json:"what"`
		Declined bool   `json:"declined"`
	}
	if !readControl(w, r, &form) {
		return
	}
	var err error = &inputError{"what", "What is sent is history or contacts."}
	switch form.What {
	case "history":
		err = s.SendHistory(form.Declined)
	case "contacts":
		err = s.SendContacts()
	}
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

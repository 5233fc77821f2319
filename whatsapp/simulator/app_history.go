package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// historyChunk is how many messages one webhook of the history has.
	historyChunk = 200
	historyEnd   = 180 * 24 * time.Hour
)

// historyPhases are the ages at which Meta's three phases begin.
var historyPhases = []time.Duration{0, 24 * time.Hour, 90 * 24 * time.Hour}

type historyValue struct {
	MessagingProduct string          `json:"messaging_product"`
	Metadata         webhookMetadata `json:"metadata"`
	History          []historyPart   `json:"history"`
}

type historyPart struct {
	Metadata *historyProgress `json:"metadata,omitempty"`
	Threads  []*historyThread `json:"threads,omitempty"`
	Errors   []webhookError   `json:"errors,omitempty"`
}

type historyProgress struct {
	Phase    int `json:"phase"`
	Chunk    int `json:"chunk_order"`
	Progress int `json:"progress"`
}

type historyThread struct {
	ID       string            `json:"id,omitempty"`
	Context  historyContext    `json:"context"`
	Messages []json.RawMessage `json:"messages"`
}

type historyContext struct {
	WaID     string `json:"wa_id,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
}

// SendHistory tells the business what its app's phone holds, as when a number
// joins the Cloud API: the chats of the last 180 days, the newest phase first.
// Declined is the owner who shares nothing.
//
// Source: webhooks/reference/history.
func (s *Simulator) SendHistory(declined bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errClosed
	case s.full():
		return errFull
	case declined:
		e := webhookError{Code: 2593109, Title: "History sharing is off", Message: "History sharing is off", Href: errorHref}
		e.ErrorData.Details = "The business chose not to share its chat history."
		return s.sendHistoryPart(historyPart{Errors: []webhookError{e}})
	}
	now, left := s.now(), 0
	phases := make([][]*message, len(historyPhases))
	for _, m := range s.messages {
		age := now.Sub(m.At)
		if m.Type == "call" || m.Revoked || age > historyEnd || s.byKey[m.Customer] != m.customer {
			continue
		}
		phase := 0
		for phase+1 < len(historyPhases) && age >= historyPhases[phase+1] {
			phase++
		}
		phases[phase] = append(phases[phase], m)
		left++
	}
	for phase, all := range phases {
		for chunk := 1; ; chunk++ {
			some := all[:min(historyChunk, len(all))]
			all, left = all[len(some):], left-len(some)
			progress := 100
			if left > 0 {
				progress = 100 * (phase + 1) / (len(phases) + 1)
			}
			threads, err := s.historyThreads(some)
			if err != nil {
				return err
			}
			if err := s.sendHistoryPart(historyPart{Metadata: &historyProgress{phase, chunk, progress}, Threads: threads}); err != nil {
				return err
			}
			if len(all) == 0 {
				break
			}
		}
		if left == 0 {
			break
		}
	}
	return nil
}

// historyThreads sorts messages into chats.
func (s *Simulator) historyThreads(messages []*message) ([]*historyThread, error) {
	threads, by := []*historyThread{}, map[*customer]*historyThread{}
	for _, m := range messages {
		c := m.customer
		thread := by[c]
		if thread == nil {
			thread = &historyThread{ID: c.visibleWaID(), Context: historyContext{c.visibleWaID(), c.UserID, c.Username}}
			by[c], threads = thread, append(threads, thread)
		}
		raw, err := s.historyMessage(m)
		if err != nil {
			return nil, err
		}
		thread.Messages = append(thread.Messages, raw)
	}
	return threads, nil
}

// historyMessage is an old message. Media are placeholders only: Meta's second
// delivery, with the file, is not played.
func (s *Simulator) historyMessage(m *message) (json.RawMessage, error) {
	c := m.customer
	one := appMessage{ID: m.ID, Timestamp: unixText(m.At), Type: m.Type}
	if m.Author == authorCustomer {
		one.From, one.FromUserID = c.visibleWaID(), c.UserID
	} else {
		one.From, one.To, one.ToUserID = s.businessDigits, c.visibleWaID(), c.UserID
	}
	content := m.Content
	if slices.Contains(mediaTypes, m.Type) {
		one.Type, content = "media_placeholder", nil
	}
	raw, err := marshalPlain(one)
	if err == nil {
		raw, err = appendMember(raw, one.Type, content)
	}
	if err != nil {
		return nil, err
	}
	status, _ := marshalPlain(map[string]string{"status": historyStatus(m)}) // a map of texts can always be written
	return appendMember(raw, "history_context", status)
}

func historyStatus(m *message) string {
	switch m.Status {
	case statusFailed:
		return "ERROR"
	case statusPending, statusAccepted:
		return "PENDING"
	}
	return strings.ToUpper(m.Status)
}

func (s *Simulator) sendHistoryPart(part historyPart) error {
	body, err := s.fieldPayload("history", historyValue{MessagingProduct: "whatsapp", Metadata: s.metadata(), History: []historyPart{part}})
	if err != nil {
		return err
	}
	s.enqueue(nil, &webhook{what: "history", field: "history", key: "history/" + unixText(s.now()), body: body})
	return nil
}

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
	if s.closed {
		return errClosed
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

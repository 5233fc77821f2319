package simulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

const (
	// historyChunk is how many messages one webhook of the history has.
	historyChunk = 200
	historyEnd   = 180 * 24 * time.Hour
	// historyFiles is how old a message may be whose file is sent, too.
	historyFiles = 14 * 24 * time.Hour
)

// historyPhases are the ages at which Meta's three phases begin.
var historyPhases = []time.Duration{0, 24 * time.Hour, 90 * 24 * time.Hour}

type historyValue struct {
	MessagingProduct string          `json:"messaging_product"`
	Metadata         webhookMetadata `json:"metadata"`
	History          []historyPart   `json:"history"`
}

// historyFile is a message with its file, which comes after its placeholder.
type historyFile struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         webhookMetadata   `json:"metadata"`
	Contacts         []webhookContact  `json:"contacts,omitempty"`
	Messages         []json.RawMessage `json:"messages,omitempty"`
	Echoes           []json.RawMessage `json:"message_echoes,omitempty"`
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
	if err := s.refusal(); err != nil {
		return err
	}
	if declined {
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
	return s.sendHistoryFiles(now, slices.Concat(phases...))
}

// sendHistoryFiles sends the files of the last two weeks, each in a webhook.
func (s *Simulator) sendHistoryFiles(now time.Time, messages []*message) error {
	for _, m := range messages {
		if !slices.Contains(mediaTypes, m.Type) || now.Sub(m.At) > historyFiles {
			continue
		}
		raw, err := s.writeOld(m, m.Type, m.Content)
		if err != nil {
			return err
		}
		value := historyFile{MessagingProduct: "whatsapp", Metadata: s.metadata(), Contacts: m.customer.contact(true)}
		if m.Author == authorCustomer {
			value.Messages = []json.RawMessage{raw}
		} else {
			value.Echoes = []json.RawMessage{raw}
		}
		body, err := s.fieldPayload("history", value)
		if err != nil {
			return err
		}
		s.enqueue(nil, &webhook{what: "history " + m.Type, field: "history", key: "history/" + m.ID, body: body})
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

// historyMessage is an old message, of media a placeholder.
func (s *Simulator) historyMessage(m *message) (json.RawMessage, error) {
	kind, content := m.Type, m.Content
	if slices.Contains(mediaTypes, m.Type) {
		kind, content = "media_placeholder", nil
	}
	raw, err := s.writeOld(m, kind, content)
	if err != nil {
		return nil, err
	}
	status, _ := marshalPlain(map[string]string{"status": historyStatus(m)}) // a map of texts can always be written
	return appendMember(raw, "history_context", status)
}

func (s *Simulator) writeOld(m *message, kind string, content json.RawMessage) (json.RawMessage, error) {
	c := m.customer
	one := appMessage{ID: m.ID, Timestamp: unixText(m.At), Type: kind}
	if m.Author == authorCustomer {
		one.From, one.FromUserID = c.visibleWaID(), c.UserID
	} else {
		one.From, one.To, one.ToUserID = s.businessDigits, c.visibleWaID(), c.UserID
	}
	raw, err := marshalPlain(one)
	if err != nil {
		return nil, err
	}
	return appendMember(raw, kind, content)
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

package simulator

import "fmt"

// webhookCall is an element of calls in its webhook.
type webhookCall struct {
	ID         string       `json:"id"`
	From       string       `json:"from,omitempty"`
	FromUserID string       `json:"from_user_id,omitempty"`
	To         string       `json:"to"`
	Event      string       `json:"event"`
	Timestamp  string       `json:"timestamp"`
	Direction  string       `json:"direction"`
	Session    *callSession `json:"session,omitempty"`
	Status     string       `json:"status,omitempty"`
	StartTime  string       `json:"start_time,omitempty"`
	EndTime    string       `json:"end_time,omitempty"`
	Duration   *int64       `json:"duration,omitempty"`
	CTAPayload string       `json:"cta_payload,omitempty"`
}

type callSession struct {
	SDPType string `json:"sdp_type"`
	SDP     string `json:"sdp"`
}

type callValue struct {
	MessagingProduct string           `json:"messaging_product"`
	Metadata         webhookMetadata  `json:"metadata"`
	Contacts         []webhookContact `json:"contacts,omitempty"`
	Calls            []webhookCall    `json:"calls"`
	Errors           []webhookError   `json:"errors,omitempty"`
}

// sendCall tells the business: connect with an offer that leads nowhere, then
// terminate. Meta's case of the status varies; so it does here.
func (s *Simulator) sendCall(one *call, event, outcome string) error {
	c, now := one.m.customer, s.now()
	w := webhookCall{
		ID: one.m.ID, From: c.visibleWaID(), FromUserID: c.UserID, To: s.businessDigits, Event: event,
		Timestamp: unixText(now), Direction: "USER_INITIATED",
	}
	value := callValue{MessagingProduct: "whatsapp", Metadata: s.metadata(), Contacts: c.contact(true)}
	switch {
	case event == "connect":
		w.Session = &callSession{SDPType: "offer", SDP: fmt.Sprintf("v=0\r\no=- %d 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n", one.m.At.Unix())}
		w.CTAPayload = one.payload
	case outcome == callAnswered:
		seconds := now.Unix() - one.answered.Unix()
		w.Status, w.StartTime, w.EndTime, w.Duration = "COMPLETED", unixText(one.answered), unixText(now), &seconds
	case outcome == callMissed:
		w.Status, value.Contacts = "Failed", nil
		e := webhookError{Code: 138007, Title: graphTitles[138007], Message: graphTitles[138007], Href: errorHref}
		e.ErrorData.Details = "No answer in time."
		value.Errors = []webhookError{e}
	default:
		w.Status, value.Contacts = "FAILED", nil
	}
	value.Calls = []webhookCall{w}
	body, err := s.fieldPayload("calls", value)
	if err != nil {
		return err
	}
	s.enqueue(c, &webhook{what: "call " + event, field: "calls", key: one.m.ID + "/" + event, body: body})
	return nil
}

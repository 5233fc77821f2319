package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// compose makes the content of a message from the fields that describe it.
func (s *Simulator) compose(from Customer, in Inbound) (Inbound, error) {
	if in.Choose != "" && len(in.Content) == 0 {
		return s.composeChoice(from, in)
	}
	in.Type = cmp.Or(in.Type, "text")
	if len(in.Content) > 0 {
		return in, nil
	}
	var content any
	var err error
	switch in.Type {
	case "image", "video", "audio", "voice", "document", "sticker":
		content = composeMedia(&in)
	case "text":
		if strings.TrimSpace(in.Text) == "" {
			return in, &inputError{"text", "Write something first."}
		}
		content = map[string]string{"body": in.Text}
	case "location":
		content, err = composeLocation(in)
	case "contacts":
		content = composeCard(from)
	case "reaction":
		content, err = s.composeReaction(from, &in)
	case "edit", "revoke":
		content, err = s.composeAmendment(from, in)
	case "order":
		content = sampleOrder
	case "unsupported":
		in.Unsupported = cmp.Or(in.Unsupported, "poll_creation")
		content = map[string]string{"type": in.Unsupported}
		if in.Errors == nil {
			in.Errors = json.RawMessage(`[{"code":131051,"title":"Message type unknown","message":"Message type unknown","error_data":{"details":"Message type is currently not supported."}}]`)
		}
	default:
		return in, nil
	}
	if err == nil {
		in.Content, err = marshalPlain(content)
	}
	return in, err
}

var sampleOrder = json.RawMessage(`{"catalog_id":"194836987003835","text":"","product_items":[{"product_retailer_id":"sku-0001","quantity":1,"item_price":19.5,"currency":"EUR"}]}`)

// composeMedia is what the sender chooses about a file; completeMedia adds what
// Meta says of it.
func composeMedia(in *Inbound) any {
	object := map[string]any{}
	add := func(key, value string) {
		if value != "" {
			object[key] = value
		}
	}
	add("mime_type", in.MimeType)
	switch in.Type {
	case "voice":
		in.Type, object["voice"] = "audio", true
	case "image", "video":
		add("caption", in.Text)
	case "document":
		add("caption", in.Text)
		add("filename", in.Filename)
	}
	return object
}

func composeLocation(in Inbound) (any, error) {
	if in.Latitude == nil || in.Longitude == nil {
		return nil, &inputError{"latitude", "A location has a latitude and a longitude."}
	}
	return struct {
		Latitude  float64 `json:"latitude"`
		Longitude float64 `json:"longitude"`
		Name      string  `json:"name,omitempty"`
		Address   string  `json:"address,omitempty"`
	}{*in.Latitude, *in.Longitude, in.Place, in.Address}, nil
}

// composeCard is the answer to a request for the number: the customer's own card.
func composeCard(from Customer) any {
	name := cmp.Or(from.Name, "+"+from.WaID)
	card := map[string]any{"name": map[string]string{"formatted_name": name, "first_name": name}, "origin": "contact_request"}
	if from.WaID != "" {
		card["phones"] = []map[string]string{{"phone": "+" + from.WaID, "wa_id": from.WaID, "type": "CELL"}}
	}
	return []any{card}
}

func (s *Simulator) composeReaction(from Customer, in *Inbound) (any, error) {
	target := in.MessageID
	if target == "" {
		if m := s.latest(from, func(m *message) bool { return m.Author == authorBusiness && m.Status != statusFailed }); m != nil {
			target = m.ID
		}
	}
	if target == "" {
		return nil, &inputError{"message_id", "There is no message to react to."}
	}
	// note: a reaction that is taken off has no emoji at all.
	return struct {
		MessageID string `json:"message_id"`
		Emoji     string `json:"emoji,omitempty"`
	}{target, in.Emoji}, nil
}

func (s *Simulator) composeAmendment(from Customer, in Inbound) (any, error) {
	m := s.latest(from, func(m *message) bool {
		return m.Author == authorCustomer && m.Type != "call" && !m.Revoked && (in.MessageID == "" || m.ID == in.MessageID)
	})
	target := in.MessageID
	switch {
	case m != nil:
		target = m.ID
	case target == "":
		return nil, &inputError{"message_id", "The customer has written no message that could be changed."}
	}
	if in.Type == "revoke" {
		return map[string]string{"original_message_id": target}, nil
	}
	if strings.TrimSpace(in.Text) == "" {
		return nil, &inputError{"text", "Write the new text."}
	}
	// note: of media only the caption can be edited.
	kind, object := "text", any(map[string]string{"body": in.Text})
	if m != nil && slices.Contains(mediaTypes, m.Type) {
		content, err := readParams(m.Content)
		if err != nil {
			return nil, err
		}
		content["caption"] = in.Text
		kind, object = m.Type, content
	}
	return map[string]any{"original_message_id": target, "message": map[string]any{"type": kind, kind: object}}, nil
}

// amend changes or takes back an earlier message on the phone.
func (s *Simulator) amend(m *message) {
	object, err := readParams(m.Content)
	if err != nil {
		return
	}
	id, _ := object.text("original_message_id")
	target := s.byMessageID[id]
	if target == nil || target.customer != m.customer || target.Author != m.Author {
		return
	}
	s.messageBytes -= target.size()
	if m.Type == "revoke" {
		target.Revoked = true
	} else {
		inner := object.object("message")
		kind, _ := inner.text("type")
		if content, err := marshalPlain(inner.object(kind)); err == nil && kind == target.Type {
			target.Edited, target.Content, target.Text = true, content, describe(kind, inner.object(kind))
		}
	}
	s.messageBytes += target.size()
	s.tell("message", target.Message)
}

// latest is the last message of a chat that fits.
func (s *Simulator) latest(from Customer, fits func(*message) bool) *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.byWaID[from.WaID]
	if c == nil {
		c = s.byUserID[from.UserID]
	}
	if c == nil {
		return nil
	}
	for _, m := range slices.Backward(s.messages) {
		if m.customer == c && fits(m) {
			return m
		}
	}
	return nil
}

package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Limits of interactive messages in characters and counts
// (messages/interactive-reply-buttons, -list, -cta-url, location-request).
const (
	maxInteractiveBody = 1024
	maxListBody        = 4096
	maxEdge            = 60 // a header's or a footer's text
	maxButtons         = 3
	maxButtonTitle     = 20
	maxButtonID        = 256
)

// interactiveForm is an interactive message as the send route takes it. Which
// fields count depends on the type; the others must be empty.
type interactiveForm struct {
	Type     string            `json:"type"`
	Body     string            `json:"body"`
	Header   json.RawMessage   `json:"header"` // a text, or {type, media_id|link, filename}
	Footer   string            `json:"footer"`
	Buttons  []replyButtonForm `json:"buttons"`  // button
	Button   string            `json:"button"`   // list: what opens it
	Sections []listSection     `json:"sections"` // list
	Text     string            `json:"text"`     // cta_url: the label of the link
	URL      string            `json:"url"`      // cta_url
}

type replyButtonForm struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type sendInteractive struct {
	Type   string             `json:"type"`
	Header *interactiveHeader `json:"header,omitempty"`
	Body   *interactiveText   `json:"body,omitempty"`
	Footer *interactiveText   `json:"footer,omitempty"`
	Action interactiveAction  `json:"action"`
}

type interactiveText struct {
	Text string `json:"text"`
}

type interactiveAction struct {
	Name       string        `json:"name,omitempty"`
	Parameters *ctaLink      `json:"parameters,omitempty"`
	Button     string        `json:"button,omitempty"`
	Buttons    []replyButton `json:"buttons,omitempty"`
	Sections   []listSection `json:"sections,omitempty"`
}

type ctaLink struct {
	DisplayText string `json:"display_text"`
	URL         string `json:"url"`
}

type replyButton struct {
	Type  string          `json:"type"`
	Reply replyButtonForm `json:"reply"`
}

// Interactive is a message with something to press: up to three buttons, a
// list, a link, or a request for the customer's location or phone number. All
// need an open customer service window.
//
//	{"type": "button", "body", "header"?, "footer"?, "buttons": [{"id", "title"}]}
//	{"type": "list", "body", "header"?, "footer"?, "button", "sections": [{"title", "rows": [{"id", "title", "description"?}]}]}
//	{"type": "cta_url", "body", "header"?, "footer"?, "text", "url"}
//	{"type": "location_request", "body"}
//	{"type": "request_contact_info", "body"}
//
// Source: messages/interactive-*, messages/location-request, business-scoped-user-ids.
func Interactive(raw json.RawMessage) (Content, Problems) {
	var wrong Problems
	var f interactiveForm
	if !wrong.readForm("interactive", raw, &f) {
		return Content{}, wrong
	}
	message := sendInteractive{Type: f.Type}
	longest := maxInteractiveBody
	switch f.Type {
	case "button":
		message.Action.Buttons = wrong.replyButtons(f.Buttons)
	case "list":
		longest = maxListBody
		if wrong.text("interactive.button", f.Button, "label that opens the list", maxButtonTitle) {
			message.Action.Button = f.Button
		}
		message.Action.Sections = wrong.listSections(f.Sections)
	case "cta_url":
		wrong.text("interactive.text", f.Text, "label of the link", maxButtonTitle)
		wrong.link("interactive.url", f.URL, "link")
		message.Action.Name, message.Action.Parameters = "cta_url", &ctaLink{f.Text, f.URL}
	case "location_request", "location_request_message":
		message.Type, message.Action.Name = "location_request_message", "send_location"
	case "request_contact_info":
		message.Action.Name = "request_contact_info"
	case "":
		wrong.add("interactive.type", CodeRequired, "Say what kind of message this is: button, list, cta_url, location_request or request_contact_info.")
		return Content{}, wrong
	default:
		wrong.add("interactive.type", CodeInvalid, "%q is not a kind of message that can be sent here. Use button, list, cta_url, location_request or request_contact_info.", clip(f.Type, 40))
		return Content{}, wrong
	}
	if wrong.text("interactive.body", f.Body, "text", longest) {
		message.Body = &interactiveText{f.Body}
	}
	wrong.frame(&message, f)
	wrong.surplus(message.Type, f)
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	c := content("interactive", message, "")
	c.Text = read("interactive", c.Object)
	return c, nil
}

// frame reads header and footer, which requests for something don't have.
func (p *Problems) frame(message *sendInteractive, f interactiveForm) {
	bare := message.Action.Name != "" && message.Type != "cta_url"
	if given(f.Header) {
		if bare {
			p.add("interactive.header", CodeSurplus, "This kind of message has no header; leave it out.")
		} else {
			message.Header = p.interactiveHeader(f.Header, message.Type == "list")
		}
	}
	switch {
	case f.Footer == "":
	case bare:
		p.add("interactive.footer", CodeSurplus, "This kind of message has no footer; leave it out.")
	case p.text("interactive.footer", f.Footer, "footer", maxEdge):
		message.Footer = &interactiveText{f.Footer}
	}
}

// surplus names what belongs to another kind of message: sent without it, the
// customer would not get what somebody has written.
func (p *Problems) surplus(kind string, f interactiveForm) {
	for _, part := range []struct {
		field, of string
		there     bool
	}{
		{"buttons", "button", len(f.Buttons) > 0},
		{"button", "list", f.Button != ""},
		{"sections", "list", len(f.Sections) > 0},
		{"text", "cta_url", f.Text != ""},
		{"url", "cta_url", f.URL != ""},
	} {
		if part.there && part.of != kind {
			p.add("interactive."+part.field, CodeSurplus, "Only a message of the type %s has this; leave it out.", part.of)
		}
	}
}

func (p *Problems) replyButtons(list []replyButtonForm) []replyButton {
	const field = "interactive.buttons"
	switch n := len(list); {
	case n == 0:
		p.add(field, CodeRequired, "Add at least one button.")
		return nil
	case n > maxButtons:
		p.add(field, CodeLength, "There are %d buttons; WhatsApp takes %d at most. A list has room for more.", n, maxButtons)
		return nil
	}
	ids, titles := unique{}, unique{}
	buttons := make([]replyButton, len(list))
	for i, b := range list {
		at, what := fmt.Sprintf("%s.%d", field, i), fmt.Sprintf("button %d", i+1)
		if p.text(at+".title", b.Title, "title of "+what, maxButtonTitle) {
			titles.check(p, at+".title", b.Title, "Two buttons have the same title. Give each its own.")
		}
		if p.text(at+".id", b.ID, "id of "+what, maxButtonID) {
			ids.check(p, at+".id", b.ID, "Two buttons have the same id. Give each its own.")
		}
		buttons[i] = replyButton{"reply", b}
	}
	return buttons
}

// unique finds what is there twice.
type unique map[string]bool

func (u unique) check(p *Problems, field, value, sentence string) {
	// note: compared without the spaces around it, which a person can't see
	value = strings.TrimSpace(value)
	if u[value] {
		p.add(field, CodeDuplicate, "%s", sentence)
	}
	u[value] = true
}

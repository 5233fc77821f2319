package simulator

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
)

// choice is a button or a row that a customer can tap.
type choice struct {
	kind        string // button_reply, list_reply or button (of a template)
	id          string
	title       string
	description string
}

// composeChoice taps a button or a row of a message of the business.
func (s *Simulator) composeChoice(from Customer, in Inbound) (Inbound, error) {
	var chosen choice
	m := s.latest(from, func(m *message) bool {
		if m.Author != authorBusiness || in.ReplyTo != "" && m.ID != in.ReplyTo {
			return false
		}
		for _, one := range s.choices(m) {
			if one.title == in.Choose || one.id == in.Choose {
				chosen = one
				return true
			}
		}
		return false
	})
	if m == nil {
		return in, &inputError{"choose", "No message to this customer has such a button or row."}
	}
	in.ReplyTo = m.ID
	var content any
	if chosen.kind == "button" {
		in.Type = "button"
		content = map[string]string{"payload": chosen.id, "text": chosen.title}
	} else {
		in.Type = "interactive"
		reply := struct {
			ID          string `json:"id"`
			Title       string `json:"title"`
			Description string `json:"description,omitempty"`
		}{chosen.id, chosen.title, chosen.description}
		content = map[string]any{"type": chosen.kind, chosen.kind: reply}
	}
	var err error
	in.Content, err = marshalPlain(content)
	return in, err
}

// choices are what can be tapped on a message. The caller holds mu.
func (s *Simulator) choices(m *message) []choice {
	switch m.Type {
	case "template":
		return s.templateChoices(m)
	case "interactive":
		return interactiveChoices(m.Content)
	}
	return nil
}

func interactiveChoices(content json.RawMessage) (list []choice) {
	var object struct {
		Action struct {
			Buttons  []struct{ Reply struct{ ID, Title string } }
			Sections []struct {
				Rows []struct{ ID, Title, Description string }
			}
		}
	}
	if json.Unmarshal(content, &object) != nil {
		return nil
	}
	for _, button := range object.Action.Buttons {
		list = append(list, choice{kind: "button_reply", id: button.Reply.ID, title: button.Reply.Title})
	}
	for _, section := range object.Action.Sections {
		for _, row := range section.Rows {
			list = append(list, choice{kind: "list_reply", id: row.ID, title: row.Title, description: row.Description})
		}
	}
	return list
}

// quickReplies are the payloads that a send gave to a template's quick-reply
// buttons, by the index of the button.
func quickReplies(content json.RawMessage) map[string]string {
	var object struct {
		Components []struct {
			Type       string
			SubType    string `json:"sub_type"`
			Index      any
			Parameters []struct{ Payload string }
		}
	}
	payloads := map[string]string{}
	if json.Unmarshal(content, &object) != nil {
		return payloads
	}
	for _, component := range object.Components {
		if strings.EqualFold(component.Type, "button") && strings.EqualFold(component.SubType, "quick_reply") && len(component.Parameters) > 0 {
			payloads[indexText(component.Index)] = component.Parameters[0].Payload
		}
	}
	return payloads
}

// indexText is the index of a button, which may be a number or a text.
func indexText(index any) string {
	raw, err := json.Marshal(index)
	if err != nil {
		return ""
	}
	return strings.Trim(string(raw), `"`)
}

// templateChoices are the quick-reply buttons of a template. What comes back
// is the payload that the send gave, else the button's text.
func (s *Simulator) templateChoices(m *message) (list []choice) {
	content, err := readParams(m.Content)
	if err != nil {
		return nil
	}
	name, _ := content.text("name")
	code, _ := content.object("language").text("code")
	t := s.templates.find(name, code)
	if t == nil {
		return nil
	}
	payloads := quickReplies(m.Content)
	for i, button := range t.component("BUTTONS").list("buttons") {
		kind, _ := button.text("type")
		text, _ := button.text("text")
		if strings.EqualFold(kind, "QUICK_REPLY") {
			list = append(list, choice{kind: "button", id: cmp.Or(payloads[strconv.Itoa(i)], text), title: text})
		}
	}
	return list
}

package simulator

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func positional(i int) string { return strconv.Itoa(i + 1) }

// renderButtons pairs the buttons of a template with the button components of
// a send, which name them by their index.
func (t *template) renderButtons(definition, components []params) ([]renderedLink, *graphError) {
	buttons := findComponent(definition, "BUTTONS").list("buttons")
	sent := map[int]params{}
	for _, component := range components {
		if kind, _ := component.text("type"); !strings.EqualFold(kind, "button") {
			continue
		}
		index, given, ok := component.number("index")
		switch {
		case !given:
			return nil, refuse(131008, "buttons: the index of a button is required")
		case !ok || index < 0 || int(index) >= len(buttons):
			return nil, refuse(132018, "buttons: there is no button at index %v", component["index"])
		case sent[int(index)] != nil:
			return nil, refuse(132018, "buttons: there is more than one component for index %d", index)
		}
		sent[int(index)] = component
	}
	var out []renderedLink
	for i, button := range buttons {
		link, problem := t.renderButton(i, button, sent[i])
		if problem != nil {
			return nil, problem
		}
		out = append(out, link)
	}
	return out, nil
}

// sentAs are the sub_types that a button can be sent as.
var sentAs = map[string][]string{
	"QUICK_REPLY": {"quick_reply"}, "URL": {"url"}, "COPY_CODE": {"copy_code"}, "OTP": {"url", "otp"}, "FLOW": {"flow"},
	"CATALOG": {"catalog"}, "MPM": {"mpm"}, "SPM": {"spm"}, "PHONE_NUMBER": {"phone_number", "voice_call"}, "VOICE_CALL": {"voice_call"},
	"REQUEST_CONTACT_INFO": {"request_contact_info"}, "APP": {"app"},
}

func (t *template) renderButton(i int, button, sent params) (renderedLink, *graphError) {
	var out renderedLink
	out.Type, _ = button.text("type")
	out.Text, _ = button.text("text")
	out.URL, _ = button.text("url")
	out.PhoneNumber, _ = button.text("phone_number")
	out.FlowID, _ = button.text("flow_id")
	var first params
	if sent != nil {
		subType, _ := sent.text("sub_type")
		if subType == "" {
			return out, refuse(131008, "buttons: the sub_type of the button at index %d is required", i)
		}
		if oneOf("sub_type", subType, sentAs[out.Type]...) != nil {
			return out, refuse(132012, "buttons: Button at index %d is of type %s, received %s", i, out.Type, subType)
		}
		if parameters := sent.list("parameters"); len(parameters) > 0 {
			first = parameters[0]
		}
	}
	missing := refuse(131008, "buttons: Button at index %d of type %s requires a parameter", i, buttonName(out.Type))
	switch out.Type {
	case "QUICK_REPLY":
		out.Payload = out.Text
		if first != nil {
			payload, given := first.text("payload")
			if !given {
				payload, given = first.text("text")
			}
			if !given {
				return out, missing
			}
			if utf8.RuneCountInString(payload) > 256 {
				return out, refuse(132018, "buttons: the payload of the button at index %d has more than 256 characters", i)
			}
			out.Payload = payload
		}
	case "URL":
		names := variables(out.URL)
		suffix, given := first.text("text")
		switch {
		case len(names) == 0 && first != nil:
			return out, refuse(132018, "buttons: Button at index %d of type Url does not have a parameter", i)
		case len(names) == 0:
		case !given:
			return out, missing
		default:
			if out.URL = fill(out.URL, map[string]string{names[0]: suffix}); len(out.URL) > 2000 {
				return out, refuse(132005, "buttons: the address of the button at index %d has more than 2000 characters", i)
			}
		}
	case "COPY_CODE":
		code, given := first.text("coupon_code")
		if !given {
			return out, missing
		}
		if utf8.RuneCountInString(code) > 20 {
			return out, refuse(132018, "buttons: the coupon code has more than 20 characters")
		}
		out.Code = code
	case "OTP":
		code, given := first.text("text")
		if !given {
			return out, missing
		}
		out.Code = code
	case "MPM":
		if len(first.object("action").list("sections")) == 0 {
			return out, missing
		}
	}
	return out, nil
}

// buttonName is a type of button as Meta's errors spell it.
func buttonName(kind string) string {
	words := strings.Split(strings.ToLower(kind), "_")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

func (t *template) renderCards(components []params) ([]renderedCard, *graphError) {
	definition := t.component("CAROUSEL").list("cards")
	if len(definition) == 0 {
		return nil, nil
	}
	cards := findComponent(components, "carousel").list("cards")
	if len(cards) != len(definition) {
		return nil, refuse(132012, "carousel: number of cards (%d) does not match the expected number of cards (%d)", len(cards), len(definition))
	}
	out := []renderedCard{}
	for i, of := range definition {
		var sent params
		for _, card := range cards {
			if index, _, ok := card.number("card_index"); ok && int(index) == i {
				sent = card
			}
		}
		if sent == nil {
			return nil, refuse(132012, "carousel: there is no card with card_index %d", i)
		}
		card, problem := t.renderCard(of.list("components"), sent.list("components"))
		if problem != nil {
			return nil, problem
		}
		out = append(out, card)
	}
	return out, nil
}

func (t *template) renderCard(definition, components []params) (card renderedCard, problem *graphError) {
	if card.Header, problem = t.renderHeader(definition, components); problem != nil {
		return card, problem
	}
	if body := findComponent(definition, "BODY"); body != nil {
		if card.Body, problem = t.renderBody(body, components); problem != nil {
			return card, problem
		}
	}
	card.Buttons, problem = t.renderButtons(definition, components)
	return card, problem
}

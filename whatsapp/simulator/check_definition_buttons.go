package simulator

import (
	"slices"
	"strings"
	"unicode/utf8"
)

var buttonTypes = []string{
	"QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW", "CATALOG", "MPM", "SPM", "VOICE_CALL", "REQUEST_CONTACT_INFO", "APP",
}

// buttonLimits are how many of a type a template can have; ten otherwise.
var buttonLimits = map[string]int{
	"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "OTP": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1, "SPM": 1, "VOICE_CALL": 1, "REQUEST_CONTACT_INFO": 1,
}

// fixedLabels are the texts of buttons that need none.
var fixedLabels = map[string]string{"COPY_CODE": "Copy code", "OTP": "Copy code", "CATALOG": "View catalog", "MPM": "View items", "SPM": "View"}

func badButtons(format string, args ...any) *graphError {
	return invalid(2388060, "Buttons format is incorrect", format, args...)
}

// checkButtonsDefinition checks the buttons of a template.
//
// Source: templates/components.
func (t *template) checkButtonsDefinition(component params) *graphError {
	buttons, problem := aList(component, "components['buttons']", "buttons")
	if problem != nil {
		return problem
	}
	if len(buttons) < 1 || len(buttons) > 10 {
		return badButtons("A template has 1 to 10 buttons.")
	}
	counts, labels, groups, last := map[string]int{}, map[string]bool{}, 0, ""
	for i, button := range buttons {
		path := item("buttons", i)
		kind, problem := need(button, path, "type", 0)
		if problem == nil {
			problem = oneOf(at(path, "type"), kind, buttonTypes...)
		}
		if problem != nil {
			return problem
		}
		kind = strings.ToUpper(kind)
		button["type"] = kind
		counts[kind]++
		if most := buttonLimits[kind]; most > 0 && counts[kind] > most {
			return badButtons("A template can have %d buttons of type %s.", most, kind)
		}
		if group := map[bool]string{true: "reply", false: "other"}[kind == "QUICK_REPLY"]; group != last {
			groups, last = groups+1, group
		}
		if (kind == "OTP") != (t.Category == "AUTHENTICATION") {
			return badButtons("A button of type OTP belongs to authentication templates, which have no other one.")
		}
		if problem := checkButtonDefinition(button, kind); problem != nil {
			return problem
		}
		text, _ := button.text("text")
		if labels[text] {
			return badButtons("The texts of buttons must differ.")
		}
		labels[text] = true
	}
	if groups > 2 {
		return badButtons("Quick replies and other buttons must each stand together.")
	}
	return nil
}

func checkButtonDefinition(button params, kind string) *graphError {
	text, _ := button.text("text")
	if text == "" {
		text = fixedLabels[kind]
		if text == "" {
			return badButtons("A button of type %s needs a text.", kind)
		}
		button["text"] = text
	}
	if utf8.RuneCountInString(text) > 25 {
		return invalid(2388040, "Character limit exceeded", "The text of a button has more than 25 characters.")
	}
	if len(variables(text)) > 0 || strings.ContainsAny(text, "\n\r*_~`") || strings.ContainsFunc(text, isEmoji) {
		return badButtons("Buttons can't have any variables, new lines, emoji or formatting characters.")
	}
	switch kind {
	case "URL":
		return checkURLButton(button)
	case "PHONE_NUMBER":
		number, _ := button.text("phone_number")
		if _, ok := readRecipient(number); !ok || len(number) > 20 {
			return badButtons("A button of type PHONE_NUMBER needs a phone number of at most 20 characters.")
		}
	case "COPY_CODE":
		example := ""
		if words := button.words("example"); len(words) > 0 {
			example = words[0]
		}
		if example == "" || utf8.RuneCountInString(example) > 20 {
			return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "component of type BUTTONS is missing expected field(s) (example)")
		}
	case "OTP":
		return checkOTPButton(button)
	case "FLOW":
		id, _ := button.text("flow_id")
		name, _ := button.text("flow_name")
		definition, _ := button.text("flow_json")
		if id == "" && name == "" && definition == "" {
			return badButtons("A button of type FLOW needs flow_id, flow_name or flow_json.")
		}
	}
	return nil
}

func checkURLButton(button params) *graphError {
	link, _ := button.text("url")
	names := variables(link)
	switch {
	case link == "":
		return badButtons("A button of type URL needs a url.")
	case len(link) > 2000:
		return invalid(2388040, "Character limit exceeded", "The address of a button has more than 2000 characters.")
	case !isWebLink(variablePattern.ReplaceAllString(link, "x")):
		return badButtons("The address of a button must begin with http:// or https://.")
	case len(names) > 1 || len(names) == 1 && !strings.HasSuffix(strings.TrimSpace(link), "}}"):
		return badButtons("The address of a button can have one variable, at its end.")
	case len(names) == 1 && len(button.words("example")) == 0:
		return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "component of type BUTTONS is missing expected field(s) (example)")
	}
	return nil
}

func checkOTPButton(button params) *graphError {
	kind, _ := button.text("otp_type")
	if problem := oneOf("otp_type", kind, "COPY_CODE", "ONE_TAP", "ZERO_TAP"); problem != nil {
		return problem
	}
	button["otp_type"] = strings.ToUpper(kind)
	if strings.EqualFold(kind, "COPY_CODE") {
		return nil
	}
	apps := button.list("supported_apps")
	if len(apps) == 0 {
		apps = []params{button}
	}
	if len(apps) > 5 {
		return badButtons("supported_apps has at most 5 elements.")
	}
	for _, app := range apps {
		name, _ := app.text("package_name")
		hash, _ := app.text("signature_hash")
		if name == "" || len(hash) != 11 {
			return badButtons("A button of otp_type %s needs package_name and signature_hash, of 11 characters.", strings.ToUpper(kind))
		}
	}
	if accepted, _ := button.truth("zero_tap_terms_accepted"); strings.EqualFold(kind, "ZERO_TAP") && !accepted {
		return badButtons("A button of otp_type ZERO_TAP needs zero_tap_terms_accepted.")
	}
	return nil
}

// checkCarouselDefinition checks cards: two to ten with the same parts.
func (t *template) checkCarouselDefinition(component params) *graphError {
	cards, problem := aList(component, "components['carousel']", "cards")
	if problem != nil {
		return problem
	}
	if len(cards) < 2 || len(cards) > 10 {
		return badButtons("A carousel has 2 to 10 cards.")
	}
	var shape []string
	for i, card := range cards {
		parts, problem := aList(card, item("cards", i), "components")
		if problem != nil {
			return problem
		}
		of := []string{}
		for _, part := range parts {
			kind, _ := part.text("type")
			kind = strings.ToUpper(kind)
			part["type"] = kind
			switch kind {
			case "HEADER":
				problem = checkHeaderDefinition(part, t.named(), true)
				format, _ := part.text("format")
				kind += " " + format
			case "BODY":
				text, _ := part.text("text")
				problem = checkBodyText(part, text, t.named(), 160)
			case "BUTTONS":
				problem = t.checkButtonsDefinition(part)
				for _, button := range part.list("buttons") {
					one, _ := button.text("type")
					kind += " " + one
				}
			default:
				problem = badParameter("Param %s['components']['type'] must be one of {HEADER, BODY, BUTTONS} - got \"%s\".", item("cards", i), kind)
			}
			if problem != nil {
				return problem
			}
			of = append(of, kind)
		}
		slices.Sort(of)
		if shape == nil {
			shape = of
		}
		if !slices.Equal(shape, of) || !slices.ContainsFunc(of, func(kind string) bool { return strings.HasPrefix(kind, "HEADER") }) {
			return badButtons("All cards of a carousel need a header and must have the same components.")
		}
	}
	return nil
}

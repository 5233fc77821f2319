package simulator

import "strings"

// checkTemplate checks the form of a template send; prepareTemplate compares
// it with the template.
//
// Sources: messages/send-messages, templates/components.
func checkTemplate(s *Simulator, p params) *graphError {
	template, problem := wanted(p, "template")
	if problem == nil {
		problem = onlyKeys(template, "template", "name", "language", "components", "namespace")
	}
	if problem != nil {
		return problem
	}
	name, problem := need(template, "template", "name", 512)
	if problem != nil {
		return problem
	}
	if !templateName.MatchString(name) {
		return refuse(131009, "template['name'] has other characters than a-z, 0-9 and _.")
	}
	language, problem := theObject(template, "template", "language")
	if problem == nil {
		problem = onlyKeys(language, "template['language']", "code", "policy")
	}
	if problem == nil {
		_, problem = need(language, "template['language']", "code", 20)
	}
	if policy, given := language.text("policy"); problem == nil && given {
		problem = oneOf("template['language']['policy']", policy, "deterministic")
	}
	if problem != nil {
		return problem
	}
	return s.checkSentComponents(template, "template", true)
}

func (s *Simulator) checkSentComponents(of params, path string, carousel bool) *graphError {
	components, problem := aList(of, path, "components")
	if problem != nil {
		return problem
	}
	kinds := []string{"header", "body", "footer", "button"}
	if carousel {
		kinds = append(kinds, "carousel", "limited_time_offer", "order_status", "call_permission_request", "tap_target_configuration")
	}
	for i, component := range components {
		in := item(at(path, "components"), i)
		kind, problem := need(component, in, "type", 0)
		if problem == nil {
			problem = oneOf(at(in, "type"), kind, kinds...)
		}
		if problem == nil {
			problem = onlyKeys(component, in, "type", "sub_type", "index", "parameters", "cards")
		}
		if problem != nil {
			return problem
		}
		parameters, problem := aList(component, in, "parameters")
		if problem != nil {
			return problem
		}
		for j, parameter := range parameters {
			if problem := s.checkSentParameter(parameter, item(at(in, "parameters"), j)); problem != nil {
				return problem
			}
		}
		if strings.EqualFold(kind, "carousel") {
			cards, problem := aList(component, in, "cards")
			if problem != nil {
				return problem
			}
			for j, card := range cards {
				if problem := s.checkSentComponents(card, item(at(in, "cards"), j), false); problem != nil {
					return problem
				}
			}
		}
	}
	return nil
}

// parameterObjects are the types of parameters whose value is an object or a
// text of the same name.
var parameterObjects = map[string]string{
	"text": "", "currency": "object", "date_time": "object", "image": "media", "video": "media", "document": "media",
	"gif": "media", "location": "object", "payload": "", "coupon_code": "", "action": "object", "limited_time_offer": "object", "product": "object",
	"ttl_minutes": "", "tap_target_configuration": "list",
}

func (s *Simulator) checkSentParameter(parameter params, path string) *graphError {
	kind, problem := need(parameter, path, "type", 0)
	if problem != nil {
		return problem
	}
	kind = strings.ToLower(kind)
	form, known := parameterObjects[kind]
	if !known {
		return badParameter("Param %s must be one of {ACTION, COUPON_CODE, CURRENCY, DATE_TIME, DOCUMENT, IMAGE, LIMITED_TIME_OFFER, LOCATION, PAYLOAD, PRODUCT, TEXT, VIDEO} - got \"%s\".", at(path, "type"), kind)
	}
	if form == "" {
		text, given := parameter.text(kind)
		if !given || text == "" {
			return refuse(131008, "Parameter '%s' is mandatory for component parameter type '%s'", kind, kind)
		}
		if kind == "text" && (strings.ContainsAny(text, "\n\r\t") || strings.Contains(text, "     ")) {
			return refuse(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
		}
		return nil
	}
	if form == "list" {
		_, problem := aList(parameter, path, kind)
		return problem
	}
	object, problem := anObject(parameter, path, kind)
	switch {
	case problem != nil:
		return problem
	case object == nil && kind == "action":
		return nil // flows and catalogues need none
	case object == nil:
		return refuse(131008, "Parameter '%s' is mandatory for component parameter type '%s'", kind, kind)
	case form == "media":
		if kind == "gif" {
			kind = "video"
		}
		return s.checkMediaObject(object, kind, at(path, kind))
	}
	switch kind {
	case "currency":
		for _, key := range []string{"fallback_value", "code", "amount_1000"} {
			if _, problem := need(object, at(path, kind), key, 0); problem != nil {
				return problem
			}
		}
	case "date_time":
		_, problem = need(object, at(path, kind), "fallback_value", 0)
	case "location":
		problem = checkCoordinates(object, at(path, kind))
	}
	return problem
}

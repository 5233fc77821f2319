package simulator

import (
	"slices"
	"strings"
)

// interactiveKind is the frame of one kind of interactive message.
type interactiveKind struct {
	body    int      // the most characters; 0 is 1024
	noBody  bool     // the body need not be there
	headers []string // types of header it may have
	header  bool     // it must have one
	footer  bool
	action  func(s *Simulator, action params) *graphError
}

var anyHeader = []string{"text", "image", "video", "document"}

// interactiveKinds are all that can be sent.
//
// Sources: messages/interactive-reply-buttons, interactive-list,
// interactive-cta-url, interactive-media-carousel, location-request, catalogs,
// flows/guides/sendingaflow, business-scoped-user-ids, calling, payments.
var interactiveKinds = map[string]interactiveKind{
	"button":                   {headers: anyHeader, footer: true, action: checkButtons},
	"list":                     {body: 4096, headers: []string{"text"}, footer: true, action: checkList},
	"cta_url":                  {headers: anyHeader, footer: true, action: checkLinkButton},
	"flow":                     {headers: anyHeader, footer: true, action: checkFlow},
	"product":                  {noBody: true, footer: true, action: checkProductAction},
	"product_list":             {headers: []string{"text"}, header: true, footer: true, action: checkProductList},
	"catalog_message":          {footer: true, action: checkCatalog},
	"carousel":                 {action: checkCarousel},
	"location_request_message": {action: named("send_location")},
	"address_message":          {headers: anyHeader, footer: true, action: checkAddressRequest},
	"request_contact_info":     {headers: anyHeader, footer: true, action: named("request_contact_info")},
	"call_permission_request":  {noBody: true, action: named("call_permission_request")},
	"order_details":            {headers: anyHeader, footer: true, action: checkOrderDetails},
	"order_status":             {footer: true, action: checkOrderStatus},
	"voice_call":               {headers: anyHeader, footer: true, action: checkVoiceCall},
}

// checkInteractive checks the frame that all kinds share and then the action.
func checkInteractive(s *Simulator, p params) *graphError {
	const path = "interactive"
	interactive, problem := wanted(p, path)
	if problem != nil {
		return problem
	}
	name, problem := need(interactive, path, "type", 0)
	if problem != nil {
		return problem
	}
	kind, known := interactiveKinds[strings.ToLower(name)]
	if !known {
		names := make([]string, 0, len(interactiveKinds))
		for one := range interactiveKinds {
			names = append(names, one)
		}
		slices.Sort(names)
		return oneOf(at(path, "type"), name, names...)
	}
	if problem := onlyKeys(interactive, path, "type", "header", "body", "footer", "action"); problem != nil {
		return problem
	}
	if problem := checkFrame(s, interactive, kind, name); problem != nil {
		return problem
	}
	action, problem := theObject(interactive, path, "action")
	if problem != nil {
		return problem
	}
	return kind.action(s, action)
}

func checkFrame(s *Simulator, interactive params, kind interactiveKind, name string) *graphError {
	const path = "interactive"
	limit := kind.body
	if limit == 0 {
		limit = 1024
	}
	body, problem := anObject(interactive, path, "body")
	switch {
	case problem != nil:
		return problem
	case body == nil && !kind.noBody:
		return refuse(131008, "The parameter interactive['body'] is required.")
	case body != nil:
		if problem = onlyKeys(body, at(path, "body"), "text"); problem == nil {
			_, problem = label(body, at(path, "body"), "text", "Body text", limit)
		}
	}
	if problem != nil {
		return problem
	}
	footer, problem := anObject(interactive, path, "footer")
	if problem == nil && footer != nil {
		if !kind.footer {
			return refuse(131009, "An interactive message of type %s has no footer.", name)
		}
		if problem = onlyKeys(footer, at(path, "footer"), "text"); problem == nil {
			_, problem = label(footer, at(path, "footer"), "text", "Footer text", 60)
		}
	}
	if problem != nil {
		return problem
	}
	return checkHeader(s, interactive, kind, name)
}

func checkHeader(s *Simulator, interactive params, kind interactiveKind, name string) *graphError {
	const path = "interactive['header']"
	header, problem := anObject(interactive, "interactive", "header")
	switch {
	case problem != nil:
		return problem
	case header == nil && kind.header:
		return refuse(131008, "The parameter %s is required.", path)
	case header == nil:
		return nil
	case len(kind.headers) == 0:
		return refuse(131009, "An interactive message of type %s has no header.", name)
	}
	of, problem := need(header, path, "type", 0)
	if problem == nil {
		problem = oneOf(at(path, "type"), of, kind.headers...)
	}
	if problem == nil {
		problem = onlyKeys(header, path, "type", "sub_text", strings.ToLower(of))
	}
	if problem != nil {
		return problem
	}
	if of = strings.ToLower(of); of == "text" {
		_, problem = label(header, path, "text", "Header text", 60)
		return problem
	}
	media, problem := theObject(header, path, of)
	if problem != nil {
		return problem
	}
	return s.checkMediaObject(media, of, at(path, of))
}

// named is the check of actions that have nothing but a name.
func named(name string) func(*Simulator, params) *graphError {
	return func(_ *Simulator, action params) *graphError {
		_, problem := actionParameters(action, name, false)
		return problem
	}
}

// actionParameters checks the name of an action and gives its parameters.
func actionParameters(action params, name string, required bool) (params, *graphError) {
	const path = "interactive['action']"
	got, problem := need(action, path, "name", 0)
	if problem == nil {
		problem = oneOf(at(path, "name"), got, name)
	}
	if problem != nil {
		return nil, problem
	}
	if required {
		return theObject(action, path, "parameters")
	}
	return anObject(action, path, "parameters")
}

func checkLinkButton(_ *Simulator, action params) *graphError {
	parameters, problem := actionParameters(action, "cta_url", true)
	if problem != nil {
		return problem
	}
	return checkLinkParameters(parameters, "interactive['action']['parameters']")
}

func checkLinkParameters(parameters params, path string) *graphError {
	if _, problem := label(parameters, path, "display_text", "Button display text", 20); problem != nil {
		return problem
	}
	link, problem := need(parameters, path, "url", 0)
	if problem == nil && !isWebLink(link) {
		return badParameter("Param %s is not a valid URI.", at(path, "url"))
	}
	return problem
}

func checkFlow(_ *Simulator, action params) *graphError {
	const path = "interactive['action']['parameters']"
	parameters, problem := actionParameters(action, "flow", true)
	if problem != nil {
		return problem
	}
	version, problem := need(parameters, path, "flow_message_version", 0)
	if problem == nil {
		problem = oneOf(at(path, "flow_message_version"), version, "3")
	}
	if problem != nil {
		return problem
	}
	id, _ := parameters.text("flow_id")
	name, _ := parameters.text("flow_name")
	if (id == "") == (name == "") {
		return refuse(131009, "Give either flow_id or flow_name.")
	}
	cta, problem := label(parameters, path, "flow_cta", "Flow CTA", 30)
	if problem != nil {
		return problem
	}
	if strings.ContainsFunc(cta, isEmoji) {
		return refuse(131009, "%s must have no emoji.", at(path, "flow_cta"))
	}
	if mode, given := parameters.text("mode"); given {
		if problem := oneOf(at(path, "mode"), mode, "draft", "published"); problem != nil {
			return problem
		}
	}
	if does, given := parameters.text("flow_action"); given {
		if problem := oneOf(at(path, "flow_action"), does, "navigate", "data_exchange"); problem != nil {
			return problem
		}
	}
	payload, problem := anObject(parameters, path, "flow_action_payload")
	if problem == nil && payload != nil {
		_, problem = need(payload, at(path, "flow_action_payload"), "screen", 0)
	}
	return problem
}

// isEmoji knows the blocks that emoji are in, not each single one.
func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r >= 0x23e9 && r <= 0x23fa || r == 0x231a || r == 0x231b || r == 0x2b50 || r == 0x2b55
}

func checkAddressRequest(_ *Simulator, action params) *graphError {
	parameters, problem := actionParameters(action, "address_message", true)
	if problem != nil {
		return problem
	}
	const path = "interactive['action']['parameters']"
	country, problem := need(parameters, path, "country", 0)
	if problem == nil {
		problem = oneOf(at(path, "country"), country, "IN", "SG")
	}
	return problem
}

func checkVoiceCall(_ *Simulator, action params) *graphError {
	parameters, problem := actionParameters(action, "voice_call", false)
	if problem != nil || parameters == nil {
		return problem
	}
	const path = "interactive['action']['parameters']"
	if problem := mayLabel(parameters, path, "display_text", "Button display text", 20); problem != nil {
		return problem
	}
	ttl, given, ok := parameters.number("ttl_minutes")
	if given && (!ok || ttl < 1 || ttl > 43_200) {
		return refuse(131009, "%s is from 1 to 43200.", at(path, "ttl_minutes"))
	}
	return may(parameters, path, "payload", 512)
}

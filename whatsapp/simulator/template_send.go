package simulator

import (
	"strings"
	"unicode/utf8"
)

// renderedTemplate is a template with its parameters filled in, as WhatsApp
// draws it. Meta tells it to nobody; the phone needs it.
type renderedTemplate struct {
	Name     string          `json:"name"`
	Language string          `json:"language"`
	Category string          `json:"category"`
	Header   *renderedHeader `json:"header,omitempty"`
	Body     string          `json:"body"`
	Footer   string          `json:"footer,omitempty"`
	Offer    *renderedOffer  `json:"limited_time_offer,omitempty"`
	Buttons  []renderedLink  `json:"buttons,omitempty"`
	Cards    []renderedCard  `json:"cards,omitempty"`
}

type renderedHeader struct {
	Format string `json:"format"` // TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	Text   string `json:"text,omitempty"`
	Media  params `json:"media,omitempty"` // id or link, filename
	Place  params `json:"location,omitempty"`
}

type renderedOffer struct {
	Text    string `json:"text"`
	Expires string `json:"expiration_time_ms,omitempty"`
}

// renderedLink is a button; Payload is what a tap on a quick reply gives back.
type renderedLink struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	URL         string `json:"url,omitempty"`
	PhoneNumber string `json:"phone_number,omitempty"`
	Payload     string `json:"payload,omitempty"`
	Code        string `json:"code,omitempty"`
	FlowID      string `json:"flow_id,omitempty"`
}

type renderedCard struct {
	Header  *renderedHeader `json:"header,omitempty"`
	Body    string          `json:"body,omitempty"`
	Buttons []renderedLink  `json:"buttons,omitempty"`
}

// prepareTemplate finds the template, compares the parameters with it and
// draws it. The caller holds mu.
func (s *Simulator) prepareTemplate(out *outgoing) *graphError {
	sent := out.params.object("template")
	name, _ := sent.text("name")
	language, _ := sent.object("language").text("code")
	t := s.templates.find(name, language)
	missing := refuse(132001, "template name (%s) does not exist in %s", name, language)
	switch {
	case t == nil:
		return missing
	case t.Status == templatePaused:
		return refuse(132015, "The template is paused because of low quality.")
	case t.Status == templateDisabled:
		return refuse(132016, "The template was paused too often because of low quality and is disabled.")
	case t.Status != templateApproved:
		return missing
	case out.lite && t.Category != "MARKETING":
		return refuse(134100, "Only templates of the category MARKETING can be sent with marketing_messages.")
	case t.Category == "AUTHENTICATION" && !out.message.toPhone:
		return refuse(131062, "Authentication templates with a one-tap, zero-tap or copy-code button need a phone number.")
	}
	rendered, problem := t.render(sent)
	if problem != nil {
		return problem
	}
	raw, err := marshalPlain(rendered)
	if err != nil {
		return badParameter("The message could not be read")
	}
	m := out.message
	out.template = t
	m.Rendered, m.Category = raw, strings.ToLower(t.Category)
	if out.lite {
		m.Category = "marketing_lite"
	}
	if rendered.Body != "" {
		m.Text = rendered.Body
	}
	return nil
}

// render fills the parameters in, or says what does not fit.
func (t *template) render(sent params) (*renderedTemplate, *graphError) {
	components := sent.list("components")
	out := &renderedTemplate{Name: t.Name, Language: t.Language, Category: t.Category}
	if problem := t.refuseUnknown(components); problem != nil {
		return nil, problem
	}
	var problem *graphError
	if out.Header, problem = t.renderHeader(t.Components, components); problem != nil {
		return nil, problem
	}
	if body := t.component("BODY"); body != nil {
		if out.Body, problem = t.renderBody(body, components); problem != nil {
			return nil, problem
		}
	}
	for _, shown := range t.shownComponents() {
		if kind, _ := shown.text("type"); kind == "FOOTER" {
			out.Footer, _ = shown.text("text")
		}
	}
	if offer := t.component("LIMITED_TIME_OFFER"); offer != nil {
		if out.Offer, problem = renderOffer(offer, components); problem != nil {
			return nil, problem
		}
	}
	if out.Buttons, problem = t.renderButtons(t.Components, components); problem != nil {
		return nil, problem
	}
	out.Cards, problem = t.renderCards(components)
	return out, problem
}

// refuseUnknown refuses components that the template doesn't have.
func (t *template) refuseUnknown(components []params) *graphError {
	for _, component := range components {
		kind, _ := component.text("type")
		parameters := component.list("parameters")
		switch kind = strings.ToLower(kind); {
		case kind == "header" && t.component("HEADER") == nil && len(parameters) > 0,
			kind == "limited_time_offer" && t.component("LIMITED_TIME_OFFER") == nil,
			kind == "carousel" && t.component("CAROUSEL") == nil:
			return refuse(132000, "%s: number of localizable_params (%d) does not match the expected number of params (0)", kind, max(1, len(parameters)))
		}
	}
	return nil
}

func (t *template) renderHeader(definition, components []params) (*renderedHeader, *graphError) {
	header := findComponent(definition, "HEADER")
	if header == nil {
		return nil, nil
	}
	format, _ := header.text("format")
	parameters := findComponent(components, "header").list("parameters")
	out := &renderedHeader{Format: format}
	if format == "TEXT" {
		text, _ := header.text("text")
		values, problem := t.values("header", variables(text), parameters)
		if problem != nil {
			return nil, problem
		}
		out.Text = fill(text, values)
		if utf8.RuneCountInString(out.Text) > 60 {
			return nil, refuse(132005, "header: the text with its parameters has more than 60 characters")
		}
		return out, nil
	}
	if len(parameters) != 1 {
		got := "UNKNOWN"
		if len(parameters) > 1 {
			return nil, refuse(132000, "header: number of localizable_params (%d) does not match the expected number of params (1)", len(parameters))
		}
		return nil, refuse(132012, "header: Format mismatch, expected %s, received %s", format, got)
	}
	kind, _ := parameters[0].text("type")
	if expected := map[string]string{"GIF": "VIDEO"}[format]; !strings.EqualFold(kind, format) && !strings.EqualFold(kind, expected) {
		return nil, refuse(132012, "header: Format mismatch, expected %s, received %s", format, strings.ToUpper(kind))
	}
	object := parameters[0].object(strings.ToLower(kind))
	if format == "LOCATION" {
		out.Place = object
	} else {
		out.Media = object
	}
	return out, nil
}

func (t *template) renderBody(body params, components []params) (string, *graphError) {
	text, _ := body.text("text")
	if t.Category == "AUTHENTICATION" {
		text = authenticationBody(body)
	}
	values, problem := t.values("body", variables(text), findComponent(components, "body").list("parameters"))
	if problem != nil {
		return "", problem
	}
	if t.Category == "AUTHENTICATION" && utf8.RuneCountInString(values["1"]) > 15 {
		return "", refuse(132018, "template parameter at index 0 exceeds the maximum length in the AUTHENTICATION category (15 characters).")
	}
	text = fill(text, values)
	if utf8.RuneCountInString(text) > 1024 {
		return "", refuse(132005, "body: the text with its parameters has more than 1024 characters")
	}
	return text, nil
}

// values pairs variables with parameters: by order, or by name.
func (t *template) values(where string, names []string, parameters []params) (map[string]string, *graphError) {
	if len(names) != len(parameters) {
		return nil, refuse(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", where, len(parameters), len(names))
	}
	values := map[string]string{}
	for i, parameter := range parameters {
		kind, _ := parameter.text("type")
		kind = strings.ToLower(kind)
		name, isNamed := parameter.text("parameter_name")
		switch {
		case kind != "text" && kind != "currency" && kind != "date_time":
			return nil, refuse(132012, "%s: Format mismatch, expected TEXT, received %s", where, strings.ToUpper(kind))
		case t.named() && name == "":
			return nil, refuse(132012, "%s: Parameter name is missing or empty", where)
		case !t.named() && isNamed:
			return nil, refuse(132012, "%s: the template has positional parameters, parameter_name is not allowed", where)
		}
		value, _ := parameter.text("text")
		if kind != "text" {
			value, _ = parameter.object(kind).text("fallback_value")
		}
		if t.named() {
			values[name] = value
		} else {
			values[positional(i)] = value
		}
	}
	for _, name := range names {
		if _, given := values[name]; !given {
			return nil, refuse(132012, "%s: there is no parameter for {{%s}}", where, name)
		}
	}
	return values, nil
}

func renderOffer(offer params, components []params) (*renderedOffer, *graphError) {
	definition := offer.object("limited_time_offer")
	out := &renderedOffer{}
	out.Text, _ = definition.text("text")
	expires, _ := definition.truth("has_expiration")
	for _, parameter := range findComponent(components, "limited_time_offer").list("parameters") {
		out.Expires, _ = parameter.object("limited_time_offer").text("expiration_time_ms")
	}
	if expires && out.Expires == "" {
		return nil, refuse(131008, "limited_time_offer: expiration_time_ms is required")
	}
	return out, nil
}

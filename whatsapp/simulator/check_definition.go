package simulator

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)

var (
	templateCategories = []string{"AUTHENTICATION", "MARKETING", "UTILITY"}
	parameterFormats   = []string{"POSITIONAL", "NAMED"}
)

// readDefinition checks a template as message_templates takes it.
//
// Sources: templates/template-management, templates/components.
func readDefinition(p params) (*template, *graphError) {
	t := &template{Status: templatePending, Quality: "UNKNOWN"}
	name, given := p.text("name")
	switch {
	case !given || name == "":
		return nil, badParameter("The parameter name is required.")
	case !templateName.MatchString(name):
		e := invalid(2388046, "Name format is incorrect", "The message template name can only have lower-case letters, digits and underscores, at most 512.")
		e.data = map[string]any{"blame_field_specs": [][]string{{"name"}}}
		return nil, e
	}
	language, given := p.text("language")
	if !given || language == "" {
		return nil, badParameter("The parameter language is required.")
	}
	if !slices.Contains(templateLanguages, language) {
		return nil, badParameter("Param language must be one of {%s} - got \"%s\".", strings.Join(templateLanguages, ", "), language)
	}
	t.Name, t.Language = name, language
	if problem := t.readCategory(p); problem != nil {
		return nil, problem
	}
	return t, t.readContent(p)
}

func (t *template) readCategory(p params) *graphError {
	category, given := p.text("category")
	if !given || category == "" {
		return badParameter("The parameter category is required.")
	}
	if problem := oneOf("category", category, templateCategories...); problem != nil {
		return problem
	}
	t.Category = strings.ToUpper(category)
	return nil
}

// readContent reads what can be edited too: components, format and TTL.
func (t *template) readContent(p params) *graphError {
	format, given := p.text("parameter_format")
	if given && format != "" {
		if problem := oneOf("parameter_format", format, parameterFormats...); problem != nil {
			return problem
		}
		t.ParameterFormat = strings.ToUpper(format)
	}
	t.ParameterFormat = orText(t.ParameterFormat, "POSITIONAL")
	if problem := t.readTTL(p); problem != nil {
		return problem
	}
	if problem := t.readFreedom(p); problem != nil {
		return problem
	}
	components, problem := aList(p, "", "components")
	if problem != nil {
		return problem
	}
	if len(components) == 0 {
		return badParameter("The parameter components is required.")
	}
	t.Components = components
	return t.checkComponents()
}

// readTTL reads how long a message may be tried: 30 seconds to 15 minutes for
// authentication, to 12 hours for utility, and 12 hours to 30 days for marketing.
func (t *template) readTTL(p params) *graphError {
	ttl, given, ok := p.number("message_send_ttl_seconds")
	if !given {
		return nil
	}
	least, most := int64(30), int64(900)
	switch t.Category {
	case "UTILITY":
		most = 43_200
	case "MARKETING":
		least, most = 43_200, 2_592_000
	}
	if !ok || ttl != -1 && (ttl < least || ttl > most) {
		return badParameter("Param message_send_ttl_seconds must be from %d to %d for %s.", least, most, t.Category)
	}
	t.TTL = ttl
	return nil
}

var componentTypes = []string{"HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST"}

func (t *template) checkComponents() *graphError {
	seen := map[string]bool{}
	for i, component := range t.Components {
		path := item("components", i)
		kind, problem := need(component, path, "type", 0)
		if problem == nil {
			problem = oneOf(at(path, "type"), kind, componentTypes...)
		}
		if problem != nil {
			return problem
		}
		kind = strings.ToUpper(kind)
		component["type"] = kind
		if seen[kind] {
			return invalid(2388040, "Too many components", "A template has one %s at most.", kind)
		}
		seen[kind] = true
		switch kind {
		case "HEADER":
			problem = checkHeaderDefinition(component, t.named(), false)
		case "BODY":
			problem = t.checkBodyDefinition(component)
		case "FOOTER":
			problem = t.checkFooterDefinition(component)
		case "BUTTONS":
			problem = t.checkButtonsDefinition(component)
		case "CAROUSEL":
			problem = t.checkCarouselDefinition(component)
		case "LIMITED_TIME_OFFER":
			problem = checkOfferDefinition(component)
		}
		if problem != nil {
			return problem
		}
	}
	if !seen["BODY"] {
		return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "A template needs a component of type BODY.")
	}
	if t.Category == "AUTHENTICATION" && (seen["HEADER"] || !seen["BUTTONS"]) {
		return invalid(2388072, "Invalid authentication template", "An authentication template has a body, one button of type OTP, and no header.")
	}
	return nil
}

var headerFormats = []string{"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF", "PRODUCT"}

func checkHeaderDefinition(component params, named, card bool) *graphError {
	format, given := component.text("format")
	if !given || format == "" {
		return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "component of type HEADER is missing expected field(s) (format)")
	}
	if problem := oneOf("format", format, headerFormats...); problem != nil {
		return problem
	}
	format = strings.ToUpper(format)
	component["format"] = format
	switch format {
	case "TEXT":
		text, _ := component.text("text")
		names := variables(text)
		switch {
		case card:
			return invalid(2388047, "Header format is incorrect", "The header of a card is an image, a video or a product.")
		case strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > 60:
			return invalid(2388047, "Header length is incorrect", "The header must have 1 to 60 characters.")
		case strings.ContainsAny(text, "\n\r*~`") || strings.ContainsFunc(text, isEmoji):
			return invalid(2388047, "Header format is incorrect", "The header can't have new lines, formatting characters or emoji.")
		case len(names) > 1:
			return invalid(2388047, "Header format is incorrect", "The header can have one variable at most.")
		}
		if problem := checkVariables(names, named, "header"); problem != nil {
			return problem
		}
		return checkExamples(component, "HEADER", names, named)
	case "IMAGE", "VIDEO", "DOCUMENT", "GIF":
		if handles := component.object("example").words("header_handle"); len(handles) == 0 {
			return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "component of type HEADER is missing expected field(s) (example)")
		}
	}
	return nil
}

func (t *template) checkBodyDefinition(component params) *graphError {
	if t.Category == "AUTHENTICATION" {
		if _, given := component.text("text"); given {
			return invalid(2388072, "Body format is incorrect", "The text of an authentication template is fixed and can't be given.")
		}
		return mayBool(component, "components['body']", "add_security_recommendation")
	}
	text, _ := component.text("text")
	return checkBodyText(component, text, t.named(), 1024)
}

func checkBodyText(component params, text string, named bool, limit int) *graphError {
	switch {
	case strings.TrimSpace(text) == "":
		return invalid(2388043, "Message template \"components\" param is missing expected field(s)", "component of type BODY is missing expected field(s) (text)")
	case utf8.RuneCountInString(text) > limit:
		return invalid(2388040, "Character limit exceeded", "The body has more than %d characters.", limit)
	case strings.Contains(text, "\n\n\n") || strings.Contains(text, "     ") || strings.Contains(text, "\t"):
		return invalid(2388072, "Body format is incorrect", "The body can't have tabs, more than two line breaks in a row or more than four spaces in a row.")
	}
	names := variables(text)
	problem := checkVariables(names, named, "body")
	if problem == nil {
		problem = checkRatio(text, len(names))
	}
	if problem == nil {
		problem = checkExamples(component, "BODY", names, named)
	}
	return problem
}

func (t *template) checkFooterDefinition(component params) *graphError {
	if t.Category == "AUTHENTICATION" {
		minutes, given, ok := component.number("code_expiration_minutes")
		if !given || !ok || minutes < 1 || minutes > 90 {
			return invalid(2388073, "Footer format is incorrect", "code_expiration_minutes is from 1 to 90.")
		}
		return nil
	}
	text, _ := component.text("text")
	switch {
	case strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > 60:
		return invalid(2388040, "Character limit exceeded", "The footer must have 1 to 60 characters.")
	case strings.ContainsAny(text, "\n\r") || strings.ContainsFunc(text, isEmoji) || len(variables(text)) > 0:
		return invalid(2388073, "Footer format is incorrect", "The footer can't have new lines, emoji or variables.")
	}
	return nil
}

func checkOfferDefinition(component params) *graphError {
	offer := component.object("limited_time_offer")
	text, _ := offer.text("text")
	if strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > 16 {
		return invalid(2388040, "Character limit exceeded", "The text of a limited-time offer must have 1 to 16 characters.")
	}
	return mayBool(offer, "limited_time_offer", "has_expiration")
}

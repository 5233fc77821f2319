package simulator

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checks holds a check for each type that can be sent. The codes follow the
// error table: 131008 for what is missing, 131009 for a value that can't be, and
// Graph's own 100 for lengths and lists of allowed values. Which of 100 and
// 1310xx Meta gives is not documented for each single case.
var checks = map[string]func(params) *graphError{
	"text":        checkText,
	"image":       checkMedia,
	"video":       checkMedia,
	"audio":       checkMedia,
	"document":    checkMedia,
	"sticker":     checkMedia,
	"location":    checkLocation,
	"contacts":    checkContacts,
	"reaction":    checkReaction,
	"interactive": checkInteractive,
	"template":    checkTemplate,
}

func sendTypes() string {
	names := make([]string, 0, len(checks))
	for name := range checks {
		names = append(names, strings.ToUpper(name))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// wanted is the object of the message's type, or the refusal that it is missing.
func wanted(p params, name string) (params, *graphError) {
	if object := p.object(name); object != nil {
		return object, nil
	}
	return nil, refuse(131008, "Parameter '%s' is mandatory for type '%s'", name, name)
}

// need is a text that must be there and not be too long; 0 is no limit.
func need(p params, path, key string, limit int) (string, *graphError) {
	value, given := p.text(key)
	if !given {
		return "", refuse(131008, "The parameter %s['%s'] is required.", path, key)
	}
	if strings.TrimSpace(value) == "" {
		return "", badParameter("Param %s['%s'] must be at least 1 characters long.", path, key)
	}
	return value, atMost(value, path, key, limit)
}

// may is a text that need not be there.
func may(p params, path, key string, limit int) *graphError {
	value, _ := p.text(key)
	return atMost(value, path, key, limit)
}

// note: Meta says characters, not of which kind; code points are counted.
func atMost(value, path, key string, limit int) *graphError {
	if limit > 0 && utf8.RuneCountInString(value) > limit {
		return badParameter("Param %s['%s'] must be at most %d characters long.", path, key, limit)
	}
	return nil
}

func checkText(p params) *graphError {
	text, problem := wanted(p, "text")
	if problem != nil {
		return problem
	}
	_, problem = need(text, "text", "body", maxTextLength)
	return problem
}

func checkMedia(p params) *graphError {
	kind, _ := p.text("type")
	kind = strings.ToLower(kind)
	media, problem := wanted(p, kind)
	if problem != nil {
		return problem
	}
	return checkMediaObject(media, kind)
}

func checkMediaObject(media params, kind string) *graphError {
	id, _ := media.text("id")
	link, _ := media.text("link")
	switch {
	case id == "" && link == "":
		return refuse(131008, "The parameter %s['id'] or %s['link'] is required.", kind, kind)
	case id != "" && digitsOf(id) != id:
		return refuse(131009, "%s['id'] is not a media ID.", kind)
	case id == "" && !isWebLink(link):
		return refuse(131009, "%s['link'] is not a http or https address.", kind)
	}
	if _, given := media["caption"]; given && (kind == "audio" || kind == "sticker") {
		return badParameter("Unexpected key \"caption\" on param \"%s\".", kind)
	}
	return may(media, kind, "caption", maxCaptionLength)
}

func isWebLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(link) <= 2048
}

func checkLocation(p params) *graphError {
	location, problem := wanted(p, "location")
	if problem != nil {
		return problem
	}
	for key, limit := range map[string]float64{"latitude": 90, "longitude": 180} {
		text, given := location.text(key)
		if !given {
			return refuse(131008, "The parameter location['%s'] is required.", key)
		}
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || !(number >= -limit && number <= limit) { // refuses NaN too
			return refuse(131009, "location['%s'] is not between -%g and %g.", key, limit, limit)
		}
	}
	return nil
}

func checkContacts(p params) *graphError {
	cards := p.list("contacts")
	if len(cards) == 0 {
		return refuse(131008, "Parameter 'contacts' is mandatory for type 'contacts'")
	}
	if len(cards) > 257 {
		return badParameter("Param contacts must have at most 257 elements.")
	}
	for _, card := range cards {
		if name, _ := card.object("name").text("formatted_name"); name == "" {
			return refuse(131008, "The parameter contacts['name']['formatted_name'] is required.")
		}
	}
	return nil
}

func checkReaction(p params) *graphError {
	reaction, problem := wanted(p, "reaction")
	if problem != nil {
		return problem
	}
	if _, problem = need(reaction, "reaction", "message_id", 0); problem != nil {
		return problem
	}
	emoji, given := reaction.text("emoji") // empty takes the reaction away
	if !given {
		return refuse(131008, "The parameter reaction['emoji'] is required.")
	}
	// note: no list of emoji here; a letter or a sentence is not one.
	if utf8.RuneCountInString(emoji) > 16 || strings.ContainsFunc(emoji, func(r rune) bool { return r > ' ' && r < 0x7f && !strings.ContainsRune("#*0123456789", r) }) {
		return refuse(131009, "reaction['emoji'] is not an emoji.")
	}
	return nil
}

var templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)

// checkTemplate checks the form of a template send. There are no template
// definitions yet, so that every well-formed name counts as approved.
func checkTemplate(p params) *graphError {
	template, problem := wanted(p, "template")
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
	if _, problem = need(template.object("language"), "template['language']", "code", 20); problem != nil {
		return problem
	}
	for _, component := range template.list("components") {
		switch kind, _ := component.text("type"); strings.ToLower(kind) {
		case "header", "body", "button", "carousel", "limited_time_offer":
		default:
			return badParameter("Param template['components']['type'] must be one of {HEADER, BODY, BUTTON} - got \"%s\".", kind)
		}
		for _, parameter := range component.list("parameters") {
			if problem := checkTemplateParameter(parameter); problem != nil {
				return problem
			}
		}
	}
	return nil
}

func checkTemplateParameter(parameter params) *graphError {
	kind, given := parameter.text("type")
	if !given || kind == "" {
		return refuse(131008, "The parameter template['components']['parameters']['type'] is required.")
	}
	if strings.EqualFold(kind, "text") {
		text, given := parameter.text("text")
		if !given {
			return refuse(131008, "The parameter template['components']['parameters']['text'] is required.")
		}
		if strings.ContainsAny(text, "\n\t") || strings.Contains(text, "     ") {
			return refuse(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
		}
	}
	return nil
}

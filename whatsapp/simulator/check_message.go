package simulator

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checks holds a check for each type that can be sent.
//
// Sources: messages/send-messages and the page of each type.
var checks = map[string]func(*Simulator, params) *graphError{
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

var sendTypes = []string{"audio", "contacts", "document", "image", "interactive", "location", "reaction", "sticker", "template", "text", "video"}

func checkText(_ *Simulator, p params) *graphError {
	text, problem := wanted(p, "text")
	if problem == nil {
		problem = onlyKeys(text, "text", "body", "preview_url")
	}
	if problem == nil {
		_, problem = need(text, "text", "body", maxTextLength)
	}
	if problem == nil {
		problem = mayBool(text, "text", "preview_url")
	}
	return problem
}

// mediaKeys are the keys of each kind of media.
var mediaKeys = map[string][]string{
	"image":    {"id", "link", "provider", "caption"},
	"video":    {"id", "link", "provider", "caption"},
	"audio":    {"id", "link", "provider", "voice"},
	"document": {"id", "link", "provider", "caption", "filename"},
	"sticker":  {"id", "link", "provider"},
}

func checkMedia(s *Simulator, p params) *graphError {
	kind, _ := p.text("type")
	kind = strings.ToLower(kind)
	media, problem := wanted(p, kind)
	if problem != nil {
		return problem
	}
	return s.checkMediaObject(media, kind, kind)
}

// checkMediaObject checks id or link, and what goes with it.
func (s *Simulator) checkMediaObject(media params, kind, path string) *graphError {
	if problem := onlyKeys(media, path, mediaKeys[kind]...); problem != nil {
		return problem
	}
	id, _ := media.text("id")
	link, _ := media.text("link")
	switch {
	case id == "" && link == "":
		return refuse(131008, "Either %s or %s is required.", at(path, "id"), at(path, "link"))
	case id != "" && link != "":
		return badParameter("Param %s must have either id or link, not both.", path)
	case id != "" && s.ownMedia(id) == nil:
		return badParameter("Param %s is not a valid whatsapp business account media attachment ID", at(path, "id"))
	case link != "" && !isWebLink(link):
		return badParameter("Param %s is not a valid URI.", at(path, "link"))
	}
	if problem := may(media, path, "caption", maxCaptionLength); problem != nil {
		return problem
	}
	if problem := mayBool(media, path, "voice"); problem != nil {
		return problem
	}
	return may(media, path, "filename", 240)
}

func isWebLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(link) <= 2048
}

func checkLocation(_ *Simulator, p params) *graphError {
	location, problem := wanted(p, "location")
	if problem == nil {
		problem = onlyKeys(location, "location", "latitude", "longitude", "name", "address", "url")
	}
	if problem == nil {
		problem = checkCoordinates(location, "location")
	}
	if problem == nil {
		problem = may(location, "location", "name", 1000)
	}
	if problem == nil {
		problem = may(location, "location", "address", 1000)
	}
	return problem
}

func checkCoordinates(location params, path string) *graphError {
	for _, one := range []struct {
		key   string
		limit float64
	}{{"latitude", 90}, {"longitude", 180}} {
		text, given := location.text(one.key)
		if !given {
			return refuse(131008, "The parameter %s is required.", at(path, one.key))
		}
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || !(number >= -one.limit && number <= one.limit) { // refuses NaN too
			return refuse(131009, "%s is not between -%g and %g.", at(path, one.key), one.limit, one.limit)
		}
	}
	return nil
}

func checkContacts(_ *Simulator, p params) *graphError {
	cards, problem := aList(p, "", "contacts")
	switch {
	case problem != nil:
		return problem
	case len(cards) == 0:
		return refuse(131008, "Parameter 'contacts' is mandatory for type 'contacts'")
	case len(cards) > 257:
		return badParameter("Param contacts must have at most 257 elements.")
	}
	for i, card := range cards {
		if problem := checkCard(card, item("contacts", i)); problem != nil {
			return problem
		}
	}
	return nil
}

// checkCard checks one card; only the formatted name must be there.
func checkCard(card params, path string) *graphError {
	if problem := onlyKeys(card, path, "addresses", "birthday", "emails", "ims", "name", "org", "phones", "urls"); problem != nil {
		return problem
	}
	name, problem := theObject(card, path, "name")
	if problem != nil {
		return problem
	}
	in := at(path, "name")
	if problem := onlyKeys(name, in, "formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix"); problem != nil {
		return problem
	}
	if _, problem := need(name, in, "formatted_name", 0); problem != nil {
		return problem
	}
	for _, key := range []string{"addresses", "emails", "phones", "urls"} {
		if _, problem := aList(card, path, key); problem != nil {
			return problem
		}
	}
	_, problem = anObject(card, path, "org")
	return problem
}

func checkReaction(_ *Simulator, p params) *graphError {
	reaction, problem := wanted(p, "reaction")
	if problem == nil {
		problem = onlyKeys(reaction, "reaction", "message_id", "emoji")
	}
	if problem == nil {
		_, problem = need(reaction, "reaction", "message_id", 0)
	}
	if problem != nil {
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

package whatsapp

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Details is what a message holds beside its text, for drawing it: a place, a
// cart, the answers of a form. Each part is nil when there is none.
type Details struct {
	// Text is what the person said beside the parts, such as a note on an
	// order. It stands in the body among the words that the parts are drawn from.
	Text    string         `json:"text,omitempty"`
	Place   *Place         `json:"place,omitempty"`
	Cards   []Card         `json:"cards,omitempty"`
	Order   *Order         `json:"order,omitempty"`
	Answers []Answer       `json:"answers,omitempty"` // of a form
	Choice  *Choice        `json:"choice,omitempty"`  // what was chosen of a list or of buttons
	Offer   *Offer         `json:"offer,omitempty"`   // what the business let the customer choose from
	Ad      *Advertisement `json:"ad,omitempty"`
	// Link is where a file is that was sent as a link: Meta fetches it from there.
	Link string `json:"link,omitempty"`
	// Missing is set where there is nothing to show of what was said.
	Missing *Missing `json:"missing,omitempty"`
}

// Missing says why there is nothing to show of a message: WhatsApp did not hand
// it on, or it is of a kind that this version doesn't know.
type Missing struct {
	// Unknown is true for a kind that this version doesn't know. WhatsApp has
	// handed the message on, and its payload is kept.
	Unknown bool   `json:"unknown,omitempty"`
	Kind    string `json:"kind,omitempty"` // in Meta's words: poll_creation, …
	Code    int    `json:"code,omitempty"` // Meta's error
	Reason  string `json:"reason,omitempty"`
}

// Choice is an answer to buttons or to a list.
type Choice struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// ID is what the program that offered the choice knows it by.
	ID string `json:"id,omitempty"`
}

// Advertisement is the ad or the post that a chat began with.
//
// Source: webhooks/reference/messages, key referral.
type Advertisement struct {
	Source   string `json:"source,omitempty"` // ad, post
	ID       string `json:"id,omitempty"`
	Headline string `json:"headline,omitempty"`
	Text     string `json:"text,omitempty"`
	// URL is a web address, or empty.
	URL string `json:"url,omitempty"`
}

// How much of a message is drawn; a person reads no more.
const (
	maxDetailItems = 100
	maxDetailText  = 1000 // bytes of one text
	// maxSaid is how much of what somebody typed is drawn, in bytes: all of
	// it. A person can write 65,536 characters.
	maxSaid = 4 * 65_536
)

// DetailsOf reads the details of a message of a type from its payload: the
// element as Meta sent it, or the request as it was sent to Meta. It is nil
// where the body says all there is.
func DetailsOf(messageType string, payload json.RawMessage) *Details {
	element, ok := parseJSON(payload)
	if !ok || element.kind() != jsonObject {
		return nil
	}
	if request := element.object("message"); request != nil && !element.has("type") {
		element = request // note: an echo of standby wraps what was sent
	}
	object, d := element.object(messageType), Details{}
	switch messageType {
	case "location":
		d.Place = readPlace(object)
	case "contacts":
		d.Cards = readCards(element)
	case "order":
		if d.Order = readOrder(object); d.Order != nil {
			d.Text = object.str("text")
		}
	case "button":
		d.Choice = choice(object.str("text"), "", object.str("payload"))
	case "interactive":
		d.interactive(object)
	case "image", "video", "audio", "voice", "document", "sticker":
		d.file(messageType, element, object)
	case "unsupported", "unknown", "errors":
		d.Missing = readMissing(element)
	default:
		// note: other events have types, too, but no id of a message
		if !hasWords(messageType) && element.str("type") == messageType && element.has("id") {
			d.Missing = &Missing{Unknown: true, Kind: clip(messageType, maxName)}
		}
	}
	d.Ad = readAd(element.object("referral"))
	if d.empty() {
		return nil
	}
	d.trim()
	return &d
}

// file says where a file is that was sent as a link, and why there is none.
func (d *Details) file(messageType string, element, object *jsonValue) {
	if link := object.str("link"); isWebAddress(link) {
		d.Link = link
	}
	// note: a request of ours has no id, one of another app a link, and an edit
	// names no file
	if isMessage := element.str("type") == messageType && element.has("id"); isMessage && !namesFile(object) && !object.has("link") {
		d.Missing = readMissing(element)
		fill(&d.Missing.Kind, messageType)
	}
}

func (d *Details) empty() bool {
	return d.Place == nil && d.Cards == nil && d.Order == nil && d.Answers == nil && d.Choice == nil && d.Offer == nil && d.Ad == nil && d.Link == "" && d.Missing == nil
}

// MayHaveDetails tells by its type, its line on what led to it and whether
// there is or was a file to fetch whether a message is worth reading with
// [DetailsOf].
func MayHaveDetails(messageType, about string, hasFile bool) bool {
	switch messageType {
	case "image", "video", "audio", "voice", "document", "sticker":
		return about != "" || !hasFile
	case "location", "contacts", "order", "button", "interactive", "unsupported", "unknown", "errors":
		return true
	}
	return about != "" || !hasWords(messageType)
}

func (d *Details) interactive(object *jsonValue) {
	kind := interactiveKind(object)
	reply := object.object(kind)
	switch kind {
	case "button_reply", "list_reply":
		d.Choice = choice(reply.str("title"), reply.str("description"), reply.str("id"))
	case "nfm_reply":
		if f, ok := readForm(reply); ok {
			d.Answers, d.Text = f.answers, reply.str("body")
		}
	default:
		if d.Offer = readOffer(object); !interactiveHasWords(object, kind) {
			d.Missing = &Missing{Unknown: kind != "", Kind: clip(kind, maxName)}
		}
	}
}

func choice(title, description, id string) *Choice {
	if title == "" && description == "" && id == "" {
		return nil
	}
	return &Choice{title, description, id}
}

func readMissing(element *jsonValue) *Missing {
	m := &Missing{Kind: clip(element.object("unsupported").str("type"), maxName)}
	fill(&m.Kind, clip(element.str("unsupported"), maxName))
	for _, e := range readErrors(element) {
		m.Code, m.Reason = e.Code, clip(e.Details, maxDetailText)
		fill(&m.Reason, clip(e.Title, maxDetailText))
		break
	}
	return m
}

func readAd(ad *jsonValue) *Advertisement {
	if ad == nil {
		return nil
	}
	a := &Advertisement{
		Source: clip(ad.str("source_type"), maxName), ID: clip(ad.str("source_id"), maxName),
		Headline: clip(ad.str("headline"), maxDetailText), Text: clip(ad.str("body"), maxDetailText),
	}
	if url := ad.str("source_url"); isWebAddress(url) {
		a.URL = url
	}
	return a
}

// trim cuts what is longer than a person reads.
func (d *Details) trim() {
	cut(maxSaid, &d.Text)
	d.Place.trim()
	d.Order.trim()
	d.Offer.trim()
	d.Choice.trim()
	d.Cards, d.Answers = upTo(maxDetailItems, d.Cards), upTo(maxDetailItems, d.Answers)
	for i := range d.Cards {
		d.Cards[i].trim()
	}
	for i := range d.Answers {
		cut(maxDetailText, &d.Answers[i].Name)
		cut(maxSaid, &d.Answers[i].Value)
	}
}

func (c *Choice) trim() {
	if c != nil {
		cut(maxDetailText, &c.Title, &c.Description, &c.ID)
	}
}

func cut(most int, texts ...*string) {
	for _, text := range texts {
		if len(*text) > most {
			*text = clip(*text, most-len("…")) + "…"
		}
	}
}

func upTo[T any](most int, list []T) []T { return list[:min(len(list), most)] }

// isWebAddress is true for what a page may link to.
func isWebAddress(link string) bool {
	if utf8.RuneCountInString(link) > maxLink || strings.ContainsAny(link, " \t\r\n") {
		return false
	}
	address, err := url.Parse(link)
	return err == nil && address.Host != "" && (address.Scheme == "https" || address.Scheme == "http")
}

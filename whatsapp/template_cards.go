package whatsapp

import (
	"encoding/json"
	"fmt"
	"time"
)

const (
	maxCarousel = 10
	maxCardBody = 160 // characters (templates/media-card-carousel-templates)
)

// templateOffer is the line of an offer that may run out.
type templateOffer struct {
	text    string
	expires bool
}

// sendCard is a card in a request (templates/media-card-carousel-templates).
type sendCard struct {
	Index      int             `json:"card_index"`
	Components []sendComponent `json:"components"`
}

// sendProduct is a product of a catalogue (templates/product-card-carousel-templates,
// templates/spm-templates).
type sendProduct struct {
	RetailerID string `json:"product_retailer_id"`
	CatalogID  string `json:"catalog_id"`
}

// sendOffer is when an offer ends (templates/limited-time-offer-templates).
type sendOffer struct {
	ExpirationMS int64 `json:"expiration_time_ms"`
}

// fillCards fills the cards of a carousel and returns how they read.
func (p *Problems) fillCards(t Template, cards []templateParts, raw json.RawMessage) (*sendComponent, []string) {
	const field = "template.cards"
	var values []partValues
	if given(raw) && !p.readForm(field, raw, &values) {
		return nil, nil
	}
	if len(values) > len(cards) {
		p.add(field, CodeSurplus, "There are values for %d cards; this template has %d. Take the others out.", len(values), len(cards))
		return nil, nil
	}
	carousel := &sendComponent{Type: "carousel"}
	var lines []string
	for i, card := range cards {
		var own partValues
		if i < len(values) {
			own = values[i]
		}
		components, read := p.fillPart(fmt.Sprintf("%s.%d", field, i), t, card, own, maxCardBody)
		// note: each card is named, also one in which nothing is filled
		carousel.Cards = append(carousel.Cards, sendCard{Index: i, Components: append([]sendComponent{}, components...)})
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, joined("\n", read...)))
	}
	if len(cards) == 0 {
		return nil, nil
	}
	return carousel, lines
}

// fillOffer says when an offer ends, and returns how the line reads.
func (p *Problems) fillOffer(offer *templateOffer, raw json.RawMessage, now time.Time) (*sendComponent, string) {
	const field, path = "template.limited_time_offer", "template.limited_time_offer.expiration_time_ms"
	if offer == nil || !offer.expires {
		if filledIn(raw) {
			p.add(field, CodeSurplus, "This template has no offer that ends. Take its end out.")
		}
		if offer == nil {
			return nil, ""
		}
		return nil, offer.text
	}
	var f struct {
		End json.Number `json:"expiration_time_ms"`
	}
	if given(raw) && !p.readForm(field, raw, &f) {
		return nil, ""
	}
	if f.End == "" {
		p.add(path, CodeRequired, "Say when the offer ends.")
		return nil, ""
	}
	ms, err := f.End.Int64()
	end := time.UnixMilli(ms).UTC()
	switch {
	case err != nil || end.Year() < 2000 || end.Year() > 9999:
		p.add(path, CodeInvalid, "Give the end of the offer in milliseconds since 1970.")
		return nil, ""
	case !now.IsZero() && !end.After(now):
		p.add(path, CodeInvalid, "The offer ended before it is sent. Choose a later end.")
		return nil, ""
	}
	parameter := sendParameter{Type: "limited_time_offer", Offer: &sendOffer{ms}}
	return &sendComponent{Type: "limited_time_offer", Parameters: []sendParameter{parameter}}, joined("\n", offer.text, "Until "+shortTime(end))
}

// OfferEnded tells whether the offer of a template that was filled before has
// ended since.
func OfferEnded(object json.RawMessage, now time.Time) bool {
	var t sendTemplate
	if json.Unmarshal(object, &t) != nil {
		return false
	}
	for _, component := range t.Components {
		for _, parameter := range component.Parameters {
			if parameter.Offer != nil && !time.UnixMilli(parameter.Offer.ExpirationMS).After(now) {
				return true
			}
		}
	}
	return false
}

package whatsapp

import "strings"

// Place is a pin on the map. Its coordinates are written as Meta wrote them,
// to the last digit.
type Place struct {
	Latitude  string `json:"latitude,omitempty"`
	Longitude string `json:"longitude,omitempty"`
	Name      string `json:"name,omitempty"`
	Address   string `json:"address,omitempty"`
	// URL is of the place's own page; a web address or empty.
	URL string `json:"url,omitempty"`
	// MapURL opens a map there; empty when the coordinates are no numbers.
	MapURL string `json:"map_url,omitempty"`
}

// readPlace reads a location; nil when there is none.
//
// Source: webhooks/reference/messages/location.
func readPlace(object *jsonValue) *Place {
	p := &Place{Latitude: object.str("latitude"), Longitude: object.str("longitude"), Name: object.str("name"), Address: object.str("address")}
	if p.Latitude == "" || p.Longitude == "" {
		p.Latitude, p.Longitude = "", ""
	}
	if isCoordinate(p.Latitude) && isCoordinate(p.Longitude) {
		p.MapURL = "https://maps.google.com/?q=" + p.Latitude + "," + p.Longitude
	}
	if url := object.str("url"); isWebAddress(url) {
		p.URL = url
	}
	if *p == (Place{}) {
		return nil
	}
	return p
}

// body is what a person reads of a place. page is the address of its own page
// as it was given.
func (p *Place) body(page string) string {
	if p == nil {
		return joined("\n", "[location without coordinates]", page)
	}
	place, at := joined(", ", p.Name, p.Address), joined(", ", p.Latitude, p.Longitude)
	if place != "" && at != "" {
		place += " (" + at + ")"
	} else {
		fill(&place, at)
	}
	if place == "" {
		return joined("\n", "[location without coordinates]", page)
	}
	return joined("\n", "Location: "+place, page, p.MapURL)
}

func isCoordinate(s string) bool {
	return s != "" && len(s) <= 30 && strings.Trim(s, "+-.0123456789eE") == ""
}

func (p *Place) trim() {
	if p != nil {
		cut(maxDetailText, &p.Latitude, &p.Longitude, &p.Name, &p.Address)
	}
}

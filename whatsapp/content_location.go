package whatsapp

import (
	"encoding/json"
	"strconv"
	"strings"
)

// maxPlace is more than any name or address of a place; Meta gives no limit.
const maxPlace = 1000

type sendLocation struct {
	Latitude  json.Number `json:"latitude"`
	Longitude json.Number `json:"longitude"`
	Name      string      `json:"name,omitempty"`
	Address   string      `json:"address,omitempty"`
}

// locationForm takes coordinates as numbers or as text.
type locationForm struct {
	Latitude  coordinate `json:"latitude"`
	Longitude coordinate `json:"longitude"`
	Name      string     `json:"name"`
	Address   string     `json:"address"`
}

// coordinate is a number in the words of whoever wrote it: no digit is lost.
type coordinate string

func (c *coordinate) UnmarshalJSON(b []byte) error {
	text := strings.TrimSpace(unquoted(string(b)))
	if text != "null" {
		*c = coordinate(text)
	}
	return nil
}

// Location is a pin on the map: {"latitude", "longitude", "name"?, "address"?}.
//
// Source: messages/location.
func Location(raw json.RawMessage) (Content, Problems) {
	var wrong Problems
	place := wrong.location("location", raw)
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	c := content("location", place, "")
	c.Text = read("location", c.Object)
	return c, nil
}

func (p *Problems) location(field string, raw json.RawMessage) *sendLocation {
	var f locationForm
	if !p.readForm(field, raw, &f) {
		return nil
	}
	before := len(*p)
	p.degrees(field+".latitude", "latitude", f.Latitude, 90)
	p.degrees(field+".longitude", "longitude", f.Longitude, 180)
	p.length(field+".name", f.Name, "name of the place", maxPlace)
	p.length(field+".address", f.Address, "address", maxPlace)
	if HasText(f.Address) && !HasText(f.Name) {
		p.add(field+".name", CodeRequired, "WhatsApp shows an address only below a name. Give the place a name.")
	}
	if len(*p) > before {
		return nil
	}
	return &sendLocation{json.Number(f.Latitude), json.Number(f.Longitude), f.Name, f.Address}
}

func (p *Problems) degrees(field, what string, c coordinate, most float64) {
	if c == "" {
		p.add(field, CodeRequired, "The %s is missing.", what)
		return
	}
	value, err := strconv.ParseFloat(string(c), 64)
	// note: json.Valid refuses what Go reads and JSON doesn't know: NaN, 0x1, .5
	if err != nil || !isCoordinate(string(c)) || !json.Valid([]byte(c)) {
		p.add(field, CodeFormat, "The %s should be a number such as 51.5072.", what)
	} else if value < -most || value > most {
		p.add(field, CodeInvalid, "The %s should be between -%g and %g.", what, most, most)
	}
}

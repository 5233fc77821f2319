package whatsapp

// Offer is what the business lets a customer choose from, or open.
type Offer struct {
	Header  string   `json:"header,omitempty"`
	Text    string   `json:"text,omitempty"`
	Footer  string   `json:"footer,omitempty"`
	Buttons []string `json:"buttons,omitempty"`
	// Open is what the button says that opens the list.
	Open     string         `json:"open,omitempty"`
	Sections []OfferSection `json:"sections,omitempty"`
	Link     *OfferLink     `json:"link,omitempty"`
}

// OfferSection is a part of a list.
type OfferSection struct {
	Title string   `json:"title,omitempty"`
	Rows  []Choice `json:"rows"`
}

// OfferLink is a button that opens a page.
type OfferLink struct {
	Text string `json:"text,omitempty"`
	URL  string `json:"url,omitempty"` // a web address or empty
}

// readOffer reads an interactive message of the business.
//
// Source: messages/interactive-*.
func readOffer(object *jsonValue) *Offer {
	if object == nil {
		return nil
	}
	action := object.object("action")
	o := &Offer{
		Header: object.object("header").str("text"),
		Text:   object.object("body").str("text"),
		Footer: object.object("footer").str("text"),
		Open:   action.str("button"),
	}
	for button := range action.list("buttons") {
		if title := button.object("reply").str("title"); title != "" {
			o.Buttons = append(o.Buttons, title)
		}
	}
	for section := range action.list("sections") {
		s := OfferSection{Title: section.str("title")}
		for row := range section.list("rows") {
			if title := row.str("title"); title != "" {
				s.Rows = append(s.Rows, Choice{title, row.str("description"), row.str("id")})
			}
		}
		if s.Rows != nil {
			o.Sections = append(o.Sections, s)
		}
	}
	parameters := action.object("parameters")
	if link := (OfferLink{parameters.str("display_text"), parameters.str("url")}); link != (OfferLink{}) {
		o.Link = &link
	}
	if o.Header == "" && o.Text == "" && o.Footer == "" && o.Open == "" && o.Buttons == nil && o.Sections == nil && o.Link == nil {
		return nil
	}
	return o
}

func (o *Offer) body(kind string) string {
	var lines []string
	if o != nil {
		lines = append(lines, o.Header, o.Text, o.Footer)
		for _, button := range o.Buttons {
			lines = append(lines, "["+button+"]")
		}
		for _, section := range o.Sections {
			for _, row := range section.Rows {
				lines = append(lines, "["+row.Title+"]")
			}
		}
		if o.Link != nil {
			lines = append(lines, "["+joined(": ", o.Link.Text, o.Link.URL)+"]")
		}
	}
	if text := joined("\n", lines...); text != "" {
		return text
	}
	return "[" + joined(": ", "interactive message", words(kind)) + "]"
}

func (o *Offer) trim() {
	if o == nil {
		return
	}
	const long = 4096 // the longest text that Meta takes
	cut(long, &o.Header, &o.Text, &o.Footer, &o.Open)
	o.Buttons, o.Sections = upTo(maxDetailItems, o.Buttons), upTo(maxDetailItems, o.Sections)
	for i := range o.Buttons {
		cut(maxName, &o.Buttons[i])
	}
	for i := range o.Sections {
		section := &o.Sections[i]
		cut(maxName, &section.Title)
		section.Rows = upTo(maxDetailItems, section.Rows)
		for j := range section.Rows {
			section.Rows[j].trim()
		}
	}
	if o.Link != nil {
		cut(maxDetailText, &o.Link.Text)
		if !isWebAddress(o.Link.URL) {
			o.Link.URL = ""
		}
	}
}

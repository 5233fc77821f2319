package simulator

import (
	"slices"
	"strconv"
	"strings"
)

// libraryTemplate is a template of the library: fixed words that a business
// fills in and has approved at once. Ours are of our own wording.
type libraryTemplate struct {
	Name, Language, Topic, UseCase string
	Industry                       []string
	Header, Body                   string
	BodyParams, BodyTypes          []string
	Buttons                        []libraryButton
}

type libraryButton struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Phone string `json:"phone_number,omitempty"`
}

func (b libraryButton) wantsInput() bool { return b.Type == "URL" || b.Type == "PHONE_NUMBER" }

var (
	shops       = []string{"E_COMMERCE"}
	everybody   = []string{"E_COMMERCE", "FINANCIAL_SERVICES"}
	pickUp      = []string{"Ada", "4711", "Harbour Street 5"}
	onItsWay    = []string{"Ada", "4711", "2027-03-01"}
	dueInvoice  = []string{"Ada", "€48.50", "2027-014", "2027-03-01"}
	afterVisit  = []string{"Ada", "Sample business"}
	pickUpTypes = []string{"TEXT", "NUMBER", "ADDRESS"}
	wayTypes    = []string{"TEXT", "NUMBER", "DATE"}
	dueTypes    = []string{"TEXT", "AMOUNT", "TEXT", "DATE"}
	visitTypes  = []string{"TEXT", "TEXT"}
)

// templateLibrary is all of it.
var templateLibrary = []libraryTemplate{
	{"order_pick_up_1", "en_US", "ORDER_MANAGEMENT", "ORDER_PICK_UP", shops, "Ready to be picked up", "Hello {{1}}, your order {{2}} is ready. You can pick it up at {{3}} whenever we are open.", pickUp, pickUpTypes, nil},
	{"order_pick_up_1", "de", "ORDER_MANAGEMENT", "ORDER_PICK_UP", shops, "Bereit zum Abholen", "Hallo {{1}}, Ihre Bestellung {{2}} ist fertig. Sie können sie zu unseren Öffnungszeiten hier abholen: {{3}}.", pickUp, pickUpTypes, nil},
	{"delivery_update_1", "en_US", "ORDER_MANAGEMENT", "DELIVERY_UPDATE", shops, "", "Hello {{1}}, your order {{2}} is on its way and should reach you on {{3}}.", onItsWay, wayTypes, []libraryButton{{Type: "URL", Text: "Follow the delivery", URL: "https://www.example.com/"}}},
	{"delivery_update_1", "de", "ORDER_MANAGEMENT", "DELIVERY_UPDATE", shops, "", "Hallo {{1}}, Ihre Bestellung {{2}} ist unterwegs und kommt voraussichtlich am {{3}} an.", onItsWay, wayTypes, []libraryButton{{Type: "URL", Text: "Lieferung verfolgen", URL: "https://www.example.com/"}}},
	{"payment_due_reminder_1", "en_US", "PAYMENTS", "PAYMENT_DUE_REMINDER", everybody, "A payment is due soon", "Hello {{1}}, this is a reminder that {{2}} for the invoice {{3}} is due on {{4}}. If you have paid already, there is nothing to do.", dueInvoice, dueTypes, []libraryButton{{Type: "URL", Text: "Pay now", URL: "https://www.example.com/"}, {Type: "PHONE_NUMBER", Text: "Call us", Phone: "+15550100200"}}},
	{"payment_due_reminder_1", "de", "PAYMENTS", "PAYMENT_DUE_REMINDER", everybody, "Eine Zahlung wird fällig", "Hallo {{1}}, wir erinnern daran, dass {{2}} für die Rechnung {{3}} am {{4}} fällig sind. Wenn Sie schon gezahlt haben, ist nichts zu tun.", dueInvoice, dueTypes, []libraryButton{{Type: "URL", Text: "Jetzt zahlen", URL: "https://www.example.com/"}, {Type: "PHONE_NUMBER", Text: "Anrufen", Phone: "+15550100200"}}},
	{"feedback_survey_1", "en_US", "CUSTOMER_FEEDBACK", "FEEDBACK_SURVEY", shops, "", "Hello {{1}}, thank you for coming to {{2}}. Were you content with us?", afterVisit, visitTypes, []libraryButton{{Type: "QUICK_REPLY", Text: "Yes"}, {Type: "QUICK_REPLY", Text: "Not quite"}}},
	{"feedback_survey_1", "de", "CUSTOMER_FEEDBACK", "FEEDBACK_SURVEY", shops, "", "Hallo {{1}}, danke für Ihren Besuch bei {{2}}. Waren Sie zufrieden?", afterVisit, visitTypes, []libraryButton{{Type: "QUICK_REPLY", Text: "Ja"}, {Type: "QUICK_REPLY", Text: "Nicht ganz"}}},
}

// getTemplateLibrary lists what fits the filters.
//
// Source: templates/template-library.
func (s *Simulator) getTemplateLibrary(g *graphRequest) (any, *graphError) {
	ids, found := []string{}, []libraryTemplate{}
	for i, t := range templateLibrary {
		if t.matches(g.params) {
			ids, found = append(ids, strconv.Itoa(900100200300400+i)), append(found, t)
		}
	}
	return pageOfViews(g, ids, func(i int) (any, *graphError) { return found[i].view(g, ids[i]) })
}

// matches applies the filters: each given one must fit.
func (t libraryTemplate) matches(p params) bool {
	is := func(key string, values ...string) bool {
		wanted, given := p.text(key)
		return !given || wanted == "" || slices.ContainsFunc(values, func(value string) bool { return strings.EqualFold(value, wanted) })
	}
	texts := []string{t.Name, t.Header, t.Body}
	for _, button := range t.Buttons {
		texts = append(texts, button.Text)
	}
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, key := range []string{"search", "name_or_content"} {
		if wanted, _ := p.text(key); !strings.Contains(all, strings.ToLower(strings.Trim(wanted, `"`))) {
			return false
		}
	}
	return is("name", t.Name) && is("language", t.Language) && is("topic", t.Topic) && is("usecase", t.UseCase) && is("industry", t.Industry...)
}

func (t libraryTemplate) view(g *graphRequest, id string) (map[string]any, *graphError) {
	all := map[string]any{
		"id": id, "name": t.Name, "language": t.Language, "category": "UTILITY", "topic": t.Topic, "usecase": t.UseCase, "industry": t.Industry,
		"header": nil, "body": t.Body, "body_params": t.BodyParams, "body_param_types": t.BodyTypes, "buttons": nil, "footer": nil,
	}
	if t.Header != "" {
		all["header"] = t.Header
	}
	if len(t.Buttons) > 0 {
		all["buttons"] = t.Buttons
	}
	return chooseFields(g, "MessageTemplateLibrary", all,
		"name", "language", "category", "topic", "usecase", "industry", "header", "body", "body_params", "body_param_types", "buttons")
}

// fillLibraryTemplate puts the content of a template of the library into the
// definition of one that is made from it.
func fillLibraryTemplate(p params) (params, *graphError) {
	name, _ := p.text("library_template_name")
	language, _ := p.text("language")
	i := slices.IndexFunc(templateLibrary, func(t libraryTemplate) bool { return t.Name == name && strings.EqualFold(t.Language, language) })
	if i < 0 {
		// note: Meta's wording is not documented.
		return nil, badParameter("There is no template %q in the language %q in the library: GET message_template_library lists them.", name, language)
	}
	if category, _ := p.text("category"); !strings.EqualFold(category, "UTILITY") {
		return nil, badParameter("Param category must be UTILITY with a template of the library.")
	}
	if _, own := p["components"]; own {
		return nil, badParameter("Param components can't be given with library_template_name: the content is fixed.")
	}
	components, problem := templateLibrary[i].components(p)
	if problem != nil {
		return nil, problem
	}
	raw, err := marshalPlain(components)
	if err != nil {
		return nil, badParameter("The template could not be read")
	}
	filled := params{"components": string(raw)}
	for _, key := range []string{"name", "language", "category", "message_send_ttl_seconds"} {
		if value, given := p[key]; given {
			filled[key] = value
		}
	}
	return filled, nil
}

func (t libraryTemplate) components(p params) ([]params, *graphError) {
	components := []params{}
	if t.Header != "" {
		components = append(components, params{"type": "HEADER", "format": "TEXT", "text": t.Header})
	}
	components = append(components, params{"type": "BODY", "text": t.Body, "example": params{"body_text": [][]string{t.BodyParams}}})
	if len(t.Buttons) == 0 {
		return components, nil
	}
	inputs, problem := aList(p, "", "library_template_button_inputs")
	if problem != nil {
		return nil, problem
	}
	buttons := []params{}
	for _, button := range t.Buttons {
		filled := params{"type": button.Type, "text": button.Text}
		if button.wantsInput() {
			at := slices.IndexFunc(inputs, func(input params) bool {
				kind, _ := input.text("type")
				return strings.EqualFold(kind, button.Type)
			})
			if at < 0 {
				return nil, badParameter("Param library_template_button_inputs must have one of the type %s for the button %q.", button.Type, button.Text)
			}
			if problem := fillButton(filled, inputs[at]); problem != nil {
				return nil, problem
			}
			inputs = slices.Delete(slices.Clone(inputs), at, at+1)
		}
		buttons = append(buttons, filled)
	}
	return append(components, params{"type": "BUTTONS", "buttons": buttons}), nil
}

// fillButton puts the business's address or number into a button.
func fillButton(button, input params) *graphError {
	const path = "library_template_button_inputs[]"
	if button["type"] == "PHONE_NUMBER" {
		number, problem := need(input, path, "phone_number", 0)
		button["phone_number"] = number
		return problem
	}
	address, problem := anObject(input, path, "url")
	if problem != nil {
		return problem
	}
	base, problem := need(address, path+"['url']", "base_url", 0)
	if problem != nil {
		return problem
	}
	button["url"] = base
	if example, given := address.text("url_suffix_example"); given && strings.Contains(base, "{{") {
		button["example"] = []string{example}
	}
	return nil
}

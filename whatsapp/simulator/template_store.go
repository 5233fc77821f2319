package simulator

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// States of a template. Only an approved one can be sent.
const (
	templatePending  = "PENDING"
	templateApproved = "APPROVED"
	templateRejected = "REJECTED"
	templatePaused   = "PAUSED"
	templateDisabled = "DISABLED"
	templateArchived = "ARCHIVED"
)

const (
	maxTemplates     = 6000
	deletedNameKept  = 30 * 24 * time.Hour
	editPause        = 24 * time.Hour
	maxEdits         = 10
	editWhile        = 30 * 24 * time.Hour
	sampleTemplateID = "100000000000001"
	sampleTemplate   = "hello_world"
)

// Template is a message template of the account.
type Template struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	// Category is MARKETING, UTILITY or AUTHENTICATION; UTILITY when empty.
	Category string `json:"category"`
	// Status is APPROVED when empty.
	Status string `json:"status"`
	// ParameterFormat is POSITIONAL, or NAMED; POSITIONAL when empty.
	ParameterFormat string `json:"parameter_format"`
	// Components as message_templates takes and gives them.
	Components json.RawMessage `json:"components"`
}

// template is a template as it is kept. Simulator.mu guards it.
type template struct {
	ID               string    `json:"id"`
	Name             string    `json:"name"`
	Language         string    `json:"language"`
	Category         string    `json:"category"`
	PreviousCategory string    `json:"previous_category,omitempty"`
	Status           string    `json:"status"`
	ParameterFormat  string    `json:"parameter_format"`
	Components       []params  `json:"components"`
	Quality          string    `json:"quality"`
	QualityAt        time.Time `json:"quality_at,omitzero"`
	Reason           string    `json:"rejected_reason,omitempty"`
	Library          string    `json:"library_template_name,omitempty"`
	// Freedom is what Meta may change of it, see creativeFeatures.
	Freedom     map[string]string `json:"freedom,omitempty"`
	TTL         int64             `json:"message_send_ttl_seconds,omitempty"`
	ChangedAt   time.Time         `json:"changed_at"`
	WasApproved bool              `json:"was_approved,omitempty"`
	Pauses      int               `json:"pauses,omitempty"`
	Paced       bool              `json:"paced,omitempty"`
	PausedUntil time.Time         `json:"paused_until,omitzero"`
	// Edits of it while it was approved, to count them.
	Edits []time.Time `json:"edits,omitempty"`
	// ReviewAt is when it is decided on by itself.
	ReviewAt time.Time `json:"review_at,omitzero"`

	review *timer
}

func (t *template) named() bool { return t.ParameterFormat == "NAMED" }

// component is the first one of a type, nil when there is none.
func (t *template) component(kind string) params { return findComponent(t.Components, kind) }

func findComponent(components []params, kind string) params {
	for _, one := range components {
		if is, _ := one.text("type"); strings.EqualFold(is, kind) {
			return one
		}
	}
	return nil
}

// templateStore are the templates, in the order they were made.
type templateStore struct {
	order   []*template
	byID    map[string]*template
	deleted map[string]time.Time // names that were approved once
}

func newTemplateStore() templateStore {
	return templateStore{byID: map[string]*template{}, deleted: map[string]time.Time{}}
}

func (s *templateStore) add(t *template) {
	s.byID[t.ID] = t
	s.order = append(s.order, t)
}

func (s *templateStore) remove(t *template) {
	delete(s.byID, t.ID)
	if i := slices.Index(s.order, t); i >= 0 {
		s.order = slices.Delete(s.order, i, i+1)
	}
}

// find is the template of a name in a language.
func (s *templateStore) find(name, language string) *template {
	for _, t := range s.order {
		if t.Name == name && strings.EqualFold(t.Language, language) {
			return t
		}
	}
	return nil
}

func newTemplateID() string {
	var random [8]byte
	rand.Read(random[:])
	// note: webhooks have it as a JSON number, so that it must be exact as a double.
	return fmt.Sprintf("1%015d", binary.BigEndian.Uint64(random[:])%1e15)
}

// addSampleTemplate is the one that each new account has.
func (s *Simulator) addSampleTemplate() {
	s.templates.add(&template{
		ID: sampleTemplateID, Name: sampleTemplate, Language: "en_US", Category: "UTILITY", Status: templateApproved,
		ParameterFormat: "POSITIONAL", Quality: "UNKNOWN", WasApproved: true, ChangedAt: s.now(),
		Components: []params{
			{"type": "HEADER", "format": "TEXT", "text": "Hello world"},
			{"type": "BODY", "text": "This sample shows that the business can send template messages."},
			{"type": "FOOTER", "text": "A sample message"},
		},
	})
}

// AddTemplate puts a template into the account without a call of the Graph API,
// approved unless its Status says otherwise, and returns its id. One of the same
// name and language is replaced.
func (s *Simulator) AddTemplate(given Template) (id string, err error) {
	definition := params{
		"name": given.Name, "language": given.Language, "category": orText(given.Category, "UTILITY"),
		"parameter_format": orText(given.ParameterFormat, "POSITIONAL"), "components": string(given.Components),
	}
	t, problem := readDefinition(definition)
	if problem != nil {
		return "", fmt.Errorf("template %s: %s", given.Name, orText(problem.userText, problem.message))
	}
	t.ID, t.Status, t.Quality = orText(given.ID, newTemplateID()), orText(strings.ToUpper(given.Status), templateApproved), "UNKNOWN"
	if digitsOf(t.ID) != t.ID {
		return "", fmt.Errorf("template %s: the id %q is not a number", given.Name, t.ID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.ChangedAt, t.WasApproved = s.now(), t.Status == templateApproved
	if old := s.templates.find(t.Name, t.Language); old != nil {
		s.stopTimer(old.review)
		s.templates.remove(old)
	}
	s.templates.add(t)
	s.tellTemplate(t)
	s.touch()
	return t.ID, nil
}

// Templates are all templates of the account, oldest first.
func (s *Simulator) Templates() []Template {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Template, 0, len(s.templates.order))
	for _, t := range s.templates.order {
		list = append(list, t.public())
	}
	return list
}

func (t *template) public() Template {
	components, err := marshalPlain(t.Components)
	if err != nil {
		components = nil
	}
	return Template{
		ID: t.ID, Name: t.Name, Language: t.Language, Category: t.Category, Status: t.Status,
		ParameterFormat: t.ParameterFormat, Components: components,
	}
}

// tellTemplate has open pages draw a template anew.
func (s *Simulator) tellTemplate(t *template) { s.tell("template", t.public()) }

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

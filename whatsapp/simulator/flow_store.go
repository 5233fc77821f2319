package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// flow is a form that customers fill in. The simulator keeps its JSON and does
// not draw its screens.
type flow struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Status      string    `json:"status"`
	Categories  []string  `json:"categories"`
	EndpointURI string    `json:"endpoint_uri,omitempty"`
	JSON        string    `json:"json,omitempty"`
	ChangedAt   time.Time `json:"changed_at"`
}

const (
	maxFlows       = 250
	flowDraft      = "DRAFT"
	flowPublished  = "PUBLISHED"
	flowDeprecated = "DEPRECATED"
	// the JSON of a flow has at most 10 MB
	maxFlowBytes = 10 << 20
)

var flowCategories = []string{"SIGN_UP", "SIGN_IN", "APPOINTMENT_BOOKING", "LEAD_GENERATION", "SHOPPING", "CONTACT_US", "CUSTOMER_SUPPORT", "SURVEY", "OTHER"}

func (s *Simulator) findFlow(id string) *flow {
	i := slices.IndexFunc(s.flows, func(f *flow) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return s.flows[i]
}

// flowProblem is one of validation_errors.
type flowProblem struct {
	Error       string `json:"error"`
	ErrorType   string `json:"error_type"`
	Message     string `json:"message"`
	LineStart   int    `json:"line_start"`
	LineEnd     int    `json:"line_end"`
	ColumnStart int    `json:"column_start"`
	ColumnEnd   int    `json:"column_end"`
}

// problems are what would keep a flow from being published: JSON that can't be
// read, no version, no screens. Meta checks much more.
func (f *flow) problems() []flowProblem {
	found := []flowProblem{}
	add := func(kind, format string, args ...any) {
		found = append(found, flowProblem{Error: kind, ErrorType: "FLOW_JSON_ERROR", Message: fmt.Sprintf(format, args...), LineStart: 1, LineEnd: 1, ColumnStart: 1, ColumnEnd: 1})
	}
	p, err := readParams([]byte(f.JSON))
	switch {
	case f.JSON == "":
		return found
	case err != nil:
		add("INVALID_JSON", "The flow is not a JSON object.")
		return found
	}
	if version, _ := p.text("version"); version == "" {
		add("MISSING_REQUIRED_PROPERTY", "The property 'version' is missing.")
	}
	screens := p.list("screens")
	if len(screens) == 0 {
		add("MISSING_REQUIRED_PROPERTY", "The property 'screens' is missing.")
	}
	for i, screen := range screens {
		if id, _ := screen.text("id"); id == "" {
			add("MISSING_REQUIRED_PROPERTY", "The property 'id' of screen %d is missing.", i+1)
		}
	}
	return found
}

// view is a flow as Graph gives it.
func (s *Simulator) flowView(f *flow, g *graphRequest) (map[string]any, *graphError) {
	p, _ := readParams([]byte(f.JSON)) // of JSON that can't be read nothing is known
	all := map[string]any{
		"id": f.ID, "name": f.Name, "status": f.Status, "categories": f.Categories, "validation_errors": f.problems(),
		"json_version": nil, "data_api_version": nil, "data_channel_uri": nil, "endpoint_uri": nil,
		"updated_at": f.ChangedAt.Format("2006-01-02T15:04:05-0700"),
		"preview": map[string]string{
			"preview_url": "https://business.facebook.com/wa/manage/flows/" + f.ID + "/preview/?token=simulated",
			"expires_at":  s.now().Add(30 * 24 * time.Hour).Format("2006-01-02T15:04:05-0700"),
		},
		"whatsapp_business_account": map[string]string{"id": s.options.BusinessAccountID, "name": s.options.BusinessName},
		"application":               map[string]string{"id": s.appID(), "name": appName, "link": "https://www.facebook.com/games/?app_id=" + s.appID()},
		"health_status":             s.health(s.number),
	}
	for key, from := range map[string]string{"json_version": "version", "data_api_version": "data_api_version"} {
		if text, given := p.text(from); given {
			all[key] = text
		}
	}
	if f.EndpointURI != "" {
		all["endpoint_uri"], all["data_channel_uri"] = f.EndpointURI, f.EndpointURI
	}
	return chooseFields(g, "Flow", all, "name", "status", "categories", "validation_errors")
}

// setFlowStatus changes the status and tells the business.
//
// Source: flows/guides/flowswebhooks.
func (s *Simulator) setFlowStatus(f *flow, status string) {
	old := f.Status
	f.Status, f.ChangedAt = status, s.now()
	s.sendAccountWebhook("flows", f.ID+"/"+status, map[string]any{
		"event": "FLOW_STATUS_CHANGE", "message": fmt.Sprintf("Flow %s changed status from %s to %s.", f.Name, old, status),
		"flow_id": f.ID, "old_status": old, "new_status": status,
	})
	s.touch()
}

func readCategories(p params) ([]string, *graphError) {
	names := p.words("categories")
	for i, name := range names {
		if problem := oneOf(item("categories", i), name, flowCategories...); problem != nil {
			return nil, problem
		}
		names[i] = strings.ToUpper(name)
	}
	return names, nil
}

// flowText is the JSON of a flow, which comes as a text; an object is taken, too.
func flowText(p params, key string) (string, bool) {
	if text, given := p.text(key); given {
		return text, true
	}
	if object := p.object(key); object != nil {
		raw, err := json.Marshal(object)
		return string(raw), err == nil
	}
	return "", false
}

func newFlowID() string { return "77" + newMediaID()[3:] }

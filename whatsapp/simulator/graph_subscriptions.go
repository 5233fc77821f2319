package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// subscription is where webhooks go beside the app's own address.
type subscription struct {
	Subscribed bool     `json:"subscribed"` // the account, to the app
	AccountURL string   `json:"account_url,omitempty"`
	NumberURL  string   `json:"number_url,omitempty"`
	Fields     []string `json:"fields,omitempty"` // of the app; all when empty
}

// overridable are the fields that an address of the account or of the number
// takes over; all others go to the app's own.
//
// Source: webhooks/override.
var overridable = []string{
	"messages", "message_echoes", "calls", "consumer_profile", "messaging_handovers", "group_lifecycle_update",
	"group_participants_update", "group_settings_update", "group_status_update", "smb_message_echoes", "smb_app_state_sync",
	"history", "account_settings_update",
}

// callbackFor is where a webhook goes, the most specific address; "" when it
// goes nowhere. The caller holds mu.
func (s *Simulator) callbackFor(w *webhook) string {
	field := w.field
	if field == "" {
		field = "messages"
	}
	if !s.hooks.Subscribed || len(s.hooks.Fields) > 0 && !slices.Contains(s.hooks.Fields, field) {
		return ""
	}
	if slices.Contains(overridable, field) {
		if s.hooks.NumberURL != "" {
			return s.hooks.NumberURL
		}
		if s.hooks.AccountURL != "" {
			return s.hooks.AccountURL
		}
	}
	return s.webhookURL
}

func (s *Simulator) getSubscribedApps(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	if s.hooks.Subscribed {
		app := map[string]any{"whatsapp_business_api_data": map[string]string{
			"id": s.appID(), "name": appName, "link": "https://www.facebook.com/games/?app_id=" + s.appID(),
		}}
		if s.hooks.AccountURL != "" {
			app["override_callback_uri"] = s.hooks.AccountURL
		}
		data = append(data, app)
	}
	return map[string]any{"data": data}, nil
}

// postSubscribedApps attaches the account to the app, with an address of its
// own when one is given. Without one, an earlier one is dropped.
//
// Sources: webhooks/create-webhook-endpoint, webhooks/override.
func (s *Simulator) postSubscribedApps(g *graphRequest) (any, *graphError) {
	address, problem := s.readOverride(g, g.params)
	if problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks.Subscribed, s.hooks.AccountURL = true, address
	s.wakeLanes()
	s.touch()
	return success(), nil
}

func (s *Simulator) deleteSubscribedApps(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks.Subscribed, s.hooks.AccountURL = false, ""
	s.wakeLanes()
	s.touch()
	return success(), nil
}

// readOverride reads an address and verifies it as Meta does: with a challenge.
func (s *Simulator) readOverride(g *graphRequest, p params) (string, *graphError) {
	address, _ := p.text("override_callback_uri")
	if address == "" {
		return "", nil
	}
	verifyToken, given := p.text("verify_token")
	if !given || verifyToken == "" {
		return "", badParameter("The parameter verify_token is required.")
	}
	return address, s.checkCallback(g, address, verifyToken)
}

func (s *Simulator) checkCallback(g *graphRequest, address, verifyToken string) *graphError {
	target, err := url.Parse(address)
	if err != nil || !isWebLink(address) {
		return badParameter("Param override_callback_uri is not a valid URI.")
	}
	challenge := newChallenge()
	code, answer, err := s.challenge(g.Context(), target, verifyToken, challenge)
	why := explainHandshake(code, answer, challenge, err)
	if why == "" {
		return nil
	}
	return &graphError{status: http.StatusBadRequest, code: 2200, message: "(#2200) Callback verification failed with the following errors: " + why}
}

func (s *Simulator) getSubscriptions(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	if s.webhookURL != "" {
		names := s.hooks.Fields
		if len(names) == 0 {
			names = []string{"messages", "message_template_status_update"}
		}
		fields := []any{}
		for _, name := range names {
			fields = append(fields, map[string]string{"name": name, "version": "v25.0"})
		}
		data = append(data, map[string]any{"object": "whatsapp_business_account", "callback_url": s.webhookURL, "active": true, "fields": fields})
	}
	return map[string]any{"data": data}, nil
}

// postSubscriptions sets the app's own webhook address and its fields.
//
// Source: graph-api/webhooks/getting-started.
func (s *Simulator) postSubscriptions(g *graphRequest) (any, *graphError) {
	object, _ := g.params.text("object")
	if problem := oneOf("object", object, "whatsapp_business_account"); problem != nil {
		return nil, problem
	}
	address, given := g.params.text("callback_url")
	if !given || address == "" {
		return nil, badParameter("The parameter callback_url is required.")
	}
	verifyToken, _ := g.params.text("verify_token")
	if problem := s.checkCallback(g, address, verifyToken); problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhookURL, s.hooks.Fields = address, g.params.words("fields")
	s.wakeLanes()
	s.touch()
	return success(), nil
}

func (s *Simulator) deleteSubscriptions(g *graphRequest) (any, *graphError) {
	if object, given := g.params.text("object"); given && !strings.EqualFold(object, "whatsapp_business_account") {
		return nil, badParameter("Param object must be one of {WHATSAPP_BUSINESS_ACCOUNT} - got \"%s\".", object)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhookURL, s.hooks.Fields = "", nil
	s.wakeLanes()
	s.touch()
	return success(), nil
}

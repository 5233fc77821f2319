package simulator

import (
	"cmp"
	"slices"
	"strings"
)

// DefaultAppID is the Meta app of a simulator that was given none. Then each
// numeric id counts as the app's where an app is called for.
const DefaultAppID = "300400500600700"

const (
	appName  = "Simulated app"
	systemID = "400500600700800"
)

var appEdges = []string{"uploads", "subscriptions"}

func (s *Simulator) appID() string { return cmp.Or(s.options.AppID, DefaultAppID) }

func (s *Simulator) isApp(id, edge string) bool {
	if id == s.appID() {
		return true
	}
	return s.options.AppID == "" && id != "" && digitsOf(id) == id && slices.Contains(appEdges, edge)
}

// isAppToken knows an app access token: the app's id and secret.
func (s *Simulator) isAppToken(token string) bool {
	id, secret, both := strings.Cut(token, "|")
	return both && id != "" && digitsOf(id) == id && s.options.AppSecret != "" && secret == s.options.AppSecret
}

func (s *Simulator) getApp(g *graphRequest) (any, *graphError) {
	return chooseFields(g, "Application", map[string]any{
		"id": s.appID(), "name": appName, "link": "https://www.facebook.com/games/?app_id=" + s.appID(), "category": "Business and pages",
	}, "category", "link", "name")
}

// getMe is the system user whose token it is.
func (s *Simulator) getMe(g *graphRequest) (any, *graphError) {
	return chooseFields(g, "User", map[string]any{"id": systemID, "name": "Simulated system user"}, "name")
}

// getAppToken exchanges the app's id and secret for an app access token, and a
// code or token for the present one.
func (s *Simulator) getAppToken(g *graphRequest) (any, *graphError) {
	id, _ := g.params.text("client_id")
	secret, _ := g.params.text("client_secret")
	grant, _ := g.params.text("grant_type")
	switch {
	case id == "":
		return nil, &graphError{status: 400, code: 101, message: "Missing client_id parameter."}
	case s.options.AppSecret != "" && secret != s.options.AppSecret:
		return nil, &graphError{status: 400, code: 1, message: "Error validating client secret."}
	}
	token := cmp.Or(s.presentToken().value, "simulated-token")
	if grant == "client_credentials" {
		token = id + "|" + secret
	}
	return map[string]string{"access_token": token, "token_type": "bearer"}, nil
}

// getDebugToken tells what a token may do. Each that would be let in is a
// system user's, without an end.
//
// Source: facebook-login/guides/access-tokens/debugging.
func (s *Simulator) getDebugToken(g *graphRequest) (any, *graphError) {
	token, given := g.params.text("input_token")
	if !given || token == "" {
		return nil, badParameter("The parameter input_token is required.")
	}
	if problem := s.checkToken(token); problem != nil {
		return map[string]any{"data": map[string]any{
			"error":    map[string]any{"code": problem.code, "subcode": problem.subcode, "message": problem.message},
			"is_valid": false, "scopes": []string{},
		}}, nil
	}
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	granular := []any{}
	for _, scope := range scopes {
		granular = append(granular, map[string]any{"scope": scope, "target_ids": []string{s.options.BusinessAccountID}})
	}
	data := map[string]any{
		"app_id": s.appID(), "application": appName, "type": "SYSTEM_USER", "user_id": systemID, "is_valid": true,
		"issued_at": s.now().Unix(), "expires_at": 0, "data_access_expires_at": 0, "scopes": scopes, "granular_scopes": granular,
	}
	if ends := s.presentToken().ends(); !ends.IsZero() {
		data["expires_at"] = ends.Unix()
	}
	if s.isAppToken(token) {
		data["type"] = "APP"
		delete(data, "user_id")
	}
	return map[string]any{"data": data}, nil
}

package simulator

import (
	"regexp"
	"slices"
	"strings"
)

var (
	usernameShape = regexp.MustCompile(`^[a-z0-9._]{3,35}$`)
	domainEndings = []string{".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"}
)

// isUsername tells whether a name can be a username
// (business-scoped-user-ids, username format).
func isUsername(name string) bool {
	return usernameShape.MatchString(name) && strings.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' }) &&
		!strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..") && !strings.HasPrefix(name, "www") &&
		!slices.ContainsFunc(domainEndings, func(end string) bool { return strings.HasSuffix(name, end) })
}

// getUsername tells the username of the business; without one neither key is there.
//
// Source: business-scoped-user-ids (business usernames).
func (s *Simulator) getUsername(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.number.Username == "" {
		return map[string]string{}, nil
	}
	return map[string]string{"username": s.number.Username, "status": "approved"}, nil
}

// postUsername adopts or changes it. What a customer is called is taken.
func (s *Simulator) postUsername(g *graphRequest) (any, *graphError) {
	name, problem := need(g.params, "", "username", 0)
	if problem != nil {
		return nil, problem
	}
	if action, given := g.params.text("transfer_action"); given {
		if problem := oneOf("transfer_action", action, "none", "force_transfer"); problem != nil {
			return nil, problem
		}
	}
	name = strings.ToLower(name)
	if !isUsername(name) {
		return nil, badParameter("Param username must be 3 to 35 of a-z, 0-9, period and underscore, with a letter, and no domain.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.customers, func(c *customer) bool { return strings.EqualFold(c.Username, name) }) {
		return nil, refuse(147001, "The username is not available.")
	}
	s.setUsername(name, "approved")
	return map[string]string{"status": "approved"}, nil
}

func (s *Simulator) deleteUsername(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.number.Username != "" {
		s.setUsername("", "deleted")
	}
	return success(), nil
}

// setUsername tells by webhook as well. The caller holds mu.
func (s *Simulator) setUsername(name, status string) {
	s.number.Username = name
	value := map[string]any{"display_phone_number": s.businessDigits, "status": status}
	if name != "" {
		value["username"] = name
	}
	s.sendAccountWebhook("business_username_updates", "", value)
	s.touch()
}

// getUsernameSuggestions lists what is reserved for the business: two names made
// of its own.
func (s *Simulator) getUsernameSuggestions(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	words := strings.FieldsFunc(strings.ToLower(orText(s.number.Name, s.options.BusinessName)), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	s.mu.Unlock()
	names := []string{}
	for _, joiner := range []string{".", "_"} {
		if name := strings.Join(words, joiner); isUsername(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return map[string]any{"data": []any{map[string]any{"username_suggestions": names}}}, nil
}

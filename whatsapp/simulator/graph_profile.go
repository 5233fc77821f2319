package simulator

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// profile is what a customer sees when they tap on the business's name.
type profile struct {
	About       string   `json:"about,omitempty"`
	Address     string   `json:"address,omitempty"`
	Description string   `json:"description,omitempty"`
	Email       string   `json:"email,omitempty"`
	PictureURL  string   `json:"profile_picture_url,omitempty"`
	Websites    []string `json:"websites,omitempty"`
	Vertical    string   `json:"vertical,omitempty"`
}

var verticals = []string{
	"OTHER", "AUTO", "BEAUTY", "APPAREL", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GROCERY", "GOVT", "HOTEL", "HEALTH",
	"NONPROFIT", "PROF_SERVICES", "RETAIL", "TRAVEL", "RESTAURANT", "ALCOHOL", "ONLINE_GAMBLING", "PHYSICAL_GAMBLING", "OTC_DRUGS",
	"MATRIMONY_SERVICE", "UNDEFINED",
}

// getProfile gives the business profile in a list of one.
//
// Source: business-profiles.
func (s *Simulator) getProfile(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	p := s.number.Profile
	s.mu.Unlock()
	all := map[string]any{"messaging_product": "whatsapp", "id": s.options.PhoneNumberID}
	for key, value := range map[string]string{
		"about": p.About, "address": p.Address, "description": p.Description, "email": p.Email,
		"profile_picture_url": p.PictureURL, "vertical": p.Vertical,
	} {
		all[key] = nil
		if value != "" {
			all[key] = value
		}
	}
	all["websites"] = nil
	if len(p.Websites) > 0 {
		all["websites"] = p.Websites
	}
	some, problem := chooseFields(g, "WhatsAppBusinessProfile", all, "messaging_product")
	if problem != nil {
		return nil, problem
	}
	some["messaging_product"] = "whatsapp"
	if !strings.Contains(","+strings.Join(fieldNames(g.params), ",")+",", ",id,") {
		delete(some, "id")
	}
	return map[string]any{"data": []any{some}}, nil
}

// postProfile changes the fields that are given; an empty text clears one,
// except about, which can't be empty.
func (s *Simulator) postProfile(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.number.Profile
	for _, field := range []struct {
		key   string
		limit int
		into  *string
	}{
		{"about", 139, &p.About}, {"address", 256, &p.Address}, {"description", 512, &p.Description},
		{"email", 128, &p.Email}, {"vertical", 40, &p.Vertical},
	} {
		if problem := may(g.params, "", field.key, field.limit); problem != nil {
			return nil, problem
		}
		if value, given := g.params.text(field.key); given {
			*field.into = value
		}
	}
	if problem := s.checkProfileFields(g.params, &p); problem != nil {
		return nil, problem
	}
	s.number.Profile = p
	s.touch()
	return success(), nil
}

// checkProfileFields checks the fields that have a form. The caller holds mu.
func (s *Simulator) checkProfileFields(given params, p *profile) *graphError {
	if about, is := given.text("about"); is && strings.TrimSpace(about) == "" {
		return badParameter("Param about must be at least 1 characters long.")
	}
	if p.Email != "" {
		if address, err := mail.ParseAddress(p.Email); err != nil || address.Address != p.Email {
			return badParameter("Param email must be a valid email address.")
		}
	}
	if vertical, is := given.text("vertical"); is && vertical != "" {
		if problem := oneOf("vertical", vertical, verticals...); problem != nil {
			return problem
		}
		p.Vertical = strings.ToUpper(vertical)
	}
	if _, is := given["websites"]; is {
		sites, ok := given.array("websites")
		if !ok {
			return badParameter("Param websites must be an array.")
		}
		if len(sites) > 2 {
			return badParameter("Param websites must have at most 2 elements.")
		}
		p.Websites = []string{}
		for i, site := range sites {
			address, _ := site.(string)
			if address == "" {
				continue
			}
			if utf8.RuneCountInString(address) > 256 {
				return badParameter("Param websites[%d] must be at most 256 characters long.", i)
			}
			if !isWebLink(address) {
				return badParameter("Param websites[%d] is not a valid URI.", i)
			}
			p.Websites = append(p.Websites, address)
		}
	}
	if handle, is := given.text("profile_picture_handle"); is {
		if s.uploads.byHandle(handle) == nil {
			return badParameter("Param profile_picture_handle is not a handle of an uploaded file.")
		}
		p.PictureURL = fmt.Sprintf("https://pps.whatsapp.net/v/%x.jpg", len(handle))
	}
	return nil
}

package simulator

import (
	"fmt"
	"slices"
	"strings"
)

var templateFields = []string{"name", "parameter_format", "components", "language", "status", "category", "id"}

// getTemplates lists the account's templates, with Meta's filters.
//
// Source: templates/template-management.
func (s *Simulator) getTemplates(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := []*template{}
	for _, t := range s.templates.order {
		if t.matches(g.params) {
			found = append(found, t)
		}
	}
	slices.Reverse(found) // the newest first
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.ID
	}
	page, wrong := pageOfViews(g, ids, func(i int) (any, *graphError) { return found[i].view(g) })
	if wrong != nil {
		return nil, wrong
	}
	if _, asked := g.params["summary"]; asked {
		summary, problem := s.templateSummary(g.params, len(found))
		if problem != nil {
			return nil, problem
		}
		page["summary"] = summary
	}
	return page, nil
}

func (s *Simulator) templateSummary(p params, found int) (map[string]any, *graphError) {
	all := map[string]any{
		"total_count": found, "message_template_count": len(s.templates.order), "message_template_limit": maxTemplates,
		"are_translations_complete": true,
	}
	names := p.words("summary")
	if whole, ok := p.truth("summary"); ok {
		if !whole {
			return map[string]any{}, nil
		}
		return all, nil
	}
	some := map[string]any{}
	for _, name := range names {
		value, known := all[name]
		if !known {
			return nil, badParameter("Param summary[0] must be one of {TOTAL_COUNT, MESSAGE_TEMPLATE_COUNT, MESSAGE_TEMPLATE_LIMIT, ARE_TRANSLATIONS_COMPLETE} - got \"%s\".", name)
		}
		some[name] = value
	}
	return some, nil
}

// matches applies the filters: each given one must fit.
func (t *template) matches(p params) bool {
	in := func(key, value string) bool {
		wanted := p.words(key)
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(one string) bool { return strings.EqualFold(one, value) })
	}
	holds := func(key string, texts ...string) bool {
		wanted, given := p.text(key)
		return !given || wanted == "" || slices.ContainsFunc(texts, func(text string) bool {
			return strings.Contains(strings.ToLower(text), strings.ToLower(wanted))
		})
	}
	content := strings.Join(t.texts(), "\n")
	return in("name", t.Name) && in("status", t.Status) && in("category", t.Category) && in("language", t.Language) &&
		in("quality_score", t.Quality) && holds("content", content) && holds("name_or_content", t.Name, content)
}

// texts are all texts of the components, to be searched.
func (t *template) texts() []string {
	texts := []string{}
	for _, component := range t.Components {
		if text, given := component.text("text"); given {
			texts = append(texts, text)
		}
		for _, button := range component.list("buttons") {
			if text, given := button.text("text"); given {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func (s *Simulator) getTemplate(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[g.id]
	if t == nil {
		return nil, noSuchObject("get", g.id)
	}
	return t.view(g)
}

// view is a template as Graph gives it.
func (t *template) view(g *graphRequest) (map[string]any, *graphError) {
	since := t.QualityAt
	if since.IsZero() {
		since = t.ChangedAt
	}
	quality := map[string]any{"score": t.Quality, "date": since.Unix()}
	all := map[string]any{
		"id": t.ID, "name": t.Name, "language": t.Language, "category": t.Category, "status": t.Status,
		"parameter_format": t.ParameterFormat, "components": t.shownComponents(), "quality_score": quality,
		"previous_category": nil, "rejected_reason": orText(t.Reason, "NONE"), "message_send_ttl_seconds": nil,
		"sub_category": nil, "correct_category": nil, "cta_url_link_tracking_opted_out": nil, "library_template_name": nil,
		"is_primary_device_delivery_only": nil, "creative_sourcing": nil, "degrees_of_freedom_spec": t.shownFreedom(),
		"last_updated_time": t.ChangedAt.Format("2006-01-02T15:04:05-0700"),
	}
	if t.PreviousCategory != "" {
		all["previous_category"] = t.PreviousCategory
	}
	if t.Library != "" {
		all["library_template_name"] = t.Library
	}
	if t.TTL != 0 {
		all["message_send_ttl_seconds"] = t.TTL
	}
	defaults := templateFields
	if t.PreviousCategory != "" {
		defaults = append(slices.Clone(defaults), "previous_category")
	}
	if t.Library != "" {
		defaults = append(slices.Clone(defaults), "library_template_name")
	}
	return chooseFields(g, "WhatsAppBusinessHSM", all, defaults...)
}

// shownComponents are the components; Graph spells out what is fixed in
// authentication templates.
func (t *template) shownComponents() []params {
	if t.Category != "AUTHENTICATION" {
		return t.Components
	}
	shown := make([]params, 0, len(t.Components))
	for _, component := range t.Components {
		kind, _ := component.text("type")
		copied := params{}
		for key, value := range component {
			copied[key] = value
		}
		switch kind {
		case "BODY":
			copied["text"] = authenticationBody(component)
			copied["example"] = map[string]any{"body_text": []any{[]any{"123456"}}}
		case "FOOTER":
			minutes, _, _ := component.number("code_expiration_minutes")
			copied["text"] = fmt.Sprintf("This code expires in %d minutes.", minutes)
		case "BUTTONS":
			buttons := []any{}
			for _, button := range component.list("buttons") {
				otp, _ := button.text("otp_type")
				text, _ := button.text("text")
				buttons = append(buttons, map[string]any{
					"type": "URL", "text": text, "url": "https://www.whatsapp.com/otp/code/?otp_type=" + otp + "&code=otp{{1}}",
					"example": []string{"https://www.whatsapp.com/otp/code/?otp_type=" + otp + "&code=otp123456"},
				})
			}
			copied["buttons"] = buttons
		}
		shown = append(shown, copied)
	}
	return shown
}

// authenticationBody is the fixed text of authentication templates.
func authenticationBody(component params) string {
	text := "*{{1}}* is your verification code."
	if secure, _ := component.truth("add_security_recommendation"); secure {
		text += " For your security, do not share this code."
	}
	return text
}

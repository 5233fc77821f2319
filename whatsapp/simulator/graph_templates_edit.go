package simulator

import (
	"slices"
	"strings"
)

// postTemplates creates a template, which is then reviewed; one from the library
// is approved at once.
//
// Sources: templates/template-management, templates/template-library.
func (s *Simulator) postTemplates(g *graphRequest) (any, *graphError) {
	definition := g.params
	fromLibrary, _ := definition.text("library_template_name")
	if fromLibrary != "" {
		filled, problem := fillLibraryTemplate(definition)
		if problem != nil {
			return nil, problem
		}
		definition = filled
	}
	t, problem := readDefinition(definition)
	if problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	deletedAt, deleted := s.templates.deleted[t.Name]
	switch {
	case t.Name == sampleTemplate:
		return nil, invalid(2388155, "Template name is already used as a sample template", "This template is named after a sample template. Use another name.")
	case s.templates.find(t.Name, t.Language) != nil:
		return nil, invalid(2388024, "Content in this language already exists", "There is already content in %s for this template. Create another template or edit that one.", t.Language)
	case deleted && now.Sub(deletedAt) < deletedNameKept:
		return nil, invalid(2388023, "Message template language is being deleted", "The name of an approved template that was deleted can't be used again for 30 days.")
	case len(s.templates.order) >= maxTemplates:
		return nil, invalid(2388019, "Message template limit exceeded", "The account has %d templates already.", maxTemplates)
	}
	t.ID, t.ChangedAt, t.Library = newTemplateID(), now, fromLibrary
	s.templates.add(t)
	if fromLibrary != "" {
		s.applyReview(t, Review{Event: "APPROVED"})
	} else {
		s.startReview(t)
	}
	s.tellTemplate(t)
	s.touch()
	return struct {
		ID       string `json:"id"`
		Status   string `json:"status"`
		Category string `json:"category"`
	}{t.ID, t.Status, t.Category}, nil
}

// postTemplate edits a template; it is reviewed again. The components that are
// sent replace all.
func (s *Simulator) postTemplate(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[g.id]
	if t == nil {
		return nil, noSuchObject("post", g.id)
	}
	edited, problem := s.readEdit(t, g.params)
	if problem != nil {
		return nil, problem
	}
	now := s.now()
	if t.Status == templateApproved {
		edited.Edits = append(lately(slices.Clone(t.Edits), now, editWhile), now)
	}
	s.stopTimer(t.review)
	edited.ChangedAt, edited.Status, edited.Reason, edited.review = now, templatePending, "", nil
	*t = edited
	s.startReview(t)
	s.tellTemplate(t)
	s.touch()
	return struct {
		Success  bool   `json:"success"`
		ID       string `json:"id"`
		Name     string `json:"name"`
		Category string `json:"category"`
	}{true, t.ID, t.Name, t.Category}, nil
}

// postTemplateOfAccount is an edit by the long address, which an SDK for Java uses.
func (s *Simulator) postTemplateOfAccount(g *graphRequest) (any, *graphError) {
	g.id = g.item
	return s.postTemplate(g)
}

// readEdit checks an edit: its content, and whether there may be one now.
func (s *Simulator) readEdit(t *template, p params) (template, *graphError) {
	edited, now := *t, s.now()
	if !slices.Contains([]string{templateApproved, templateRejected, templatePaused}, t.Status) {
		return edited, invalid(2388039, "Template can't be edited", "Only approved, rejected and paused templates can be edited; this one is %s.", t.Status)
	}
	if category, given := p.text("category"); given {
		if t.Status == templateApproved && !strings.EqualFold(category, t.Category) {
			return edited, invalid(2388039, "Template can't be edited", "The category of an approved template can't be changed.")
		}
		if problem := edited.readCategory(p); problem != nil {
			return edited, problem
		}
	}
	if t.Status == templateApproved {
		recent := lately(slices.Clone(t.Edits), now, editWhile)
		if len(recent) >= maxEdits || len(recent) > 0 && now.Sub(recent[len(recent)-1]) < editPause {
			return edited, invalid(2388039, "Template can't be edited", "An approved template can be edited once in 24 hours and ten times in 30 days.")
		}
	}
	if _, given := p["components"]; !given {
		if edited.Category == t.Category && p["message_send_ttl_seconds"] == nil && p["degrees_of_freedom_spec"] == nil {
			return edited, badParameter("The parameter components is required.")
		}
		if problem := edited.readFreedom(p); problem != nil {
			return edited, problem
		}
		return edited, edited.readTTL(p)
	}
	return edited, edited.readContent(p)
}

// deleteTemplates deletes by name, all languages; by name and hsm_id, one; by
// hsm_ids, up to a hundred.
func (s *Simulator) deleteTemplates(g *graphRequest) (any, *graphError) {
	name, _ := g.params.text("name")
	id, _ := g.params.text("hsm_id")
	ids := g.params.words("hsm_ids")
	if id != "" {
		ids = []string{id}
	}
	switch {
	case name == "" && len(ids) == 0:
		return nil, badParameter("The parameter name is required.")
	case name == "" && id != "":
		return nil, badParameter("The parameter name is required with hsm_id.")
	case len(ids) > 100:
		return nil, badParameter("Param hsm_ids must have at most 100 elements.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	doomed := []*template{}
	for _, t := range s.templates.order {
		if (name == "" || t.Name == name) && (len(ids) == 0 || slices.Contains(ids, t.ID)) {
			doomed = append(doomed, t)
		}
	}
	if len(doomed) == 0 || len(ids) > 0 && len(doomed) < len(ids) {
		return nil, invalid(2593002, "Message template not found", "There is no such message template to delete.")
	}
	for _, t := range doomed {
		s.removeTemplate(t)
	}
	return success(), nil
}

func (s *Simulator) deleteTemplate(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[g.id]
	if t == nil {
		return nil, noSuchObject("delete", g.id)
	}
	s.removeTemplate(t)
	return success(), nil
}

// removeTemplate deletes a template. The name of one that was approved can't
// be used for 30 days.
func (s *Simulator) removeTemplate(t *template) {
	s.stopTimer(t.review)
	s.templates.remove(t)
	t.Paced = false
	s.settleHeld(t) // what was accepted is still tried
	event := "DELETED"
	if t.WasApproved {
		s.templates.deleted[t.Name] = s.now()
		event = "PENDING_DELETION"
	}
	t.Status = event
	s.sendTemplateStatus(t, event, "NONE", nil)
	s.tellTemplate(t)
	s.touch()
}

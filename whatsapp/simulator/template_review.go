package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// DefaultTemplateReview is how long a template is looked at. Meta takes minutes
// to a day.
const DefaultTemplateReview = 2 * time.Second

// Review is a decision of Meta about a template.
type Review struct {
	// Event is APPROVED, REJECTED, PAUSED, UNPAUSED, DISABLED, FLAGGED,
	// REINSTATED, ARCHIVED, UNARCHIVED, IN_APPEAL, LOCKED, LIMIT_EXCEEDED, or
	// empty when only what follows changes.
	Event string `json:"event"`
	// Reason goes with REJECTED: INVALID_FORMAT unless said.
	Reason string `json:"reason"`
	// Quality is GREEN, YELLOW, RED or UNKNOWN.
	Quality string `json:"quality"`
	// Category moves the template into another one.
	Category string `json:"category"`
	// Pacing holds what is sent with the template, until it is false again or
	// the template is paused.
	Pacing *bool `json:"pacing"`
}

var errNoTemplate = errors.New("there is no such template")

var rejectReasons = []string{
	"ABUSIVE_CONTENT", "CATEGORY_NOT_AVAILABLE", "INCORRECT_CATEGORY", "INVALID_FORMAT", "PROMOTIONAL", "SCAM", "TAG_CONTENT_MISMATCH",
}

// eventStatus is what each event makes of a template; "" leaves it as it is.
var eventStatus = map[string]string{
	"APPROVED": templateApproved, "REJECTED": templateRejected, "PENDING": templatePending, "PAUSED": templatePaused,
	"UNPAUSED": templateApproved, "DISABLED": templateDisabled, "REINSTATED": templateApproved, "ARCHIVED": templateArchived,
	"UNARCHIVED": templateApproved, "IN_APPEAL": "IN_APPEAL", "LOCKED": "LOCKED", "LIMIT_EXCEEDED": "LIMIT_EXCEEDED", "FLAGGED": "",
}

// startReview has a template decided on after Options.TemplateReview, unless
// that waits for ReviewTemplate. The caller holds mu.
func (s *Simulator) startReview(t *template) {
	t.ReviewAt = time.Time{}
	if s.options.TemplateReview < 0 {
		return
	}
	t.ReviewAt = s.now().Add(s.options.TemplateReview)
	s.resumeReview(t)
}

// resumeReview sets the timer of a review, or of the end of a pause.
func (s *Simulator) resumeReview(t *template) {
	switch {
	case t.Status == templatePending && !t.ReviewAt.IsZero():
		t.review = s.alarm(t.ReviewAt.Sub(s.now()), func() { s.applyReview(t, Review{Event: "APPROVED"}) })
	case t.Status == templatePaused && !t.PausedUntil.IsZero():
		t.review = s.alarm(t.PausedUntil.Sub(s.now()), func() { s.applyReview(t, Review{Event: "UNPAUSED"}) })
	}
}

// ReviewTemplate decides on a template as Meta would, and tells the business.
func (s *Simulator) ReviewTemplate(id string, review Review) error {
	review.Event = strings.ToUpper(review.Event)
	review.Quality, review.Category, review.Reason = strings.ToUpper(review.Quality), strings.ToUpper(review.Category), strings.ToUpper(review.Reason)
	_, known := eventStatus[review.Event]
	switch {
	case review == (Review{}):
		return errors.New("say what is decided: an event, a quality, a category or pacing")
	case review.Event != "" && !known:
		return fmt.Errorf("%q is not an event of a template", review.Event)
	case review.Quality != "" && !slices.Contains([]string{"GREEN", "YELLOW", "RED", "UNKNOWN"}, review.Quality):
		return fmt.Errorf("%q is not a quality: GREEN, YELLOW, RED, UNKNOWN", review.Quality)
	case review.Category != "" && !slices.Contains(templateCategories, review.Category):
		return fmt.Errorf("%q is not a category", review.Category)
	case review.Reason != "" && !slices.Contains(rejectReasons, review.Reason):
		return fmt.Errorf("%q is not a reason: %s", review.Reason, strings.Join(rejectReasons, ", "))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[id]
	if t == nil {
		return errNoTemplate
	}
	s.applyReview(t, review)
	return nil
}

// applyReview changes the template and queues the webhooks. A template of low
// quality is paused for three hours, then for six, then disabled.
//
// Sources: templates/template-quality, webhooks/reference/message_template_*.
func (s *Simulator) applyReview(t *template, review Review) {
	if s.templates.byID[t.ID] != t {
		return
	}
	if review.Category != "" && review.Category != t.Category {
		t.PreviousCategory, t.Category = t.Category, review.Category
		s.sendTemplateWebhook(t, "template_category_update", templateEvent{PreviousCategory: t.PreviousCategory, NewCategory: t.Category})
	}
	if review.Quality != "" && review.Quality != t.Quality {
		before := t.Quality
		t.Quality, t.QualityAt = review.Quality, s.now()
		s.sendTemplateWebhook(t, "message_template_quality_update", templateEvent{PreviousQuality: before, NewQuality: t.Quality})
		if review.Quality == "RED" && t.Status == templateApproved && review.Event == "" {
			review.Event = "PAUSED"
		}
	}
	if review.Event != "" {
		s.applyTemplateEvent(t, review)
	}
	if review.Pacing != nil {
		t.Paced = *review.Pacing
	}
	s.settleHeld(t)
	s.tellTemplate(t)
	s.touch()
}

func (s *Simulator) applyTemplateEvent(t *template, review Review) {
	s.stopTimer(t.review)
	t.review, t.ReviewAt, t.PausedUntil = nil, time.Time{}, time.Time{}
	event, reason := review.Event, "NONE"
	var info *templateInfo
	if status := eventStatus[event]; status != "" {
		t.Status = status
	}
	switch event {
	case "APPROVED":
		t.Reason = ""
		if t.WasApproved {
			s.sendTemplateComponents(t) // an edit went live
		}
		t.WasApproved = true
	case "REJECTED":
		reason = orText(review.Reason, "INVALID_FORMAT")
		t.Reason = reason
	case "PAUSED":
		t.Pauses++
		info = s.pauseTemplate(t)
		event = t.Status
	case "UNPAUSED":
		event, info = "APPROVED", &templateInfo{"UNPAUSE", "The template can be sent again."}
	}
	s.sendTemplateStatus(t, event, reason, info)
}

// pauseTemplate pauses a template, for the third time for good.
func (s *Simulator) pauseTemplate(t *template) *templateInfo {
	pause, info := 3*time.Hour, &templateInfo{"FIRST_PAUSE", "The template is paused for 3 hours because of low quality."}
	switch {
	case t.Pauses == 2:
		pause, info = 6*time.Hour, &templateInfo{"SECOND_PAUSE", "The template is paused for 6 hours because of low quality."}
	case t.Pauses > 2:
		t.Status = templateDisabled
		return &templateInfo{"DISABLED", "The template is disabled because of low quality."}
	}
	t.PausedUntil = s.now().Add(pause)
	s.resumeReview(t)
	return info
}

// getControlTemplates lists the templates for the phone page.
func (s *Simulator) getControlTemplates(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"templates": s.Templates()})
}

// postControlTemplate adds a template without a review.
func (s *Simulator) postControlTemplate(w http.ResponseWriter, r *http.Request) {
	var form Template
	if !readControl(w, r, &form) {
		return
	}
	id, err := s.AddTemplate(form)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "", err.Error())
		return
	}
	writeJSON(w, http.StatusCreated, map[string]string{"id": id})
}

func (s *Simulator) postTemplateReview(w http.ResponseWriter, r *http.Request) {
	var form Review
	if !readControl(w, r, &form) {
		return
	}
	switch err := s.ReviewTemplate(r.PathValue("id"), form); {
	case errors.Is(err, errNoTemplate):
		writeProblem(w, http.StatusNotFound, "", "There is no such template.")
	case err != nil:
		writeProblem(w, http.StatusBadRequest, "event", err.Error())
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

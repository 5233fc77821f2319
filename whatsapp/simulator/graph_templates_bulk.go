package simulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	maxArchived = 100
	maxUpserts  = 30
)

// postUpsertTemplates makes or edits an authentication template in several
// languages at once. Its texts are Meta's, so that buttons come without one.
//
// Source: templates/authentication-templates/bulk-management.
func (s *Simulator) postUpsertTemplates(g *graphRequest) (any, *graphError) {
	languages := g.params.words("languages")
	switch category, _ := g.params.text("category"); {
	case !strings.EqualFold(category, "AUTHENTICATION"):
		return nil, badParameter("Param category must be one of {AUTHENTICATION} - got \"%s\".", category)
	case len(languages) == 0:
		return nil, badParameter("The parameter languages is required.")
	case len(languages) > maxUpserts:
		return nil, badParameter("Param languages must have at most %d elements.", maxUpserts)
	}
	drafts := make([]*template, 0, len(languages))
	for _, language := range languages {
		p := maps.Clone(g.params)
		p["language"] = language
		t, problem := readDefinition(p)
		if problem != nil {
			return nil, problem
		}
		drafts = append(drafts, t)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	for _, draft := range drafts {
		t := s.templates.find(draft.Name, draft.Language)
		switch {
		case t == nil && len(s.templates.order) >= maxTemplates:
			return nil, invalid(2388019, "Message template limit exceeded", "The account has %d templates already.", maxTemplates)
		case t == nil:
			t = draft
			t.ID = newTemplateID()
			s.templates.add(t)
		default:
			s.stopTimer(t.review)
			t.Components, t.TTL, t.Status, t.Reason = draft.Components, draft.TTL, templatePending, ""
		}
		t.ChangedAt = s.now()
		s.startReview(t)
		s.tellTemplate(t)
		data = append(data, map[string]string{"id": t.ID, "status": t.Status, "language": t.Language})
	}
	s.touch()
	return map[string]any{"data": data}, nil
}

// postArchive hides templates that are not needed; archived ones can't be sent.
//
// Source: templates/template-management.
func (s *Simulator) postArchive(g *graphRequest) (any, *graphError) {
	return s.moveArchive(g, "ARCHIVED", "archived_templates", func(t *template) bool {
		return t.Status == templateApproved || t.Status == templateRejected || t.Status == templatePaused
	})
}

func (s *Simulator) postUnarchive(g *graphRequest) (any, *graphError) {
	return s.moveArchive(g, "UNARCHIVED", "unarchived_templates", func(t *template) bool { return t.Status == templateArchived })
}

func (s *Simulator) moveArchive(g *graphRequest, event, key string, fits func(*template) bool) (any, *graphError) {
	ids := g.params.words("hsm_ids")
	switch {
	case len(ids) == 0:
		return nil, badParameter("The parameter hsm_ids is required.")
	case len(ids) > maxArchived:
		return nil, badParameter("Param hsm_ids must have at most %d elements.", maxArchived)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	done, failed := []any{}, []any{}
	for _, id := range ids {
		t := s.templates.byID[id]
		if t == nil || !fits(t) {
			failed = append(failed, map[string]string{"id": id})
			continue
		}
		s.applyReview(t, Review{Event: event})
		done = append(done, map[string]string{"id": id, "name": t.Name})
	}
	return map[string]any{key: done, "failed_templates": failed}, nil
}

// postUnpause ends a pause that Meta has made for low quality.
//
// Source: templates/template-pausing.
func (s *Simulator) postUnpause(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[g.id]
	switch {
	case t == nil:
		return nil, noSuchObject("post", g.id)
	case t.Status != templatePaused:
		return map[string]any{"success": false, "reason": "The template is not paused."}, nil
	}
	s.applyReview(t, Review{Event: "UNPAUSED"})
	return success(), nil
}

// getComparison compares two templates by what was sent with them. Nobody
// blocks a simulated business, so that the order says nothing.
//
// Source: templates/template-comparison.
func (s *Simulator) getComparison(g *graphRequest) (any, *graphError) {
	ids := g.params.words("template_ids")
	start, hasStart, okStart := g.params.number("start")
	end, hasEnd, okEnd := g.params.number("end")
	switch {
	case len(ids) != 1:
		return nil, badParameter("Param template_ids must have exactly one element: two templates can be compared at a time.")
	case !hasStart || !hasEnd || !okStart || !okEnd || start >= end:
		return nil, badParameter("Param start and end must be UNIX timestamps, start before end.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	numbers, reasons, order := []any{}, []any{}, append([]string{g.id}, ids...)
	for _, id := range order {
		t := s.templates.byID[id]
		if t == nil {
			return nil, noSuchObject("get", id)
		}
		numbers = append(numbers, map[string]any{"key": id, "value": s.countTemplate(t, period{start, end}).sent})
		reasons = append(reasons, map[string]any{"key": id, "value": "UNKNOWN_BLOCK_REASON"})
	}
	return map[string]any{"data": []any{
		map[string]any{"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": order},
		map[string]any{"metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": numbers},
		map[string]any{"metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons},
	}}, nil
}

type templateCount struct{ sent, delivered, read, replied int }

// countTemplate counts the messages made of a template. Those that a customer
// has quoted, or tapped a button of, were replied to.
func (s *Simulator) countTemplate(t *template, p period) (n templateCount) {
	quoted := map[string]bool{}
	for _, m := range s.messages {
		if m.Author == authorCustomer && m.ReplyTo != "" {
			quoted[m.ReplyTo] = true
		}
	}
	s.inPeriod(p, func(m *message) {
		if m.Type != "template" || m.Status == statusFailed || m.Status == statusAccepted {
			return
		}
		content, err := readParams(m.Content)
		if err != nil {
			return
		}
		name, _ := content.text("name")
		if language, _ := content.object("language").text("code"); name != t.Name || language != t.Language {
			return
		}
		n.sent++
		if m.Status != statusSent {
			n.delivered++
		}
		if m.Status == statusRead {
			n.read++
		}
		if quoted[m.ID] {
			n.replied++
		}
	})
	return n
}

// getTemplateAnalytics counts what was sent with up to ten templates, by day.
//
// Source: analytics.
func (s *Simulator) getTemplateAnalytics(g *graphRequest) (any, *graphError) {
	ids := g.params.words("template_ids")
	granularity, _ := g.params.text("granularity")
	switch {
	case !strings.EqualFold(granularity, "DAILY"):
		return nil, badParameter("Param granularity must be one of {DAILY} - got \"%s\".", granularity)
	case len(ids) == 0:
		return nil, badParameter("The parameter template_ids is required.")
	case len(ids) > 10:
		return nil, badParameter("Param template_ids must have at most 10 elements.")
	}
	metrics := g.params.words("metric_types")
	for _, metric := range metrics {
		if problem := oneOf("metric_types", metric, templateMetrics...); problem != nil {
			return nil, problem
		}
	}
	periods, _, problem := readPeriods(g.params)
	if problem != nil {
		return nil, problem
	}
	if len(periods) > int(90*24*time.Hour/analyticsStep["DAILY"])+1 {
		return nil, badParameter("The time between start and end must be 90 days at most.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	points := []any{}
	for _, id := range slices.Compact(ids) {
		t := s.templates.byID[id]
		if t == nil {
			return nil, noSuchObject("get", id)
		}
		for _, p := range periods {
			point := s.countTemplate(t, p).point(metrics)
			point["template_id"], point["start"], point["end"] = id, p.start, p.end
			points = append(points, point)
		}
	}
	return pageOf(g, []string{"0"}, func(int) any {
		return map[string]any{"granularity": "DAILY", "product_type": "cloud_api", "data_points": points}
	})
}

// templateMetrics are what template_analytics counts.
var templateMetrics = []string{"SENT", "DELIVERED", "READ", "REPLIED", "CLICKED", "COST"}

// point is what was counted, of the metrics asked for. Nothing costs anything
// here, and clicks on links are not known.
func (n templateCount) point(metrics []string) map[string]any {
	cost := []any{map[string]any{"type": "amount_spent", "value": 0}}
	if n.delivered > 0 {
		cost = append(cost, map[string]any{"type": "cost_per_delivered", "value": 0})
	}
	all := map[string]any{"SENT": n.sent, "DELIVERED": n.delivered, "READ": n.read, "REPLIED": n.replied, "COST": cost}
	point := map[string]any{}
	for metric, value := range all {
		if len(metrics) == 0 || slices.ContainsFunc(metrics, func(one string) bool { return strings.EqualFold(one, metric) }) {
			point[strings.ToLower(metric)] = value
		}
	}
	return point
}

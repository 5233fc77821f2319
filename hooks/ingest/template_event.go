package ingest

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/whatsapp"
)

// templateRow is what a webhook may change of a template. The times are when
// each part was last heard of, by Meta's clock.
type templateRow struct {
	id, metaID, status, reason, category, quality, components, removedAt, syncedAt string
	statusAt, categoryAt, qualityAt, componentsAt                                  string
}

const (
	sqlFindTemplate = `SELECT id, meta_id, status, reason, category, quality, COALESCE(components, ''), removed_at, synced_at,
		status_at, category_at, quality_at, components_at FROM whatsapp_templates
		WHERE (meta_id = ?1 AND ?1 != '') OR (name = ?2 AND ?2 != '' AND replace(language, '-', '_') = ?3 COLLATE NOCASE)
		ORDER BY meta_id = ?1 DESC LIMIT 1`
	sqlSetTemplate = `UPDATE whatsapp_templates SET meta_id = ?, status = ?, reason = ?, category = ?, quality = ?, components = ?,
		removed_at = ?, status_at = ?, category_at = ?, quality_at = ?, components_at = ?, updated = ? WHERE id = ?`
)

// templateClocks is how far Meta's clock and ours may be apart: what is older
// than the last reading by less may still be news.
const templateClocks = 2 * time.Minute

// templateNews is what the current batch has learned of templates. Only the
// goroutine of the writer uses it.
type templateNews struct {
	changed []string // ids of records
	unknown bool     // there was news of a template that isn't here
}

// applyTemplate changes the template that a webhook is about. Meta promises no
// order, and events may be a week old: each part of a template only ever takes
// what is newer. What can't be used is parked, as every notice.
func (b *batch) applyTemplate(e *whatsapp.Event) error {
	n, ok := whatsapp.ReadTemplateNotice(e.Field, e.Raw)
	if !ok {
		return b.park(e, reasonUnknownField, stateParked, "This version does not understand what is said of the template.")
	}
	row, err := b.findTemplate(n)
	if err != nil {
		return err
	}
	if row == nil {
		b.w.templates.unknown = true
		return b.park(e, reasonUnknownField, stateParked, "This template is not here yet: the next reading of the templates brings it.")
	}
	at, before := date(e.At), *row
	row.metaID = cmp.Or(row.metaID, n.ID)
	if n.Status != "" && row.newer(&row.statusAt, at) {
		row.setStatus(n, cmp.Or(at, b.stamp))
	}
	if n.Category != "" && row.newer(&row.categoryAt, at) {
		row.category = n.Category
	}
	if n.Quality != "" && row.newer(&row.qualityAt, at) {
		row.quality = n.Quality
	}
	if n.Texts != nil && row.newer(&row.componentsAt, at) {
		row.components = string(whatsapp.MergeComponents([]byte(row.components), *n.Texts))
	}
	if *row == before {
		return nil
	}
	_, err = b.exec(sqlSetTemplate, row.metaID, row.status, clip(row.reason, 1000), row.category, row.quality, row.components,
		row.removedAt, row.statusAt, row.categoryAt, row.qualityAt, row.componentsAt, b.stamp, row.id)
	if err == nil {
		b.w.templates.changed = append(b.w.templates.changed, row.id)
	}
	return err
}

// newer tells whether an event is news of a part, and if so notes its time. An
// event without a time can't be compared and counts as news.
func (r *templateRow) newer(known *string, at string) bool {
	if at == "" {
		return true
	}
	if at < *known {
		return false
	}
	if synced, err := time.Parse(types.DefaultDateLayout, r.syncedAt); err == nil && at < date(synced.Add(-templateClocks)) {
		return false
	}
	*known = at
	return true
}

func (r *templateRow) setStatus(n whatsapp.TemplateNotice, at string) {
	r.status, r.reason = n.Status, n.Reason
	switch {
	case n.Status != whatsapp.StatusRemoved:
		r.removedAt = ""
	case r.removedAt == "":
		r.removedAt = at
	}
}

// findTemplate finds by Meta's id; by name and language only where that isn't
// known: a name may be used again for another template, or in another account.
func (b *batch) findTemplate(n whatsapp.TemplateNotice) (*templateRow, error) {
	var r templateRow
	err := b.stmt(sqlFindTemplate).QueryRowContext(b.ctx, n.ID, n.Name, n.Language).Scan(
		&r.id, &r.metaID, &r.status, &r.reason, &r.category, &r.quality, &r.components, &r.removedAt, &r.syncedAt,
		&r.statusAt, &r.categoryAt, &r.qualityAt, &r.componentsAt)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.metaID != "" && n.ID != "" && r.metaID != n.ID {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// tellTemplates reports, after a commit, what it has learned of templates.
func (w *Writer) tellTemplates() {
	news := w.templates
	w.templates = templateNews{}
	slices.Sort(news.changed)
	w.announcer.add("whatsapp_templates", nil, slices.Compact(news.changed))
	if news.unknown && w.opts.UnknownTemplate != nil {
		w.opts.UnknownTemplate()
	}
}

package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

const (
	// maxTemplatePages bounds a reading: 6,000 templates, Meta's most for an
	// account, are 60 pages.
	maxTemplatePages = 100
	templateFields   = "id,name,status,category,language,components,quality_score,parameter_format"
	templatePage     = "100"
)

// ErrTooManyPages means that a list of Meta's didn't come to its end.
var ErrTooManyPages = errors.New("the list of templates has no end")

// Templates reads all templates of a WhatsApp Business account. It is all or
// nothing: who keeps a copy must not take a part for the whole. The errors are
// those of [Client.Send], and ErrTooManyPages.
//
// Source: templates/template-management.
func (c *Client) Templates(ctx context.Context, accountID string) ([]Template, error) {
	var all []Template
	query := url.Values{"fields": {templateFields}, "limit": {templatePage}}
	for range maxTemplatePages {
		root, err := c.ask(ctx, http.MethodGet, accountID, "/message_templates?"+query.Encode(), "")
		if err != nil {
			return nil, err
		}
		if root.get("data").kind() != jsonArray {
			return nil, &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp has no templates"}
		}
		for item := range root.list("data") {
			if t := readTemplate(item); t.Name != "" && t.Language != "" {
				all = append(all, t)
			}
		}
		paging := root.object("paging")
		after := paging.object("cursors").str("after")
		if !paging.has("next") || after == "" {
			return all, nil
		}
		if after == query.Get("after") {
			return nil, ErrTooManyPages
		}
		query.Set("after", after)
	}
	return nil, ErrTooManyPages
}

// readTemplate reads a template as Graph answers it.
func readTemplate(item *jsonValue) Template {
	t := Template{
		ID:         item.name("id", maxName),
		Name:       item.name("name", maxTemplateName),
		Language:   item.name("language", maxLanguage),
		Category:   upper(item, "category"),
		Status:     upper(item, "status"),
		Format:     upper(item, "parameter_format"),
		Components: item.get("components").raw(),
	}
	t.Quality = upper(item.object("quality_score"), "score")
	fill(&t.Quality, upper(item, "quality_score"))
	fill(&t.Quality, "UNKNOWN")
	fill(&t.Format, "POSITIONAL")
	if item.get("components").kind() != jsonArray {
		t.Components = []byte("[]")
	}
	return t
}

const (
	maxTemplateName = 512
	maxLanguage     = 20
	maxTemplateWord = 40 // a status, a category
)

func upper(v *jsonValue, name string) string {
	return strings.ToUpper(clip(v.str(name), maxTemplateWord))
}

package hooks

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// templateForm is a template on the send route.
type templateForm struct {
	Name     string `json:"name"`
	Language string `json:"language"`
	whatsapp.TemplateValues
}

// fillTemplate makes a message of a template for somebody. category is Meta's
// (MARKETING, UTILITY, AUTHENTICATION), also when there are problems: whoever
// doesn't want marketing must not get it, whatever else is wrong. It asks the
// database once and Meta never. file is for the top of the template, if any.
func (c *crm) fillTemplate(app core.App, form templateForm, file *attachment, to recipient) (content whatsapp.Content, category string, problems whatsapp.Problems) {
	template, problems, err := findTemplate(app, form.Name, form.Language)
	if err != nil {
		c.app.Logger().Error("The templates could not be read", "error", err)
		return content, "", whatsapp.Problems{{Field: "template.name", Code: whatsapp.CodeNoTemplate, Sentence: "The templates could not be read. Try again."}}
	}
	if len(problems) > 0 {
		return content, "", problems
	}
	if file != nil {
		if form.File, problems = file.attachTo(template, c.cfg.Now()); len(problems) > 0 {
			return content, template.Category, problems
		}
	}
	content, problems = template.Fill(form.TemplateValues)
	if to.digits == "" && to.userID != "" && template.NeedsPhone() {
		problems = append(problems, whatsapp.Problem{Field: "to_phone", Code: "crm_needs_phone",
			Sentence: "WhatsApp sends codes to a phone number only, and this person's is hidden. Ask for the number first."})
	}
	return content, template.Category, problems
}

// templateNow says why a template that was chosen before can't be sent any
// longer, and its present category: for messages that were to be sent later.
// It says nothing when it can.
func (c *crm) templateNow(app core.App, name, language string) (category string, problems whatsapp.Problems, err error) {
	template, problems, err := findTemplate(app, name, language)
	if err != nil || len(problems) > 0 {
		return "", problems, err
	}
	if refusal := template.Refusal(); refusal != "" {
		problems = whatsapp.Problems{{Field: "template.name", Code: whatsapp.CodeState, Sentence: refusal}}
	}
	return template.Category, problems, nil
}

// templateStill is templateNow for a template that was filled before: what was
// filled in may be out of date as well.
func (c *crm) templateStill(app core.App, object json.RawMessage) (category string, problems whatsapp.Problems, err error) {
	name, language, err := templateNamed(object)
	if err != nil {
		return "", nil, err
	}
	category, problems, err = c.templateNow(app, name, language)
	if err == nil && len(problems) == 0 && whatsapp.OfferEnded(object, c.cfg.Now()) {
		problems = whatsapp.Problems{{Field: "template.limited_time_offer.expiration_time_ms", Code: whatsapp.CodeInvalid,
			Sentence: "The offer in this template has ended, so it was not sent. Send it anew with a later end."}}
	}
	return category, problems, err
}

// findTemplate finds one language of a template.
func findTemplate(app core.App, name, language string) (whatsapp.Template, whatsapp.Problems, error) {
	name, language = strings.TrimSpace(name), strings.TrimSpace(language)
	problem := func(field, code, sentence string) (whatsapp.Template, whatsapp.Problems, error) {
		return whatsapp.Template{}, whatsapp.Problems{{Field: "template." + field, Code: code, Sentence: sentence}}, nil
	}
	switch {
	case name == "":
		return problem("name", whatsapp.CodeRequired, "Say which template to send.")
	case language == "":
		return problem("language", whatsapp.CodeRequired, "Say in which language to send the template, for example en_US.")
	}
	row, err := findTemplateRow(app, name, language)
	if err != nil {
		return whatsapp.Template{}, nil, err
	}
	if row == nil {
		var languages []string
		err := app.DB().Select("language").From("whatsapp_templates").
			Where(dbx.HashExp{"name": name, "removed_at": ""}).OrderBy("language").Limit(20).Column(&languages)
		if err != nil {
			return whatsapp.Template{}, nil, err
		}
		if len(languages) == 0 {
			return problem("name", whatsapp.CodeNoTemplate, "There is no template of this name. Fetch the templates again, or choose another one.")
		}
		return problem("language", whatsapp.CodeLanguage, "This template does not exist in that language. It exists in: "+strings.Join(languages, ", ")+".")
	}
	return templateOf(row), nil, nil
}

// findTemplateRow finds the row of a language, however it is written: en_US,
// en-US. It is nil when there is none.
func findTemplateRow(app core.App, name, language string) (*core.Record, error) {
	rows := []*core.Record{}
	err := app.RecordQuery("whatsapp_templates").AndWhere(dbx.HashExp{"name": name}).Limit(200).All(&rows)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	exact := slices.IndexFunc(rows, func(r *core.Record) bool { return r.GetString("language") == language })
	if exact < 0 {
		normal := whatsapp.NormalLanguage(language)
		exact = slices.IndexFunc(rows, func(r *core.Record) bool { return whatsapp.NormalLanguage(r.GetString("language")) == normal })
	}
	if exact < 0 {
		return nil, nil
	}
	return rows[exact], nil
}

func templateOf(row *core.Record) whatsapp.Template {
	t := whatsapp.Template{
		ID: row.GetString("meta_id"), Name: row.GetString("name"), Language: row.GetString("language"),
		Category: row.GetString("category"), Status: row.GetString("status"), Quality: row.GetString("quality"),
		Format: row.GetString("parameter_format"), Reason: row.GetString("reason"), Components: templateComponents(row),
	}
	if !row.GetDateTime("removed_at").IsZero() {
		t.Status = whatsapp.StatusRemoved
	}
	return t
}

// fieldErrors are problems as PocketBase answers them: by the path of the field.
func fieldErrors(problems whatsapp.Problems) validation.Errors {
	wrong := validation.Errors{}
	for _, p := range problems {
		if wrong[p.Field] == nil { // note: the first is the one to begin with
			wrong[p.Field] = validation.NewError(p.Code, p.Sentence)
		}
	}
	return wrong
}

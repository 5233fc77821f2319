package whatsapp

import (
	"encoding/json"
	"strings"
)

// TemplateFile is a file for the top of a template that is uploaded later:
// [WithMediaID] completes the message.
type TemplateFile struct {
	Name string // shown for a document
}

// HeaderFile is the kind of file that stands above the text: image, video or
// document; "" when none does.
func (t Template) HeaderFile() string {
	parts, _ := t.parts()
	if parts.header == nil {
		return ""
	}
	switch parts.header.format {
	case "IMAGE", "VIDEO", "DOCUMENT":
		return strings.ToLower(parts.header.format)
	}
	return ""
}

// upload is a file of a template, without its id yet.
func (p *Problems) upload(field, kind string, raw json.RawMessage, file TemplateFile) *sendMedia {
	if filledIn(raw) {
		p.add(field, CodeSurplus, "Give the %s as a file, or as a link or id, not both.", kind)
		return nil
	}
	if kind != "document" || file.Name == "" {
		return &sendMedia{}
	}
	if !p.text(field+".filename", file.Name, "file name", maxFilename) {
		return nil
	}
	return &sendMedia{Filename: file.Name}
}

// templateFile finds the file in a template that is to be uploaded; nil when
// there is none.
func templateFile(c Content) (t sendTemplate, missing *sendMedia) {
	if json.Unmarshal(c.Object, &t) != nil {
		return t, nil
	}
	for _, component := range t.Components {
		for _, parameter := range component.Parameters {
			for _, file := range []*sendMedia{parameter.Image, parameter.Video, parameter.Document} {
				if component.Type == "header" && file != nil && file.ID == "" && file.Link == "" {
					return t, file
				}
			}
		}
	}
	return t, nil
}

func withTemplateFile(c Content, id string) Content {
	t, missing := templateFile(c)
	if missing == nil || id == "" {
		return c
	}
	missing.ID = id
	if object, err := encode(t); err == nil {
		c.Object = object
	}
	return c
}

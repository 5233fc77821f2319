package hooks

import (
	"cmp"

	"pocketcrm/whatsapp"
)

// hosted is true for a request that names a file, which Meta has or fetches,
// beside its other fields instead of within media.
func (f *sendForm) hosted() bool { return f.MediaID != "" || f.Link != "" }

// hostedTwice finds what a request with such a file says in two ways.
func (f *sendForm) hostedTwice() (problems whatsapp.Problems) {
	add := func(field, sentence string) {
		problems = append(problems, whatsapp.Problem{Field: field, Code: whatsapp.CodeSurplus, Sentence: sentence})
	}
	if f.MediaID != "" && f.Link != "" {
		add("link", "Give the file as media_id or as link, not both.")
	}
	if len(f.Media) > 0 || f.File != "" {
		add("media", "There are two files: media, and the one of media_id or link. Give one of them.")
	}
	if f.Caption != "" && f.Message != "" {
		add("message", "The text under the file is here twice. Give it as caption or as message.")
	}
	if f.Kind != "" && f.Type != "" && f.Kind != f.Type {
		add("type", "The kind of the file and its type contradict each other. Give one of them.")
	}
	return problems
}

func (f *sendForm) hostedContent() (whatsapp.Content, whatsapp.Problems) {
	content, problems := whatsapp.HostedMessage{MediaID: f.MediaID, Link: f.Link, FileMessage: whatsapp.FileMessage{
		Kind: cmp.Or(f.Kind, f.Type), Caption: cmp.Or(f.Caption, f.Message), Filename: f.Filename, Voice: f.Voice,
	}}.Content("")
	for i := range problems {
		if problems[i].Field == "caption" && f.Caption == "" {
			problems[i].Field = "message" // where it was given
		}
	}
	return content, problems
}

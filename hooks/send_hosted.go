package hooks

import "pocketcrm/whatsapp"

// hosted is true for a request that names a file which Meta has or fetches:
// within media, or beside its other fields.
func (f *sendForm) hosted() bool { return f.MediaID != "" || f.Link != "" || len(f.Media) > 0 }

// hasFile is true for a request whose content is a file: a text beside it stands
// under it. One beside a template is the template's.
func (f *sendForm) hasFile() bool { return f.hosted() || f.File != "" && f.Template == nil }

// fileTwice finds what a request with a file says of it in two ways, and a text
// that has no file to stand under.
func (f *sendForm) fileTwice() (problems whatsapp.Problems) {
	add := func(field, sentence string) {
		problems = append(problems, whatsapp.Problem{Field: field, Code: whatsapp.CodeSurplus, Sentence: sentence})
	}
	beside := f.MediaID != "" || f.Link != ""
	switch {
	case f.MediaID != "" && f.Link != "":
		add("link", "Give the file as media_id or as link, not both.")
	case beside && (len(f.Media) > 0 || f.File != ""):
		add("media", "There are two files: media, and the one of media_id or link. Give one of them.")
	case f.Caption != "" && !f.hasFile():
		add("caption", "There is no file that this text could stand under. Give it as message.")
	case !f.hasFile() && f.File == "":
		f.ofNoFile(add)
	}
	return problems
}

// ofNoFile finds what is said of a file where there is none: it got lost on the
// way here.
func (f *sendForm) ofNoFile(add func(field, sentence string)) {
	const sentence = "There is no file that this could be said of. Send one as media, or leave this out."
	if f.Filename != "" {
		add("filename", sentence)
	}
	if f.Kind != "" {
		add("kind", sentence)
	}
	if f.Voice {
		add("voice", sentence)
	}
}

// said is a part of what a request says of a file, by the field that says it.
type said struct{ field, value string }

// once takes what was said first; who says something else as well is told so.
func once(problems *whatsapp.Problems, what string, all ...said) (first said) {
	for _, s := range all {
		switch {
		case s.value == "":
		case first.value == "":
			first = s
		case s.value != first.value:
			*problems = append(*problems, whatsapp.Problem{Field: s.field, Code: whatsapp.CodeSurplus,
				Sentence: "The " + what + " is here twice, and not the same: as " + first.field + " and as " + s.field + ". Give it once."})
		}
	}
	return first
}

// caption is the text under a file, which may be given as message.
func (f *sendForm) caption(problems *whatsapp.Problems, within ...said) said {
	return once(problems, "text under the file", append(within, said{"caption", f.Caption}, said{"message", f.Message})...)
}

// hostedContent is the message with a file that Meta has or fetches.
func (f *sendForm) hostedContent() (whatsapp.Content, whatsapp.Problems) {
	within, file := "", whatsapp.HostedMessage{MediaID: f.MediaID, Link: f.Link}
	var problems whatsapp.Problems
	if len(f.Media) > 0 {
		within = "media"
		if file, problems = whatsapp.ReadHosted(f.Media); len(problems) > 0 {
			return whatsapp.Content{}, problems
		}
	}
	caption := f.caption(&problems, said{"media.caption", file.Caption})
	kind := once(&problems, "kind of the file", said{"media.kind", file.Kind}, said{"kind", f.Kind}, said{"type", f.Type})
	name := once(&problems, "name of the file", said{"media.filename", file.Filename}, said{"filename", f.Filename})
	if len(problems) > 0 {
		return whatsapp.Content{}, problems
	}
	file.Caption, file.Kind, file.Filename, file.Voice = caption.value, kind.value, name.value, file.Voice || f.Voice
	content, problems := file.Content(within)
	return content, renamed(problems, map[string]string{"caption": caption.field, "kind": kind.field, "filename": name.field}, within)
}

// renamed names the problems of a file by the fields in which it was given.
func renamed(problems whatsapp.Problems, fields map[string]string, within string) whatsapp.Problems {
	if within != "" {
		within += "."
	}
	for i := range problems {
		for field, given := range fields {
			if problems[i].Field == within+field && given != "" {
				problems[i].Field = given
				break
			}
		}
	}
	return problems
}

package whatsapp

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// endings of the names of files, the usual one first. Whoever gets a file opens
// it by its ending, and Meta goes by it as well.
var endings = map[string][]string{
	pdf:                  {".pdf"},
	plainText:            {".txt"},
	"application/msword": {".doc", ".dot"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"},
	"application/vnd.ms-excel": {".xls", ".xlt"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.ms-powerpoint":                                             {".ppt", ".pps"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"image/jpeg": {".jpg", ".jpeg"}, "image/png": {".png"}, "image/webp": {".webp"},
	"video/mp4": {".mp4", ".m4v"}, "video/3gpp": {".3gp"},
	"audio/aac": {".aac"}, "audio/amr": {".amr"}, "audio/mpeg": {".mp3"}, "audio/mp4": {".m4a"}, "audio/ogg": {".ogg"},
}

// FittingName gives a file a name that ends as its content does. A text keeps
// any ending of texts, such as .csv; an ending of something else would keep it
// from being opened.
func FittingName(name, mimeType string) string {
	ending := strings.ToLower(path.Ext(name))
	own := endings[typeAtMeta(mimeType)]
	switch {
	case name == "" || len(own) == 0 || slices.Contains(own, ending):
		return name
	case IsText(mimeType) && isEnding(ending) && !isEndingOfOthers(name, plainText):
		return name
	}
	return withEnding(name, own[0])
}

// isEndingOfOthers is true for a name that ends as files of another type do.
// Texts have many endings, which belong to none.
func isEndingOfOthers(name, mimeType string) bool {
	others := []string{".opus", ".oga", ".mov", ".avi", ".webm", ".gif", ".heic", ".zip", ".rar", ".7z", ".odt", ".ods", ".odp", ".exe"}
	if mimeType != plainText {
		others = append(others, ".csv", ".rtf", ".html", ".json", ".xml")
	}
	kind := TypeOfName(name)
	return kind != "" && kind != mimeType || slices.Contains(others, strings.ToLower(path.Ext(name)))
}

// withEnding puts another ending in place of the one that a name has.
func withEnding(name, ending string) string {
	if had := path.Ext(name); isEnding(had) {
		name = strings.TrimSuffix(name, had)
	}
	if strings.EqualFold(path.Ext(name), ending) { // offer.pdf.exe
		return name
	}
	return name + ending
}

// isEnding is false for what only follows a dot: "Offer 1.2", "v2. final draft".
func isEnding(s string) bool {
	const longest = 6
	return len(s) > 1 && len(s) <= longest && !strings.Contains(s, " ") && strings.Trim(s, ".0123456789") != ""
}

// uploadAs is how a file is handed over: under a type of Meta's list, and a
// name that ends as that type does.
func uploadAs(mimeType, name string) (string, string) {
	mimeType = typeAtMeta(mimeType)
	if own := endings[mimeType]; len(own) > 0 && !slices.Contains(own, strings.ToLower(path.Ext(name))) {
		name = withEnding(name, own[0])
	}
	return mimeType, name
}

// TypeOfName guesses the type of a file by the ending of its name; "" for one
// that Meta doesn't take.
func TypeOfName(name string) string {
	ending := strings.ToLower(path.Ext(name))
	for kind, own := range endings {
		if slices.Contains(own, ending) {
			return kind
		}
	}
	return ""
}

// kindOfLink guesses the kind of a file by the end of its address.
func kindOfLink(link string) string {
	name := nameInLink(link)
	switch kind := TypeOfName(name); {
	case kind == "image/webp":
		return "sticker"
	case kind != "":
		return KindOfFile(kind)
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".opus":
		return "audio"
	case ".csv", ".zip":
		return "document"
	}
	return ""
}

// nameInLink is what a file is called at the end of its address, decoded.
func nameInLink(link string) string {
	address, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return ""
	}
	return CleanFilename(path.Base(address.Path))
}

// documentName makes the name under which the customer sees a document by link:
// WhatsApp calls it "Untitled" otherwise. Addresses without an ending, or with
// the one of a program, nearly always give a PDF.
func documentName(link string) string {
	name := nameInLink(link)
	ending := strings.ToLower(path.Ext(name))
	switch {
	case TypeOfName(name) != "":
	case nameInQuery(link) != "":
		name = nameInQuery(link)
	case slices.Contains(programs, ending):
		name = withEnding(name, ".pdf")
	case !isEnding(ending):
		if name == "" {
			name = "document"
		}
		name += ".pdf"
	}
	return name
}

// programs end as what answers does, not as what it answers with.
var programs = []string{".php", ".asp", ".aspx", ".ashx", ".jsp", ".cgi", ".do", ".html", ".htm"}

// nameInQuery is the name of a file in what follows an address: ?file=Offer.pdf.
func nameInQuery(link string) string {
	_, query, _ := strings.Cut(link, "?")
	for pair := range strings.SplitSeq(query, "&") {
		_, value, _ := strings.Cut(pair, "=")
		if value, err := url.QueryUnescape(value); err == nil && TypeOfName(value) != "" {
			return CleanFilename(value)
		}
	}
	return ""
}

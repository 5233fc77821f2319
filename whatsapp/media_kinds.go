package whatsapp

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strings"
)

// mediaKind is what Meta takes of one kind of file.
type mediaKind struct {
	name  string
	noun  string // in a sentence
	types []string
	most  int64
	takes string // the types in words
}

// Limits of files that a business sends (business-phone-numbers/media).
const (
	megabyte = 1 << 20
	// MaxStaticSticker is the largest sticker that does not move.
	MaxStaticSticker = 100 << 10
	// stickerEdge is how many pixels a sticker is wide and high.
	stickerEdge = 512
	// MaxOutboundMedia is the largest file of any kind.
	MaxOutboundMedia = 100 * megabyte
)

const (
	plainText = "text/plain"
	pdf       = "application/pdf"
)

// Source: business-phone-numbers/media. A document can have any type that
// /media takes, whose refusal of another one (100, "Param file must be a file
// with one of the following types") lists them.
var mediaKinds = []mediaKind{
	{"image", "picture", []string{"image/jpeg", "image/png"}, 5 * megabyte, "JPEG and PNG"},
	{"video", "video", []string{"video/mp4", "video/3gpp"}, 16 * megabyte, "MP4 and 3GP"},
	{"audio", "audio file", []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * megabyte, "AAC, AMR, MP3, M4A and Ogg with Opus"},
	{"sticker", "sticker", []string{"image/webp"}, 500 << 10, "WebP"},
	{"document", "document", []string{
		pdf, plainText,
		"application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"image/jpeg", "image/png", "image/webp", "video/mp4", "video/3gpp",
		"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg",
	}, MaxOutboundMedia, "PDF, text, Word, Excel, PowerPoint"},
}

func findKind(name string) (mediaKind, bool) {
	i := slices.IndexFunc(mediaKinds, func(k mediaKind) bool { return k.name == name })
	if i < 0 {
		return mediaKind{}, false
	}
	return mediaKinds[i], true
}

// KindOfFile is as what a file of a type is sent unless somebody says
// otherwise. A WebP is a sticker only when that is asked for; as a picture Meta
// doesn't take it.
func KindOfFile(mimeType string) string {
	for _, kind := range mediaKinds {
		if kind.name != "sticker" && slices.Contains(kind.types, BaseType(mimeType)) {
			return kind.name
		}
	}
	return "document"
}

// BaseType is a MIME type without its parameters, by the name that Meta lists
// where it has several.
func BaseType(mimeType string) string {
	base, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		base, _, _ = strings.Cut(mimeType, ";")
		base = strings.ToLower(strings.TrimSpace(base))
	}
	switch base {
	case "video/3gp", "audio/3gpp":
		return "video/3gpp"
	case "video/x-m4v":
		return "video/mp4"
	case "image/jpg":
		return "image/jpeg"
	case "audio/x-m4a", "audio/x-mp4a", "audio/m4a":
		return "audio/mp4"
	case "audio/mp3":
		return "audio/mpeg"
	case "audio/opus", "application/ogg":
		return "audio/ogg"
	case "audio/amr-nb":
		return "audio/amr"
	}
	return base
}

// textTypes are texts whose types don't begin with text/.
var textTypes = []string{
	"application/json", "application/xml", "application/javascript", "application/x-ndjson", "application/x-subrip", "application/rtf",
	"application/yaml", "application/x-yaml", "application/sql", "application/toml",
}

// IsText tells whether a file of a type is a text: it can be handed over as one.
func IsText(mimeType string) bool {
	base := BaseType(mimeType)
	return strings.HasPrefix(base, "text/") || strings.HasSuffix(base, "+xml") || strings.HasSuffix(base, "+json") || slices.Contains(textTypes, base)
}

// typeAtMeta is the type under which a file is handed over: Meta lists one for
// all texts.
func typeAtMeta(mimeType string) string {
	if IsText(mimeType) {
		return plainText
	}
	return BaseType(mimeType)
}

// isDocument is true for what Meta takes as a document.
func isDocument(mimeType string) bool {
	document, _ := findKind("document")
	return slices.Contains(document.types, typeAtMeta(mimeType))
}

// opusChannels reads the channels of an Ogg file with Opus, 0 for any other
// (RFC 7845, section 5.1).
func opusChannels(head []byte) int {
	const name, channels = "OpusHead", 9
	i := bytes.Index(head, []byte(name))
	if i < 0 || len(head) <= i+channels {
		return 0
	}
	return int(head[i+channels])
}

// inBytes rounds up, so that a file that is too large by a byte is not said to
// be as large as is allowed.
func inBytes(n int64) string {
	if n < megabyte {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	tenths := (n*10 + megabyte - 1) / megabyte
	return strings.TrimSuffix(fmt.Sprintf("%d.%d", tenths/10, tenths%10), ".0") + " MB"
}

// FileLimit is what Meta takes of one kind of file.
type FileLimit struct {
	Types []string
	Most  int64 // bytes
}

// FileLimits are the limits by kind, for whoever checks a file before it is
// uploaded. A sticker that doesn't move has at most [MaxStaticSticker] bytes.
func FileLimits() map[string]FileLimit {
	limits := make(map[string]FileLimit, len(mediaKinds))
	for _, kind := range mediaKinds {
		limits[kind.name] = FileLimit{slices.Clone(kind.types), kind.most}
	}
	return limits
}

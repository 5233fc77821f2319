package whatsapp

import (
	"bytes"
	"fmt"
	"mime"
	"path"
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

// Source: business-phone-numbers/media.
var mediaKinds = []mediaKind{
	{"image", "picture", []string{"image/jpeg", "image/png"}, 5 * megabyte, "JPEG and PNG"},
	{"video", "video", []string{"video/mp4", "video/3gpp"}, 16 * megabyte, "MP4 and 3GP"},
	{"audio", "audio file", []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * megabyte, "AAC, AMR, MP3, M4A and Ogg with Opus"},
	{"sticker", "sticker", []string{"image/webp"}, 500 << 10, "WebP"},
	{"document", "document", nil, MaxOutboundMedia, "documents"},
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

// CheckFile finds what Meta would not take of a file that is to be sent. head
// is its beginning, some hundred bytes at least; mimeType is what it really is.
func CheckFile(kind, mimeType string, size int64, head []byte, voice bool) Problems {
	var wrong Problems
	k, known := findKind(kind)
	if !known {
		wrong.add("kind", CodeInvalid, "A file is sent as image, video, audio, document or sticker.")
		return wrong
	}
	mimeType = BaseType(mimeType)
	most := k.most
	if kind == "sticker" && !isAnimatedWebP(head) {
		most = MaxStaticSticker
	}
	switch {
	case size == 0:
		wrong.add("media", CodeRequired, "The file is empty. Choose another one.")
	case voice && (kind != "audio" || mimeType != "audio/ogg"):
		wrong.add("media", CodeFormat, "A voice note is an Ogg file with Opus sound. Send this one as an audio file instead.")
	case kind == "document" && !isDocument(mimeType):
		wrong.add("media", CodeFormat, "WhatsApp does not take files of this type (%s). Put it into a ZIP or PDF file and send that.", mimeType)
	case kind != "document" && !slices.Contains(k.types, mimeType):
		wrong.add("media", CodeFormat, "As %s WhatsApp takes %s only; this file is of the type %s. Send it as a document instead.", aOrAn(k.noun), k.takes, mimeType)
	case mimeType == "audio/ogg" && kind == "audio" && opusChannels(head) != 1:
		wrong.add("media", CodeFormat, "Of Ogg files WhatsApp takes those with one channel of Opus sound only. Send it as a document, or convert it to MP3.")
	case kind == "sticker" && !isStickerSized(head):
		wrong.add("media", CodeFormat, "A sticker is %d pixels wide and %d high; %s. Change its size, or send it as a document.", stickerEdge, stickerEdge, sizeOfWebP(head))
	case size > most:
		hint := ""
		if most < MaxOutboundMedia {
			hint = " Make it smaller, or send it as a document."
		}
		wrong.add("media", CodeLength, "The file has %s; WhatsApp takes %s with at most %s.%s", inBytes(size), aOrAn(k.noun), inBytes(most), hint)
	}
	return wrong
}

// isDocument is true for what Meta takes as a document: more than its pages
// list, but not what has no type.
func isDocument(mimeType string) bool {
	top, _, _ := strings.Cut(mimeType, "/")
	return mimeType != "application/octet-stream" && slices.Contains([]string{"application", "text", "image", "video", "audio"}, top)
}

// kindOfLink guesses the kind of a file by the end of its address.
func kindOfLink(link string) string {
	link, _, _ = strings.Cut(link, "?")
	switch strings.ToLower(path.Ext(link)) {
	case ".jpg", ".jpeg", ".png":
		return "image"
	case ".mp4", ".3gp":
		return "video"
	case ".aac", ".amr", ".mp3", ".m4a", ".ogg", ".opus":
		return "audio"
	case ".webp":
		return "sticker"
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".txt", ".csv", ".zip":
		return "document"
	}
	return ""
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
	Types []string // none for a document, which has nearly any
	Most  int64    // bytes
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

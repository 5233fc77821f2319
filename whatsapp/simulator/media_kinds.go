package simulator

import (
	"bytes"
	"encoding/binary"
	"mime"
	"slices"
	"strings"
)

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
)

// mediaKind is what Meta takes of one kind of media.
type mediaKind struct {
	name  string
	types []string
	limit int
}

// mediaKinds are the kinds with their types and the largest size of a file.
//
// Source: business-phone-numbers/media.
var mediaKinds = []mediaKind{
	{"audio", []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}, 16 * megabyte},
	{"image", []string{"image/jpeg", "image/png"}, 5 * megabyte},
	{"sticker", []string{"image/webp"}, 500 * kilobyte},
	{"video", []string{"video/mp4", "video/3gp", "video/3gpp"}, 16 * megabyte},
	{"document", []string{
		"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}, 100 * megabyte},
}

// maxStaticSticker is the limit of a sticker that doesn't move.
const maxStaticSticker = 100 * kilobyte

// kindOfType is the kind that a MIME type belongs to.
func kindOfType(mimeType string) (mediaKind, bool) {
	base := baseType(mimeType)
	for _, kind := range mediaKinds {
		if slices.Contains(kind.types, base) {
			return kind, true
		}
	}
	// note: other documents are taken in practice, though no page lists them.
	if (strings.HasPrefix(base, "application/") || strings.HasPrefix(base, "text/")) && base != "application/octet-stream" {
		return mediaKinds[len(mediaKinds)-1], true
	}
	return mediaKind{}, false
}

// baseType is a MIME type without its parameters.
func baseType(mimeType string) string {
	base, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		base, _, _ = strings.Cut(mimeType, ";")
		base = strings.ToLower(strings.TrimSpace(base))
	}
	return base
}

// typeFits tells whether media of a type can be sent as that kind of message.
// Any of it can be sent as a document.
func typeFits(kind, mimeType string) bool {
	if kind == "document" {
		return true
	}
	found, known := kindOfType(mimeType)
	return known && found.name == kind
}

// checkFile refuses a file that Meta would not take as that type.
func checkFile(mimeType string, data []byte) *graphError {
	kind, known := kindOfType(mimeType)
	if !known {
		all := []string{}
		for _, kind := range mediaKinds {
			all = append(all, kind.types...)
		}
		return badParameter("Param file must be a file with one of the following types: %s. Received file of type '%s'.", strings.Join(all, ", "), baseType(mimeType))
	}
	limit := kind.limit
	if kind.name == "sticker" && !isAnimatedWebP(data) {
		limit = maxStaticSticker
	}
	switch {
	case len(data) == 0:
		return badParameter("Param file must not be empty.")
	case len(data) > limit:
		return refuse(131053, "The file has %d bytes, media of type %s at most %d.", len(data), baseType(mimeType), limit)
	}
	return nil
}

// isAnimatedWebP reads the animation flag of the extended header.
func isAnimatedWebP(data []byte) bool {
	return len(data) > 20 && string(data[:4]) == "RIFF" && string(data[8:16]) == "WEBPVP8X" && data[20]&2 != 0
}

// sniffType tells the type of a file by its first bytes, "" when it can't.
func sniffType(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(data, []byte("OggS")):
		return "audio/ogg"
	case bytes.HasPrefix(data, []byte("#!AMR")):
		return "audio/amr"
	case bytes.HasPrefix(data, []byte("ID3")):
		return "audio/mpeg"
	case len(data) > 12 && string(data[4:8]) == "ftyp" && binary.BigEndian.Uint32(data) < 1024:
		switch string(data[8:11]) {
		case "M4A":
			return "audio/mp4"
		case "3gp":
			return "video/3gpp"
		}
		return "video/mp4"
	}
	return ""
}

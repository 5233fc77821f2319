package simulator

import (
	"bytes"
	"encoding/binary"
	"fmt"
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

// takenTypes are those that Meta names when it refuses another one, in its order.
const takenTypes = "audio/aac, audio/mp4, audio/mpeg, audio/amr, audio/ogg, audio/opus, application/vnd.ms-powerpoint, application/msword, " +
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document, application/vnd.openxmlformats-officedocument.presentationml.presentation, " +
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/pdf, text/plain, application/vnd.ms-excel, " +
	"image/jpeg, image/png, image/webp, video/mp4, video/3gpp"

// checkFile refuses a file that Meta would not take as that type. A sticker's
// size is looked at only when it is sent, see checkSticker.
func checkFile(mimeType string, data []byte) *graphError {
	kind, known := kindOfType(mimeType)
	if !known {
		return badParameter("Param file must be a file with one of the following types: %s. Received file of type '%s'.", takenTypes, baseType(mimeType))
	}
	limit := kind.limit
	if kind.name == "sticker" {
		limit = 100 * megabyte
	}
	switch {
	case len(data) == 0:
		return badParameter("Param file must not be empty.")
	case len(data) > limit:
		return refuse(131053, "The file has %d bytes, media of type %s at most %d.", len(data), baseType(mimeType), limit)
	}
	return nil
}

// checkSticker says what is wrong with the size of a sticker, "" for nothing.
func checkSticker(data []byte) string {
	kind, limit := "animated", 500*kilobyte
	if !isAnimatedWebP(data) {
		kind, limit = "static", maxStaticSticker
	}
	if len(data) <= limit {
		return ""
	}
	return fmt.Sprintf("The file has %d bytes, a sticker that is %s at most %d.", len(data), kind, limit)
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

package whatsapp

import (
	"fmt"
	"slices"
	"strings"
)

// CheckFile finds what Meta would not take of a file that is to be sent as a
// message of its own.
func CheckFile(kind string, f FileFacts, voice bool) Problems {
	return checkFile(kind, f, voice, false)
}

// CheckHeaderFile is [CheckFile] for the top of a template, where a document is
// a PDF: "Only PDF documents are supported for media-based message templates"
// (cloud-api/reference/messages, media object).
func CheckHeaderFile(kind string, f FileFacts) Problems {
	if kind == "document" && f.Type != pdf && f.Size > 0 {
		var wrong Problems
		wrong.add("media", CodeFormat, "At the top of a template WhatsApp takes PDF files only; this one is of the type %s. Save it as PDF.", f.Type)
		return wrong
	}
	return checkFile(kind, f, false, true)
}

func checkFile(kind string, f FileFacts, voice, header bool) Problems {
	var wrong Problems
	k, known := findKind(kind)
	if !known {
		wrong.add("kind", CodeInvalid, "A file is sent as image, video, audio, document or sticker.")
		return wrong
	}
	most := k.most
	if kind == "sticker" && !isAnimatedWebP(f.head) {
		most = MaxStaticSticker
	}
	otherwise := "."
	if !header && kind != "document" && isDocument(f.Type) && f.Size <= MaxOutboundMedia {
		otherwise = ", or send it as a document."
	}
	switch {
	case f.Size == 0:
		wrong.add("media", CodeRequired, "The file is empty. Choose another one.")
	case voice && (kind != "audio" || f.Type != "audio/ogg"):
		wrong.add("media", CodeFormat, "A voice note is an Ogg file with Opus sound. Send this one as an audio file instead.")
	case kind == "document" && !isDocument(f.Type):
		wrong.add("media", CodeFormat, "WhatsApp doesn't take files of this type (%s). %s", f.Type, insteadOf(f.Type))
	case kind != "document" && !slices.Contains(k.types, f.Type):
		wrong.add("media", CodeFormat, "As %s WhatsApp takes %s only; this file is of the type %s. Convert it%s", aOrAn(k.noun), k.takes, f.Type, otherwise)
	case f.Flaw.Code != "" && kind != "document":
		wrong.add("media", CodeFormat, "%s%s", f.Flaw.sentence(k.noun), otherwise)
	case f.Type == "audio/ogg" && kind == "audio" && opusChannels(f.head) != 1:
		wrong.add("media", CodeFormat, "Of Ogg files WhatsApp takes those with one channel of Opus sound only. Convert it to MP3%s", otherwise)
	case kind == "sticker" && !isStickerSized(f.head):
		wrong.add("media", CodeFormat, "A sticker is %d pixels wide and %d high; %s. Change its size%s", stickerEdge, stickerEdge, sizeOfWebP(f.head), otherwise)
	case f.Size > most:
		hint := ""
		if most < MaxOutboundMedia {
			hint = " Make it smaller" + otherwise
		}
		wrong.add("media", CodeLength, "The file has %s; WhatsApp takes %s with at most %s.%s", inBytes(f.Size), aOrAn(k.noun), inBytes(most), hint)
	}
	return wrong
}

// insteadOf is what to do with a file of a type that Meta doesn't take at all.
// It names only what it takes.
func insteadOf(mimeType string) string {
	switch family, _, _ := strings.Cut(mimeType, "/"); family {
	case "image":
		return "Save it as JPEG or PNG and send that."
	case "video":
		return "Convert it to MP4 with H.264 and AAC and send that."
	case "audio":
		return "Convert it to MP3 and send that."
	}
	return "Save it as PDF, or as a text, Word, Excel or PowerPoint file, or send a link to it."
}

// sentence says what is wrong and begins to say what to do.
func (f Flaw) sentence(noun string) string {
	const asRGB = "WhatsApp takes 8 bits of red, green and blue only. Save it as RGB"
	switch f.Code {
	case flawCMYK:
		return "The colours of this picture are those of print (CMYK); " + asRGB
	case flawGrey:
		return "This picture is in shades of grey; " + asRGB
	case flawPalette:
		return "The colours of this picture are a palette; " + asRGB
	case flawDepth:
		return fmt.Sprintf("This picture has %s bits a colour; %s with 8 bits", f.Found, asRGB)
	case flawVideoCodec:
		return fmt.Sprintf("This video is %s; WhatsApp plays H.264 only. Convert it to MP4 with H.264 and AAC", f.Found)
	case flawAudioCodec:
		return fmt.Sprintf("The sound of this video is %s; WhatsApp plays AAC only. Convert it to MP4 with H.264 and AAC", f.Found)
	case flawAudioStreams:
		return fmt.Sprintf("This video has %s sound tracks; WhatsApp takes one at most. Convert it with one of them", f.Found)
	case flawNoVideo:
		return "There are no moving pictures in this file. Send it as an audio file: convert it to MP3"
	}
	return fmt.Sprintf("This %s can't be read; it may be cut off. Choose another one", noun)
}

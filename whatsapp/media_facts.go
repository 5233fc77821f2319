package whatsapp

import (
	"io"
)

// FileFacts are what is known of a file that is to be sent.
type FileFacts struct {
	Type string // what it really is, without parameters
	Size int64
	Flaw Flaw   // why it can't be seen or heard; as a document it can be sent
	head []byte // some KB of its beginning
}

// Flaw is what WhatsApp doesn't take inside a container that it takes. The pages
// know the same ones, see lib/media-flaws.js.
type Flaw struct {
	Code  string // "" for none
	Found string // the name of a codec, a number
}

const (
	flawBroken  = "broken"
	flawCMYK    = "cmyk"
	flawDepth   = "depth" // more or fewer than 8 bits a colour
	flawGrey    = "grey"
	flawPalette = "palette"
	// Of films. A film without sound is taken.
	flawVideoCodec   = "videoCodec"
	flawAudioCodec   = "audioCodec"
	flawAudioStreams = "audioStreams"
	flawNoVideo      = "noVideo"
)

// LookInto finds out what a file is by its content. mimeType is what its
// beginning and its sender say; what is inside an MP4 decides whether it is a
// film or sound. Only headers are read.
func LookInto(content io.ReaderAt, size int64, mimeType string) FileFacts {
	f := FileFacts{Type: BaseType(mimeType), Size: size}
	f.head = make([]byte, min(size, 8<<10))
	n, _ := content.ReadAt(f.head, 0) // note: what can't be read is no part of what is known
	f.head = f.head[:n]
	switch f.Type {
	case "image/jpeg":
		f.Flaw = flawOfJPEG(content, size)
	case "image/png":
		f.Flaw = flawOfPNG(f.head)
	case "video/mp4", "audio/mp4", "video/3gpp":
		m, readable := readMovie(content, size)
		switch {
		case !readable:
			f.Flaw = Flaw{Code: flawBroken}
		case len(m.video) == 0 && f.Type != "video/3gpp":
			f.Type = "audio/mp4"
		default:
			if f.Type == "audio/mp4" {
				f.Type = "video/mp4"
			}
			f.Flaw = m.flaw()
		}
	}
	return f
}

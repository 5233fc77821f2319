package whatsapp

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
	"strings"
)

// movie is what an MP4 or 3GP has in it: codecs by track, H.264 and AAC by
// those names.
type movie struct{ video, audio []string }

// h264 and aac are what WhatsApp plays (business-phone-numbers/media: "Only
// H.264 video codec and AAC audio codec supported. Single audio stream or no
// audio stream only").
const h264, aac = "H.264", "AAC"

func (m movie) flaw() Flaw {
	for _, codec := range m.video {
		if codec != h264 {
			return Flaw{flawVideoCodec, codec}
		}
	}
	switch {
	case len(m.video) == 0:
		return Flaw{Code: flawNoVideo}
	case len(m.audio) > 1:
		return Flaw{flawAudioStreams, strconv.Itoa(len(m.audio))}
	case len(m.audio) == 1 && m.audio[0] != aac:
		return Flaw{flawAudioCodec, m.audio[0]}
	}
	return Flaw{}
}

// boxReader walks the boxes of an MP4 (ISO/IEC 14496-12, section 4.2).
type boxReader struct {
	content io.ReaderAt
	left    int  // headers that may still be read: a file can be made of nothing else
	cut     bool // what is seen and heard ends before its end
}

const mostBoxes = 20_000

// readMovie reads which tracks a file has, wherever it says so. It is false for
// a file that is cut off or is something else.
func readMovie(content io.ReaderAt, size int64) (m movie, readable bool) {
	b := &boxReader{content: content, left: mostBoxes}
	b.each(0, size, func(name string, from, to int64) bool {
		if name != "moov" {
			return true
		}
		b.each(from, to, func(name string, from, to int64) bool {
			if name == "trak" {
				b.readTrack(&m, from, to)
			}
			return true
		})
		return true // note: what is seen and heard may come after it
	})
	return m, b.left > 0 && !b.cut && len(m.video)+len(m.audio) > 0
}

// each visits the boxes between two places until visit says that it is enough.
func (b *boxReader) each(from, to int64, visit func(name string, from, to int64) bool) {
	for from+8 <= to && b.left > 0 {
		b.left--
		var header [16]byte
		n, _ := b.content.ReadAt(header[:], from)
		if n < 8 {
			return
		}
		length, start := int64(binary.BigEndian.Uint32(header[:])), from+8
		switch {
		case length == 0: // up to the end
			length = to - from
		case length == 1 && n == len(header):
			length, start = int64(binary.BigEndian.Uint64(header[8:])), from+16
		}
		// note: whatever is longer than what it stands in was cut off, or is no box:
		// some programs leave something behind the last one
		b.cut = b.cut || string(header[4:8]) == "mdat" && length > to-from
		if length < start-from || length > to-from || !visit(string(header[4:8]), start, from+length) {
			return
		}
		from += length
	}
}

// readTrack adds what a track is: moov/trak/mdia has its kind in hdlr, and its
// codec in minf/stbl/stsd.
func (b *boxReader) readTrack(m *movie, from, to int64) {
	var kind, codec string
	var read func(name string, from, to int64) bool
	read = func(name string, from, to int64) bool {
		switch name {
		case "mdia", "minf", "stbl":
			b.each(from, to, read)
		case "hdlr":
			// note: QuickTime and cameras write a second one, in minf, of where the data is
			if handler := string(b.bytes(from+4, from+12, to)); !strings.HasPrefix(handler, "dhlr") && len(handler) == 8 {
				kind = handler[4:]
			}
		case "stsd":
			b.each(from+8, to, func(name string, from, to int64) bool {
				codec = codecName(name, b.bytes(from, from+1024, to))
				return codec == h264 || codec == aac // note: of several descriptions the bad one counts
			})
		}
		return true
	}
	b.each(from, to, read)
	switch {
	case kind == "vide":
		m.video = append(m.video, codec)
	case kind == "soun":
		m.audio = append(m.audio, codec)
	}
}

// bytes reads a little, at most up to the end of its box.
func (b *boxReader) bytes(from, to, end int64) []byte {
	part := make([]byte, max(0, min(to, end)-from))
	n, _ := b.content.ReadAt(part, from)
	return part[:n]
}

// codecs by the names of their sample descriptions (mp4ra.org).
var codecs = map[string]string{
	"avc1": h264, "avc3": h264,
	"hvc1": "HEVC", "hev1": "HEVC", "dvh1": "HEVC", "dvhe": "HEVC", "vp08": "VP8", "vp09": "VP9", "av01": "AV1",
	"mp4v": "MPEG-4 Part 2", "s263": "H.263", "jpeg": "Motion JPEG", "mjpa": "Motion JPEG",
	".mp3": "MP3", "Opus": "Opus", "ac-3": "AC-3", "ec-3": "E-AC-3", "alac": "ALAC", "fLaC": "FLAC", "samr": "AMR", "sawb": "AMR-WB",
	"sowt": "PCM", "twos": "PCM", "lpcm": "PCM", "ipcm": "PCM",
}

// codecName is a codec in words. Sound by the name mp4a is AAC in nearly all
// files; which of its family it is stands inside.
func codecName(name string, description []byte) string {
	if name == "mp4a" {
		return nameOfMPEGAudio(description)
	}
	if known := codecs[name]; known != "" {
		return known
	}
	if name = strings.TrimSpace(CleanFilename(name)); name == "" {
		return "unknown"
	}
	return name
}

// nameOfMPEGAudio reads the object type of an esds box: descriptor 3, in it
// descriptor 4, which begins with it (ISO/IEC 14496-1, 7.2.6; mp4ra.org).
func nameOfMPEGAudio(description []byte) string {
	_, esds, found := bytes.Cut(description, []byte("esds"))
	if !found || len(esds) < 5 {
		return aac
	}
	esds = afterLength(esds[4:], 3)
	if len(esds) < 3 {
		return aac
	}
	skip := 3
	if esds[2]&0x80 != 0 { // depends on another one
		skip += 2
	}
	esds = afterLength(esds[min(skip, len(esds)):], 4)
	if len(esds) == 0 {
		return aac
	}
	switch object := esds[0]; object {
	case 0x40, 0x66, 0x67, 0x68:
		return aac
	case 0x69, 0x6b:
		return "MP3"
	case 0xa5:
		return "AC-3"
	case 0xa6:
		return "E-AC-3"
	case 0xa9, 0xaa, 0xab, 0xac:
		return "DTS"
	case 0xad:
		return "Opus"
	case 0xdd:
		return "Vorbis"
	default:
		return "MPEG-4 audio " + strconv.Itoa(int(object))
	}
}

// afterLength is what follows the tag of a descriptor and its length, which has
// up to four bytes; nothing when it is another descriptor.
func afterLength(b []byte, tag byte) []byte {
	if len(b) == 0 || b[0] != tag {
		return nil
	}
	for i := 1; i < min(len(b), 5); i++ {
		if b[i]&0x80 == 0 {
			return b[i+1:]
		}
	}
	return nil
}

package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MaxFileBytes is the most that one file may have.
const MaxFileBytes = 64 << 20

// Encodings of files, as the field encoding names them.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1252 = "windows-1252"
)

// FileError says why a file can't be imported, for the person who chose it.
type FileError string

func (e FileError) Error() string { return string(e) }

func fileError(format string, args ...any) error { return FileError(fmt.Sprintf(format, args...)) }

// DetectEncoding reads all of a file, because the one letter that isn't UTF-8
// may be in its last line.
func DetectEncoding(r io.Reader) (string, error) {
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	head = head[:n]
	if len(bytes.TrimSpace(head)) == 0 {
		return "", FileError("The file is empty. Export it again and look at it before you upload it.")
	}
	if err := notText(head); err != nil {
		return "", err
	}
	counts := letters{size: int64(n)}
	encoding := utf16Of(head)
	counts.add(head, false)
	lines := odd{}
	lines.add(head)
	for err == nil {
		n, err = r.Read(head[:cap(head)])
		counts.size += int64(n)
		counts.add(head[:n], false)
		lines.add(head[:n])
		if counts.size > MaxFileBytes {
			return "", fileError("The file is larger than %d MB. Split it into several files.", MaxFileBytes>>20)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	counts.add(nil, true)
	lines.end()
	switch {
	case encoding != "":
		return encoding, nil
	case counts.wrong*4 > counts.right:
		return guessEncoding(lines.text), nil
	default:
		return UTF8, nil // note: with a few wrong letters: two files pasted together
	}
}

// utf16Of tells UTF-16 by its mark, or by the zeros beside the letters, digits
// and line ends of ASCII, which any list has.
func utf16Of(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return UTF16LE
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return UTF16BE
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	many := max(4, len(head)/16)
	switch {
	case zeros[1] > many && zeros[0] < zeros[1]/8:
		return UTF16LE
	case zeros[0] > many && zeros[1] < zeros[0]/8:
		return UTF16BE
	}
	return ""
}

// letters counts what is UTF-8 beyond ASCII, and what can't be.
type letters struct {
	size         int64
	right, wrong int
	rest         []byte // an unfinished letter
}

func (l *letters) add(part []byte, last bool) {
	if len(l.rest) > 0 {
		part = append(l.rest, part...)
		l.rest = nil
	}
	for len(part) > 0 {
		if part[0] < utf8.RuneSelf {
			part = part[1:]
			continue
		}
		if !last && !utf8.FullRune(part) {
			l.rest = append([]byte(nil), part...)
			return
		}
		r, n := utf8.DecodeRune(part)
		if r == utf8.RuneError && n == 1 {
			l.wrong++
		} else {
			l.right++
		}
		part = part[n:]
	}
}

// decoded is a file as UTF-8 without a byte order mark.
func decoded(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case UTF16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case UTF16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	if known := charset(encoding); known != nil {
		return transform.NewReader(r, known.NewDecoder())
	}
	return transform.NewReader(r, transform.Chain(unicode.BOMOverride(transform.Nop), tolerant{}))
}

// tolerant passes UTF-8 on and reads what is not as Windows-1252, letter by
// letter.
type tolerant struct{ transform.NopResetter }

func (tolerant) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, n := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			if r, n = utf8.DecodeRune(src[nSrc:]); r == utf8.RuneError && n == 1 {
				r = charmap.Windows1252.DecodeByte(src[nSrc])
			}
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}

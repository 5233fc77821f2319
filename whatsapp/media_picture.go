package whatsapp

import (
	"encoding/binary"
	"io"
	"strconv"
)

// flawOfJPEG reads the frame header, which says how many bits and components a
// picture has (ITU-T T.81, B.2.2). Three are RGB, however they are written;
// four are those of print. What stands before it, such as a preview or a colour
// profile, is skipped.
func flawOfJPEG(content io.ReaderAt, size int64) Flaw {
	const mostSegments = 10_000
	at := int64(2)
	for range mostSegments {
		var segment [10]byte // marker, length, precision, height, width, components
		if n, _ := content.ReadAt(segment[:], at); n < len(segment) || segment[0] != 0xff || at >= size {
			break
		}
		switch marker := segment[1]; {
		case marker == 0xff: // filling
			at++
			continue
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // alone
			at += 2
			continue
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return flawOfColours(segment[4], map[byte]string{1: flawGrey, 3: "", 4: flawCMYK}, segment[9])
		case marker == 0xd9 || marker == 0xda: // its end, or pixels
			return Flaw{Code: flawBroken}
		}
		length := int64(binary.BigEndian.Uint16(segment[2:]))
		if length < 2 {
			break
		}
		at += 2 + length
	}
	return Flaw{Code: flawBroken}
}

// flawOfPNG reads the first chunk, which says how many bits and which colours a
// picture has (PNG specification, 11.2.2).
func flawOfPNG(head []byte) Flaw {
	if len(head) < 26 || string(head[12:16]) != "IHDR" {
		return Flaw{Code: flawBroken}
	}
	return flawOfColours(head[24], map[byte]string{0: flawGrey, 2: "", 3: flawPalette, 4: flawGrey, 6: ""}, head[25])
}

// flawOfColours: "Images must be 8-bit, RGB or RGBA" (messages/image-messages).
func flawOfColours(bits byte, known map[byte]string, colours byte) Flaw {
	code, is := known[colours]
	switch {
	case !is:
		return Flaw{Code: flawBroken}
	case code == "" && bits != 8, bits > 8:
		return Flaw{flawDepth, strconv.Itoa(int(bits))}
	}
	return Flaw{Code: code}
}

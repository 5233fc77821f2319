package whatsapp

import (
	"encoding/binary"
	"fmt"
)

// isAnimatedWebP reads the animation flag of the extended header
// (https://developers.google.com/speed/webp/docs/riff_container).
func isAnimatedWebP(head []byte) bool {
	return len(head) > 20 && string(head[:4]) == "RIFF" && string(head[8:16]) == "WEBPVP8X" && head[20]&2 != 0
}

// webPSize reads how many pixels a WebP has from its beginning; 0 when that
// can't be read. Each of the three forms has its own header: extended,
// lossless (the specification of its bitstream, section 3) and lossy (RFC 6386,
// section 9.1).
func webPSize(head []byte) (width, height int) {
	if len(head) < 30 || string(head[:4]) != "RIFF" || string(head[8:12]) != "WEBP" {
		return 0, 0
	}
	chunk, form := head[20:], string(head[12:16])
	switch {
	case form == "VP8X":
		return 1 + int(chunk[4]) + int(chunk[5])<<8 + int(chunk[6])<<16, 1 + int(chunk[7]) + int(chunk[8])<<8 + int(chunk[9])<<16
	case form == "VP8L" && chunk[0] == 0x2f:
		bits := int(binary.LittleEndian.Uint32(chunk[1:]))
		return 1 + bits&0x3fff, 1 + bits>>14&0x3fff
	case form == "VP8 " && chunk[0]&1 == 0 && string(chunk[3:6]) == "\x9d\x01\x2a": // note: a key frame
		return int(binary.LittleEndian.Uint16(chunk[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(chunk[8:])) & 0x3fff
	}
	return 0, 0
}

func isStickerSized(head []byte) bool {
	width, height := webPSize(head)
	return width == stickerEdge && height == stickerEdge
}

// sizeOfWebP is half a sentence.
func sizeOfWebP(head []byte) string {
	width, height := webPSize(head)
	if width == 0 {
		return "how large this one is can't be read"
	}
	return fmt.Sprintf("this one has %d × %d", width, height)
}

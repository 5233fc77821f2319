package simulator

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"sync"
)

// sampleMedia is a small file of a kind, for customers who send "a picture" and
// nothing in particular. All are made here, and open in a viewer.
func sampleMedia(kind, mimeType string) (data []byte, of string) {
	switch base := baseType(mimeType); {
	case base == "image/png":
		return samplePNG(), base
	case base == "image/webp" || kind == "sticker":
		return sampleWebP(), "image/webp"
	case strings.HasPrefix(base, "image/") || kind == "image":
		return sampleJPEG(), "image/jpeg"
	case kind == "audio":
		return sampleVoice(), "audio/ogg; codecs=opus"
	case kind == "video":
		return sampleVideo(), "video/mp4"
	case base == "text/plain":
		return []byte("A sample document.\n"), base
	}
	return samplePDF(), "application/pdf"
}

// samplePicture is a gradient with a lighter frame.
func samplePicture() image.Image {
	const width, height = 480, 320
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{uint8(40 + x*120/width), uint8(110 + y*100/height), uint8(150 - x*60/width), 255}
			if x < 12 || y < 12 || x >= width-12 || y >= height-12 {
				c = color.RGBA{225, 235, 230, 255}
			}
			picture.SetRGBA(x, y, c)
		}
	}
	return picture
}

var sampleJPEG = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	// note: writing into memory and encoding a plain picture can't fail.
	_ = jpeg.Encode(&out, samplePicture(), &jpeg.Options{Quality: 70})
	return out.Bytes()
})

var samplePNG = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, samplePicture())
	return out.Bytes()
})

// sampleWebP is a sticker of 512 × 512 pixels in one colour: a lossless WebP
// whose five prefix codes have one symbol each, so that the pixels take no bits.
func sampleWebP() []byte {
	var b bitWriter
	b.put(0x2f, 8)             // the signature of VP8L
	b.put(511, 14)             // width - 1
	b.put(511, 14)             // height - 1
	b.put(0, 1)                // no alpha
	b.put(0, 3)                // version
	b.put(0, 1)                // no transform
	b.put(0, 1)                // no colour cache
	b.put(0, 1)                // one group of prefix codes
	symbol := func(v uint32) { // a simple code of one symbol with 8 bits
		b.put(1, 1)
		b.put(0, 1)
		b.put(1, 1)
		b.put(v, 8)
	}
	symbol(0xb0) // green
	symbol(0x30) // red
	symbol(0x70) // blue
	symbol(0xff) // alpha
	b.put(1, 1)  // distance, never used: one symbol of one bit
	b.put(0, 1)
	b.put(0, 1)
	b.put(0, 1)
	chunk := b.bytes()
	var out bytes.Buffer
	out.WriteString("RIFF")
	padded := len(chunk) + len(chunk)&1
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(12+padded)))
	out.WriteString("WEBPVP8L")
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(chunk))))
	out.Write(chunk)
	out.Write(make([]byte, padded-len(chunk)))
	return out.Bytes()
}

// bitWriter writes the lowest bit first, as WebP wants it.
type bitWriter struct {
	out  []byte
	bits int
}

func (b *bitWriter) put(v uint32, n int) {
	for i := range n {
		if b.bits%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[len(b.out)-1] |= byte(v>>i&1) << (b.bits % 8)
		b.bits++
	}
}

func (b *bitWriter) bytes() []byte { return b.out }

// samplePDF is one page with one line of text.
func samplePDF() []byte {
	text := "BT /F1 24 Tf 72 720 Td (A sample document) Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

package simulator

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// A QR code of version 3 with low correction, which holds the 36 characters of
// a short link, in one block and with the first of the masks.
//
// Source: ISO/IEC 18004.
const (
	qrSize     = 29
	qrData     = 55     // codewords
	qrCheck    = 15     // codewords that correct errors
	qrFormat   = 0x77c4 // low correction, mask 0
	qrQuiet    = 4      // modules of margin
	qrModule   = 8      // pixels
	qrMaxBytes = qrData - 2
)

// qrPicture is the matrix; dark modules are true. fixed are those without data.
type qrPicture struct{ dark, fixed [qrSize][qrSize]bool }

func drawQR(text string) (*qrPicture, error) {
	if len(text) > qrMaxBytes {
		return nil, fmt.Errorf("a QR code of this size holds %d bytes", qrMaxBytes)
	}
	q := &qrPicture{}
	for i := range qrSize { // the timing patterns
		q.set(6, i, i%2 == 0)
		q.set(i, 6, i%2 == 0)
	}
	for _, corner := range [][2]int{{3, 3}, {qrSize - 4, 3}, {3, qrSize - 4}} {
		q.rings(corner[0], corner[1], 4, func(d int) bool { return d != 2 && d != 4 })
	}
	q.rings(22, 22, 2, func(d int) bool { return d != 1 })
	q.drawFormat()
	q.fill(qrCodewords(text))
	return q, nil
}

func (q *qrPicture) set(x, y int, dark bool) { q.dark[y][x], q.fixed[y][x] = dark, true }

// rings draws a pattern of squares around a middle.
func (q *qrPicture) rings(x, y, radius int, dark func(distance int) bool) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if x+dx >= 0 && x+dx < qrSize && y+dy >= 0 && y+dy < qrSize {
				q.set(x+dx, y+dy, dark(max(dx, -dx, dy, -dy)))
			}
		}
	}
}

// drawFormat draws the format twice, and the one module that is always dark.
func (q *qrPicture) drawFormat() {
	for i := range 15 {
		dark := qrFormat>>i&1 == 1
		switch {
		case i < 6:
			q.set(8, i, dark)
		case i < 8:
			q.set(8, i+1, dark)
		case i == 8:
			q.set(7, 8, dark)
		default:
			q.set(14-i, 8, dark)
		}
		if i < 8 {
			q.set(qrSize-1-i, 8, dark)
		} else {
			q.set(8, qrSize-15+i, dark)
		}
	}
	q.set(8, qrSize-8, true)
}

// fill lays the bits in pairs of columns, from the right, up and down by turns.
func (q *qrPicture) fill(codewords []byte) {
	i, up := 0, true
	for right := qrSize - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5 // the timing pattern is in the way
		}
		for step := range qrSize {
			y := step
			if up {
				y = qrSize - 1 - step
			}
			for x := right; x >= right-1; x-- {
				if q.fixed[y][x] {
					continue
				}
				bit := i < 8*len(codewords) && codewords[i/8]>>(7-i%8)&1 == 1
				q.dark[y][x] = bit != ((x+y)%2 == 0)
				i++
			}
		}
		up = !up
	}
}

// qrCodewords are the text as bytes, filled up, and their correction.
func qrCodewords(text string) []byte {
	words := make([]byte, 0, qrData+qrCheck)
	words = append(words, 0x40|byte(len(text)>>4)) // 4 bits of mode, 8 of length
	last := byte(len(text)) << 4
	for _, c := range []byte(text) {
		words = append(words, last|c>>4)
		last = c << 4
	}
	words = append(words, last)
	for pad := byte(0xec); len(words) < qrData; pad ^= 0xec ^ 0x11 {
		words = append(words, pad)
	}
	return append(words, qrCorrection(words)...)
}

// qrCorrection is the rest of the division by the generator polynomial.
func qrCorrection(data []byte) []byte {
	generator, root := make([]byte, qrCheck), byte(1)
	generator[qrCheck-1] = 1
	for range qrCheck {
		for i := range generator {
			generator[i] = qrTimes(generator[i], root)
			if i+1 < qrCheck {
				generator[i] ^= generator[i+1]
			}
		}
		root = qrTimes(root, 2)
	}
	rest := make([]byte, qrCheck)
	for _, c := range data {
		factor := c ^ rest[0]
		copy(rest, rest[1:])
		rest[qrCheck-1] = 0
		for i, g := range generator {
			rest[i] ^= qrTimes(g, factor)
		}
	}
	return rest
}

// qrTimes multiplies in the field of 256 elements.
func qrTimes(a, b byte) byte {
	product := 0
	for i := 7; i >= 0; i-- {
		product <<= 1
		if product&0x100 != 0 {
			product ^= 0x11d
		}
		if b>>i&1 == 1 {
			product ^= int(a)
		}
	}
	return byte(product)
}

func (q *qrPicture) png() ([]byte, error) {
	side := (qrSize + 2*qrQuiet) * qrModule
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			column, row := x/qrModule-qrQuiet, y/qrModule-qrQuiet
			if column >= 0 && column < qrSize && row >= 0 && row < qrSize && q.dark[row][column] {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, picture)
	return out.Bytes(), err
}

func (q *qrPicture) svg() []byte {
	var out strings.Builder
	side := qrSize + 2*qrQuiet
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, side, side, side, side)
	for y, row := range q.dark {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x+qrQuiet, y+qrQuiet)
			}
		}
	}
	out.WriteString(`"/></svg>`)
	return []byte(out.String())
}

package media

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image"
	_ "image/gif"  // what a picture takes
	_ "image/jpeg" // what a picture takes
	_ "image/png"  // what a picture takes
	"io"
	"math"
	"runtime"

	_ "golang.org/x/image/webp" // what a picture takes
)

// picture is what the beginning of a file says of the picture in it.
type picture struct {
	width, height int64
	// unpacked is the memory that decoding it takes, in bytes
	unpacked int64
}

func (p picture) pixels() int64 { return p.width * p.height }

// maxSide keeps the numbers below from overflowing; no format here that anybody
// uses has more.
const maxSide = 1 << 28

var errUnknownPicture = errors.New("not a picture that can be made smaller")

// lookAt reads what a picture is without unpacking it: a file of a few
// kilobytes can claim to have a billion pixels.
func lookAt(file io.ReadSeeker, size int64) (picture, error) {
	config, format, err := image.DecodeConfig(file)
	if err != nil {
		return picture{}, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxSide || config.Height > maxSide {
		return picture{}, errUnknownPicture
	}
	p := picture{width: int64(config.Width), height: int64(config.Height)}
	switch format {
	case "jpeg":
		p.unpacked, err = jpegUnpacked(file)
	case "png":
		p.unpacked, err = pngUnpacked(file, p)
	case "gif":
		p.unpacked = p.pixels() // note: of many frames the first alone
	case "webp":
		p.unpacked, err = webpUnpacked(file, p, size)
	default:
		return p, errUnknownPicture
	}
	return p, err
}

// thumbCost is the memory that making a thumbnail takes at the most, in bytes:
// the picture unpacked, what is between, and the result.
//
// note: as the package imaging, which PocketBase uses, allocates
func (p picture) thumbCost(width, height int64, fit bool) int64 {
	const pixel, weight = 4, 32 // of a picture between, of a row and a column
	rows := int64(runtime.GOMAXPROCS(0))
	cost := p.unpacked + weight*(p.width+p.height) + pixel*rows*p.width + pixel*width*height
	switch {
	case width == 0 || height == 0:
		return math.MaxInt64 // note: nobody's size; as high as it likes
	case fit:
		return cost + pixel*min(width, p.width)*p.height
	case p.width >= 100 && p.height >= 100: // cut first, then made smaller
		side := min(p.width, max(1, p.height*width/height)+1)
		cut := side * min(p.height, max(1, p.width*height/width)+1)
		return cost + pixel*(cut+width*p.height)
	}
	// made smaller, or larger, first: a narrow strip grows without end
	w, h := width, max(1, p.height*width/p.width+1)
	if p.width*height >= p.height*width {
		w, h = max(1, p.width*height/p.height+1), height
	}
	return cost + pixel*(w*p.height+w*h)
}

// pngUnpacked is 4 bytes a pixel at the most, 8 of 16 bits; an interlaced one is
// put together from seven smaller ones, which are as large together. Two rows
// are there as well.
func pngUnpacked(file io.ReadSeeker, p picture) (int64, error) {
	var head [29]byte // signature 8, length and name 8, width 4, height 4, depth, color, compression, filter, interlaced
	if err := readAt(file, 0, head[:]); err != nil {
		return 0, err
	}
	perPixel := int64(4)
	if head[25] == 3 || head[25] == 0 { // a palette, or grey; with one color that is transparent 4 as well
		perPixel = 1
		if head[25] == 0 {
			perPixel = 4
		}
	}
	if head[24] == 16 {
		perPixel = 8
	}
	if head[28] != 0 {
		return 2*perPixel*p.pixels() + 2*perPixel*p.width, nil
	}
	return perPixel*p.pixels() + 2*perPixel*p.width, nil
}

// jpegUnpacked is a byte a sample; a progressive one takes four more until all
// its scans are read. Another 4 bytes a pixel are a copy: of one that may be
// turned round, and of one whose colors aren't the usual.
//
// Source: image/jpeg (makeImg, progCoeffs, convertToRGB, applyBlack).
func jpegUnpacked(file io.ReadSeeker) (int64, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	r := bufio.NewReader(io.LimitReader(file, 64<<20))
	if _, err := r.Discard(2); err != nil {
		return 0, err
	}
	copies := int64(0)
	for {
		marker, length, err := jpegMarker(r)
		if err != nil {
			return 0, err
		}
		switch marker {
		case 0xC0, 0xC1, 0xC2:
			frame := make([]byte, length)
			if _, err := io.ReadFull(r, frame); err != nil {
				return 0, err
			}
			return jpegFrame(frame, marker == 0xC2, copies)
		case 0xE1, 0xEE: // note: Exif, which may say how it is turned; Adobe's, which may name other colors
			copies++
		}
		if _, err := r.Discard(length); err != nil {
			return 0, err
		}
	}
}

// jpegMarker reads the next marker and how much follows it.
func jpegMarker(r *bufio.Reader) (marker byte, length int, err error) {
	for previous := byte(0); ; previous = marker {
		if marker, err = r.ReadByte(); err != nil {
			return 0, 0, err
		}
		if previous == 0xFF && marker != 0xFF && marker != 0 {
			break
		}
	}
	if marker == 0x01 || marker >= 0xD0 && marker <= 0xD7 { // without a length
		return marker, 0, nil
	}
	var size [2]byte
	if _, err = io.ReadFull(r, size[:]); err != nil {
		return 0, 0, err
	}
	if length = int(binary.BigEndian.Uint16(size[:])) - 2; length < 0 {
		err = errUnknownPicture
	}
	return marker, length, err
}

// jpegFrame reads precision, height, width and the components: id, factors, table.
func jpegFrame(frame []byte, progressive bool, copies int64) (int64, error) {
	if len(frame) < 9 || len(frame) < 6+3*int(frame[5]) {
		return 0, errUnknownPicture
	}
	height, width, count := int64(binary.BigEndian.Uint16(frame[1:])), int64(binary.BigEndian.Uint16(frame[3:])), int(frame[5])
	largest, all := int64(1), int64(0)
	for i := range count {
		factors := frame[7+3*i]
		each := int64(factors>>4) * int64(factors&15)
		largest, all = max(largest, each), all+each
	}
	if count == 1 {
		largest, all = 1, 1
	}
	if count == 4 || count == 3 && string([]byte{frame[6], frame[9], frame[12]}) == "RGB" {
		copies++
	}
	area := (width + 31) * (height + 31)
	samples := (area*all + largest - 1) / largest
	if progressive {
		samples *= 5
	}
	return samples + 4*min(copies, 2)*area, nil
}

// webpUnpacked knows the two kinds apart: a lossy one has a byte a sample; a
// lossless one, which transparency is as well, twice 4 bytes a pixel, and trees
// that can take a few hundred times what they take in the file. One that moves
// can't be decoded here.
//
// note: how long a file says it is is taken for true by the decoder, which makes
// room for it
func webpUnpacked(file io.ReadSeeker, p picture, size int64) (int64, error) {
	const trees = 300
	var head [8]byte
	if err := readAt(file, 0, head[:]); err != nil {
		return 0, err
	}
	if int64(binary.LittleEndian.Uint32(head[4:])) > size {
		return 0, errUnknownPicture
	}
	area := (p.width + 31) * (p.height + 31)
	lossless := int64(0)
	for at := int64(12); ; {
		if err := readAt(file, at, head[:]); err != nil {
			return 0, err
		}
		switch string(head[:4]) {
		case "VP8 ":
			return 2*area + size + lossless, nil
		case "VP8L":
			return 9*area + trees*size, nil
		case "ALPH":
			lossless = 10*area + trees*size
		case "ANIM", "ANMF":
			return 0, errUnknownPicture
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		at += 8 + length + length%2
	}
}

// readAt reads what is somewhere in a file.
func readAt(file io.ReadSeeker, at int64, head []byte) error {
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(file, head)
	return err
}

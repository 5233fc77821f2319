package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"runtime"
	"testing"

	"github.com/disintegration/imaging"
	"golang.org/x/sync/semaphore"

	"pocketcrm/internal/race"
)

// png is a picture of one color. kind 0: grey, 2: RGB, 3: palette, 6: RGBA.
func png(t *testing.T, width, height int, bits, kind, interlaced byte) []byte {
	t.Helper()
	var body bytes.Buffer
	w := zlib.NewWriter(&body)
	perPixel := map[byte]int{0: 1, 2: 3, 3: 1, 6: 4}[kind] * int(bits) / 8
	passes := [][4]int{{0, 0, 1, 1}}
	if interlaced != 0 {
		passes = [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	for _, p := range passes {
		row := make([]byte, 1+(width-p[0]+p[2]-1)/p[2]*perPixel)
		for range (height - p[1] + p[3] - 1) / p[3] {
			_, _ = w.Write(row)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(name string, data []byte) {
		file = binary.BigEndian.AppendUint32(file, uint32(len(data)))
		file = append(append(file, name...), data...)
		file = binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(file[len(file)-len(data)-4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	chunk("IHDR", append(head, bits, kind, 0, 0, interlaced))
	if kind == 3 {
		chunk("PLTE", make([]byte, 3))
	}
	chunk("IDAT", body.Bytes())
	chunk("IEND", nil)
	return file
}

// jpeg is a grey picture, by the factors of its components.
func jpeg(width, height int, progressive, exif bool, factors ...byte) []byte {
	file := []byte{0xFF, 0xD8}
	segment := func(marker byte, data ...byte) {
		file = append(file, 0xFF, marker, byte((len(data)+2)>>8), byte(len(data)+2))
		file = append(file, data...)
	}
	if exif {
		segment(0xE1, []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")...)
	}
	if len(factors) == 4 {
		segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x02")...)
	}
	segment(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)
	frame := []byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(len(factors))}
	scan := []byte{byte(len(factors))}
	across, down, each := 1, 1, 0
	for i, factor := range factors {
		frame = append(frame, byte(i+1), factor, 0)
		scan = append(scan, byte(i+1), 0)
		across, down = max(across, int(factor>>4)), max(down, int(factor&15))
		each += int(factor>>4) * int(factor&15)
	}
	kind, end, bits := byte(0xC0), byte(63), 2
	if progressive {
		kind, end, bits = 0xC2, 0, 1
	}
	segment(kind, frame...)
	table := append([]byte{0, 1}, make([]byte, 16)...)
	segment(0xC4, table...)
	segment(0xC4, append([]byte{0x10}, table[1:]...)...)
	segment(0xDA, append(scan, 0, end, 0)...)
	blocks := ((width + 8*across - 1) / (8 * across)) * ((height + 8*down - 1) / (8 * down)) * each
	file = append(file, make([]byte, blocks*bits/8+1)...)
	return append(file, 0xFF, 0xD9)
}

// webp is a lossless picture of one color, of a few bytes whatever its size.
func webp(width, height int) []byte {
	value := uint64(0x2f) | uint64(width-1)<<8 | uint64(height-1)<<22
	body := binary.LittleEndian.AppendUint64(nil, value|0b1<<43|0b1<<47|0b1<<51|0b1<<55|0b1<<59)
	body = append(body, make([]byte, 8)...)
	file := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L"), byte(len(body)), 0, 0, 0)
	file = append(file, body...)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	return file
}

// What a thumbnail is said to take is what it takes, whatever kind of picture:
// no less, and not so much more that ordinary pictures would have none.
//
// note: not in parallel; it counts what all of the process allocate
func TestWhatAThumbnailTakesIsKnownBefore(t *testing.T) {
	race.Skip(t) // note: and everything takes more memory
	for name, file := range map[string][]byte{
		"PNG RGB": png(t, 1200, 1000, 8, 2, 0), "PNG RGBA": png(t, 1200, 1000, 8, 6, 0), "PNG of 16 bits": png(t, 1200, 1000, 16, 6, 0),
		"PNG grey of 16 bits": png(t, 1200, 1000, 16, 0, 0), "PNG palette": png(t, 1500, 1000, 8, 3, 0), "PNG interlaced": png(t, 1200, 1000, 8, 6, 1),
		"PNG of 16 bits, interlaced": png(t, 1000, 900, 16, 6, 1), "wide": png(t, 400_000, 4, 8, 6, 0), "high": png(t, 3, 300_000, 8, 6, 0),
		"JPEG grey": jpeg(1500, 1000, false, false, 0x11), "JPEG": jpeg(1500, 1000, false, false, 0x22, 0x11, 0x11),
		"JPEG of full color": jpeg(1500, 1000, false, false, 0x11, 0x11, 0x11), "JPEG turned": jpeg(1500, 1000, false, true, 0x22, 0x11, 0x11),
		"JPEG progressive": jpeg(1500, 1000, true, false, 0x22, 0x11, 0x11), "JPEG progressive, full": jpeg(1000, 1000, true, false, 0x11, 0x11, 0x11),
		"JPEG progressive, turned": jpeg(1000, 1000, true, true, 0x21, 0x11, 0x11), "JPEG CMYK": jpeg(1000, 1000, false, false, 0x11, 0x11, 0x11, 0x11),
		"WebP": webp(1000, 1000), "strip": jpeg(2, 30_000, false, false, 0x22, 0x11, 0x11),
	} {
		for _, size := range []struct {
			width, height int64
			fit           bool
		}{{480, 480, true}, {96, 96, false}} {
			p, err := lookAt(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			said := p.thumbCost(size.width, size.height, size.fit)
			if said > thumbRoom { // note: none is made, and must not be here
				if size.fit {
					t.Errorf("%s has no thumbnail: %d MB", name, said>>20)
				}
				continue
			}
			taken, err := allocated(func() error {
				picture, err := imaging.Decode(bytes.NewReader(file), imaging.AutoOrientation(true))
				if err == nil && size.fit {
					imaging.Fit(picture, int(size.width), int(size.height), imaging.Linear)
				} else if err == nil {
					imaging.Fill(picture, int(size.width), int(size.height), imaging.Center, imaging.Linear)
				}
				return err
			})
			switch {
			case err != nil:
				t.Errorf("%s: %v", name, err)
			case taken > said+4<<20:
				t.Errorf("%s to %v takes %d MB, and is said to take %d", name, size, taken>>20, said>>20)
			case said > 4*taken+8<<20:
				t.Errorf("%s to %v takes %d MB only, and is said to take %d", name, size, taken>>20, said>>20)
			}
		}
	}
}

func allocated(what func() error) (int64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := what()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc), err
}

// A file of a few bytes that claims to be enormous, or longer than it is, isn't unpacked.
func TestWhatNoThumbnailIsMadeOf(t *testing.T) {
	t.Parallel()
	long := webp(100, 100)
	binary.LittleEndian.PutUint32(long[4:], 2_000_000_000)
	moving := append([]byte("RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\xf3\x01\x00\xf3\x01\x00"), "ANIM\x00\x00\x00\x00"...)
	for name, file := range map[string][]byte{
		"no picture": []byte("hello"), "empty": nil, "longer than it is": long, "one that moves": moving,
		"16 bits of 25 million": pngHead(5000, 5000, 16), "a billion": pngHead(40_000, 40_000, 8), "more than there are numbers": pngHead(1<<31-1, 1<<31-1, 8),
		"one row": pngHead(1<<27, 1, 8), "WebP": webp(16_000, 16_000), "a strip made square": jpeg(1, 65_535, false, false, 0x11),
	} {
		p, err := lookAt(bytes.NewReader(file), int64(len(file)))
		if err == nil && p.thumbCost(96, 96, false) <= thumbRoom {
			t.Errorf("%s: a thumbnail would be made", name)
		}
	}
	// note: a sticker that moves is small: the browser shows it as it is
	if p, err := lookAt(bytes.NewReader(moving), int64(len(moving))); !errors.Is(err, errUnknownPicture) || p.pixels() != 500*500 {
		t.Errorf("a sticker that moves: %v of %d", err, p.pixels())
	}
}

// pngHead is the beginning of a picture that nobody could store.
func pngHead(width, height uint32, bits byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	head = append(head, bits, 6, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(head))
}

// Pictures of WhatsApp's own sizes all have one.
func TestOrdinaryPicturesHaveThumbnails(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"a photo": jpeg(4096, 3072, true, false, 0x22, 0x11, 0x11), "the largest": jpeg(4760, 3571, true, false, 0x22, 0x11, 0x11),
		"of a camera": jpeg(6000, 4000, false, true, 0x22, 0x11, 0x11), "a screenshot": pngHead(2160, 4800, 8), "a sticker": webp(512, 512),
	} {
		p, err := lookAt(bytes.NewReader(file), int64(len(file)))
		if err != nil || p.thumbCost(480, 480, true) > thumbRoom {
			t.Errorf("%s: %v, %d MB", name, err, p.thumbCost(480, 480, true)>>20)
		}
	}
}

// Whoever comes while there is no room waits for it, and is told when too many do.
func TestThumbnailsThatWaitAreBounded(t *testing.T) {
	t.Parallel()
	th := &Thumbs{room: semaphore.NewWeighted(thumbRoom)}
	th.waiting.Store(thumbQueue)
	if err := th.Make(t.Context(), "a", "b", "96x96"); !errors.Is(err, ErrThumbsBusy) {
		t.Errorf("one too many: %v", err)
	}
	if th.waiting.Load() != thumbQueue {
		t.Error("who was refused is counted as one who waits")
	}
}

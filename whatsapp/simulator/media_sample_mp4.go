package simulator

import (
	"bytes"
	"encoding/binary"
	"sync"
)

// sampleVideo is two seconds of one colour: H.264 in MP4. The pictures are made
// of blocks of raw samples (I_PCM), which need no encoder.
//
// Sources: ITU-T H.264 (7.3, 9.1), ISO 14496-12 and 14496-15.
var sampleVideo = sync.OnceValue(func() []byte {
	const (
		blocks   = 4 // each way, of 16 pixels
		pictures = 2
		second   = 1000
	)
	sequence, picture := h264Parameters(blocks)
	var media bytes.Buffer
	sizes := []uint32{}
	for n := range pictures {
		slice := h264Picture(blocks, n)
		media.Write(binary.BigEndian.AppendUint32(nil, uint32(len(slice))))
		media.Write(slice)
		sizes = append(sizes, uint32(len(slice)+4))
	}

	u32 := func(values ...uint32) (out []byte) {
		for _, v := range values {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		return out
	}
	u16 := func(values ...uint16) (out []byte) {
		for _, v := range values {
			out = binary.BigEndian.AppendUint16(out, v)
		}
		return out
	}
	box := func(name string, parts ...[]byte) []byte {
		body := bytes.Join(parts, nil)
		return append(append(u32(uint32(len(body)+8)), name...), body...)
	}
	matrix := u32(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30)
	const side, length = blocks * 16, pictures * second

	config := []byte{1, sequence[1], sequence[2], sequence[3], 0xff, 0xe1}
	config = append(append(config, u16(uint16(len(sequence)))...), sequence...)
	config = append(append(append(config, 1), u16(uint16(len(picture)))...), picture...)
	entry := bytes.Join([][]byte{
		make([]byte, 6), u16(1), make([]byte, 16), u16(side, side), u32(72<<16, 72<<16, 0), u16(1), make([]byte, 32), u16(24, 0xffff),
		box("avcC", config),
	}, nil)

	header := box("ftyp", []byte("isom"), u32(512), []byte("isomiso2avc1mp41"))
	build := func(offset uint32) []byte {
		table := box("stbl",
			box("stsd", u32(0, 1), box("avc1", entry)),
			box("stts", u32(0, 1, pictures, second)),
			box("stsc", u32(0, 1, 1, pictures, 1)),
			box("stsz", u32(0, 0, pictures), u32(sizes...)),
			box("stco", u32(0, 1, offset)))
		info := box("minf", box("vmhd", u32(1, 0, 0)), box("dinf", box("dref", u32(0, 1), box("url ", u32(1)))), table)
		track := box("trak",
			box("tkhd", u32(3, 0, 0, 1, 0, length, 0, 0), u16(0, 0, 0, 0), matrix, u32(side<<16, side<<16)),
			box("mdia",
				box("mdhd", u32(0, 0, 0, second, length), u16(0x55c4, 0)),
				box("hdlr", u32(0, 0), []byte("vide"), make([]byte, 12), []byte("video\x00")),
				info))
		return box("moov", box("mvhd", u32(0, 0, 0, second, length, 1<<16), u16(0x100, 0), u32(0, 0), matrix, make([]byte, 24), u32(2)), track)
	}
	// the offset has the same length whatever it is, so that two passes do
	movie := build(0)
	movie = build(uint32(len(header) + len(movie) + 8))
	return bytes.Join([][]byte{header, movie, box("mdat", media.Bytes())}, nil)
})

// h264Bits writes the highest bit first, and Exp-Golomb codes.
type h264Bits struct {
	out  []byte
	bits int
}

func (b *h264Bits) put(v uint32, n int) {
	for i := n - 1; i >= 0; i-- {
		if b.bits%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[len(b.out)-1] |= byte(v>>i&1) << (7 - b.bits%8)
		b.bits++
	}
}

func (b *h264Bits) golomb(v uint32) {
	length := 0
	for (v+1)>>(length+1) > 0 {
		length++
	}
	b.put(0, length)
	b.put(v+1, length+1)
}

// end is the stop bit, and the rest of the byte.
func (b *h264Bits) end() { b.put(1, 1); b.align() }

func (b *h264Bits) align() {
	for b.bits%8 != 0 {
		b.put(0, 1)
	}
}

// unit puts the header of a NAL unit before it, and keeps start codes out.
func (b *h264Bits) unit(header byte) []byte {
	out, zeros := []byte{header}, 0
	for _, c := range b.out {
		if zeros == 2 && c <= 3 {
			out, zeros = append(out, 3), 0
		}
		out = append(out, c)
		if zeros++; c != 0 {
			zeros = 0
		}
	}
	return out
}

func h264Parameters(blocks uint32) (sequence, picture []byte) {
	var s h264Bits
	s.put(66, 8)         // baseline
	s.put(0xc0, 8)       // and constrained baseline
	s.put(10, 8)         // level 1
	s.golomb(0)          // id
	s.golomb(0)          // 4 bits of frame number
	s.golomb(2)          // pictures are shown in order
	s.golomb(0)          // no reference frames
	s.put(0, 1)          // no gaps
	s.golomb(blocks - 1) // width
	s.golomb(blocks - 1) // height
	s.put(1, 1)          // frames, not fields
	s.put(1, 1)          // direct_8x8_inference
	s.put(0, 1)          // no cropping
	s.put(0, 1)          // no VUI
	s.end()

	var p h264Bits
	p.golomb(0) // id
	p.golomb(0) // of that sequence
	p.put(0, 1) // CAVLC
	p.put(0, 1)
	p.golomb(0) // one slice group
	p.golomb(0)
	p.golomb(0)
	p.put(0, 1) // no weights
	p.put(0, 2)
	p.golomb(0) // quantisers: 0 as signed
	p.golomb(0)
	p.golomb(0)
	p.put(1, 1) // the filter's control is in the slice
	p.put(0, 1)
	p.put(0, 1)
	p.end()
	return s.unit(0x67), p.unit(0x68)
}

func h264Picture(blocks, n int) []byte {
	var b h264Bits
	b.golomb(0)         // first block
	b.golomb(7)         // all slices are I
	b.golomb(0)         // parameters
	b.put(0, 4)         // frame number
	b.golomb(uint32(n)) // IDR id
	b.put(0, 2)         // reference marking
	b.golomb(0)         // quantiser
	b.golomb(1)         // no filter
	for range blocks * blocks {
		b.golomb(25) // I_PCM
		b.align()
		for range 256 {
			b.put(120, 8)
		}
		for range 64 {
			b.put(120, 8)
		}
		for range 64 {
			b.put(uint32(90+n*40), 8)
		}
	}
	b.end()
	return b.unit(0x65)
}

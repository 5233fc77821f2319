package simulator

import (
	"bytes"
	"encoding/binary"
	"sync"
)

// sampleVoice is three seconds of silence as WhatsApp records voice messages:
// Opus, mono, in Ogg.
//
// Sources: RFC 3533 (Ogg), RFC 7845 (Opus in it), RFC 6716.
var sampleVoice = sync.OnceValue(func() []byte {
	const (
		frame   = 960 // samples of 20 ms at 48 kHz
		preSkip = 312
		frames  = 150
	)
	head := append([]byte("OpusHead"), 1, 1)
	head = binary.LittleEndian.AppendUint16(head, preSkip)
	head = binary.LittleEndian.AppendUint32(head, 48000)
	head = append(head, 0, 0, 0) // gain, mapping family

	const vendor = "pocketcrm"
	tags := binary.LittleEndian.AppendUint32([]byte("OpusTags"), uint32(len(vendor)))
	tags = binary.LittleEndian.AppendUint32(append(tags, vendor...), 0)

	var out bytes.Buffer
	writeOggPage(&out, 0, 2, 0, [][]byte{head})
	writeOggPage(&out, 1, 0, 0, [][]byte{tags})
	silence := []byte{0xf8, 0xff, 0xfe} // one mono CELT frame of nothing
	for page := 0; page*50 < frames; page++ {
		packets := make([][]byte, 50)
		for i := range packets {
			packets[i] = silence
		}
		flags := byte(0)
		if (page+1)*50 >= frames {
			flags = 4 // the last page
		}
		writeOggPage(&out, uint32(page+2), flags, uint64((page+1)*50*frame), packets)
	}
	return out.Bytes()
})

// writeOggPage writes packets of less than 255 bytes as one page.
func writeOggPage(out *bytes.Buffer, number uint32, flags byte, position uint64, packets [][]byte) {
	page := append([]byte("OggS"), 0, flags)
	page = binary.LittleEndian.AppendUint64(page, position)
	page = binary.LittleEndian.AppendUint32(page, 1) // the stream
	page = binary.LittleEndian.AppendUint32(page, number)
	page = append(page, 0, 0, 0, 0) // the checksum, below
	page = append(page, byte(len(packets)))
	for _, packet := range packets {
		page = append(page, byte(len(packet)))
	}
	for _, packet := range packets {
		page = append(page, packet...)
	}
	binary.LittleEndian.PutUint32(page[22:], oggChecksum(page))
	out.Write(page)
}

// oggChecksum is a CRC-32 that reads the highest bit first, unlike hash/crc32.
func oggChecksum(page []byte) uint32 {
	sum := uint32(0)
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}

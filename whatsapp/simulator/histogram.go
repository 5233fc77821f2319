package simulator

import (
	"math/bits"
	"time"
)

// histogram counts lengths of time in buckets that are at most 1/32 wide, so
// that its memory does not grow with what it counts.
type histogram struct {
	buckets [64 * 32]int
	count   int
	max     time.Duration
}

func (h *histogram) add(d time.Duration) {
	d = max(d, 0)
	h.buckets[bucketOf(uint64(d.Microseconds()))]++
	h.count++
	h.max = max(h.max, d)
}

func bucketOf(v uint64) int {
	if v < 32 {
		return int(v)
	}
	shift := bits.Len64(v) - 6 // keeps six bits: the leading one and five more
	return (shift+1)*32 + int(v>>shift) - 32
}

// percentile is the upper end of the bucket in which a share of all lies.
func (h *histogram) percentile(share float64) time.Duration {
	if h.count == 0 {
		return 0
	}
	wanted, seen := int(share*float64(h.count)+0.5), 0
	for i, n := range h.buckets {
		if seen += n; n > 0 && seen >= wanted {
			return min(h.max, time.Duration(upperEnd(i))*time.Microsecond)
		}
	}
	return h.max
}

func upperEnd(bucket int) uint64 {
	if bucket < 32 {
		return uint64(bucket)
	}
	shift := bucket/32 - 1
	return (uint64(bucket%32)+32+1)<<shift - 1
}

package whatsapp

import (
	"strconv"
	"strings"
	"time"
)

// Times outside this range are mistakes: WhatsApp began in 2009.
var (
	earliest = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// time reads a time: Unix seconds as text or number, with a fraction, or by
// mistake in milli-, micro- or nanoseconds, or RFC 3339. What can't be a time
// is the zero time.
func (v *jsonValue) time() time.Time {
	text := strings.TrimSpace(v.text())
	if text == "" || len(text) > 40 {
		return time.Time{}
	}
	whole, fraction, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700"} {
			if at, err := time.Parse(layout, text); err == nil {
				return plausible(at)
			}
		}
		return time.Time{}
	}
	switch len(whole) {
	case 13:
		return plausible(time.UnixMilli(seconds))
	case 16:
		return plausible(time.UnixMicro(seconds))
	case 19:
		return plausible(time.Unix(0, seconds))
	}
	var nanoseconds int64
	if fraction != "" {
		nanoseconds, err = strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
		if err != nil || nanoseconds < 0 {
			return time.Time{}
		}
	}
	if seconds > latest.Unix() {
		return time.Time{}
	}
	return plausible(time.Unix(seconds, nanoseconds))
}

func plausible(at time.Time) time.Time {
	if at.Before(earliest) || at.After(latest) {
		return time.Time{}
	}
	return at.UTC()
}

// NotAhead drops the times of an event that are more than a few minutes ahead of
// now: they are of a clock that is wrong, and count as none. Raw keeps what was
// sent.
func (e *Event) NotAhead(now time.Time) {
	const tolerated = 5 * time.Minute // note: our own clock may be slow
	times := []*time.Time{&e.At}
	if e.Call != nil {
		times = append(times, &e.Call.Start, &e.Call.End)
	}
	for _, at := range times {
		if at.After(now.Add(tolerated)) {
			*at = time.Time{}
		}
	}
}

package media

import (
	"errors"
	"net/http"
	"time"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// Sentences for staff on why there is no file.
const (
	sentenceGone     = "WhatsApp no longer has this file. If you need it, ask for it again."
	sentenceExpired  = "This file could not be fetched within the seven days that WhatsApp keeps it. If you need it, ask for it again."
	sentenceUnseen   = "WhatsApp shows neither this file nor the business number. Ask an administrator to mend the set-up, then try again: WhatsApp keeps files for seven days."
	sentenceTooLarge = "This file is larger than the 100 MB that WhatsApp allows, so it was not fetched."
	sentenceChecksum = "What WhatsApp delivered is not the file that was sent. Try again, or ask for it again."
	sentenceHost     = "WhatsApp pointed to an address that isn't its own, so this file was not fetched. Tell an administrator."
)

// goneCodes say that there is no such file (support/error-codes): a parameter
// that names nothing, an object that doesn't exist, a file too big to have come.
var goneCodes = map[int]bool{33: true, 100: true, 803: true, 131052: true}

// settle stores how an attempt ended.
func (f *Fetcher) settle(j job, file Stored, failure error) error {
	var refused *whatsapp.APIError
	switch {
	case failure == nil:
		f.gate.FetchWorked()
		return f.done(j, file)
	case f.ctx.Err() != nil:
		return f.putBack(j)
	case errors.Is(failure, errRowGone):
		return f.forget(j)
	case errors.As(failure, new(*meta.ClosedError)), errors.As(failure, &refused) && refused.Stops():
		return f.putBack(j) // note: it says nothing of the file
	case errors.Is(failure, meta.ErrUnseen):
		// note: nobody knows when that is mended, nor whether the file is there
		return f.giveUp(j, "failed", sentenceUnseen, failure.Error())
	case errors.Is(failure, whatsapp.ErrMediaTooLarge):
		return f.giveUp(j, "failed", sentenceTooLarge, failure.Error())
	case errors.As(failure, &refused) && goneCodes[refused.Code]:
		f.gate.FetchWorked()
		if f.opts.Now().Sub(j.since) >= idLife && f.opts.ClockHolds() {
			return f.giveUp(j, "expired", sentenceExpired, failure.Error())
		}
		return f.giveUp(j, "failed", sentenceGone, failure.Error())
	case errors.Is(failure, whatsapp.ErrMediaURL):
		// note: the id leads somewhere, so the file is there: it is the token, or
		// what holds the file, that has to recover. Other files may well come.
		f.opts.Warn("A file could not be fetched from its address; a new one is asked for later", "record", j.row, "error", failure)
		return f.again(j, f.backoff(j.attempts, longestPause), failure)
	case isNowhere(failure):
		return f.strike(j, failure, sentenceGone, f.backoff(j.strikes+1, longestPause))
	case errors.Is(failure, errChecksum):
		// note: where files are kept may need hours to have the right one. 32
		// times the pause each time is seconds, minutes, an hour, a day
		return f.strike(j, failure, sentenceChecksum, f.backoff(1+5*j.strikes, longestDoubt))
	case errors.Is(failure, whatsapp.ErrMediaHost):
		return f.strike(j, failure, sentenceHost, f.backoff(j.strikes+1, longestPause))
	}
	f.opts.Warn("A file could not be fetched; it is tried again", "record", j.row, "error", failure)
	if isWhole(failure) {
		f.gate.FetchFailed(failure)
	}
	return f.again(j, max(f.backoff(j.attempts, longestPause), meta.Asked(failure)), failure)
}

// isWhole is true when it isn't one file that fails.
func isWhole(failure error) bool {
	var refused *whatsapp.APIError
	return !errors.As(failure, &refused) || refused.TooFast() || refused.HTTPStatus >= http.StatusInternalServerError ||
		refused.Code == whatsapp.CodeNone
}

// isNowhere is true for an id that something without Meta's words answers as
// not there: Graph itself, or a proxy before it.
func isNowhere(err error) bool {
	var refused *whatsapp.APIError
	return errors.As(err, &refused) && refused.Code == whatsapp.CodeNone &&
		(refused.HTTPStatus == http.StatusNotFound || refused.HTTPStatus == http.StatusGone)
}

// strike counts an answer that can't be right. Such a file is given up before
// its id ends: it is not the connection that fails. The sentence tells why.
func (f *Fetcher) strike(j job, failure error, sentence string, pause time.Duration) error {
	j.strikes++
	if j.strikes < maxStrikes {
		return f.again(j, pause, failure)
	}
	f.opts.Warn("A file was given up", "record", j.row, "error", failure)
	return f.giveUp(j, "failed", sentence, failure.Error())
}

// again has a file tried after a pause, the last time when its id ends.
func (f *Fetcher) again(j job, pause time.Duration, failure error) error {
	now, end := f.opts.Now(), j.since.Add(idLife)
	due, ended := now.Add(pause), !now.Before(end)
	switch {
	case ended && f.opts.ClockHolds():
		return f.giveUp(j, "expired", sentenceExpired, failure.Error())
	case !ended && due.After(end):
		due = end
	}
	return f.later(j, due, failure.Error())
}

func (f *Fetcher) backoff(attempts int, longest time.Duration) time.Duration {
	return meta.Backoff(f.opts.RetryAfter, attempts, longest)
}

package media

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"pocketcrm/whatsapp"
)

// Sentences for staff on why there is no file.
const (
	sentenceGone     = "WhatsApp no longer has this file. If you need it, ask for it again."
	sentenceExpired  = "This file could not be fetched within the seven days that WhatsApp keeps it. If you need it, ask for it again."
	sentenceTooLarge = "This file is larger than the 100 MB that WhatsApp allows, so it was not fetched."
	sentenceChecksum = "What WhatsApp delivered is not the file that was sent. Try again, or ask for it again."
	sentenceHost     = "WhatsApp pointed to an address that isn't its own, so this file was not fetched. Tell an administrator."
)

// codeToken is Meta's for a refused access token (support/error-codes).
const codeToken = 190

// goneCodes say that there is no such file (support/error-codes): a parameter
// that names nothing, an object that doesn't exist, a file too big to have come.
var goneCodes = map[int]bool{33: true, 100: true, 803: true, 131052: true}

// slowCodes say that all calls are too many.
var slowCodes = map[int]bool{4: true, 613: true, 80007: true, 130429: true}

// settle stores how an attempt ended.
func (f *Fetcher) settle(j job, file Stored, failure error) error {
	var refused *whatsapp.APIError
	switch {
	case failure == nil:
		f.worked()
		return f.done(j, file)
	case f.ctx.Err() != nil:
		return f.putBack(j)
	case errors.Is(failure, errRowGone):
		return f.forget(j)
	case isTokenRefused(failure):
		f.refuse(failure)
		return f.putBack(j)
	case errors.Is(failure, whatsapp.ErrMediaTooLarge):
		return f.giveUp(j, "failed", sentenceTooLarge, failure.Error())
	case errors.As(failure, &refused) && goneCodes[refused.Code]:
		f.worked()
		if f.opts.Now().Sub(j.since) >= idLife {
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
	return f.again(j, max(f.backoff(j.attempts, longestPause), f.pauseAll(failure)), failure)
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
	if !now.Before(end) {
		return f.giveUp(j, "expired", sentenceExpired, failure.Error())
	}
	due := now.Add(pause)
	if due.After(end) {
		due = end
	}
	return f.later(j, due, failure.Error())
}

// pauseAll lets everything wait when it isn't one file that fails. It returns
// what WhatsApp asked for.
func (f *Fetcher) pauseAll(failure error) time.Duration {
	var refused *whatsapp.APIError
	asked := time.Duration(0)
	if errors.As(failure, &refused) {
		asked = min(refused.RetryAfter, longestAsked)
	}
	if refused != nil && !slowCodes[refused.Code] && refused.HTTPStatus != http.StatusTooManyRequests && refused.HTTPStatus < 500 {
		return asked
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures++
	if until := f.opts.Now().Add(max(f.backoff(f.failures, longestHold), asked)); until.After(f.hold) {
		f.hold = until
	}
	return asked
}

func (f *Fetcher) worked() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures, f.hold = 0, time.Time{}
}

// refuse stops everything until the token works again.
func (f *Fetcher) refuse(err error) {
	f.mu.Lock()
	first := f.refused == nil
	f.refused = err
	f.mu.Unlock()
	if first {
		f.opts.Warn("WhatsApp refuses the access token; no file is fetched until it works again", "error", err)
	}
}

func isTokenRefused(err error) bool {
	var refused *whatsapp.APIError
	return errors.As(err, &refused) && refused.Code == codeToken
}

// backoff doubles with each attempt; the jitter keeps files that failed
// together from coming back together.
func (f *Fetcher) backoff(attempts int, longest time.Duration) time.Duration {
	pause := f.opts.RetryAfter << min(max(attempts-1, 0), 20)
	if pause <= 0 || pause > longest {
		pause = longest
	}
	return pause/2 + rand.N(pause/2+1)
}

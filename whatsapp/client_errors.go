package whatsapp

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	// ErrNoAnswer: the request was on its way and no usable answer came back
	// (a timeout, a cut connection, a 5xx that isn't Meta's, a 2xx that names
	// no message). The message may have been taken.
	ErrNoAnswer = errors.New("it is not known whether WhatsApp took the message")
	// ErrNotSent: the request certainly never left.
	ErrNotSent = errors.New("the message was not sent")
)

// sendError is a call without a usable answer. Its text never has the token,
// the message or anything a server wrote in it; the cause does, for
// [errors.Is] and [errors.As] only.
type sendError struct {
	kind   error
	reason string
	cause  error
}

func (e *sendError) Error() string { return e.kind.Error() + ": " + e.reason }

func (e *sendError) Unwrap() []error {
	if e.cause == nil {
		return []error{e.kind}
	}
	return []error{e.kind, e.cause}
}

// CodeNone is the Code of an [APIError] that didn't come from Meta, but from a
// proxy or the like: 0 is one of Meta's own.
const CodeNone = -1

// APIError is a refusal by the Graph API: nothing was sent, unless it
// [APIError.MayBeTaken].
//
// Source: support/error-codes.
type APIError struct {
	HTTPStatus int
	Code       int // Meta's; CodeNone when there was none
	Subcode    int
	Type       string        // Meta's, such as OAuthException
	Title      string        // Meta's words, which change without notice
	Details    string        // the useful part of them; may be empty
	TraceID    string        // fbtrace_id, for Meta's support
	Transient  bool          // Meta says that it will pass
	RetryAfter time.Duration // 0 when not given
}

// Error is for logs. Staff are shown [APIError.Explain].
func (e *APIError) Error() string {
	text := fmt.Sprintf("WhatsApp refused the message: HTTP %d", e.HTTPStatus)
	if e.Code != CodeNone {
		text = fmt.Sprintf("WhatsApp refused the message: %s (code %d, HTTP %d", e.Title, e.Code, e.HTTPStatus)
		if e.TraceID != "" {
			text += ", trace " + e.TraceID
		}
		text += ")"
	}
	return text
}

// Words are Meta's own, of a thousand bytes at most. Staff may look them up
// where [APIError.Explain] doesn't say enough.
func (e *APIError) Words() string { return errorWords(e.Title, e.Details) }

// Explain says what the refusal means and what to do about it.
func (e *APIError) Explain() Explanation {
	if e.Code == CodeNone {
		return explainHTTP(e.HTTPStatus)
	}
	if why, ok := e.setUpFault(); ok {
		return why
	}
	why := Explain(e.Code)
	if e.MayBeTaken() && !isListed(e.Code) {
		why.Meaning = "WhatsApp had a fault that this program doesn't know"
		why.NextStep = "Look whether the message arrived, then try once more; if it fails again, show an administrator the code and the time"
	}
	return why
}

// MayBeTaken is true for a fault that doesn't prove that the message wasn't
// taken: Meta's two codes for what it doesn't know itself, and a 5xx with a code
// that isn't listed (messages/send-messages, support/error-codes).
func (e *APIError) MayBeTaken() bool {
	const unknownError, somethingWrong = 1, 131000
	if e.Stops() {
		return false
	}
	switch e.Code {
	case unknownError, somethingWrong:
		return true
	case CodeNone:
		return false // note: without a code a 5xx is ErrNoAnswer
	}
	return e.HTTPStatus >= http.StatusInternalServerError && !isListed(e.Code)
}

// isErrorAnswer is true for Meta's error envelope, whatever its HTTP status.
func isErrorAnswer(answer []byte) bool {
	root, ok := parseJSON(answer)
	return ok && !root.get("error").hollow()
}

// refusal makes an error of an answer that accepts nothing. A 5xx without
// Meta's envelope comes from something in between, which can't know whether
// Meta had taken the message (messages/send-messages).
func (c *Client) refusal(status int, header http.Header, answer []byte) error {
	e := &APIError{HTTPStatus: status, Code: CodeNone, RetryAfter: retryAfter(header.Get("Retry-After"), time.Now())}
	if root, ok := parseJSON(answer); ok {
		c.readRefusal(e, root.get("error"))
	}
	if e.Code == CodeNone && status >= 500 {
		return &sendError{kind: ErrNoAnswer, reason: "HTTP " + strconv.Itoa(status) + " without a reason"}
	}
	return e
}

func (c *Client) readRefusal(e *APIError, envelope *jsonValue) {
	if envelope.kind() == jsonString {
		e.Title = c.scrub(envelope.text())
		return
	}
	if code, err := strconv.Atoi(strings.TrimSpace(envelope.str("code"))); err == nil {
		e.Code = code
	} else if e.HTTPStatus == http.StatusUnauthorized && envelope.kind() == jsonObject {
		e.Code = codeAuth
	}
	e.Type = c.scrub(envelope.str("type"))
	e.Subcode, _ = strconv.Atoi(strings.TrimSpace(envelope.str("error_subcode")))
	e.Title = envelope.str("message")
	fill(&e.Title, envelope.str("error_user_title"))
	e.Details = envelope.object("error_data").str("details")
	fill(&e.Details, envelope.str("error_data"))
	fill(&e.Details, envelope.str("error_user_msg"))
	e.Title, e.Details = c.scrub(e.Title), c.scrub(e.Details)
	e.TraceID = c.scrub(envelope.str("fbtrace_id"))
	e.Transient = envelope.flag("is_transient")
}

// tokenLike is what access tokens look like. Meta repeats a token that it
// can't read in its error message.
var tokenLike = regexp.MustCompile(`\bEAA[0-9A-Za-z_-]{10,}|(?i:access token )[^\s,;]{20,}`)

func (c *Client) scrub(text string) string {
	const longest = 500
	if c.options.Token != "" {
		text = strings.ReplaceAll(text, c.options.Token, "[token]")
	}
	text = tokenLike.ReplaceAllString(text, "[token]")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(value string, now time.Time) time.Duration {
	const longest = 7 * 24 * time.Hour
	value = strings.TrimSpace(value)
	var wait time.Duration
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && value[0] >= '0' && value[0] <= '9' {
		if seconds > longest.Seconds() {
			return longest
		}
		wait = time.Duration(seconds * float64(time.Second))
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longest)
}

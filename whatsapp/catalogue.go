package whatsapp

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Actor is who can do something about an error.
type Actor string

// The actors.
const (
	ActorStaff    Actor = "staff"    // whoever writes to the customer
	ActorAdmin    Actor = "admin"    // whoever looks after the WhatsApp account
	ActorCustomer Actor = "customer" // only the customer can
	ActorNobody   Actor = "nobody"   // waiting helps, nothing else
)

// Retry is whether the same message can be sent again as it is.
type Retry string

// The ways to retry.
const (
	RetryNo   Retry = "no"   // something has to change first
	RetryWait Retry = "wait" // later; it was certainly not sent
	RetryOnce Retry = "once" // a few times at most: it may go out twice
)

// Explanation says what an error code of the Cloud API means, in words for the
// staff of a small business.
type Explanation struct {
	Code       int
	Title      string // a few words, ours
	Meaning    string // a sentence without its full stop
	NextStep   string // another
	Who        Actor
	Retry      Retry
	HTTPStatus int // as of an older edition of Meta's page; 0 when it had none
	// SetUp is true for what concerns all messages, until an administrator has
	// mended it: not this one, its template or its customer.
	SetUp bool
}

// ForAdmin is what to tell the one who can mend it.
func (e Explanation) ForAdmin() string {
	next := e.NextStep
	if step, ok := strings.CutPrefix(next, "Ask an administrator to "); ok {
		next = strings.ToUpper(step[:1]) + step[1:]
	}
	return joined(" ", stopped(e.Meaning), stopped(next))
}

// Sentence is what to show beside a message that failed.
func (e Explanation) Sentence() string {
	return joined(" ", stopped(e.Meaning), stopped(e.NextStep))
}

func stopped(sentence string) string {
	if sentence == "" || strings.HasSuffix(sentence, ".") {
		return sentence
	}
	return sentence + "."
}

// Explain looks a code up. For one that isn't listed it still says something
// of use.
//
// Source: support/error-codes (of 2026-06-18, and the edition before it for
// the HTTP statuses).
func Explain(code int) Explanation {
	if e, ok := listed(code); ok {
		e.Code = code
		return e
	}
	return Explanation{
		Code:     code,
		Title:    "Unknown error",
		Meaning:  "WhatsApp refused the message for a reason that this program doesn't know",
		NextStep: "Try once more; if it fails again, show an administrator the code and the time",
		Who:      ActorAdmin,
		Retry:    RetryOnce,
	}
}

// ExplainCall explains the error of a call. What is said of codes that messages
// have as well speaks of a message, which there was none.
//
// Source: calling/troubleshooting; the codes of calls begin with 138.
func ExplainCall(code int) Explanation {
	if e, ok := listed(code); ok && (code/1000 == 138 || !aboutMessages.MatchString(e.Sentence())) {
		e.Code = code
		return e
	}
	return Explanation{
		Code:     code,
		Title:    "The call failed",
		Meaning:  "WhatsApp could not put the call through (error " + strconv.Itoa(code) + ")",
		NextStep: "Call again later; if it fails again, show an administrator the number of the error and the time",
		Who:      ActorAdmin,
		Retry:    RetryOnce,
	}
}

var aboutMessages = regexp.MustCompile(`(?i)message|send|sent\b|template|deliver|text`)

func listed(code int) (Explanation, bool) {
	if e, ok := explanations[code]; ok {
		return e, true
	}
	for _, r := range explanationRanges {
		if code >= r.from && code <= r.to {
			return r.Explanation, true
		}
	}
	return Explanation{}, false
}

func isListed(code int) bool {
	_, ok := listed(code)
	return ok
}

// explainHTTP explains an answer that isn't Meta's: a proxy's or a firewall's.
// It says nothing of the access token, whatever its status.
func explainHTTP(status int) Explanation {
	e := Explanation{
		Code: CodeNone, Title: "Refused on the way to WhatsApp", Who: ActorAdmin, Retry: RetryNo, HTTPStatus: status, SetUp: true,
		Meaning:  "Something between this program and WhatsApp, such as a proxy or a firewall, refused the message",
		NextStep: "Ask an administrator to look at WHATSAPP_GRAPH_URL and at what stands between the server and WhatsApp",
	}
	switch status {
	case http.StatusUnauthorized, http.StatusProxyAuthRequired:
		e.Meaning = "Something between this program and WhatsApp, such as a proxy, wants a sign-in of its own"
	case http.StatusTooManyRequests, http.StatusRequestTimeout:
		e.Title = "Too many requests"
		e.Meaning = "WhatsApp asks to slow down"
		e.NextStep = "Wait a minute, then send again"
		e.Who, e.Retry, e.SetUp = ActorNobody, RetryWait, false
	}
	return e
}

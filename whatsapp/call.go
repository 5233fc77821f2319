package whatsapp

import (
	"encoding/json"
	"fmt"
	"time"
)

// The outcomes of a call.
const (
	CallRinging    = "ringing"
	CallOngoing    = "ongoing" // somebody has answered
	CallCompleted  = "completed"
	CallMissed     = "missed"     // a customer called and nobody answered
	CallUnanswered = "unanswered" // the customer did not answer
	CallDeclined   = "declined"
	CallFailed     = "failed"
	CallUnknown    = "unknown" // its end did not come
)

// How long after the last news of a call its end is waited for: it rings for a
// minute or two, and those who talk may talk long.
const (
	callRings = 5 * time.Minute
	callTalks = 30 * time.Minute
)

// CallLog gathers what events say of one call. They come in any order, more
// than once, and not all of them: whatever the order, the log is the same.
type CallLog struct {
	// Events are the elements as Meta sent them, by what happened.
	Events map[string]json.RawMessage `json:"events"`
	// First and Last are when the call was first and last heard of; Start is
	// when somebody answered. Unix seconds; 0 when not known.
	First    int64 `json:"first"`
	Last     int64 `json:"last"`
	Start    int64 `json:"start"`
	Seconds  int   `json:"seconds"`
	Answered bool  `json:"answered"`
	Declined bool  `json:"declined"`
	Ended    bool  `json:"ended"`
	// Completed is Meta's word for an end without an error.
	Completed bool `json:"completed"`
	Code      int  `json:"code"` // of the error that ended it
	// GivenUp is set when the end did not come in time. It may still come.
	GivenUp bool `json:"given_up,omitempty"`
}

// GiveUp notes that the end of a call is no longer waited for, and reports
// whether it was time to. heard is when the last news of it came: Meta's own
// times may lie in the future.
func (l *CallLog) GiveUp(now, heard time.Time) bool {
	wait, last := callRings, time.Unix(l.Last, 0)
	if l.Answered {
		wait = callTalks
	}
	if last.After(heard) || l.Last == 0 {
		last = heard
	}
	if l.Ended || l.Declined || l.GivenUp || now.Sub(last) < wait {
		return false
	}
	l.GivenUp = true
	return true
}

// Add takes in an event of the call, and reports whether it was news.
func (l *CallLog) Add(e Event) bool {
	c := e.Call
	if c == nil {
		return false
	}
	before, known := *l, len(l.Events)
	if l.Events == nil {
		l.Events = make(map[string]json.RawMessage)
	}
	if _, seen := l.Events[c.Event]; !seen {
		l.Events[c.Event] = e.Raw
	}
	for _, at := range []time.Time{e.At, c.Start, c.End} {
		if s := seconds(at); s > 0 {
			l.First, l.Last = earlier(l.First, s), max(l.Last, s)
		}
	}
	l.Start = earlier(l.Start, seconds(c.Start))
	l.Seconds = max(l.Seconds, int(c.Duration/time.Second))
	l.Answered = l.Answered || c.Event == "accepted" || l.Start > 0 || l.Seconds > 0
	l.Declined = l.Declined || c.Event == "rejected"
	l.Ended = l.Ended || c.Event == "terminate"
	l.Completed = l.Completed || c.Event == "terminate" && c.Status == "completed"
	if len(c.Errors) > 0 && (l.Code == 0 || c.Errors[0].Code < l.Code) {
		l.Code = c.Errors[0].Code
	}
	news := len(l.Events) != known || !l.same(before)
	l.GivenUp = l.GivenUp && !news
	return news
}

func (l *CallLog) same(o CallLog) bool {
	return l.First == o.First && l.Last == o.Last && l.Start == o.Start && l.Seconds == o.Seconds && l.Answered == o.Answered &&
		l.Declined == o.Declined && l.Ended == o.Ended && l.Completed == o.Completed && l.Code == o.Code
}

func seconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

// earlier is the smaller of two times of which 0 is none.
func earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// codeNoAnswer is Meta's: nobody answered in time.
const codeNoAnswer = 138007

// Outcome is how the call went, as far as is known. Meta gives a start and a
// duration only to calls that were answered (calling/user-initiated-calls).
func (l *CallLog) Outcome(direction Direction) string {
	switch {
	case l.Ended && l.Answered && (l.Seconds > 0 || l.Completed || l.Code == 0):
		return CallCompleted
	case l.Ended && l.Answered:
		return CallFailed
	case l.Declined:
		return CallDeclined
	case l.Ended && direction == Inbound:
		return CallMissed
	case l.Ended && l.Code != 0 && l.Code != codeNoAnswer:
		return CallFailed
	case l.Ended:
		return CallUnanswered
	case l.GivenUp:
		return CallUnknown
	case l.Answered:
		return CallOngoing
	}
	return CallRinging
}

// Body is what a person reads of the call.
func (l *CallLog) Body(direction Direction) string {
	switch l.Outcome(direction) {
	case CallCompleted:
		if l.Seconds > 0 {
			return "Call, " + Length(l.Seconds)
		}
		return "Call"
	case CallMissed:
		return "Missed call"
	case CallUnanswered:
		return "Call, not answered"
	case CallDeclined:
		return "Call, declined"
	case CallFailed:
		return "Call failed: " + ExplainCall(l.Code).Sentence()
	case CallOngoing:
		return "Call under way"
	case CallUnknown:
		if l.Answered {
			return "Call, answered; its end isn't known"
		}
		if direction == Inbound {
			return "Incoming call; its end isn't known"
		}
		return "Outgoing call; its end isn't known"
	}
	if direction == Inbound {
		return "Incoming call"
	}
	return "Outgoing call"
}

// Length is a number of seconds for people: 3 min 20 s.
func Length(seconds int) string {
	hours, minutes, rest := seconds/3600, seconds/60%60, seconds%60
	switch {
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case minutes > 0 && rest > 0:
		return fmt.Sprintf("%d min %d s", minutes, rest)
	case minutes > 0:
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d s", rest)
}

package whatsapp

import (
	"reflect"
	"strings"
	"testing"
)

// callOf decodes events of one call, each an element of calls or statuses.
func callOf(t *testing.T, elements ...string) []Event {
	t.Helper()
	var events []Event
	for _, element := range elements {
		list, inside, _ := strings.Cut(element, " ")
		around := ""
		if element, errors, ok := strings.Cut(inside, " with "); ok {
			inside, around = element, `,"errors":[{"code":`+errors+`}]`
		}
		events = append(events, one(t, delivery("calls", `"`+list+`":[{"id":"wacid.1",`+inside+`}]`+around)))
	}
	return events
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := 0; i <= len(p); i++ {
			next := append(append(append([]int{}, p[:i]...), n-1), p[i:]...)
			all = append(all, next)
		}
	}
	return all
}

const (
	rings       = `calls "event":"connect","direction":"USER_INITIATED","from":"447700900123","timestamp":"1793700500"`
	hangsUp     = `calls "event":"terminate","direction":"USER_INITIATED","from":"447700900123","timestamp":"1793700705","status":"COMPLETED","start_time":"1793700505","end_time":"1793700705","duration":200`
	givesUp     = `calls "event":"terminate","direction":"USER_INITIATED","from":"447700900123","timestamp":"1793700540","status":"Failed" with 138007`
	weCall      = `calls "event":"connect","direction":"BUSINESS_INITIATED","to":"447700900123","timestamp":"1793700500"`
	weRing      = `statuses "type":"call","status":"RINGING","recipient_id":"447700900123","timestamp":"1793700502"`
	theyAnswer  = `statuses "type":"call","status":"ACCEPTED","recipient_id":"447700900123","timestamp":"1793700507"`
	theyDecline = `statuses "type":"call","status":"REJECTED","recipient_id":"447700900123","timestamp":"1793700507"`
	weHangUp    = `calls "event":"terminate","direction":"BUSINESS_INITIATED","to":"447700900123","timestamp":"1793700600","status":"COMPLETED","start_time":"1793700510","end_time":"1793700600","duration":90`
	weFail      = `calls "event":"terminate","direction":"BUSINESS_INITIATED","to":"447700900123","timestamp":"1793700560","status":"FAILED" with `
)

// Whatever the order in which the events of a call come, and however often.
func TestCallsInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		events        []string
		outcome, body string
		first, last   int64
	}{
		{"it rings", []string{rings}, CallRinging, "Incoming call", 1793700500, 1793700500},
		{"a talk", []string{rings, hangsUp}, CallCompleted, "Call, 3 min 20 s", 1793700500, 1793700705},
		{"only the end is known", []string{hangsUp}, CallCompleted, "Call, 3 min 20 s", 1793700505, 1793700705},
		{"missed", []string{rings, givesUp}, CallMissed, "Missed call", 1793700500, 1793700540},
		{"we ring", []string{weCall, weRing}, CallRinging, "Outgoing call", 1793700500, 1793700502},
		{"we talk", []string{weCall, weRing, theyAnswer}, CallOngoing, "Call under way", 1793700500, 1793700507},
		{"we have talked", []string{weCall, weRing, theyAnswer, weHangUp}, CallCompleted, "Call, 1 min 30 s", 1793700500, 1793700600},
		{"they decline", []string{weCall, weRing, theyDecline, weFail + "138000"}, CallDeclined, "Call, declined", 1793700500, 1793700560},
		{"they don't answer", []string{weCall, weRing, weFail + "138007"}, CallUnanswered, "Call, not answered", 1793700500, 1793700560},
		{"it fails", []string{weCall, weFail + "138006"}, CallFailed, "Call failed: The customer has not allowed calls from the business.", 1793700500, 1793700560},
		{"it breaks off", []string{weCall, theyAnswer, weFail + "131000"}, CallFailed, "Call failed: ", 1793700500, 1793700560},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := callOf(t, c.events...)
			var whole CallLog
			for i, order := range permutations(len(events)) {
				var log CallLog
				for _, k := range order {
					if !log.Add(events[k]) {
						t.Errorf("%v: event %d is no news", order, k)
					}
				}
				for _, k := range order {
					if log.Add(events[k]) {
						t.Errorf("%v: event %d is news again", order, k)
					}
				}
				direction := events[0].Call.Direction
				if log.Outcome(direction) != c.outcome || !strings.HasPrefix(log.Body(direction), c.body) || log.First != c.first || log.Last != c.last {
					t.Fatalf("%v: %s %q, %d to %d", order, log.Outcome(direction), log.Body(direction), log.First, log.Last)
				}
				if i == 0 {
					whole = log
				}
				if !reflect.DeepEqual(log, whole) {
					t.Fatalf("%v: %+v, in another order %+v", order, log, whole)
				}
			}
		})
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]string{1: "1 s", 60: "1 min", 85: "1 min 25 s", 3600: "1 h 0 min", 7384: "2 h 3 min"} {
		if got := Length(seconds); got != want {
			t.Errorf("%d: got %q, want %q", seconds, got, want)
		}
	}
}

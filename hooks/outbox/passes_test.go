package outbox

import (
	"testing"

	"pocketcrm/whatsapp"
)

// Whether a refusal is tried again by itself: what may have been taken is not,
// what Meta asks not to try today is not, whatever the HTTP status says.
func TestPasses(t *testing.T) {
	for _, tc := range []struct {
		code, status int
		transient    bool
		want         bool
	}{
		{130429, 400, false, true}, {131056, 400, false, true}, {80007, 400, false, true}, {4, 400, false, true}, {613, 400, false, true},
		{131016, 400, false, true}, {131057, 500, false, true}, {133004, 503, false, true}, {131000, 500, true, true}, {2, 503, true, true},
		{190, 401, false, true}, {0, 401, false, true}, {999999, 429, false, true},
		{131000, 500, false, false}, {1, 500, false, false}, {131045, 500, false, false}, {131048, 400, false, false}, {131049, 400, true, false},
		{131026, 400, false, false}, {131047, 400, false, false}, {100, 400, false, false}, {999999, 500, false, false},
		{whatsapp.CodeNone, 500, false, false}, {whatsapp.CodeNone, 403, false, false},
	} {
		if got := Passes(&whatsapp.APIError{Code: tc.code, HTTPStatus: tc.status, Transient: tc.transient}); got != tc.want {
			t.Errorf("code %d, HTTP %d, transient %v: %v, want %v", tc.code, tc.status, tc.transient, got, tc.want)
		}
	}
}

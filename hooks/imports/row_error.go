package imports

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/tools/router"
)

// rowError is an error while a row was written.
type rowError struct{ err error }

func (e rowError) Error() string { return e.err.Error() }
func (e rowError) Unwrap() error { return e.err }

// busyError means that no transaction could begin.
type busyError struct{ err error }

func (e busyError) Error() string { return e.err.Error() }
func (e busyError) Unwrap() error { return e.err }

// own tells whether it is about what is in the row, so that trying again is of
// no use.
func (e rowError) own() bool {
	var fields validation.Errors
	var answer *router.ApiError
	return errors.As(e.err, &fields) || errors.As(e.err, &answer) && answer.Status < http.StatusInternalServerError
}

// reason is a sentence for the file of refused rows.
func (e rowError) reason() string {
	var fields validation.Errors
	if errors.As(e.err, &fields) {
		list := []string{}
		for name, err := range fields {
			list = append(list, name+": "+err.Error())
		}
		slices.Sort(list)
		return "It can't be stored as it is. " + strings.Join(list, " ")
	}
	var answer *router.ApiError
	if errors.As(e.err, &answer) && e.own() {
		return answer.Message
	}
	return "It could not be stored, through no fault of the line. Import it again; if that fails too, tell whoever runs this program."
}

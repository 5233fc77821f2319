package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// bindKnown reads the body of a request into a form. A key of JSON that the form
// doesn't have is an error, a [whatsapp.Problems]: what it says would be lost in
// silence.
func bindKnown(e *core.RequestEvent, form any) error {
	body := e.Request.Body
	defer func() { e.Request.Body = body }()
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	e.Request.Body = io.NopCloser(bytes.NewReader(raw))
	if err := e.BindBody(form); err != nil {
		return err
	}
	if len(raw) == 0 || !strings.HasPrefix(e.Request.Header.Get("Content-Type"), "application/json") {
		return nil
	}
	if !json.Valid(raw) {
		return errors.New("there is more behind the JSON")
	}
	if problems := whatsapp.Unknown("", raw, form); len(problems) > 0 {
		return problems
	}
	return nil
}

// refuseBody answers for a body that could not be read, or that has fields which
// the route doesn't know.
func refuseBody(e *core.RequestEvent, err error) error {
	if problems := (whatsapp.Problems{}); errors.As(err, &problems) {
		return e.BadRequestError(problems[0].Sentence, fieldErrors(problems))
	}
	return e.BadRequestError("The request is not readable: send JSON.", err)
}

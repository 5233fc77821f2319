package simulator

import (
	"fmt"
	"net/http"
)

// graphError is an answer of the Graph API that is not a success.
type graphError struct {
	status    int // HTTP
	code      int
	subcode   int
	kind      string // OAuthException unless said
	message   string
	details   string
	userTitle string // for people, from the template endpoints
	userText  string
	data      any // instead of details
	transient bool
	// extra keys beside "error", of calls that succeed in part
	beside map[string]any
}

// refuse is a refusal in the form of the messages endpoint.
func refuse(code int, format string, args ...any) *graphError {
	return &graphError{
		status:  graphStatus(code),
		code:    code,
		message: fmt.Sprintf("(#%d) %s", code, graphTitles[code]),
		details: fmt.Sprintf(format, args...),
	}
}

// badParameter is a refusal of Graph's own parameter check, which says what is
// wrong in the message itself and has no error_data.
func badParameter(format string, args ...any) *graphError {
	return &graphError{status: http.StatusBadRequest, code: 100, message: "(#100) " + fmt.Sprintf(format, args...)}
}

// invalid is a refusal of the template endpoints: a subcode, and a sentence
// for the person who wrote the template.
func invalid(subcode int, title, format string, args ...any) *graphError {
	return &graphError{
		status: http.StatusBadRequest, code: 100, subcode: subcode, message: "Invalid parameter",
		userTitle: title, userText: fmt.Sprintf(format, args...),
	}
}

// noSuchObject is the answer to a wrong id: a deleted number, somebody else's.
func noSuchObject(method, id string) *graphError {
	return &graphError{
		status: http.StatusBadRequest, code: 100, subcode: 33, kind: "GraphMethodException",
		message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, "+
			"or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api", method, id),
	}
}

func writeGraphError(w http.ResponseWriter, e *graphError) {
	type errorData struct {
		MessagingProduct string `json:"messaging_product"`
		Details          string `json:"details"`
	}
	type body struct {
		Message     string `json:"message"`
		Type        string `json:"type"`
		Code        int    `json:"code"`
		ErrorData   any    `json:"error_data,omitempty"`
		Subcode     int    `json:"error_subcode,omitempty"`
		IsTransient *bool  `json:"is_transient,omitempty"`
		UserTitle   string `json:"error_user_title,omitempty"`
		UserText    string `json:"error_user_msg,omitempty"`
		TraceID     string `json:"fbtrace_id"`
	}
	b := body{
		Message: e.message, Type: e.kind, Code: e.code, Subcode: e.subcode, UserTitle: e.userTitle, UserText: e.userText,
		ErrorData: e.data, TraceID: newTraceID(),
	}
	if b.Type == "" {
		b.Type = "OAuthException"
	}
	if e.transient || e.userTitle != "" {
		b.IsTransient = &e.transient
	}
	if e.details != "" {
		b.ErrorData = errorData{MessagingProduct: "whatsapp", Details: e.details}
	}
	reason := "invalid_request"
	if e.status == http.StatusUnauthorized {
		reason = "invalid_token"
	}
	w.Header().Set("WWW-Authenticate", fmt.Sprintf("OAuth \"Facebook Platform\" %q %q", reason, asciiOnly(e.message)))
	w.Header().Set("X-FB-Trace-ID", b.TraceID)
	answer := map[string]any{"error": b}
	for key, value := range e.beside {
		answer[key] = value
	}
	writeJSON(w, e.status, answer)
}

// asciiOnly keeps what people send out of header lines.
func asciiOnly(text string) string {
	plain := []byte(text)
	for i, c := range plain {
		if c < ' ' || c > '~' {
			plain[i] = '?'
		}
	}
	return string(plain)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	body, err := marshalPlain(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	// note: an error here is a client that has gone; nobody is left to tell.
	_, _ = w.Write(body)
}

// writeProblem is the error answer of the simulator's own control calls.
func writeProblem(w http.ResponseWriter, status int, field, message string) {
	problem := map[string]string{"message": message}
	if field != "" {
		problem["field"] = field
	}
	writeJSON(w, status, problem)
}

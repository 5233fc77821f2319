package simulator

import (
	"fmt"
	"net/http"
)

// Meta's titles of the codes that the simulator gives. The status webhooks
// carry the same ones.
var graphTitles = map[int]string{
	100:    "Invalid parameter",
	131008: "Required parameter is missing",
	131009: "Parameter value is not valid",
	131016: "Service unavailable",
	131021: "Recipient cannot be sender",
	131026: "Message undeliverable",
	131047: "Re-engagement message",
	131051: "Unsupported message type",
	132018: "There's an issue with the parameters in your template",
}

// graphError is an answer of the Graph API that is not a success.
type graphError struct {
	status    int // HTTP
	code      int
	subcode   int
	kind      string // OAuthException unless said
	message   string
	details   string
	transient bool
}

// refuse is a 400 in the form of the messages endpoint.
func refuse(code int, format string, args ...any) *graphError {
	return &graphError{
		status:  http.StatusBadRequest,
		code:    code,
		message: fmt.Sprintf("(#%d) %s", code, graphTitles[code]),
		details: fmt.Sprintf(format, args...),
	}
}

// badParameter is a refusal of Graph's own parameter check, which says what is
// wrong in the message itself.
func badParameter(format string, args ...any) *graphError {
	e := refuse(100, format, args...)
	e.message = "(#100) " + e.details
	return e
}

// noSuchObject is the answer to a wrong id: a deleted number, somebody else's.
func noSuchObject(method, id string) *graphError {
	return &graphError{
		status: http.StatusBadRequest, code: 100, subcode: 33, kind: "GraphMethodException",
		message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, "+
			"or does not support this operation", method, id),
	}
}

func writeGraphError(w http.ResponseWriter, e *graphError) {
	type errorData struct {
		MessagingProduct string `json:"messaging_product"`
		Details          string `json:"details"`
	}
	type body struct {
		Message     string     `json:"message"`
		Type        string     `json:"type"`
		Code        int        `json:"code"`
		ErrorData   *errorData `json:"error_data,omitempty"`
		Subcode     int        `json:"error_subcode,omitempty"`
		IsTransient bool       `json:"is_transient,omitempty"`
		TraceID     string     `json:"fbtrace_id"`
	}
	b := body{Message: e.message, Type: e.kind, Code: e.code, Subcode: e.subcode, IsTransient: e.transient, TraceID: newTraceID()}
	if b.Type == "" {
		b.Type = "OAuthException"
	}
	if e.details != "" {
		b.ErrorData = &errorData{MessagingProduct: "whatsapp", Details: e.details}
	}
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", fmt.Sprintf("OAuth \"Facebook Platform\" \"invalid_token\" %q", e.message))
	}
	writeJSON(w, e.status, map[string]any{"error": b})
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

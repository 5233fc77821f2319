package simulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// disturbed is the Graph API with the ordered failures, and with statuses that
// overtake the answer to their send.
func (s *Simulator) disturbed(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	quiet := len(s.failures) == 0 && s.disorder.Early == 0
	s.mu.Unlock()
	if quiet {
		s.serveGraph(w, r)
		return
	}
	call := callFacts{path: strings.Trim(r.URL.Path, "/"), method: r.Method, to: peekRecipient(r)}
	if call.file = strings.HasSuffix(call.path, mediaPath); call.file {
		call.path += "/" + r.URL.Query().Get("mid")
	}
	s.mu.Lock()
	call.who = s.recipient(call.to)
	call.address = r.Method == http.MethodGet && s.media.find(path.Base(call.path), s.now()) != nil && !call.file
	f := s.findFailure(call)
	s.mu.Unlock()
	switch {
	case f == nil && isSend(r):
		s.serveLate(w, r)
	case f == nil:
		s.serveGraph(w, r)
	default:
		s.serveFailure(w, r, f)
	}
}

// isSend reports that a call sends a message, or is a read receipt.
func isSend(r *http.Request) bool {
	edge := path.Base(r.URL.Path)
	return r.Method == http.MethodPost && (edge == "messages" || edge == "marketing_messages") || r.Method == http.MethodPut && edge == "messages"
}

// peekRecipient reads to whom a send goes, digits or BSUID, and leaves the body
// as it was. It is empty for what goes to nobody.
func peekRecipient(r *http.Request) string {
	p := queryParams(r)
	if isSend(r) {
		raw, err := io.ReadAll(io.LimitReader(r.Body, maxRequestBytes+1))
		rest := r.Body
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(raw), rest), rest}
		copied := r.Clone(r.Context())
		copied.Body = io.NopCloser(bytes.NewReader(raw))
		if read, problem := readRequest(nil, copied); err == nil && problem == nil {
			p = read
		}
	}
	to, _ := p.text("to")
	if to == "" {
		to, _ = p.text("recipient")
	}
	if digits, ok := readRecipient(to); ok {
		return digits
	}
	return to
}

// recipient is who has this number, in any spelling of its country, or this
// BSUID. The caller holds mu.
func (s *Simulator) recipient(to string) *customer {
	if c := s.byUserID[to]; c != nil {
		return c
	}
	if to == "" || digitsOf(to) != to {
		return nil
	}
	return s.findCustomer(to)
}

// serveFailure lets a call meet what was ordered.
func (s *Simulator) serveFailure(w http.ResponseWriter, r *http.Request, f *Failure) {
	if f.Kind == FailFile {
		s.serveWrongFile(w, r, f)
		return
	}
	if f.Taken {
		s.serveGraph(newHeldAnswer(), r)
	}
	// note: a server hears that its caller has gone only when the body was read.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 128<<20))
	switch f.Kind {
	case FailTimeout:
		silence := time.NewTimer(min(longestSilence, cmp.Or(time.Duration(f.After), longestSilence)))
		defer silence.Stop()
		select {
		case <-silence.C:
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case FailCut:
		panic(http.ErrAbortHandler) // the way to make a server close a connection
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if f.HTML {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>")
		return
	}
	e := &graphError{status: f.Status, code: f.Code, subcode: f.Subcode, message: f.Message, details: f.Details, transient: f.Transient}
	if e.message == "" {
		e.message = "(#" + strconv.Itoa(f.Code) + ") " + cmp.Or(graphTitles[f.Code], "Something went wrong")
	}
	writeGraphError(w, e)
}

// earlyLimit ends the wait for a webhook that has to come before an answer.
const earlyLimit = 5 * time.Second

// serveLate holds the answer to a send back until its first status has reached
// the receiver, if disorder wants that.
func (s *Simulator) serveLate(w http.ResponseWriter, r *http.Request) {
	answer := newHeldAnswer()
	s.serveGraph(answer, r)
	var sent struct{ Messages []struct{ ID string } }
	if answer.status == http.StatusOK && json.Unmarshal(answer.body.Bytes(), &sent) == nil && len(sent.Messages) == 1 {
		s.mu.Lock()
		m := s.byMessageID[sent.Messages[0].ID]
		var early chan struct{}
		if m != nil {
			early = m.early
		}
		s.mu.Unlock()
		if early != nil {
			limit := time.NewTimer(earlyLimit)
			defer limit.Stop()
			select {
			case <-early:
			case <-limit.C:
			case <-r.Context().Done():
			case <-s.ctx.Done():
			}
		}
	}
	answer.sendTo(w)
}

// heldAnswer is an answer that is sent later, or never.
type heldAnswer struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func newHeldAnswer() *heldAnswer { return &heldAnswer{header: http.Header{}, status: http.StatusOK} }

func (a *heldAnswer) Header() http.Header         { return a.header }
func (a *heldAnswer) Write(b []byte) (int, error) { return a.body.Write(b) }
func (a *heldAnswer) WriteHeader(status int)      { a.status = status }

func (a *heldAnswer) sendTo(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	// note: an error here is a client that has gone.
	_, _ = w.Write(a.body.Bytes())
}

func (s *Simulator) getFailures(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"failures": s.Failures(), "presets": Presets()})
}

func (s *Simulator) postFailure(w http.ResponseWriter, r *http.Request) {
	var f Failure
	if !readControl(w, r, &f) {
		return
	}
	id, err := s.AddFailure(f)
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, map[string]int{"id": id})
}

// deleteFailures clears one failure, or all.
func (s *Simulator) deleteFailures(w http.ResponseWriter, r *http.Request) {
	id := 0
	if key := r.PathValue("id"); key != "" {
		id, _ = strconv.Atoi(key)
		if id <= 0 {
			writeProblem(w, http.StatusNotFound, "", "There is no such failure.")
			return
		}
	}
	if !s.ClearFailures(id) && id != 0 {
		writeProblem(w, http.StatusNotFound, "", "There is no such failure.")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

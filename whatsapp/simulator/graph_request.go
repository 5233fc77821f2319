package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// graphRequest is one call of the Graph API on its way to an answer.
type graphRequest struct {
	*http.Request
	w      http.ResponseWriter
	id     string      // the node in the path
	edge   string      // what follows it
	item   string      // what follows the edge, where "*" stands
	params params      // of the query, the form and the JSON, in one
	read   bool        // params has the body's too
	unread *graphError // why it has not
	token  string
	upload *mediaUpload // when it was read for the token in it
}

// readRequest reads the parameters of a Graph call from JSON or a form, and
// from the query, which Graph takes as well. The body wins.
func readRequest(w http.ResponseWriter, r *http.Request) (params, *graphError) {
	p := queryParams(r)
	r.Body = http.MaxBytesReader(w, r.Body, maxRequestBytes)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data" {
		// note: ParseMultipartForm reads a plain form too and then complains.
		if err := r.ParseMultipartForm(maxRequestBytes); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return nil, badParameter("The form could not be read")
		}
		form := r.PostForm
		if kind == "application/x-www-form-urlencoded" && r.Method == http.MethodDelete {
			// note: Go parses the body of POST, PUT and PATCH only.
			raw, err := io.ReadAll(r.Body)
			if err == nil {
				form, err = url.ParseQuery(string(raw))
			}
			if err != nil {
				return nil, badParameter("The form could not be read")
			}
		}
		maps.Copy(p, formParams(form))
		if r.MultipartForm != nil {
			maps.Copy(p, formParams(r.MultipartForm.Value))
		}
		return p, nil
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, badParameter("The request is too large")
		}
		return nil, badParameter("The request could not be read")
	}
	if raw = bytes.TrimSpace(raw); len(raw) == 0 {
		return p, nil
	}
	body, err := readParams(raw)
	if err != nil {
		// note: Meta's wording for broken JSON is not documented.
		return nil, badParameter("The request body is not a JSON object")
	}
	maps.Copy(p, body)
	return p, nil
}

// overrideMethod makes a POST with a parameter method=DELETE (or GET) what it
// asks for, as Graph does for clients that can send nothing else.
func (g *graphRequest) overrideMethod() {
	if g.Method != http.MethodPost {
		return
	}
	wanted, given := g.params.text("method")
	kind, _, _ := mime.ParseMediaType(g.Header.Get("Content-Type"))
	if !given && (kind == "application/json" || kind == "application/x-www-form-urlencoded") && !strings.HasPrefix(g.id, "upload:") {
		p, problem := g.readParams()
		if problem != nil {
			return // whoever reads them next says so
		}
		wanted, _ = p.text("method")
	}
	if wanted = strings.ToUpper(wanted); wanted == http.MethodDelete || wanted == http.MethodGet {
		g.Request = g.WithContext(g.Context())
		g.Method = wanted
	}
}

func queryParams(r *http.Request) params { return formParams(r.URL.Query()) }

// writeGraph answers with JSON, or with what went wrong.
func writeGraph(w http.ResponseWriter, answer any, problem *graphError) {
	switch {
	case problem != nil:
		writeGraphError(w, problem)
	case answer != nil:
		writeJSON(w, http.StatusOK, answer)
	}
}

// success is the whole answer of calls that change something.
func success() any { return json.RawMessage(`{"success":true}`) }

package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// graphRequest is one call of the Graph API on its way to an answer.
type graphRequest struct {
	*http.Request
	w      http.ResponseWriter
	id     string // the node in the path
	edge   string // what follows it
	item   string // what follows the edge, where "*" stands
	params params // of the query, the form and the JSON, in one
	read   bool   // params has the body's too
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
		if kind == "application/x-www-form-urlencoded" && len(form) == 0 && r.Method == http.MethodDelete {
			// note: Go parses the body of POST, PUT and PATCH only.
			return readFormBody(r, p)
		}
		for key, values := range form {
			p[key] = values[0]
		}
		if r.MultipartForm != nil {
			for key, values := range r.MultipartForm.Value {
				p[key] = values[0]
			}
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
	for key, value := range body {
		p[key] = value
	}
	return p, nil
}

func readFormBody(r *http.Request, p params) (params, *graphError) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, badParameter("The request could not be read")
	}
	values, err := parseQuery(string(raw))
	if err != nil {
		return nil, badParameter("The form could not be read")
	}
	for key, value := range values {
		p[key] = value
	}
	return p, nil
}

// queryParams reads the query. A list may also come as name[0]=…&name[1]=….
func queryParams(r *http.Request) params {
	p := params{}
	values := r.URL.Query()
	for key, list := range values {
		name, _, indexed := strings.Cut(key, "[")
		if indexed && strings.HasSuffix(key, "]") {
			items, _ := p[name].([]any)
			for _, item := range list {
				items = append(items, item)
			}
			p[name] = items
			continue
		}
		p[key] = list[0]
	}
	return p
}

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

func parseQuery(text string) (map[string]string, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, err
	}
	first := map[string]string{}
	for key, list := range values {
		first[key] = list[0]
	}
	return first, nil
}

package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// params is an object of a request. Like Graph it is not strict about numbers
// that come as strings, nor about objects that come as JSON in a form field.
type params map[string]any

func readParams(raw []byte) (params, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var p params
	if err := decoder.Decode(&p); err != nil {
		return nil, err
	}
	if p == nil {
		return nil, errors.New("not an object")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return p, nil
}

// readRequest reads the parameters of a Graph call from JSON or a form, and
// from the query, which Graph takes as well.
func readRequest(w http.ResponseWriter, r *http.Request) (params, *graphError) {
	p := params{}
	for key, values := range r.URL.Query() {
		p[key] = values[0]
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxRequestBytes)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data" {
		// note: ParseMultipartForm reads a plain form too and then complains.
		if err := r.ParseMultipartForm(maxRequestBytes); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return nil, badParameter("The form could not be read")
		}
		for key, values := range r.PostForm {
			p[key] = values[0]
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
	if len(bytes.TrimSpace(raw)) == 0 {
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

// text is a string or number; the second result tells whether it was given.
func (p params) text(key string) (string, bool) {
	switch v := p[key].(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// object is an object, nil when it is missing or something else.
func (p params) object(key string) params {
	switch v := p[key].(type) {
	case map[string]any:
		return v
	case string:
		if object, err := readParams([]byte(v)); err == nil {
			return object
		}
	}
	return nil
}

// list is a list of objects; what is no object in it comes as nil.
func (p params) list(key string) []params {
	items, _ := p[key].([]any)
	if text, ok := p[key].(string); ok && strings.HasPrefix(text, "[") {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		if decoder.Decode(&items) != nil {
			return nil
		}
	}
	list := make([]params, 0, len(items))
	for _, item := range items {
		object, _ := item.(map[string]any)
		list = append(list, object)
	}
	return list
}

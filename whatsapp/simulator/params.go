package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// params is an object of a request. Like Graph it is not strict about numbers
// that come as strings, nor about objects that come as JSON in a form field.
type params map[string]any

// readParams reads one JSON object. A null counts as not given.
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
	dropNulls(map[string]any(p))
	return p, nil
}

func dropNulls(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value == nil {
				delete(v, key)
				continue
			}
			dropNulls(value)
		}
	case []any:
		for _, item := range v {
			dropNulls(item)
		}
	}
}

// text is a string or number; the second result tells whether it was given.
func (p params) text(key string) (string, bool) {
	switch v := p[key].(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case float64: // from a file with the state
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// truth reads a boolean, also one that comes as text or as 0 and 1.
func (p params) truth(key string) (value, ok bool) {
	switch v := p[key].(type) {
	case bool:
		return v, true
	case string:
		value, err := strconv.ParseBool(strings.ToLower(v))
		return value, err == nil
	case json.Number:
		return v.String() == "1", v.String() == "0" || v.String() == "1"
	}
	return false, false
}

// number is a whole number, also one that comes as text.
func (p params) number(key string) (value int64, given, ok bool) {
	text, given := p.text(key)
	if !given {
		_, given = p[key]
		return 0, given, false
	}
	value, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return value, true, err == nil
}

// object is an object, nil when it is missing or something else.
func (p params) object(key string) params {
	switch v := p[key].(type) {
	case map[string]any:
		return v
	case params:
		return v
	case string:
		if object, err := readParams([]byte(v)); err == nil {
			return object
		}
	}
	return nil
}

// array is a list of anything; ok is false when it is something else.
func (p params) array(key string) (items []any, ok bool) {
	switch v := p[key].(type) {
	case []any:
		return v, true
	case string:
		if !strings.HasPrefix(strings.TrimSpace(v), "[") {
			return nil, false
		}
		decoder := json.NewDecoder(strings.NewReader(v))
		decoder.UseNumber()
		if decoder.Decode(&items) != nil {
			return nil, false
		}
		dropNulls(items)
		return items, true
	}
	return nil, false
}

// list is a list of objects; what is no object in it comes as nil.
func (p params) list(key string) []params {
	items, _ := p.array(key)
	list := make([]params, 0, len(items))
	for _, item := range items {
		object, _ := item.(map[string]any)
		list = append(list, object)
	}
	return list
}

// words is a list of texts: an array, or one text with commas as Graph takes it
// in a query. Quotes around the items are dropped.
func (p params) words(key string) []string {
	items, ok := p.array(key)
	if !ok {
		text, _ := p.text(key)
		for word := range strings.SplitSeq(text, ",") {
			items = append(items, word)
		}
	}
	words := []string{}
	for _, item := range items {
		switch v := item.(type) {
		case string:
			if v = strings.Trim(strings.TrimSpace(v), `"'`); v != "" {
				words = append(words, v)
			}
		case json.Number:
			words = append(words, v.String())
		}
	}
	return words
}

// keys are the names of an object, in order, so that an error names the same
// one each time.
func (p params) keys() []string {
	keys := make([]string, 0, len(p))
	for key := range p {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

package simulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The checks below follow Meta's error table: 131008 for what is missing,
// 131009 for a value that can't be, and Graph's own 100 for what it refuses by
// itself: wrong JSON types, unknown keys inside a message object (unknown keys
// beside it are ignored), lengths of texts, lists of allowed values. Which of
// them Meta gives is not documented for each single case.
//
// Source: support/error-codes.

// at writes a path as Graph does: text['body'].
func at(path, key string) string {
	if path == "" {
		return key
	}
	return path + "['" + key + "']"
}

// onlyKeys refuses a key that the object doesn't have.
func onlyKeys(p params, path string, allowed ...string) *graphError {
	for _, key := range p.keys() {
		if !slices.Contains(allowed, key) {
			return badParameter("Unexpected key \"%s\" on param \"%s\".", key, path)
		}
	}
	return nil
}

// anObject is the object at key; nil without an error when it is not given.
func anObject(p params, path, key string) (params, *graphError) {
	if _, given := p[key]; !given {
		return nil, nil
	}
	object := p.object(key)
	if object == nil {
		return nil, badParameter("Param %s must be a JSON object.", at(path, key))
	}
	return object, nil
}

// theObject must be there.
func theObject(p params, path, key string) (params, *graphError) {
	object, problem := anObject(p, path, key)
	if problem == nil && object == nil {
		return nil, refuse(131008, "The parameter %s is required.", at(path, key))
	}
	return object, problem
}

// aList is a list of objects; nil without an error when it is not given.
func aList(p params, path, key string) ([]params, *graphError) {
	if _, given := p[key]; !given {
		return nil, nil
	}
	if _, ok := p.array(key); !ok {
		return nil, badParameter("Param %s must be an array.", at(path, key))
	}
	list := p.list(key)
	for i, item := range list {
		if item == nil {
			return nil, badParameter("Param %s[%d] must be a JSON object.", at(path, key), i)
		}
	}
	return list, nil
}

// wanted is the object of the message's type, or the refusal that it is missing.
func wanted(p params, name string) (params, *graphError) {
	object, problem := anObject(p, "", name)
	if problem == nil && object == nil {
		return nil, refuse(131008, "Parameter '%s' is mandatory for type '%s'", name, name)
	}
	return object, problem
}

// need is a text that must be there and not be too long; 0 is no limit.
func need(p params, path, key string, limit int) (string, *graphError) {
	value, given := p.text(key)
	if !given {
		if _, other := p[key]; other {
			return "", badParameter("Param %s must be a string.", at(path, key))
		}
		return "", refuse(131008, "The parameter %s is required.", at(path, key))
	}
	if strings.TrimSpace(value) == "" {
		return "", badParameter("Param %s must be at least 1 characters long.", at(path, key))
	}
	return value, atMost(value, path, key, limit)
}

// may is a text that need not be there.
func may(p params, path, key string, limit int) *graphError {
	value, given := p.text(key)
	if _, other := p[key]; other && !given {
		return badParameter("Param %s must be a string.", at(path, key))
	}
	return atMost(value, path, key, limit)
}

// mayBool is a boolean that need not be there.
func mayBool(p params, path, key string) *graphError {
	if _, given := p[key]; !given {
		return nil
	}
	if _, ok := p.truth(key); !ok {
		return badParameter("Param %s must be a boolean.", at(path, key))
	}
	return nil
}

// note: Meta says characters, not of which kind; code points are counted.
func atMost(value, path, key string, limit int) *graphError {
	if limit > 0 && utf8.RuneCountInString(value) > limit {
		return badParameter("Param %s must be at most %d characters long.", at(path, key), limit)
	}
	return nil
}

// label is a text inside an interactive message, whose lengths have their own
// wording and 131009.
func label(p params, path, key, name string, limit int) (string, *graphError) {
	value, given := p.text(key)
	if !given {
		return need(p, path, key, limit)
	}
	if strings.TrimSpace(value) == "" || utf8.RuneCountInString(value) > limit {
		return "", refuse(131009, "%s length invalid. Min length: 1, Max length: %d", name, limit)
	}
	return value, nil
}

// mayLabel is a label that need not be there.
func mayLabel(p params, path, key, name string, limit int) *graphError {
	if _, given := p[key]; !given {
		return nil
	}
	_, problem := label(p, path, key, name, limit)
	return problem
}

func oneOf(path, got string, allowed ...string) *graphError {
	for i := range allowed {
		if strings.EqualFold(allowed[i], got) {
			return nil
		}
	}
	return badParameter("Param %s must be one of {%s} - got \"%s\".", path, strings.ToUpper(strings.Join(allowed, ", ")), got)
}

// item is the path of an element.
func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

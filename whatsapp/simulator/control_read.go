package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// readControl reads the JSON of a control call, or answers why it can't. A key
// that the call doesn't have is refused: who misspells one would believe for
// long that the simulator did as told.
func readControl(w http.ResponseWriter, r *http.Request, into any) bool {
	return readControlUpTo(w, r, maxControlBytes, into)
}

func readControlUpTo(w http.ResponseWriter, r *http.Request, limit int64, into any) bool {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err == nil {
		err = readStrictly(raw, into)
	}
	var wrong *inputError
	switch {
	case errors.As(err, &wrong):
		writeInputProblem(w, wrong)
	case err != nil:
		writeProblem(w, http.StatusBadRequest, "", "The request is not the JSON this call expects: "+err.Error())
	}
	return err == nil
}

// readStrictly reads one JSON value into a pointer, and nothing that it has no
// place for.
func readStrictly(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return checkKeys(raw, reflect.TypeOf(into))
}

var (
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
	rawMessage  = reflect.TypeFor[json.RawMessage]()
)

// checkKeys finds a key in JSON that fits t otherwise. What reads itself may
// have any.
func checkKeys(raw []byte, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == rawMessage || reflect.PointerTo(t).Implements(unmarshaler) {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		return checkObject(raw, t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return nil // bytes, as Base64
		}
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		for _, item := range items {
			if err := checkKeys(item, t.Elem()); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkObject(raw []byte, t reflect.Type) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return err
	}
	known := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.IsExported() && name != "" && name != "-" {
			known[name] = field.Type
		}
	}
	names := slices.Sorted(maps.Keys(known))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		// note: package json takes keys in any case.
		at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, key) })
		if at < 0 {
			return &inputError{key, fmt.Sprintf("%q is not known here, and nothing was changed. Known are: %s.", key, strings.Join(names, ", "))}
		}
		if err := checkKeys(object[key], known[names[at]]); err != nil {
			return err
		}
	}
	return nil
}

package whatsapp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Unknown finds the keys of a JSON text that a form has no field for: what nobody
// reads would be lost in silence. Fields that take any JSON, or read their own,
// are left alone. within is the path of the form; "" for the request itself.
func Unknown(within string, raw []byte, form any) (wrong Problems) {
	wrong.unknown(within, raw, reflect.TypeOf(form))
	return wrong
}

func (p *Problems) unknown(path string, raw []byte, form reflect.Type) {
	for form.Kind() == reflect.Pointer {
		form = form.Elem()
	}
	if reflect.PointerTo(form).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return
	}
	switch form.Kind() {
	case reflect.Slice:
		var list []json.RawMessage
		_ = json.Unmarshal(raw, &list) // note: what has the wrong type is told when it is read
		for i, item := range list {
			p.unknown(joined(".", path, strconv.Itoa(i)), item, form.Elem())
		}
	case reflect.Struct:
		fields := map[string]reflect.Type{}
		formFields(form, fields)
		for name, value := range keysOf(raw) {
			if known, ok := findFold(fields, name); ok {
				p.unknown(joined(".", path, name), value, known)
			} else {
				p.add(joined(".", path, name), CodeSurplus, "%s", UnknownField(name, fields))
			}
		}
	}
}

// formFields are the fields of a form as JSON names them.
func formFields(form reflect.Type, into map[string]reflect.Type) {
	for i := range form.NumField() {
		f := form.Field(i)
		switch name, _, _ := strings.Cut(f.Tag.Get("json"), ","); {
		case name == "-" || !f.Anonymous && !f.IsExported():
		case f.Anonymous && name == "":
			formFields(f.Type, into)
		default:
			into[name] = f.Type
		}
	}
}

// keysOf are the keys of an object; none of anything else.
func keysOf(raw []byte) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		_ = json.Unmarshal(raw, &object)
	}
	return object
}

// findFold finds a field as encoding/json does: small and capital letters are
// the same.
func findFold(fields map[string]reflect.Type, name string) (reflect.Type, bool) {
	if known, ok := fields[name]; ok {
		return known, true
	}
	for field, known := range fields {
		if strings.EqualFold(field, name) {
			return known, true
		}
	}
	return nil, false
}

// UnknownField says that there is no such field, and which ones there are.
func UnknownField[T any](name string, fields map[string]T) string {
	names := make([]string, 0, len(fields))
	for field := range fields {
		names = append(names, field)
	}
	slices.Sort(names)
	sentence := fmt.Sprintf("There is no field %q here. ", clip(name, 60))
	for _, field := range names {
		if isNear(name, field) {
			return sentence + "Did you mean " + field + "?"
		}
	}
	return sentence + "There are: " + strings.Join(names, ", ") + "."
}

// isNear is true for a name that is another one but for a slip: signs and
// capitals, a letter too many, too few or wrong, an ending.
func isNear(a, b string) bool {
	plain := strings.NewReplacer("_", "", "-", "", " ", "")
	a, b = strings.ToLower(plain.Replace(a)), strings.ToLower(plain.Replace(b))
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 3 || len(b)-len(a) > 2 {
		return a == b
	}
	if strings.HasPrefix(b, a) {
		return true
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return len(b)-start-end <= 2
}

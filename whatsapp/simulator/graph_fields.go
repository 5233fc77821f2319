package simulator

import "strings"

// chooseFields keeps the fields that were asked for. Without a list it keeps
// those that Graph gives by itself; the id is always there.
func chooseFields(g *graphRequest, node string, all map[string]any, byDefault ...string) (map[string]any, *graphError) {
	names := fieldNames(g.params)
	if len(names) == 0 {
		names = byDefault
	}
	some := map[string]any{}
	if id, has := all["id"]; has {
		some["id"] = id
	}
	for _, name := range names {
		value, known := all[name]
		if !known {
			return nil, badParameter("Tried accessing nonexisting field (%s) on node type (%s)", name, node)
		}
		if value != nil {
			some[name] = value
		}
	}
	return some, nil
}

// fieldNames reads the fields parameter. What Graph lets follow a name, as in
// "id,name.limit(3){id}", is left out.
func fieldNames(p params) []string {
	text := strings.Join(p.words("fields"), ",")
	names, depth, start := []string{}, 0, 0
	add := func(end int) {
		name, _, _ := strings.Cut(strings.TrimSpace(text[start:end]), "{")
		name, _, _ = strings.Cut(name, ".")
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
		start = end + 1
	}
	for i, c := range text {
		switch c {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case ',':
			if depth <= 0 {
				add(i)
			}
		}
	}
	add(len(text))
	return names
}

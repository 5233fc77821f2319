package simulator

import (
	"net/http"
	"net/url"
	"strings"
)

// field is one of the fields parameter: name.limit(3){id,name}.
type field struct {
	name      string
	arguments params
	within    string // what is asked of what it holds; "" for all that is usual
}

// chooseFields keeps the fields that were asked for. Without a list it keeps
// those that Graph gives by itself; the id is always there.
func chooseFields(g *graphRequest, node string, all map[string]any, byDefault ...string) (map[string]any, *graphError) {
	fields := readFields(g.params)
	if len(fields) == 0 {
		for _, name := range byDefault {
			fields = append(fields, field{name: name})
		}
	}
	some := map[string]any{}
	if id, has := all["id"]; has {
		some["id"] = id
	}
	for _, f := range fields {
		value, known := all[f.name]
		if !known {
			return nil, badParameter("Tried accessing nonexisting field (%s) on node type (%s)", f.name, node)
		}
		if value != nil {
			some[f.name] = f.of(value)
		}
	}
	return some, nil
}

// of keeps what is asked for of an object. An edge has done so itself.
func (f field) of(value any) any {
	some := map[string]any{}
	asked := fieldNames(params{"fields": f.within})
	switch value := value.(type) {
	case map[string]any:
		if _, isPage := value["data"]; isPage || len(asked) == 0 {
			return value
		}
		for _, name := range asked {
			if inner, has := value[name]; has {
				some[name] = inner
			}
		}
	case map[string]string:
		if len(asked) == 0 {
			return value
		}
		for _, name := range asked {
			if inner, has := value[name]; has {
				some[name] = inner
			}
		}
	default:
		return value
	}
	return some
}

// addEdges answers edges that are asked for as fields of their node, such as
// phone_numbers.limit(1){id}: each is the call it would be by itself.
//
// Source: graph-api/guides/field-expansion.
func (s *Simulator) addEdges(g *graphRequest, kind string, all map[string]any) *graphError {
	for _, f := range readFields(g.params) {
		call, is := s.graph[kind+" "+http.MethodGet+" "+f.name]
		if _, own := all[f.name]; own || !is {
			continue // note: a number has its username as both
		}
		answer, problem := call.do(s, g.edgeCall(f))
		if problem != nil {
			return problem
		}
		all[f.name] = answer
	}
	return nil
}

// edgeCall is the call that a field stands for.
func (g *graphRequest) edgeCall(f field) *graphRequest {
	arguments, query := params{}, url.Values{}
	for name, value := range f.arguments {
		arguments[name] = value
		text, _ := f.arguments.text(name)
		query.Set(name, text)
	}
	if f.within != "" {
		arguments["fields"] = f.within
		query.Set("fields", f.within)
	}
	edge := *g
	edge.Request = g.Clone(g.Context())
	edge.URL.Path = strings.TrimSuffix(g.URL.Path, "/") + "/" + f.name
	edge.URL.RawQuery = query.Encode() // note: the links to other pages are made of it
	edge.edge, edge.params, edge.read = f.name, arguments, true
	return &edge
}

func fieldNames(p params) []string {
	names := []string{}
	for _, f := range readFields(p) {
		names = append(names, f.name)
	}
	return names
}

// readFields reads the fields parameter.
func readFields(p params) (fields []field) {
	text := strings.Join(p.words("fields"), ",")
	depth, start := 0, 0
	add := func(end int) {
		if f := readField(strings.TrimSpace(text[start:end])); f.name != "" {
			fields = append(fields, f)
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
	return fields
}

func readField(text string) field {
	f := field{arguments: params{}}
	// note: the braces may stand before the arguments or after them
	if open, end := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}'); open >= 0 && end > open {
		f.within, text = text[open+1:end], text[:open]+text[end+1:]
	}
	name, rest, _ := strings.Cut(text, ".")
	f.name = strings.TrimSpace(name)
	for _, match := range fieldCall.FindAllStringSubmatch("."+rest, -1) {
		f.arguments[match[1]] = match[2]
	}
	return f
}

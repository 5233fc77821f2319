package simulator

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const maxFormDepth = 8

// formParams reads a query or a form. As in PHP, where Graph comes from, a key
// may lead into objects and lists: text[body]=…, fields[]=…, status[0]=….
func formParams(values url.Values) params {
	p := params{}
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		path := splitFormKey(key)
		for i, value := range values[key] {
			if len(path) > 1 && path[len(path)-1] == "" {
				path[len(path)-1] = strconv.Itoa(i) // name[]=a&name[]=b
			} else if len(path) > 1 && i > 0 && strings.HasSuffix(key, "[]") {
				path[len(path)-1] = strconv.Itoa(i)
			} else if i > 0 {
				break
			}
			setNested(p, path, value)
		}
	}
	for key, value := range p {
		p[key] = listsOf(value)
	}
	return p
}

// splitFormKey is "a[b][c]" as a, b, c; a key of another form as it is.
func splitFormKey(key string) []string {
	name, rest, nested := strings.Cut(key, "[")
	if !nested || name == "" || !strings.HasSuffix(rest, "]") {
		return []string{key}
	}
	path := append([]string{name}, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
	if len(path) > maxFormDepth {
		return []string{key}
	}
	return path
}

func setNested(into map[string]any, path []string, value string) {
	for len(path) > 1 {
		inner, ok := into[path[0]].(map[string]any)
		if !ok {
			inner = map[string]any{}
			into[path[0]] = inner
		}
		into, path = inner, path[1:]
	}
	into[path[0]] = value
}

// listsOf turns objects whose keys are all numbers into lists.
func listsOf(value any) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	numbers := make([]int, 0, len(object))
	for key, inner := range object {
		object[key] = listsOf(inner)
		if n, err := strconv.Atoi(key); err == nil && strconv.Itoa(n) == key {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) < len(object) || len(numbers) == 0 {
		return object
	}
	slices.SortFunc(numbers, cmp.Compare[int])
	list := make([]any, len(numbers))
	for i, n := range numbers {
		list[i] = object[strconv.Itoa(n)]
	}
	return list
}

package simulator

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
)

// pageOf gives one page of a list: limit of them, before or after a cursor.
// ids are those of the whole list, at makes one element.
func pageOf(g *graphRequest, ids []string, at func(i int) any) (map[string]any, *graphError) {
	limit, given, ok := g.params.number("limit")
	switch {
	case given && (!ok || limit < 0):
		return nil, badParameter("Param limit must be an integer greater than or equal to 0")
	case limit == 0:
		limit = 25
	case limit > 1000:
		limit = 1000
	}
	from, to := 0, len(ids)
	after, hasAfter := g.params.text("after")
	before, hasBefore := g.params.text("before")
	switch {
	case hasAfter && after != "":
		i, problem := findCursor(ids, after)
		if problem != nil {
			return nil, problem
		}
		from = i + 1
		to = min(to, from+int(limit))
	case hasBefore && before != "":
		i, problem := findCursor(ids, before)
		if problem != nil {
			return nil, problem
		}
		to = i
		from = max(0, to-int(limit))
	default:
		to = min(to, int(limit))
	}
	data := []any{}
	for i := from; i < to; i++ {
		data = append(data, at(i))
	}
	answer := map[string]any{"data": data}
	if len(data) > 0 {
		paging := map[string]any{"cursors": map[string]string{"before": cursor(from, ids), "after": cursor(to-1, ids)}}
		if to < len(ids) {
			paging["next"] = pageLink(g, "after", cursor(to-1, ids), limit)
		}
		if from > 0 {
			paging["previous"] = pageLink(g, "before", cursor(from, ids), limit)
		}
		answer["paging"] = paging
	}
	return answer, nil
}

// cursor names an element by its place and its id: when the element is gone,
// the place still tells where to go on.
func cursor(i int, ids []string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(i) + ":" + ids[i]))
}

func findCursor(ids []string, text string) (int, *graphError) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	for i, c := range raw {
		if c != ':' || err != nil {
			continue
		}
		if found := slices.Index(ids, string(raw[i+1:])); found >= 0 {
			return found, nil
		}
		place, err := strconv.Atoi(string(raw[:i]))
		if err != nil || place < 0 {
			break
		}
		// note: the element was deleted; what came after it is in its place.
		return min(place, len(ids)) - 1, nil
	}
	return 0, badParameter("Invalid cursor: %s", text)
}

// pageLink is the address of another page: the same call with a cursor.
func pageLink(g *graphRequest, key, value string, limit int64) string {
	query := url.Values{}
	for name, values := range g.URL.Query() {
		query[name] = values
	}
	query.Del("after")
	query.Del("before")
	query.Set(key, value)
	query.Set("limit", strconv.FormatInt(limit, 10))
	return baseAddress(g.Request) + g.URL.Path + "?" + query.Encode()
}

// pageOfViews is [pageOf] for elements that can't be shown with every request:
// the fields asked for may not exist.
func pageOfViews(g *graphRequest, ids []string, at func(i int) (any, *graphError)) (map[string]any, *graphError) {
	var problem *graphError
	page, wrong := pageOf(g, ids, func(i int) any {
		one, bad := at(i)
		if bad != nil {
			problem = bad
		}
		return one
	})
	if wrong == nil {
		wrong = problem
	}
	if wrong != nil {
		return nil, wrong
	}
	return page, nil
}

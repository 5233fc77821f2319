package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

const maxBatchCalls = 50

// batchAnswer is the answer to one call of many. Its body is a text.
type batchAnswer struct {
	Code    int           `json:"code"`
	Headers []batchHeader `json:"headers,omitempty"`
	Body    string        `json:"body"`
}

type batchHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// postCallBatch makes many calls with one: each has a method, an address relative
// to this one, and for a POST a body, which is a form or JSON. Files that are
// attached and answers that refer to others are not known.
//
// Source: graph-api/batch-requests.
func (s *Simulator) postCallBatch(g *graphRequest) (any, *graphError) {
	given, ok := g.params.array("batch")
	switch {
	case !ok:
		return nil, badParameter("Param batch must be an array.")
	case len(given) > maxBatchCalls:
		return nil, &graphError{status: http.StatusBadRequest, code: 3, message: "(#3) Too many requests in batch message. Maximum batch size is 50"}
	}
	withHeaders, asked := g.params.truth("include_headers")
	answers := make([]*batchAnswer, 0, len(given))
	for _, one := range given {
		item, _ := one.(map[string]any)
		answer := s.callOfBatch(g, item)
		if asked && !withHeaders {
			answer.Headers = nil
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func (s *Simulator) callOfBatch(g *graphRequest, item params) *batchAnswer {
	method, _ := item.text("method")
	address, given := item.text("relative_url")
	body, _ := item.text("body")
	method = strings.ToUpper(cmp.Or(method, http.MethodGet))
	answer := newHeldAnswer()
	version, _, _ := strings.Cut(strings.TrimPrefix(g.URL.Path, "/"), "/")
	if !versionPattern.MatchString(version) {
		version = "v25.0"
	}
	if address = strings.TrimPrefix(address, "/"); !versionPattern.MatchString(strings.SplitN(address, "/", 2)[0]) {
		address = version + "/" + address
	}
	path, _, _ := strings.Cut(address, "?")
	_, path, _ = strings.Cut(path, "/")
	r, err := http.NewRequestWithContext(g.Context(), method, "http://"+g.Host+"/"+address, strings.NewReader(body))
	switch {
	case err != nil || !given || !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodPut}, method):
		writeGraphError(answer, badParameter("A call of a batch needs a method and a relative_url."))
	case path == "":
		writeGraphError(answer, badParameter("A call of a batch has an object, and no batch in it."))
	default:
		r.RemoteAddr = g.RemoteAddr
		r.Header.Set("Authorization", "Bearer "+g.token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if json.Valid([]byte(body)) {
			r.Header.Set("Content-Type", "application/json")
		}
		s.disturbed(answer, r)
	}
	return answer.inBatch()
}

// inBatch is an answer as it stands in that of a batch.
func (a *heldAnswer) inBatch() *batchAnswer {
	one := &batchAnswer{Code: a.status, Body: a.body.String()}
	for _, name := range []string{"Content-Type", "Facebook-Api-Version", "Www-Authenticate"} {
		if value := a.header.Get(name); value != "" {
			one.Headers = append(one.Headers, batchHeader{name, value})
		}
	}
	return one
}

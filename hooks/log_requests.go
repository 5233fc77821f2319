package hooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cast"
)

// How long the texts of a row of the log are, in bytes.
const (
	longInLog    = 500
	addressInLog = 300
	agentInLog   = 200
	objectInLog  = 2000
)

// numberInPath is the number of an unknown sender in the address of their
// conversation, but for its end, by which somebody who knows it can tell it.
var numberInPath = regexp.MustCompile(`(unknown(?::|%3[aA]))\d+(\d{3})`)

// logRow is asked for each row of PocketBase's log. What was refused to somebody
// without a session is counted, all other rows are short, and there are only so
// many: the log is a stranger's to write.
func (c *crm) logRow(e *core.ModelEvent) error {
	log, ok := e.Model.(*core.Log)
	if !ok {
		return e.Next()
	}
	if log.Data["type"] == "request" {
		withoutQueries(log)
		if status := cast.ToInt(log.Data["status"]); status >= 400 && status < 500 && log.Data["auth"] == "" {
			c.refusals.note(status, log.Message)
			return nil // note: without Next there is no row
		}
	}
	shortRow(log)
	if err := e.Next(); err != nil {
		return err
	}
	return c.logKept.grew(e.App)
}

// withoutQueries cuts the query off every address in the request log. It
// holds Meta's verify token when the webhook was entered with a slash too many,
// file tokens, and what staff search for. Nor is anybody's number kept.
func withoutQueries(log *core.Log) {
	log.Message = withoutQuery(log.Message)
	for _, name := range []string{"url", "referer"} {
		if address, ok := log.Data[name].(string); ok {
			log.Data[name] = withoutQuery(address)
		}
	}
}

func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return numberInPath.ReplaceAllString(address, "$1…$2")
}

func shortRow(log *core.Log) {
	most := map[string]int{"url": addressInLog, "referer": agentInLog, "userAgent": agentInLog}
	log.Message = short(log.Message, longInLog)
	for name, value := range log.Data {
		switch value := value.(type) {
		case string:
			length := longInLog
			if most[name] > 0 {
				length = most[name]
			}
			log.Data[name] = short(value, length)
		case map[string]any, []any, []string, error, json.Marshaler, fmt.Stringer:
			if text, err := json.Marshal(value); err == nil && len(text) > objectInLog {
				log.Data[name] = short(string(text), objectInLog)
			}
		}
	}
}

func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// refusals counts what was refused to strangers, by its status.
type refusals struct {
	mu    sync.Mutex
	kinds map[int]*refused
}

type refused struct {
	count   int
	example string
}

// refusalKinds are the kinds that are told apart; the others are one.
var refusalKinds = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
	http.StatusRequestEntityTooLarge, http.StatusTooManyRequests,
}

func (r *refusals) note(status int, example string) {
	if !slices.Contains(refusalKinds, status) {
		status = 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kinds == nil {
		r.kinds = make(map[int]*refused)
	}
	kind := r.kinds[status]
	if kind == nil {
		kind = &refused{example: short(example, agentInLog)}
		r.kinds[status] = kind
	}
	kind.count++
}

func (r *refusals) take() map[int]*refused {
	r.mu.Lock()
	defer r.mu.Unlock()
	kinds := r.kinds
	r.kinds = nil
	return kinds
}

// refusalsTold writes a line for each kind, every minute.
func (c *crm) refusalsTold() {
	kinds := c.refusals.take()
	for _, status := range slices.Sorted(maps.Keys(kinds)) {
		kind, why := kinds[status], "for other reasons"
		if status != 0 {
			why = fmt.Sprintf("with %d %s", status, http.StatusText(status))
		}
		c.app.Logger().Warn(fmt.Sprintf("Without a session: %d requests were refused %s since the last such line.", kind.count, why),
			"type", "refused", "status", status, "count", kind.count, "first", kind.example)
	}
}

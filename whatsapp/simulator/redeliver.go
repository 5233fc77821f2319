package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Redeliver posts the body of an earlier delivery once more, signed with the
// secret of today, and does not try again when it is refused. The second
// result is false when the log has no such delivery any more.
func (s *Simulator) Redeliver(id int) (Delivery, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, found := s.delivery(id)
	if !found || s.closed {
		return Delivery{}, false
	}
	w := &webhook{what: old.What, messageID: old.MessageID, field: old.field, body: old.body, attempts: old.Attempt + 1, madeAt: s.now()}
	url, secret := s.callbackFor(w), s.appSecret
	s.posting++ // so that a moving clock waits for it
	s.mu.Unlock()
	result := s.post(url, secret, w.body)
	s.mu.Lock()
	s.posting--
	result.url = url
	s.logDelivery(&lane{name: old.Customer}, w, result)
	s.pokeWaiters()
	return s.deliveries[len(s.deliveries)-1].Delivery, true
}

func (s *Simulator) delivery(id int) (logged, bool) {
	if len(s.deliveries) == 0 {
		return logged{}, false
	}
	// note: the ids follow each other without a gap.
	i := id - s.deliveries[0].ID
	if i < 0 || i >= len(s.deliveries) {
		return logged{}, false
	}
	return s.deliveries[i], true
}

func (s *Simulator) postRedeliver(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	again, found := s.Redeliver(id)
	if !found {
		writeProblem(w, http.StatusNotFound, "", "The log no longer has this delivery.")
		return
	}
	writeJSON(w, http.StatusOK, again)
}

// getCurl is a delivery as a command line. It has the signature and not the
// secret, so that it can be passed on.
func (s *Simulator) getCurl(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	s.mu.Lock()
	one, found := s.delivery(id)
	s.mu.Unlock()
	if !found {
		writeProblem(w, http.StatusNotFound, "", "The log no longer has this delivery.")
		return
	}
	signature := ""
	if one.Signature != "" {
		signature = " -H " + shellQuote("X-Hub-Signature-256: "+one.Signature)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	// note: an error here is a client that has gone.
	_, _ = fmt.Fprintf(w, "curl -sS -i -X POST -H 'Content-Type: application/json'%s --data-binary %s %s\n", signature, shellQuote(string(one.body)), shellQuote(one.URL))
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

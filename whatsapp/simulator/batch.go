package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// maxBatchBytes stays below Meta's 3 MB for one webhook.
const maxBatchBytes = 2 << 20

// batchLane names batches in the log: they are of no one customer.
const batchLane = "batch"

// release lets a webhook into its lane, or into the next batch.
func (s *Simulator) release(l *lane, w *webhook) {
	if s.disorder.Batch <= 1 || w.messageID == "" || w.alone {
		s.join(l, w)
		return
	}
	s.addBacklog(1)
	s.backlogBytes += len(w.body)
	s.delayed[w] = struct{}{}
	s.alarm(w.notBefore-s.time.tick(), func() { s.pool(w) })
}

// pool collects what goes out in one POST.
func (s *Simulator) pool(w *webhook) {
	s.pooled = append(s.pooled, w)
	if len(s.pooled) == 1 {
		wait := cmp.Or(time.Duration(s.disorder.BatchWait), s.options.StatusDelay)
		s.alarm(wait, s.postPool)
	}
}

// postPool makes batches of what was collected. They are of any length up to
// the limit: receivers must not count on one.
func (s *Simulator) postPool() {
	pooled := s.pooled
	s.pooled = nil
	for len(pooled) > 0 {
		s.lastBatch++
		most := max(1, s.disorder.Batch)
		length := 1 + int(draw(s.disorder.Seed, "batch", strconv.Itoa(s.lastBatch))*float64(most))
		bytes, n := 0, 0
		for n < min(length, len(pooled)) && (n == 0 || bytes+len(pooled[n].body) <= maxBatchBytes && s.callbackFor(pooled[n]) == s.callbackFor(pooled[0])) {
			bytes += len(pooled[n].body)
			n++
		}
		s.postBatch(pooled[:n])
		pooled = pooled[n:]
	}
}

func (s *Simulator) postBatch(list []*webhook) {
	for _, w := range list {
		delete(s.delayed, w)
		s.addBacklog(-1)
		s.backlogBytes -= len(w.body)
	}
	together := list[0]
	if len(list) > 1 {
		body, err := mergeBodies(list)
		if err != nil {
			s.options.Logger.Error("simulator: the batch could not be written", "error", err)
			return
		}
		together = &webhook{what: "batch of " + strconv.Itoa(len(list)), key: "batch/" + strconv.Itoa(s.lastBatch), field: list[0].field, body: body, madeAt: list[0].madeAt, number: list[0].number, parts: slices.Clone(list)}
		for _, w := range list {
			together.drop = together.drop || w.drop
			together.dropAnswer = together.dropAnswer || w.dropAnswer
		}
	}
	s.join(&lane{name: batchLane}, together)
}

// mergeBodies puts the changes of several webhooks into one. Each second
// batch, or so, has them in entries of their own: both are allowed.
func mergeBodies(list []*webhook) ([]byte, error) {
	type entry struct {
		ID      json.RawMessage   `json:"id"`
		Time    json.RawMessage   `json:"time,omitempty"`
		Changes []json.RawMessage `json:"changes"`
	}
	type envelope struct {
		Object  string  `json:"object"`
		Entries []entry `json:"entry"`
	}
	var all envelope
	apart := draw(0, "entries", list[0].key) < 0.5
	for _, w := range list {
		var one envelope
		if err := json.Unmarshal(w.body, &one); err != nil {
			return nil, err
		}
		all.Object = one.Object
		for _, e := range one.Entries {
			if last := len(all.Entries) - 1; !apart && last >= 0 && e.Time == nil && string(all.Entries[last].ID) == string(e.ID) && all.Entries[last].Time == nil {
				all.Entries[last].Changes = append(all.Entries[last].Changes, e.Changes...)
				continue
			}
			all.Entries = append(all.Entries, e)
		}
	}
	// note: the changes are kept as they are, escapes and all; nothing that is
	// written here has a character that would need one.
	return marshalPlain(all)
}

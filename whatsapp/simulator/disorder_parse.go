package simulator

import (
	"fmt"
	"strconv"
	"strings"
)

// SomeDisorder is a little of everything that Meta does at times.
func SomeDisorder(seed uint64) Disorder {
	return Disorder{Seed: seed, Duplicate: 0.1, Reorder: 0.2, Early: 0.2, Drop: 0.05, DropAnswer: 0.05}
}

// ParseDisorder reads "duplicate=0.1,drop=0.05,delay=2s,batch=20", with the
// names of the fields of [Disorder] in JSON.
func ParseDisorder(text string, seed uint64) (Disorder, error) {
	d := Disorder{Seed: seed}
	shares := map[string]*float64{"duplicate": &d.Duplicate, "reorder": &d.Reorder, "early": &d.Early, "drop": &d.Drop, "drop_answer": &d.DropAnswer}
	times := map[string]*Duration{"delay": &d.Delay, "spread": &d.Spread, "batch_wait": &d.BatchWait}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		var err error
		if share := shares[name]; share != nil {
			*share, err = strconv.ParseFloat(value, 64)
		} else if length := times[name]; length != nil {
			parsed, problem := parseDuration(value)
			*length, err = Duration(parsed), problem
		} else if name == "batch" {
			d.Batch, err = strconv.Atoi(value)
		} else {
			err = fmt.Errorf("there is no %q", name)
		}
		if err != nil {
			return d, fmt.Errorf("disorder %q: write it as duplicate=0.1,drop=0.05,delay=2s,batch=20: %w", text, err)
		}
	}
	return d, d.check()
}

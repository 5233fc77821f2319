package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Load is how many customers write how much.
type Load struct {
	Customers int     // who take turns; 1 to 10,000
	Rate      float64 // messages per second, of all together
	Duration  time.Duration
	// Sends is how many messages per second the business sends, see RunSends.
	Sends float64
	// Grace is how long answers are waited for at the end; 10 seconds by default.
	Grace time.Duration
}

const (
	maxLoadMessages = 5_000_000
	maxLoadRate     = 50_000
	defaultGrace    = 10 * time.Second
)

// ParseLoad reads "customers=200,rate=500,seconds=30"; there are sends and
// grace, too.
func ParseLoad(text string) (Load, error) {
	l := Load{Customers: 100, Rate: 100, Duration: 10 * time.Second}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return l, fmt.Errorf("load %q: write it as customers=200,rate=500,seconds=30", text)
		}
		switch name {
		case "customers":
			l.Customers = int(number)
		case "rate":
			l.Rate = number
		case "sends":
			l.Sends = number
		case "seconds":
			l.Duration = time.Duration(number * float64(time.Second))
		case "grace":
			l.Grace = time.Duration(number * float64(time.Second))
		default:
			return l, fmt.Errorf("load %q: there is no %q, only customers, rate, sends, seconds and grace", text, name)
		}
	}
	if l.Sends != 0 {
		return l, errors.Join(l.check(), l.checkSends())
	}
	return l, l.check()
}

func (l Load) check() error {
	switch {
	case l.Customers < 1 || l.Customers > maxCustomers:
		return fmt.Errorf("a load has 1 to %d customers", maxCustomers)
	case !(l.Rate > 0 && l.Rate <= maxLoadRate):
		return fmt.Errorf("the rate of a load is more than 0 and at most %d messages per second", maxLoadRate)
	case l.Duration <= 0 || l.Rate*l.Duration.Seconds() > maxLoadMessages:
		return fmt.Errorf("a load has 1 to %d messages", maxLoadMessages)
	case l.Grace < 0 || l.Grace > time.Hour:
		return errors.New("the grace of a load is at most an hour")
	}
	return nil
}

// loadRun counts one run. Simulator.mu guards what measure writes.
type loadRun struct {
	Load
	prefix   string  // of the message ids
	answers  []uint8 // with 200, by message
	start    time.Time
	report   LoadReport
	answer   histogram
	total    histogram
	answered int
}

var errLoadRuns = errors.New("another load is running")

// RunLoad makes customers write at an exact pace and measures how the receiver
// takes it. The messages are due at fixed times: a slow receiver does not slow
// them down, as it would not with Meta.
func (s *Simulator) RunLoad(ctx context.Context, l Load) (LoadReport, error) {
	if err := l.check(); err != nil {
		return LoadReport{}, err
	}
	total := max(1, int(l.Rate*l.Duration.Seconds()))
	run := &loadRun{Load: l, prefix: "wamid.LOAD" + newTraceID() + ".", answers: make([]uint8, total)}
	run.report = LoadReport{Offered: total, Errors: map[string]int{}}
	s.mu.Lock()
	switch {
	case s.measure != nil:
		s.mu.Unlock()
		return LoadReport{}, errLoadRuns
	case s.webhookURL == "":
		s.mu.Unlock()
		return LoadReport{}, errors.New("a load needs a webhook address")
	}
	run.start = time.Now()
	s.measure = run.measure
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.measure = nil
		s.mu.Unlock()
	}()

	if err := run.send(ctx, s); err != nil {
		return run.result(s), err
	}
	if l.Grace == 0 {
		l.Grace = defaultGrace
	}
	grace, cancel := context.WithTimeout(ctx, l.Grace)
	defer cancel()
	s.mu.Lock()
	err := s.waitLocked(grace, func() bool { return run.answered >= run.report.Sent && s.posting == 0 })
	s.mu.Unlock()
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		err = nil // the rest is lost
	}
	return run.result(s), err
}

// send writes each message when it is due.
func (run *loadRun) send(ctx context.Context, s *Simulator) error {
	var latest time.Duration
	for n := range run.answers {
		due := run.due(n)
		if wait := time.Until(due); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		latest = max(latest, time.Since(due))
		_, err := s.Write(Inbound{
			From: loadCustomer(n % run.Customers), Name: "Load " + strconv.Itoa(n%run.Customers),
			ID: run.prefix + strconv.Itoa(n), Text: "Message " + strconv.Itoa(n) + " of a load test",
		})
		s.mu.Lock()
		switch {
		case err == nil:
			run.report.Sent++
		case errors.Is(err, errClosed):
			s.mu.Unlock()
			return err
		default:
			run.report.Errors["no room"]++
		}
		s.mu.Unlock()
	}
	took := time.Since(run.start)
	s.mu.Lock()
	defer s.mu.Unlock()
	run.report.LatestMS = float64(latest.Microseconds()) / 1000
	run.report.Seconds = took.Seconds()
	run.report.Rate = float64(run.report.Sent) / max(took, run.Duration).Seconds()
	return nil
}

func (run *loadRun) due(n int) time.Time {
	return run.start.Add(time.Duration(float64(n) / run.Rate * float64(time.Second)))
}

// measure hears of each attempt, with mu held.
func (run *loadRun) measure(w *webhook, result postResult) {
	mine := 0
	for _, one := range append(slices.Clip(w.parts), w) {
		index, found := strings.CutPrefix(one.messageID, run.prefix)
		n, err := strconv.Atoi(index)
		if !found || err != nil || n >= len(run.answers) {
			continue
		}
		mine++
		if !result.ok {
			continue
		}
		if run.answers[n] == 0 {
			run.answered++
			run.total.add(time.Since(run.due(n)))
		} else {
			run.report.Doubled++
		}
		run.answers[n] = min(run.answers[n], 254) + 1
	}
	if mine == 0 {
		return
	}
	run.report.Attempts++
	if result.took > 0 {
		run.answer.add(result.took)
	}
	if !result.ok {
		run.report.Errors[result.kind()]++
	}
}

func (run *loadRun) result(s *Simulator) LoadReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	report := run.report
	report.Answered, report.Lost = run.answered, report.Sent-run.answered
	report.Answer, report.Total = run.answer.percentiles(), run.total.percentiles()
	return report
}

// postLoad runs a load and answers with its report.
func (s *Simulator) postLoad(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Customers int      `json:"customers"`
		Rate      float64  `json:"rate"`
		For       Duration `json:"for"`
		Grace     Duration `json:"grace"`
	}
	if !readControl(w, r, &form) {
		return
	}
	report, err := s.RunLoad(r.Context(), Load{Customers: form.Customers, Rate: form.Rate, Duration: time.Duration(form.For), Grace: time.Duration(form.Grace)})
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "", sentence(err))
		return
	}
	writeJSON(w, http.StatusOK, report)
}

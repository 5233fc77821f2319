package simulator

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Sender has the business send a text to a customer, by the business's own
// means: through its inbox, its queue, its SDK. It returns when the business
// says that the message is sent.
type Sender func(ctx context.Context, to, text string) error

// maxUnderWay is how many sends wait for the business at once.
const maxUnderWay = 512

// sendRun counts one run of sends. Simulator.mu guards it.
type sendRun struct {
	prefix  string // of the texts
	start   time.Time
	rate    float64
	arrived []bool
	report  SendReport
	answer  histogram
	total   histogram
}

// RunSends has the business write at an exact pace and measures when its
// messages reach the Graph API. Each customer writes once before, so that the
// windows are open. Load.Sends is the rate; Load.Rate is not used.
func (s *Simulator) RunSends(ctx context.Context, l Load, send Sender) (SendReport, error) {
	if err := l.checkSends(); err != nil {
		return SendReport{}, err
	}
	total := max(1, int(l.Sends*l.Duration.Seconds()))
	run := &sendRun{prefix: "Load " + newTraceID() + " ", rate: l.Sends, arrived: make([]bool, total)}
	run.report = SendReport{Offered: total, Errors: map[string]int{}}
	if l.Grace == 0 {
		l.Grace = defaultGrace
	}
	if err := s.openWindows(ctx, l); err != nil {
		return SendReport{}, err
	}
	s.mu.Lock()
	if s.measureSend != nil {
		s.mu.Unlock()
		return SendReport{}, errLoadRuns
	}
	s.measureSend, run.start = run.note, time.Now()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.measureSend = nil
		s.mu.Unlock()
	}()
	if err := run.send(ctx, s, l, send); err != nil {
		return run.result(s), err
	}
	grace, cancel := context.WithTimeout(ctx, l.Grace)
	defer cancel()
	s.mu.Lock()
	err := s.waitLocked(grace, func() bool { return run.report.Arrived >= run.report.Answered })
	s.mu.Unlock()
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		err = nil // the rest is lost
	}
	return run.result(s), err
}

func (l Load) checkSends() error {
	if !(l.Sends > 0 && l.Sends <= maxLoadRate) {
		return fmt.Errorf("the rate of sends is more than 0 and at most %d messages per second", maxLoadRate)
	}
	l.Rate = l.Sends
	return l.check()
}

// openWindows has each customer write, and waits until the business has it.
func (s *Simulator) openWindows(ctx context.Context, l Load) error {
	ids := make([]string, 0, l.Customers)
	for n := range l.Customers {
		id, err := s.Write(Inbound{From: loadCustomer(n), Name: "Load " + strconv.Itoa(n), Text: "Hello"})
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	waiting, cancel := context.WithTimeout(ctx, l.Grace)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.waitLocked(waiting, func() bool {
		for len(ids) > 0 && s.byMessageID[ids[0]].isTaken() {
			ids = ids[1:]
		}
		return len(ids) == 0
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("%d of %d customers could not write to the business first: its webhook did not answer with 200", len(ids), l.Customers)
	}
	return err
}

// isTaken is a message that was answered with 200, or is forgotten.
func (m *message) isTaken() bool { return m == nil || m.Status != statusPending }

func loadCustomer(n int) string { return fmt.Sprintf("1555020%04d", n) }

// send has each message sent when it is due, whether or not the earlier ones are.
func (run *sendRun) send(ctx context.Context, s *Simulator, l Load, send Sender) error {
	var work sync.WaitGroup
	defer work.Wait()
	room := make(chan struct{}, maxUnderWay)
	for n := range run.arrived {
		due := run.due(n)
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		late := time.Since(due)
		work.Go(func() {
			defer func() { <-room }()
			start := time.Now()
			err := send(ctx, loadCustomer(n%l.Customers), run.prefix+strconv.Itoa(n))
			run.answered(s, time.Since(start), late, err)
		})
	}
	return nil
}

func (run *sendRun) answered(s *Simulator, took, late time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &run.report
	r.LatestMS = max(r.LatestMS, float64(late.Microseconds())/1000)
	if err != nil {
		r.Errors[err.Error()]++
		return
	}
	r.Answered++
	run.answer.add(took)
}

func (run *sendRun) due(n int) time.Time {
	return run.start.Add(time.Duration(float64(n) / run.rate * float64(time.Second)))
}

// note hears of each message that the Graph API accepted, with mu held.
func (run *sendRun) note(m *message) {
	index, found := strings.CutPrefix(m.Text, run.prefix)
	n, err := strconv.Atoi(index)
	if !found || err != nil || n < 0 || n >= len(run.arrived) {
		return
	}
	if run.arrived[n] {
		run.report.Doubled++
		return
	}
	run.arrived[n] = true
	run.report.Arrived++
	run.total.add(time.Since(run.due(n)))
	run.report.Seconds = time.Since(run.start).Seconds()
}

func (run *sendRun) result(s *Simulator) SendReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := run.report
	r.Lost = max(0, r.Answered-r.Arrived)
	r.Rate = float64(r.Arrived) / max(r.Seconds, float64(r.Offered)/run.rate)
	r.Answer, r.Total = run.answer.percentiles(), run.total.percentiles()
	return r
}

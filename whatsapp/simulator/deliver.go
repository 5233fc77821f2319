package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// webhook is one POST that the business has to answer with 200.
type webhook struct {
	what      string // for the log: "message text", "status read"
	messageID string
	body      []byte
	madeAt    time.Time
	attempts  int
	accepted  func() // with mu held
}

func newWebhookClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// note: no proxy from the environment: made-up events of made-up people go
	// where the developer said and nowhere else.
	transport.Proxy = nil
	transport.MaxIdleConnsPerHost = maxConcurrent
	return &http.Client{
		Transport: transport,
		Timeout:   webhookTimeout,
		// Meta follows no redirect; only 200 counts.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// enqueue hands a webhook to its customer's queue. One customer's events go
// out in order, one after the other; customers don't wait for each other.
// Without a webhook address nothing is kept: Meta doesn't either. The caller
// holds mu.
func (s *Simulator) enqueue(c *customer, w *webhook) {
	if s.closed || s.webhookURL == "" {
		return
	}
	w.madeAt = s.now()
	s.backlogBytes += len(w.body)
	c.queue = append(c.queue, w)
	s.addBacklog(1)
	if !c.running {
		c.running = true
		s.work.Go(func() { s.runQueue(c) })
	}
}

// runQueue posts until the queue is empty. A refused webhook is tried again,
// after growing pauses, before the next one is.
func (s *Simulator) runQueue(c *customer) {
	for {
		s.mu.Lock()
		if len(c.queue) == 0 || s.closed {
			c.running = false
			s.mu.Unlock()
			return
		}
		w, url, secret := c.queue[0], s.webhookURL, s.appSecret
		w.attempts++
		s.mu.Unlock()

		result := s.post(url, secret, w.body)
		if s.ctx.Err() != nil {
			continue
		}
		if s.settle(c, w, result) {
			continue
		}
		if !s.pause(s.retryPause(w.attempts), c.wake) {
			continue
		}
	}
}

// settle notes the outcome of an attempt and reports whether the webhook is done with.
func (s *Simulator) settle(c *customer, w *webhook, result postResult) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	tooOld := !result.ok && s.now().Sub(w.madeAt) > giveUpAfter
	s.logDelivery(c, w, result)
	if !result.ok && !tooOld {
		s.options.Logger.Warn("simulator: the webhook was not accepted", "what", w.what, "answer", result.code, "attempt", w.attempts, "problem", result.problem)
		s.setRefused(c, result.problem)
		return false
	}
	s.backlogBytes -= len(w.body)
	c.queue[0] = nil
	c.queue = c.queue[1:]
	if result.ok {
		wasRefused := len(s.refused) > 0
		s.setRefused(c, "")
		if w.accepted != nil {
			w.accepted()
		}
		if wasRefused {
			s.wakeQueues() // the receiver is back: nobody waits for the end of a pause
		}
	}
	s.addBacklog(-1)
	if len(s.refused) > 0 {
		s.tell("receiver", s.receiver(""))
	}
	return true
}

// full reports that no more can be taken on until the receiver has worked off
// what waits. Each accepted message adds at most three webhooks.
func (s *Simulator) full() bool {
	return s.backlog >= maxBacklog || s.backlogBytes >= maxBacklogBytes
}

func (s *Simulator) retryPause(attempts int) time.Duration {
	return s.options.RetryDelay << min(attempts-1, 6)
}

// wakeQueues ends the pauses of all customers' queues. The caller holds mu.
func (s *Simulator) wakeQueues() {
	for c := range s.refused {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

type postResult struct {
	ok      bool
	code    int // 0 without an answer
	problem string
	took    time.Duration
	sig     string
}

// post makes one attempt.
func (s *Simulator) post(url, secret string, body []byte) (result postResult) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.ctx.Done():
		return postResult{problem: "The simulator was closed."}
	}
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return postResult{problem: "The webhook address is not a web address."}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "whatsapp-cloud-api-simulator")
	if secret != "" {
		result.sig = sign(body, secret)
		request.Header.Set("X-Hub-Signature-256", result.sig)
	}
	start := time.Now()
	response, err := s.client.Do(request)
	result.took = time.Since(start)
	if err != nil {
		result.problem = "Nothing answered at the webhook address."
		var timeout interface{ Timeout() bool }
		if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
			result.problem = "The webhook gave no answer in time."
		}
		return result
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection can be used again
	result.code, result.ok = response.StatusCode, response.StatusCode == http.StatusOK
	if !result.ok {
		result.problem = explainAnswer(response.StatusCode, secret != "")
	}
	return result
}

// explainAnswer says what the answer of a receiver most likely means.
func explainAnswer(code int, signed bool) string {
	text := fmt.Sprintf("Your inbox did not accept the message: %d %s. ", code, http.StatusText(code))
	switch {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		if signed {
			return text + "The app secret differs."
		}
		return text + "It wants a signature, and no app secret is set here."
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return text + "The webhook address has another path."
	case code == http.StatusTooManyRequests:
		return text + "It limits how many requests it takes."
	case code >= 500:
		return text + "It failed on its own side; see its log."
	case code >= 300 && code < 400:
		return text + "Meta follows no redirect."
	case code < 300:
		return text + "Only 200 counts as accepted."
	}
	return text + "It found the request wrong."
}

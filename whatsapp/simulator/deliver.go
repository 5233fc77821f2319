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

// userAgent names us: a receiver's log must not look as if Meta had called.
const userAgent = "whatsapp-cloud-api-simulator"

func newWebhookClient(connections int) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// note: no proxy from the environment: made-up events of made-up people go
	// where the developer said and nowhere else.
	transport.Proxy = nil
	transport.MaxIdleConnsPerHost = connections
	transport.MaxIdleConns = 0
	return &http.Client{
		Transport: transport,
		Timeout:   webhookTimeout,
		// Meta follows no redirect; only 200 counts.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type postResult struct {
	ok      bool
	code    int // 0 without an answer
	answer  string
	url     string
	problem string
	took    time.Duration
	sig     string
	slow    bool // no answer in time
}

// post makes one attempt.
func (s *Simulator) post(url, secret string, body []byte) (result postResult) {
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return postResult{problem: "The webhook address is not a web address."}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", userAgent)
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
			result.problem, result.slow = "The webhook gave no answer in time.", true
		}
		return result
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, maxLoggedAnswer)) // what breaks off is answered all the same
	result.answer = string(answer)
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

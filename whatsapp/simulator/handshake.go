package simulator

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Handshake is the outcome of verifying a webhook address.
type Handshake struct {
	OK bool `json:"ok"`
	// Problem says what was wrong, in words.
	Problem string `json:"problem,omitempty"`
	// Warnings are what this handshake passed and Meta, or an attacker, would not leave at that.
	Warnings  []string `json:"warnings"`
	Code      int      `json:"code"` // 0 without an answer
	Answer    string   `json:"answer"`
	LatencyMS float64  `json:"latency_ms"`
}

const maxChallengeAnswer = 1 << 10

// Verify does with a webhook address what Meta does before it uses it: it asks
// for a challenge back. Afterwards it asks once with a wrong token, which a
// receiver must refuse.
func (s *Simulator) Verify(ctx context.Context, address, verifyToken string) Handshake {
	h := Handshake{Warnings: []string{}}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		h.Problem = "The webhook address is not a web address."
		return h
	}
	if target.Scheme == "http" {
		h.Warnings = append(h.Warnings, "Meta takes https addresses only, with a certificate of a recognised authority.")
	}
	challenge := newChallenge()
	start := time.Now()
	code, answer, err := s.challenge(ctx, target, verifyToken, challenge)
	h.LatencyMS = float64(time.Since(start).Microseconds()) / 1000
	h.Code, h.Answer = code, answer
	if h.Problem = explainHandshake(code, answer, challenge, err); h.Problem != "" {
		return h
	}
	h.OK = true
	if code, answer, err := s.challenge(ctx, target, verifyToken+"-wrong", newChallenge()); err == nil && code == http.StatusOK {
		h.Warnings = append(h.Warnings, fmt.Sprintf("A wrong verify token was answered with 200 %q too: it is not compared.", answer))
	}
	return h
}

func newChallenge() string {
	var random [4]byte
	rand.Read(random[:])
	return strconv.Itoa(1_000_000_000 + int(binary.BigEndian.Uint32(random[:])%1_000_000_000))
}

func (s *Simulator) challenge(ctx context.Context, target *url.URL, verifyToken, challenge string) (int, string, error) {
	asked := *target
	query := asked.Query()
	query.Set("hub.mode", "subscribe")
	query.Set("hub.challenge", challenge)
	query.Set("hub.verify_token", verifyToken)
	asked.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked.String(), nil)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := s.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxChallengeAnswer))
	return response.StatusCode, string(body), err
}

// explainHandshake says what is wrong with an answer; nothing if it is right.
func explainHandshake(code int, answer, challenge string, err error) string {
	var timeout interface{ Timeout() bool }
	var certificate *tls.CertificateVerificationError
	trimmed := strings.TrimSpace(answer)
	switch {
	case errors.As(err, &certificate):
		return "The certificate is not one of a recognised authority: " + certificate.Err.Error() + "."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "The webhook gave no answer in time."
	case err != nil && code == 0:
		return "Nothing answered at the webhook address."
	case err != nil:
		return "The answer broke off."
	case code == http.StatusOK && answer == challenge:
		return ""
	case code == http.StatusForbidden || code == http.StatusUnauthorized:
		return fmt.Sprintf("It was refused with %d %s: the verify token differs.", code, http.StatusText(code))
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return fmt.Sprintf("It was refused with %d %s: the webhook address has another path, or takes no GET.", code, http.StatusText(code))
	case code >= 300 && code < 400:
		return fmt.Sprintf("It was answered with %d %s, and Meta follows no redirect.", code, http.StatusText(code))
	case code != http.StatusOK:
		return fmt.Sprintf("It was answered with %d %s; only 200 counts.", code, http.StatusText(code))
	case trimmed == challenge:
		return "The challenge came back with blanks or line ends around it; the body must be the challenge and nothing else."
	case strings.Trim(trimmed, `"'`) == challenge:
		return "The challenge came back in quotes; the body must be the challenge and nothing else."
	case strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "["):
		return "The answer is JSON; the body must be the challenge and nothing else."
	case strings.HasPrefix(trimmed, "<"):
		return "The answer is a web page; the body must be the challenge and nothing else."
	case answer == "":
		return "The answer is empty; the body must be the value of hub.challenge. Parameter names have dots, which some frameworks turn into underscores."
	case strings.Contains(answer, challenge):
		return "The answer holds more than the challenge; the body must be the challenge and nothing else."
	}
	return "The answer is not the challenge that was sent; the body must be the value of hub.challenge."
}

// postVerify is the handshake as a control call; without an address it asks
// the one that webhooks go to.
func (s *Simulator) postVerify(w http.ResponseWriter, r *http.Request) {
	var form struct {
		URL         string `json:"url"`
		VerifyToken string `json:"verify_token"`
	}
	if !readControl(w, r, &form) {
		return
	}
	if form.URL == "" {
		s.mu.Lock()
		form.URL = s.webhookURL
		s.mu.Unlock()
	}
	if form.VerifyToken == "" {
		form.VerifyToken = s.options.VerifyToken
	}
	writeJSON(w, http.StatusOK, s.Verify(r.Context(), form.URL, form.VerifyToken))
}

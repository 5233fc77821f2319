package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// accessToken is what calls of the Graph API must bear. Simulator.mu guards it.
type accessToken struct {
	value    string // empty: any
	issued   time.Time
	lifetime time.Duration // 0: it has no end
	// timed: lifetime was set since the start, so a kept state has it.
	timed bool
}

// ends is when it ends, zero for never.
func (t accessToken) ends() time.Time {
	if t.lifetime <= 0 {
		return time.Time{}
	}
	return t.issued.Add(t.lifetime)
}

// mark tells tokens apart in a kept state, which holds no secrets.
func (t accessToken) mark() string {
	sum := sha256.Sum256([]byte(t.value))
	return hex.EncodeToString(sum[:4])
}

func (s *Simulator) presentToken() accessToken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

func (s *Simulator) checkToken(given string) *graphError {
	s.mu.Lock()
	token, now := s.token, s.now()
	s.mu.Unlock()
	ends := token.ends()
	switch {
	case given == "":
		return &graphError{status: http.StatusUnauthorized, code: 190, message: "An access token is required to request this resource."}
	case s.isAppToken(given):
		return nil
	case token.value != "" && given != token.value:
		return &graphError{status: http.StatusUnauthorized, code: 190, subcode: 467, message: "Invalid OAuth access token - Cannot parse access token"}
	case ends.IsZero() || now.Before(ends):
		return nil
	}
	const form = "Monday, 02-Jan-06 15:04:05 MST"
	return &graphError{
		status: http.StatusUnauthorized, code: 190, subcode: 463,
		message: "Error validating access token: Session has expired on " + ends.Format(form) + ". The current time is " + now.Format(form) + ".",
	}
}

// SetAccessToken has calls bear this token from now on; the one before is
// refused. It ends after lifetime of simulated time, with 0 never.
func (s *Simulator) SetAccessToken(token string, lifetime time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = accessToken{value: token, issued: s.now(), lifetime: lifetime, timed: true}
	s.touch()
}

// tokenView is the token as the control call tells of it, without the token.
type tokenView struct {
	Lifetime    Duration   `json:"lifetime"`
	DemandProof bool       `json:"demand_proof"`
	EndsAt      *time.Time `json:"ends_at"`
	Ended       bool       `json:"ended"`
}

func (s *Simulator) getToken(w http.ResponseWriter, _ *http.Request) {
	token := s.presentToken()
	s.mu.Lock()
	view := tokenView{Lifetime: Duration(token.lifetime), DemandProof: s.proof}
	s.mu.Unlock()
	if ends := token.ends(); !ends.IsZero() {
		view.EndsAt, view.Ended = &ends, !s.Clock().Now().Before(ends)
	}
	writeJSON(w, http.StatusOK, view)
}

// postToken sets another token, or begins the life of the present one anew.
// What isn't given stays.
func (s *Simulator) postToken(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Token    *string   `json:"token"`
		Lifetime *Duration `json:"lifetime"`
		// DemandProof has calls bear appsecret_proof as well.
		DemandProof *bool `json:"demand_proof"`
	}
	if !readControl(w, r, &form) {
		return
	}
	token := s.presentToken()
	set(&token.value, form.Token)
	if form.Lifetime != nil {
		token.lifetime = time.Duration(*form.Lifetime)
	}
	switch {
	case form.Token == nil && form.Lifetime == nil && form.DemandProof == nil:
		writeProblem(w, http.StatusBadRequest, "token", "Say which token calls must bear from now on, its lifetime, or demand_proof.")
		return
	case form.Token != nil && (*form.Token == "" || strings.ContainsFunc(*form.Token, func(c rune) bool { return c <= ' ' || c > '~' })):
		writeProblem(w, http.StatusBadRequest, "token", "A token is plain letters, digits and signs, without spaces.")
		return
	case token.lifetime < 0:
		writeProblem(w, http.StatusBadRequest, "lifetime", "A lifetime is a length of time such as 24h; 0 is without an end.")
		return
	}
	if form.DemandProof != nil {
		s.DemandProof(*form.DemandProof)
	}
	if form.Token != nil || form.Lifetime != nil {
		s.SetAccessToken(token.value, token.lifetime)
	}
	s.getToken(w, r)
}

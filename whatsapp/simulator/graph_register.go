package simulator

import (
	"regexp"
	"strings"
	"time"
)

// Meta's limits on (de)registration, codes and guesses of the PIN.
const (
	maxRegistrations  = 10
	registrationWhile = 72 * time.Hour
	maxCodes          = 10
	maxPINFailures    = 5
	pinWhile          = time.Hour

	// VerificationCode is the code that request_code "sends": there is no phone
	// it could arrive at.
	VerificationCode = "123456"
)

var pinPattern = regexp.MustCompile(`^\d{6}$`)

// postRegister makes the number ready to send. A number that has a two-step
// PIN wants that one.
//
// Source: business-phone-numbers/registration.
func (s *Simulator) postRegister(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	pin, given := g.params.text("pin")
	switch {
	case !given:
		return nil, badParameter("The parameter pin is required.")
	case !pinPattern.MatchString(pin):
		return nil, badParameter("Param pin must be 6 digits.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem := s.countRegistration(); problem != nil {
		return nil, problem
	}
	n, now := &s.number, s.now()
	if n.PINFailures = lately(n.PINFailures, now, pinWhile); len(n.PINFailures) >= maxPINFailures {
		return nil, refuse(133008, "Too many wrong PINs. Wait an hour.")
	}
	switch {
	case !n.Verified:
		return nil, refuse(133006, "The number must be verified with a code before it can be registered.")
	case n.PIN != "" && n.PIN != pin:
		n.PINFailures = append(n.PINFailures, now)
		return nil, refuse(133005, "The PIN is not that of this number.")
	}
	n.Registered, n.PIN = true, pin
	s.touch()
	return success(), nil
}

// postDeregister takes the number off the Cloud API: sends fail with 133010.
func (s *Simulator) postDeregister(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem := s.countRegistration(); problem != nil {
		return nil, problem
	}
	if !s.number.Registered {
		return nil, refuse(133010, "The number is not registered.")
	}
	s.number.Registered = false
	s.touch()
	return success(), nil
}

func (s *Simulator) countRegistration() *graphError {
	n, now := &s.number, s.now()
	if n.Registrations = lately(n.Registrations, now, registrationWhile); len(n.Registrations) >= maxRegistrations {
		return refuse(133016, "The number was registered or deregistered %d times within 72 hours.", maxRegistrations)
	}
	n.Registrations = append(n.Registrations, now)
	return nil
}

// postRequestCode "sends" a verification code; it is always VerificationCode.
//
// Source: business-phone-numbers/phone-numbers.
func (s *Simulator) postRequestCode(g *graphRequest) (any, *graphError) {
	method, given := g.params.text("code_method")
	if !given {
		return nil, badParameter("The parameter code_method is required.")
	}
	if problem := oneOf("code_method", method, "SMS", "VOICE"); problem != nil {
		return nil, problem
	}
	language, given := g.params.text("language")
	if !given || language == "" {
		return nil, badParameter("The parameter language is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n, now := &s.number, s.now()
	if n.Codes = lately(n.Codes, now, registrationWhile); len(n.Codes) >= maxCodes {
		return nil, refuse(136024, "A code was asked for too often. Wait before the next one.")
	}
	n.Codes, n.Code = append(n.Codes, now), VerificationCode
	s.touch()
	return success(), nil
}

func (s *Simulator) postVerifyCode(g *graphRequest) (any, *graphError) {
	code, given := g.params.text("code")
	if !given {
		return nil, badParameter("The parameter code is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := &s.number
	if n.Code == "" || strings.ReplaceAll(code, "-", "") != n.Code {
		return nil, &graphError{
			status: 400, code: 136025, message: "(#136025) Verify code error",
			userTitle: "Verify code error", userText: "The code is not the one that was sent.",
		}
	}
	n.Code, n.Verified = "", true
	s.touch()
	answer := struct {
		Success bool   `json:"success"`
		ID      string `json:"id"`
	}{true, s.options.PhoneNumberID}
	return answer, nil
}

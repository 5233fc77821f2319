package whatsapp

import (
	"net/http"
	"regexp"
	"strings"
)

// codeAuth is Meta's for "can't authenticate" (support/error-codes).
const codeAuth = 0

// tokenCodes say that the access token is refused: there is no session (102), it
// is wrong or has ended (190), its signature is wrong (104), there was none
// (2500).
//
// Source: facebook.com/docs/graph-api/guides/error-handling.
var tokenCodes = map[int]bool{102: true, 104: true, 190: true, 2500: true}

// TokenRefused tells whether it is the access token that Meta refuses: by its
// code, by what is wrong with it (the subcode), or by HTTP 401, which a
// permission that is missing may have as well.
func (e *APIError) TokenRefused() bool {
	_, isTokens := tokenSubcodes[e.Subcode]
	switch {
	case e.Code == CodeNone || e.proofFault():
		return false
	case tokenCodes[e.Code], isTokens && (e.Type == "" || e.Type == "OAuthException"):
		return true
	case e.Code == codeAuth:
		return e.HTTPStatus < http.StatusInternalServerError
	}
	return e.HTTPStatus == http.StatusUnauthorized && !isPermission(e.Code)
}

func isPermission(code int) bool {
	return code == 3 || code == 10 || code >= 200 && code <= 299 || code == 131005
}

// ofProof is in Meta's words when the proof of the app's secret is missing or
// wrong: it has no code for it but 100, that of every wrong parameter.
var ofProof = regexp.MustCompile(`(?i)app_?secret[_ ]?proof|app secret proof`)

func (e *APIError) proofFault() bool {
	return e.Code != CodeNone && ofProof.MatchString(e.Title+" "+e.Details)
}

func (e *APIError) proofRefused() bool {
	return e.proofFault() && strings.Contains(strings.ToLower(e.Title+" "+e.Details), "invalid")
}

// Stops tells whether a refusal is of everything that is asked with this token,
// until somebody has mended the set-up: nothing was taken, whatever it was.
func (e *APIError) Stops() bool { return e.TokenRefused() || e.proofFault() }

// setUpFault explains a refusal of the set-up by more than its code.
func (e *APIError) setUpFault() (why Explanation, known bool) {
	switch {
	case e.proofRefused():
		why = proofRefused
	case e.proofFault():
		why = proofMissing
	case e.Code == 100 && e.Subcode == 33:
		why = numberUnknown
	case e.TokenRefused():
		var ok bool
		if why, ok = tokenSubcodes[e.Subcode]; !ok {
			if why = explanations[codeAuth]; tokenCodes[e.Code] {
				why = explanations[e.Code]
			}
		}
	default:
		return why, false
	}
	why.Code = e.Code
	return why, true
}

// tooFast are the codes that say so of a number, an account, a user or the app:
// not of one person (support/error-codes, graph-api/overview/rate-limiting).
var tooFast = map[int]bool{4: true, 17: true, 341: true, 613: true, 80007: true, 80008: true, 130429: true}

// TooFast tells whether everything has to wait, not this message alone. HTTP 429
// says so unless the code knows better: too much to one person (131056), or to
// one from all businesses together (131049), holds nobody else.
func (e *APIError) TooFast() bool {
	why, known := listed(e.Code)
	return tooFast[e.Code] || e.HTTPStatus == http.StatusTooManyRequests && (!known || why.Retry == RetryOnce)
}

package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// checkProof looks at the proof that a caller knows the app secret: a wrong one
// is refused always, a missing one when the app demands it.
//
// Source: graph-api/guides/secure-requests (Require App Secret).
func (s *Simulator) checkProof(g *graphRequest, call graphCall) *graphError {
	s.mu.Lock()
	secret, demanded := s.appSecret, s.proof
	s.mu.Unlock()
	if secret == "" || s.isAppToken(g.token) {
		return nil // note: there is nothing to compare it with; an app's own token has the secret in it
	}
	proof, problem := g.findProof(call)
	if problem != nil {
		return problem
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(g.token))
	switch {
	case proof == "" && !demanded:
		return nil
	case proof == "":
		return badProof("API calls from the server require an appsecret_proof argument")
	case !hmac.Equal([]byte(strings.ToLower(proof)), []byte(hex.EncodeToString(mac.Sum(nil)))):
		return badProof("Invalid appsecret_proof provided in the API argument")
	}
	return nil
}

func badProof(message string) *graphError {
	return &graphError{status: http.StatusBadRequest, code: 100, kind: "GraphMethodException", message: message}
}

// findProof looks where parameters can be: the query, then the body.
func (g *graphRequest) findProof(call graphCall) (string, *graphError) {
	const name = "appsecret_proof"
	if proof, given := g.params.text(name); given {
		return proof, nil
	}
	switch {
	case g.edge == "media" && call.ownBody:
		if g.upload == nil {
			upload, problem := readUpload(g)
			if problem != nil {
				return "", problem
			}
			g.upload = upload
		}
		proof, _ := g.upload.fields.text(name)
		return proof, nil
	case call.ownBody || g.Method == http.MethodGet || g.Method == http.MethodHead:
		return "", nil
	}
	p, problem := g.readParams()
	if problem != nil {
		return "", problem
	}
	proof, _ := p.text(name)
	return proof, nil
}

// DemandProof has calls bear the proof of the app secret from now on, or no
// longer.
func (s *Simulator) DemandProof(demanded bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.proof = demanded
}

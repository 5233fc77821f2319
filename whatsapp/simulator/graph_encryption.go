package simulator

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
)

// getEncryption gives the public key of the business, with which phones
// encrypt what they send to the endpoint of a flow.
//
// Source: whatsapp-business-encryption.
func (s *Simulator) getEncryption(*graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	if s.number.PublicKey != "" {
		data = append(data, map[string]string{"business_public_key": s.number.PublicKey, "business_public_key_signature_status": "VALID"})
	}
	return map[string]any{"data": data}, nil
}

// postEncryption sets it: an RSA key of 2048 bits, in PEM.
func (s *Simulator) postEncryption(g *graphRequest) (any, *graphError) {
	text, problem := need(g.params, "", "business_public_key", 0)
	if problem != nil {
		return nil, problem
	}
	block, _ := pem.Decode([]byte(strings.TrimSpace(text) + "\n"))
	if block == nil {
		return nil, badParameter("Param business_public_key must be a public key in PEM format.")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if public, is := key.(*rsa.PublicKey); err != nil || !is || public.N.BitLen() != 2048 {
		return nil, badParameter("Param business_public_key must be a 2048-bit RSA public key.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number.PublicKey = text
	s.touch()
	return success(), nil
}

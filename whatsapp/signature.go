package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

const signaturePrefix = "sha256="

// ValidSignature reports whether header, the value of X-Hub-Signature-256, was
// made over body with one of the secrets. body must be the bytes as they were
// received: parsed and written again they are others. Several secrets are
// accepted so that the App Secret can be changed without losing a delivery;
// empty ones don't count, and without any the answer is no.
//
// Source: webhooks/create-webhook-endpoint.
func ValidSignature(header string, body []byte, secrets ...string) bool {
	if !IsSignature(header) {
		return false
	}
	given, err := hex.DecodeString(header[len(signaturePrefix):])
	if err != nil {
		return false
	}
	valid := false
	for _, secret := range secrets {
		// All are tried: how long it takes must not tell which one fitted.
		if secret != "" && hmac.Equal(given, mac(body, secret)) {
			valid = true
		}
	}
	return valid
}

// IsSignature tells whether a header can be a signature at all, whatever the
// body is.
func IsSignature(header string) bool {
	return strings.HasPrefix(header, signaturePrefix) && len(header) == len(signaturePrefix)+2*sha256.Size
}

// Sign is the X-Hub-Signature-256 that Meta would send with body.
func Sign(body []byte, secret string) string {
	return signaturePrefix + hex.EncodeToString(mac(body, secret))
}

func mac(body []byte, secret string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}

package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
)

// identityHash stands for the key that a customer's WhatsApp was set up with.
// It changes with the number, and when WhatsApp is set up on another phone.
//
// Source: business-phone-numbers/phone-numbers, "Identity change check".
func (s *Simulator) identityHash(c *customer) string {
	sum := sha256.Sum256([]byte(s.options.BusinessAccountID + "/" + c.id + "/identity/" + strconv.Itoa(c.devices)))
	return base64.StdEncoding.EncodeToString(sum[:8])
}

// tellsIdentity reports whether the business has switched the check on, with
// which webhooks have the hash.
func (s *Simulator) tellsIdentity() bool {
	return switchesIdentity(params(s.number.Settings).object("user_identity_change"))
}

// switchesIdentity reads the setting, which Meta's guide and Meta's reference
// call by two names.
func switchesIdentity(setting params) bool {
	byGuide, _ := setting.truth("enable_identity_key_check")
	byReference, _ := setting.truth("enabled")
	return byGuide || byReference
}

// checkIdentity lets a send with the hash of another phone fail.
func (s *Simulator) checkIdentity(m *message, hash string) {
	if hash != "" && hash != s.identityHash(m.customer) {
		m.fail(137000, "The identity of the recipient has changed: recipient_identity_key_hash is not the present one.")
	}
}

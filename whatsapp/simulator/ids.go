package simulator

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// newMessageID makes an id that looks like Meta's: base64 of a few tags around
// a random part. In a real one the first part is a phone number; receivers
// must not parse it, so it is random here.
func newMessageID() string {
	var random [15]byte
	rand.Read(random[:])
	raw := []byte{0x1c, 0x18, 12}
	raw = append(raw, hex.EncodeToString(random[:6])...)
	raw = append(raw, 0x15, 2, 0, 0x12, 0x18, 18)
	raw = append(raw, strings.ToUpper(hex.EncodeToString(random[6:]))...)
	return "wamid." + base64.StdEncoding.EncodeToString(append(raw, 0))
}

// userIDFor makes the business-scoped id of a phone number. It depends on the
// account, as Meta's does, and is the same after a restart, so that a demo's
// kept data goes on matching.
func userIDFor(account, waID string) string {
	sum := sha256.Sum256([]byte(account + "/" + waID))
	return fmt.Sprintf("%s.%020d", countryOf(waID), binary.BigEndian.Uint64(sum[:8]))
}

// userIDForName is the BSUID of somebody whose number nobody knows; country is
// two letters, US when it is anything else.
func userIDForName(account, username, country string) string {
	country = strings.ToUpper(country)
	if len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		country = "US"
	}
	_, number, _ := strings.Cut(userIDFor(account, "@"+strings.ToLower(username)), ".")
	return country + "." + number
}

func newTraceID() string {
	var random [17]byte
	rand.Read(random[:])
	return "A" + base64.RawURLEncoding.EncodeToString(random[:])[:22]
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func newMediaID() string {
	var random [8]byte
	rand.Read(random[:])
	return fmt.Sprintf("17%014d", binary.BigEndian.Uint64(random[:])%1e14)
}

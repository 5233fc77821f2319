package simulator

import (
	"cmp"
	"time"
)

// numberState is what a business can change about its number.
type numberState struct {
	Registered bool   `json:"registered"`
	Verified   bool   `json:"verified"`
	PIN        string `json:"pin,omitempty"`
	Code       string `json:"code,omitempty"` // last asked for
	// Codes and Registrations are when they were asked for, to count them.
	Codes         []time.Time `json:"codes,omitempty"`
	Registrations []time.Time `json:"registrations,omitempty"`
	PINFailures   []time.Time `json:"pin_failures,omitempty"`
	Profile       profile     `json:"profile"`
	// Name is a new display name that was approved.
	Name       string           `json:"name,omitempty"`
	Settings   map[string]any   `json:"settings,omitempty"`
	QRCodes    []qrCode         `json:"qr_codes,omitempty"`
	Commerce   commerceSettings `json:"commerce,omitzero"`
	Automation *automation      `json:"automation,omitempty"`
	PublicKey  string           `json:"public_key,omitempty"`
	// Username is that of the business; empty for none.
	Username string `json:"username,omitempty"`
	// Quality and Limit are GREEN and TIER_100K unless changed, see AccountEvent.
	Quality string `json:"quality,omitempty"`
	Limit   string `json:"limit,omitempty"`
	// QualityAt is since when.
	QualityAt time.Time `json:"quality_at,omitzero"`
}

// newNumberState is a number that is ready to send, as after onboarding.
func newNumberState() numberState {
	return numberState{Registered: true, Verified: true, Profile: profile{Vertical: "OTHER"}}
}

// lately are the times within the last while.
func lately(times []time.Time, now time.Time, while time.Duration) []time.Time {
	kept := times[:0]
	for _, at := range times {
		if age := now.Sub(at); age >= 0 && age < while {
			kept = append(kept, at)
		}
	}
	return kept
}

func (n numberState) quality() string { return cmp.Or(n.Quality, "GREEN") }

// qualityScore is the quality and since when it is that.
func (n numberState) qualityScore() map[string]any {
	score := map[string]any{"score": n.quality()}
	if !n.QualityAt.IsZero() { // note: a kept state may be older than this
		score["date"] = n.QualityAt.Unix()
	}
	return score
}

func (n numberState) limit() string { return cmp.Or(n.Limit, "TIER_100K") }

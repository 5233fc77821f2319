package simulator

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time in JSON: "25h", "90s", "7d", or a number of seconds.
type Duration time.Duration

// UnmarshalJSON reads a text or a number of seconds.
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		var seconds float64
		if err := json.Unmarshal(raw, &seconds); err != nil {
			return fmt.Errorf("a length of time is a text such as \"25h\", or a number of seconds, not %s", raw)
		}
		*d = Duration(seconds * float64(time.Second))
		return nil
	}
	return d.Set(text)
}

// MarshalJSON writes a text.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// Set reads a text, so that a Duration can be a flag of a command.
func (d *Duration) Set(text string) error {
	parsed, err := parseDuration(text)
	*d = Duration(parsed)
	return err
}

// Type is what the help of a command calls it.
func (d *Duration) Type() string { return "duration" }

func (d Duration) String() string { return time.Duration(d).String() }

// parseDuration is time.ParseDuration with days: "7d", "1d12h".
func parseDuration(text string) (time.Duration, error) {
	whole, rest := time.Duration(0), strings.TrimSpace(text)
	if days, after, found := strings.Cut(rest, "d"); found {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a length of time such as 90s, 25h or 7d", text)
		}
		whole, rest = time.Duration(n*24*float64(time.Hour)), after
	}
	if rest == "" && text != "" {
		return whole, nil
	}
	part, err := time.ParseDuration(rest)
	if err != nil {
		return 0, fmt.Errorf("%q is not a length of time such as 90s, 25h or 7d", text)
	}
	return whole + part, nil
}

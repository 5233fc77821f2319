// Package race tells tests whether they run under the race detector, where
// everything takes ten times as long: what is long there for its size alone,
// and has no goroutines of its own, may be smaller or left out.
package race

import (
	"runtime/debug"
	"slices"
	"testing"
)

// On reports whether the race detector is built in.
func On() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// Skip skips a test that does one thing after the other, in which the detector
// could find nothing. The run without it has the test.
func Skip(t *testing.T) {
	t.Helper()
	if On() {
		t.Skip("one thing after the other: nothing to race")
	}
}

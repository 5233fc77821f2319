package meta

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait after so many attempts: first, and twice as long
// each time, up to longest. The jitter, which takes away up to half, keeps what
// failed together from coming back together.
func Backoff(first time.Duration, attempts int, longest time.Duration) time.Duration {
	pause := first << min(max(attempts-1, 0), 20)
	if pause <= 0 || pause > longest {
		pause = longest
	}
	return pause/2 + rand.N(pause/2+1)
}

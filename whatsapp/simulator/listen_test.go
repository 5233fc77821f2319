package simulator_test

import (
	"net/http"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestAllowRemote(t *testing.T) {
	t.Parallel()
	for allowed, want := range map[bool]int{false: http.StatusForbidden, true: http.StatusOK} {
		_, server := newSim(t, simulator.Options{AllowRemote: allowed})
		request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/simulator/clock", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = "simulator.internal:8091"
		if status, answer := do(t, request); status != want {
			t.Errorf("allowed %v: %d %v", allowed, status, answer)
		}
	}
}

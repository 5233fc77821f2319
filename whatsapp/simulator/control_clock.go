package simulator

import (
	"net/http"
	"time"
)

func (s *Simulator) getClock(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Clock().State())
}

// postClock holds or releases the clock, sets its speed and moves it, in this
// order, and answers when all that became due has been done.
func (s *Simulator) postClock(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Hold  *bool    `json:"hold"`
		Speed *float64 `json:"speed"`
		Move  Duration `json:"move"`
	}
	if !readControl(w, r, &form) {
		return
	}
	clock := s.Clock()
	if form.Speed != nil {
		if err := clock.Speed(*form.Speed); err != nil {
			writeProblem(w, http.StatusBadRequest, "speed", sentence(err))
			return
		}
	}
	if form.Hold != nil && *form.Hold {
		clock.Hold()
	}
	if err := clock.Move(r.Context(), time.Duration(form.Move)); err != nil {
		writeProblem(w, http.StatusBadRequest, "move", sentence(err))
		return
	}
	if form.Hold != nil && !*form.Hold {
		clock.Release()
	}
	writeJSON(w, http.StatusOK, clock.State())
}

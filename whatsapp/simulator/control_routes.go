package simulator

import "net/http"

// bindControl lists the control calls of the machine: clock, disorder,
// failures, scenarios, calls, the business's app and account, state and log.
func (s *Simulator) bindControl(mux *http.ServeMux) {
	mux.HandleFunc("GET /simulator/clock", s.getClock)
	mux.HandleFunc("POST /simulator/clock", s.postClock)

	mux.HandleFunc("GET /simulator/token", s.getToken)
	mux.HandleFunc("POST /simulator/token", s.postToken)

	mux.HandleFunc("GET /simulator/disorder", s.getDisorder)
	mux.HandleFunc("PUT /simulator/disorder", s.putDisorder)
	mux.HandleFunc("POST /simulator/outage", s.postOutage)

	mux.HandleFunc("GET /simulator/failures", s.getFailures)
	mux.HandleFunc("POST /simulator/failures", s.postFailure)
	mux.HandleFunc("DELETE /simulator/failures", s.deleteFailures)
	mux.HandleFunc("DELETE /simulator/failures/{id}", s.deleteFailures)

	mux.HandleFunc("POST /simulator/scenarios/run", s.postRunScenario)
	mux.HandleFunc("POST /simulator/load", s.postLoad)
	mux.HandleFunc("GET /simulator/recording", s.getRecording)
	mux.HandleFunc("POST /simulator/recording", s.postRecording)
	mux.HandleFunc("DELETE /simulator/recording", s.deleteRecording)

	mux.HandleFunc("POST /simulator/messages/{id}/play", s.postPlay)
	mux.HandleFunc("POST /simulator/deliveries/{id}/redeliver", s.postRedeliver)
	mux.HandleFunc("GET /simulator/deliveries/{id}/curl", s.getCurl)
	mux.HandleFunc("POST /simulator/verify", s.postVerify)

	mux.HandleFunc("POST /simulator/calls", s.postCall)
	mux.HandleFunc("POST /simulator/calls/{id}/{action}", s.postCallAction)
	mux.HandleFunc("POST /simulator/app/messages", s.postEcho)
	mux.HandleFunc("POST /simulator/app/sync", s.postAppSync)
	mux.HandleFunc("GET /simulator/account-events", s.getAccountEvents)
	mux.HandleFunc("POST /simulator/account-events", s.postAccountEvent)

	mux.HandleFunc("GET /simulator/qr/{file}", s.getQRImage)
	mux.HandleFunc("GET /simulator/state.json", s.getStateFile)
	mux.HandleFunc("POST /simulator/state.json", s.postStateFile)
}

func (s *Simulator) postPlay(w http.ResponseWriter, r *http.Request) {
	if err := s.Play(r.PathValue("id")); err != nil {
		writeInputProblem(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

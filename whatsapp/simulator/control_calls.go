package simulator

import "net/http"

// postCall has a customer call the business, see [Call].
func (s *Simulator) postCall(w http.ResponseWriter, r *http.Request) {
	var given Call
	if !readControl(w, r, &given) {
		return
	}
	id, err := s.StartCall(given)
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, map[string]string{"id": id})
}

// postCallAction answers, declines or hangs up.
func (s *Simulator) postCallAction(w http.ResponseWriter, r *http.Request) {
	id, err := r.PathValue("id"), error(nil)
	switch r.PathValue("action") {
	case "answer":
		err = s.AnswerCall(id)
	case "decline":
		err = s.EndCall(id, true)
	case "hangup":
		err = s.EndCall(id, false)
	default:
		writeProblem(w, http.StatusNotFound, "", "A call can be answered, declined and hung up: answer, decline, hangup.")
		return
	}
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

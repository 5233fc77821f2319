package simulator

import (
	"net/http"
	"strings"
)

// routes is the table of contents: the page and its control calls under
// /simulator/, the Graph API everywhere else.
func (s *Simulator) routes() http.Handler {
	control := http.NewServeMux()
	control.HandleFunc("GET /simulator/state", s.getState)
	control.HandleFunc("GET /simulator/events", s.getEvents)
	control.HandleFunc("GET /simulator/deliveries", s.getDeliveries)
	control.HandleFunc("POST /simulator/inbound", s.postInbound)
	control.HandleFunc("POST /simulator/customers", s.postCustomer)
	control.HandleFunc("PATCH /simulator/customers/{key}", s.patchCustomer)
	control.HandleFunc("POST /simulator/customers/{key}/open", s.postOpenChat)
	control.HandleFunc("POST /simulator/retry", s.postRetry)
	control.HandleFunc("GET /simulator/media/{id}", s.getControlMedia)
	control.HandleFunc("POST /simulator/media", s.postControlMedia)
	control.HandleFunc("GET /simulator/templates", s.getControlTemplates)
	control.HandleFunc("POST /simulator/templates", s.postControlTemplate)
	control.HandleFunc("POST /simulator/templates/{id}/review", s.postTemplateReview)
	control.HandleFunc("POST /simulator/customers/{key}/marketing", s.postMarketingChoice)
	s.bindControl(control)
	control.HandleFunc("GET /simulator/page/", s.getPageFile)
	control.HandleFunc("/simulator/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "", "The simulator has no such call.")
	})

	guarded := s.sameOrigin(control)
	// note: no ServeMux at the top, it answers "//" with a redirect in HTML.
	return s.guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.sawAddress(r)
		switch {
		case strings.HasPrefix(r.URL.Path, "/simulator/"):
			guarded.ServeHTTP(w, r)
		case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			s.getPage(w, r)
		default:
			s.disturbed(w, r)
		}
	}))
}

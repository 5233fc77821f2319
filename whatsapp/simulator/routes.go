package simulator

import (
	"net/http"
	"regexp"
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
	control.HandleFunc("GET /simulator/page/", s.getPageFile)
	control.HandleFunc("/simulator/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "", "The simulator has no such call.")
	})

	guarded := s.sameOrigin(control)
	// note: no ServeMux at the top, it answers "//" with a redirect in HTML.
	return s.guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/simulator/"):
			guarded.ServeHTTP(w, r)
		case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			s.getPage(w, r)
		default:
			s.serveGraph(w, r)
		}
	}))
}

var versionPattern = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)

// serveGraph answers everything in Graph's JSON, also what does not exist.
func (s *Simulator) serveGraph(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if versionPattern.MatchString(parts[0]) {
		w.Header().Set("Facebook-API-Version", parts[0])
		parts = parts[1:]
	}
	if problem := s.checkToken(r); problem != nil {
		writeGraphError(w, problem)
		return
	}
	id, edge := "", ""
	if len(parts) > 0 {
		id, edge = parts[0], strings.Join(parts[1:], "/")
	}
	method := strings.ToLower(r.Method)
	switch {
	case id == "":
		writeGraphError(w, &graphError{status: http.StatusBadRequest, code: 2500, message: "Unsupported " + method + " request."})
	case digitsOf(id) != id:
		writeGraphError(w, &graphError{status: http.StatusNotFound, code: 803, message: "(#803) Some of the aliases you requested do not exist: " + id})
	case id == s.options.BusinessAccountID && edge == "phone_numbers" && r.Method == http.MethodGet:
		s.getPhoneNumbers(w, r)
	case id != s.options.PhoneNumberID:
		writeGraphError(w, noSuchObject(method, id))
	case edge == "messages" && r.Method == http.MethodPost:
		s.postMessages(w, r)
	case edge == "" && r.Method == http.MethodGet:
		s.getPhoneNumber(w, r)
	case edge == "" || edge == "messages":
		writeGraphError(w, noSuchObject(method, id))
	default:
		writeGraphError(w, &graphError{status: http.StatusBadRequest, code: 2500, message: "Unknown path components: /" + edge})
	}
}

// checkToken wants a bearer token, or access_token as Graph also takes it.
func (s *Simulator) checkToken(r *http.Request) *graphError {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = r.URL.Query().Get("access_token")
	}
	token = strings.TrimSpace(token)
	if token == "" {
		return &graphError{status: http.StatusUnauthorized, code: 190, message: "An access token is required to request this resource."}
	}
	if s.options.AccessToken != "" && token != s.options.AccessToken {
		return &graphError{status: http.StatusUnauthorized, code: 190, subcode: 467, message: "Invalid OAuth access token - Cannot parse access token"}
	}
	return nil
}

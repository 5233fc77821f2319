package simulator

import (
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// stateMessages is how many of the latest messages the page gets at once.
const stateMessages = 3000

// getState answers with all that the page shows.
func (s *Simulator) getState(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	customers := make([]customerView, 0, len(s.customers))
	for _, c := range s.customers {
		customers = append(customers, s.view(c))
	}
	state := map[string]any{
		"now":       s.now(),
		"business":  map[string]string{"name": s.options.BusinessName, "phone": s.businessDigits, "phone_number_id": s.options.PhoneNumberID},
		"customers": customers,
		"messages":  s.lastMessages(stateMessages),
		"receiver":  s.receiver(""),
		"clock":     s.Clock().State(),
		"webhook":   s.webhookURL,
		"recording": s.recording != nil,
	}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, state)
}

// postCustomer adds a customer.
func (s *Simulator) postCustomer(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Phone       string `json:"phone"`
		Name        string `json:"name"`
		UserID      string `json:"user_id"`
		Username    string `json:"username"`
		HiddenPhone bool   `json:"hidden_phone"`
		ReadsAtOnce *bool  `json:"reads_at_once"`
		// Country is that of somebody who has a username and no number.
		Country string `json:"country"`
	}
	if !readControl(w, r, &form) {
		return
	}
	given := Customer{Name: strings.TrimSpace(form.Name), UserID: form.UserID, Username: form.Username, HiddenPhone: form.HiddenPhone}
	if form.Phone == "" && form.UserID == "" && form.Username != "" {
		given.UserID = userIDForName(s.options.BusinessAccountID, form.Username, form.Country)
	}
	digits, ok := readPhone(form.Phone)
	switch {
	case form.Phone == "" && given.UserID != "":
		digits = ""
	case !ok && form.Phone == "":
		writeProblem(w, http.StatusBadRequest, "phone", "Enter a phone number.")
		return
	case !ok:
		writeProblem(w, http.StatusBadRequest, "phone", "Enter the whole number with its country code, such as +44 7700 900123.")
		return
	case digits == s.businessDigits:
		writeProblem(w, http.StatusBadRequest, "phone", "This is the number of the business.")
		return
	}
	given.WaID = digits
	if field, problem := checkProfile(given); problem != "" {
		writeProblem(w, http.StatusBadRequest, field, problem)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byWaID[digits] != nil {
		writeProblem(w, http.StatusConflict, "phone", "This number is on the list already.")
		return
	}
	if digits == "" && s.byUserID[given.UserID] != nil {
		writeProblem(w, http.StatusConflict, "username", "This person is on the list already.")
		return
	}
	c := s.addCustomer(given)
	if c == nil {
		writeProblem(w, http.StatusServiceUnavailable, "", "The list of customers is full.")
		return
	}
	if form.ReadsAtOnce != nil {
		c.ReadsLater = !*form.ReadsAtOnce
	}
	s.touch()
	s.tell("customer", s.view(c))
	writeJSON(w, http.StatusCreated, s.view(c))
}

// writeInputProblem answers with the error of a control call.
func writeInputProblem(w http.ResponseWriter, err error) {
	var wrong *inputError
	switch {
	case errors.As(err, &wrong):
		writeProblem(w, http.StatusBadRequest, wrong.field, wrong.message)
	case errors.Is(err, errNoCustomer):
		writeProblem(w, http.StatusNotFound, "", sentence(err))
	default:
		writeProblem(w, http.StatusServiceUnavailable, "", sentence(err))
	}
}

// sentence is an error as a sentence for people.
func sentence(err error) string {
	text := err.Error()
	if text == "" {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// checkProfile checks what a person may choose about themselves.
func checkProfile(c Customer) (field, problem string) {
	switch {
	case utf8.RuneCountInString(c.Name) > 100:
		return "name", "A name has at most 100 characters."
	case len(c.Username) > 35:
		return "username", "A username has at most 35 characters."
	case c.UserID != "" && !isUserID(c.UserID):
		return "user_id", "A user id looks like GB.90100000000000000001."
	}
	return "", ""
}

// postOpenChat says that a chat is on the screen of the customer's phone.
func (s *Simulator) postOpenChat(w http.ResponseWriter, r *http.Request) {
	s.withCustomer(w, r, func(c *customer) error {
		s.openChat(c)
		s.record(Step{Do: doOpen, Customer: c.id})
		return nil
	})
}

func (s *Simulator) withCustomer(w http.ResponseWriter, r *http.Request, do func(*customer) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.customerByKey(r.PathValue("key"))
	if c == nil {
		writeProblem(w, http.StatusNotFound, "", sentence(errNoCustomer))
		return
	}
	if err := do(c); err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, s.view(c))
}

// typing shows on the phone that the business writes.
func (s *Simulator) typing(c *customer) {
	s.tell("typing", map[string]any{"customer": c.id, "until": s.now().Add(typingShownFor).Format(time.RFC3339Nano)})
}

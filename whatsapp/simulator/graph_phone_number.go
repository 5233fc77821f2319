package simulator

import (
	"net/http"
	"strings"
)

// getPhoneNumber tells about the business number, all of it or the fields asked for.
func (s *Simulator) getPhoneNumber(w http.ResponseWriter, r *http.Request) {
	number, problem := s.phoneNumber(r.URL.Query().Get("fields"))
	if problem != nil {
		writeGraphError(w, problem)
		return
	}
	writeJSON(w, http.StatusOK, number)
}

func (s *Simulator) getPhoneNumbers(w http.ResponseWriter, r *http.Request) {
	number, problem := s.phoneNumber(r.URL.Query().Get("fields"))
	if problem != nil {
		writeGraphError(w, problem)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"data":   []any{number},
		"paging": map[string]any{"cursors": map[string]string{"before": "QVFIUjE", "after": "QVFIUjE"}},
	})
}

func (s *Simulator) phoneNumber(fields string) (map[string]any, *graphError) {
	// note: Graph shows the number with punctuation, webhooks only its digits.
	display := s.options.DisplayPhoneNumber
	if display == s.businessDigits {
		display = "+" + display
	}
	all := map[string]any{
		"verified_name":            s.options.BusinessName,
		"display_phone_number":     display,
		"code_verification_status": "VERIFIED",
		"quality_rating":           "GREEN",
		"platform_type":            "CLOUD_API",
		"status":                   "CONNECTED",
		"throughput":               map[string]string{"level": "STANDARD"},
		"id":                       s.options.PhoneNumberID,
	}
	if fields == "" {
		return all, nil
	}
	some := map[string]any{"id": s.options.PhoneNumberID}
	for name := range strings.SplitSeq(fields, ",") {
		name = strings.TrimSpace(name)
		value, known := all[name]
		if !known {
			return nil, badParameter("Tried accessing nonexisting field (%s) on node type (WhatsAppBusinessPhoneNumber)", name)
		}
		some[name] = value
	}
	return some, nil
}

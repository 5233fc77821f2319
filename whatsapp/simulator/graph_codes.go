package simulator

import "net/http"

// Meta's titles of the codes that a send can meet. The status webhooks carry
// the same ones.
//
// Source: support/error-codes.
var graphTitles = map[int]string{
	0:      "AuthException",
	1:      "API Unknown",
	2:      "API Service",
	3:      "API Method",
	4:      "API Too Many Calls",
	10:     "Permission Denied",
	33:     "Parameter value is not valid",
	100:    "Invalid parameter",
	190:    "Access token has expired",
	368:    "Temporarily blocked for policies violations",
	613:    "Calls to this API have exceeded the rate limit",
	80007:  "Rate limit issues",
	130403: "Recipient is blocked",
	130429: "Rate limit hit",
	130472: "User's number is part of an experiment",
	130497: "Business account is restricted from messaging users in this country",
	131000: "Something went wrong",
	131005: "Access denied",
	131008: "Required parameter is missing",
	131009: "Parameter value is not valid",
	131016: "Service unavailable",
	131021: "Recipient cannot be sender",
	131026: "Message undeliverable",
	131030: "Recipient phone number not in allowed list",
	131031: "Account has been locked",
	131037: "Display name approval needed before message can be sent",
	131042: "Business eligibility payment issue",
	131045: "Incorrect certificate",
	131047: "Re-engagement message",
	131048: "Spam rate limit hit",
	131049: "Meta chose not to deliver",
	131050: "User has stopped marketing messages",
	131051: "Unsupported message type",
	131052: "Media download error",
	131053: "Media upload error",
	131055: "Method not allowed",
	131056: "(Business Account, Consumer Account) pair rate limit hit",
	131057: "Account in maintenance mode",
	131062: "Business-scoped user ID recipients are not supported for this message",
	131063: "Marketing templates are switched off on this endpoint",
	131064: "Account limited for misclassified templates",
	132000: "Number of parameters does not match the expected number of params",
	132001: "Template name does not exist in the translation",
	132005: "Translated text too long",
	132007: "Template format character policy violated",
	132008: "Template parameter value has a wrong format",
	132012: "Parameter format does not match format in the created template",
	132015: "Template is paused",
	132016: "Template is disabled",
	132018: "There's an issue with the parameters in your template",
	132068: "Flow is blocked",
	132069: "Flow is throttled",
	133000: "Incomplete deregistration",
	133004: "Server temporarily unavailable",
	133005: "Two-step verification PIN mismatch",
	133006: "Phone number re-verification needed",
	133008: "Too many two-step verification PIN guesses",
	133009: "Two-step verification PIN guessed too fast",
	133010: "Phone number not registered",
	133015: "Wait a few minutes before registering this number",
	133016: "Account registration and deregistration limit reached",
	134011: "WhatsApp Payments terms of service are not accepted",
	134100: "Only marketing messages are supported",
	134101: "Template is still syncing",
	134102: "Template unavailable",
	135000: "Generic user error",
	136024: "Request code limit reached",
	137000: "Recipient identity key hash mismatch",
	147001: "Username is not available",
	138000: "Calling not enabled",
	138001: "Receiver uncallable",
	138002: "Concurrent calls limit",
	138003: "Duplicate call",
	138006: "Calling permission not found",
	138007: "Call connection timeout",
	139000: "Flow is blocked",
	139001: "Error while updating the flow",
	139002: "Error while publishing the flow",
	139003: "Error while deprecating the flow",
	139004: "Error while deleting the flow",
	139100: "Failed to block or unblock users",
	139101: "Block list limit reached",
}

// graphStatus is the HTTP status that goes with a code. Meta's current page
// leaves it out; these are of its previous edition.
func graphStatus(code int) int {
	switch code {
	case 0, 190:
		return http.StatusUnauthorized
	case 2, 133004:
		return http.StatusServiceUnavailable
	case 3, 131000, 131016, 131045, 131057, 133000, 134011, 134102:
		return http.StatusInternalServerError
	case 10, 368, 130497, 131005, 131031:
		return http.StatusForbidden
	case 803, 132001:
		return http.StatusNotFound
	}
	if code >= 200 && code < 300 {
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

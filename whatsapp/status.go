package whatsapp

// StatusRank orders the states of an outbound message, so that a log can show
// the highest it has seen whatever order they arrive in: queued 1, unknown 2
// (the answer to the send never came), accepted 3, sent 4, failed 5, delivered
// 6, read 7, played 8. Anything else is 0 and changes nothing.
//
// failed outranks sent but not delivered: for users with several devices a
// delivery can follow a failure (webhooks/reference/messages/status).
func StatusRank(status string) int {
	switch status {
	case "queued":
		return 1
	case "unknown":
		return 2
	case "accepted":
		return 3
	case "sent":
		return 4
	case "failed":
		return 5
	case "delivered":
		return 6
	case "read":
		return 7
	case "played":
		return 8
	}
	return 0
}

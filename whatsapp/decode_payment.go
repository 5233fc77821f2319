package whatsapp

import (
	"math/big"
	"strings"
)

// payment reads how far a payment has come. It looks like the status of the
// message that asked for the money, but says nothing of that message: a payment
// may fail of a message that was read.
//
// Source: payments/payments-in/pg (statuses of type payment).
func (d *decoder) payment(s *scope, e Event, element *jsonValue) {
	e.Party = statusParty(element)
	if e.Party.Key() == "" {
		e.Party = identity(element, "from")
	}
	e.Contact = s.complete(&e.Party)
	if e.Party.Key() == "" {
		e.Kind = KindNotice
		d.add(e, element, "")
		return
	}
	// note: no id of its own, and the same payment passes through several states
	e.Kind = KindSystem
	e.Message = &Message{Direction: Inbound, Type: "payment", Body: paymentBody(element), ReplyTo: element.name("id", maxMessageID)}
	d.add(e, element, "")
}

// paymentBody puts a payment into words.
func paymentBody(element *jsonValue) string {
	payment := element.object("payment")
	transaction := payment.object("transaction")
	body := joined(" ", "Payment", amountWords(payment.object("amount"), payment.str("currency")))
	if body == "Payment" {
		body = joined(" ", body, amountWords(transaction.object("amount"), transaction.str("currency")))
	}
	switch status := strings.ToLower(element.str("status")); status {
	case "captured":
		body += " received"
	case "pending":
		body += " begun, not yet received"
	case "failed":
		body += " failed"
	case "canceled", "cancelled":
		body += " cancelled"
	case "":
		body += " changed"
	default:
		body += ": " + clip(words(status), 60)
	}
	if reference := payment.str("reference_id"); reference != "" {
		body += " (reference " + clip(reference, 100) + ")"
	}
	for refund := range transaction.list("refunds") {
		body = joined(". Refund ", body, joined(" ", amountWords(refund.object("amount"), transaction.str("currency")), clip(words(refund.str("status")), 60)))
	}
	if why := transaction.object("error").str("reason"); why != "" {
		body += ": " + clip(words(why), 200)
	}
	return clip(body, 1000)
}

// amountWords are an amount of Meta's, which has a value and what to divide it by.
func amountWords(amount *jsonValue, currency string) string {
	value, ok := new(big.Rat).SetString(clip(amount.str("value"), 30))
	if !ok {
		return ""
	}
	decimals := 0
	if offset := amount.str("offset"); len(offset) < 7 && strings.Trim(offset, "0") == "1" {
		decimals = len(offset) - 1
		value.Quo(value, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	}
	return joined(" ", value.FloatString(decimals), clip(currency, 10))
}

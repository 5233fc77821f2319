package simulator

import (
	"strconv"
	"time"
)

// freePerMonth service messages of a number cost nothing, since 2026-10-01.
//
// Source: pricing/non-template-messages.
const freePerMonth = 1000

// freeMessages counts the free ones of a month.
type freeMessages struct {
	Month string `json:"month"`
	Used  int    `json:"used"`
}

// pricingOf is what Meta charges. It comes with sent and once more with
// delivered, or with read when delivered was skipped; nil otherwise. The
// caller holds mu.
//
// Sources: pricing, webhooks/reference/messages/status.
func (s *Simulator) pricingOf(m *message, status string) *webhookPricing {
	switch status {
	case statusDelivered:
		m.arrived = true
	case statusRead:
		if m.arrived {
			return nil
		}
		m.arrived = true
	}
	if m.price == nil {
		m.price = s.price(m)
	}
	return m.price
}

func (s *Simulator) price(m *message) *webhookPricing {
	if m.entry != nil {
		return &webhookPricing{PricingModel: "PMP", Category: "referral_conversion", Type: "free_entry_point"}
	}
	price := &webhookPricing{Billable: true, PricingModel: "PMP", Category: orText(m.Category, "service"), Type: "regular"}
	if price.Category != "service" {
		return price
	}
	if m.Type == "template" {
		price.Category = "utility"
		return price
	}
	if month := s.now().UTC().Format(time.DateOnly)[:7]; month != s.free.Month {
		s.free = freeMessages{Month: month}
	}
	if s.free.Used < freePerMonth {
		s.free.Used++
		price.Billable, price.Type = false, "free_customer_service"
	}
	return price
}

// A customer who comes from an ad or a Page's button opens a free entry point:
// when the business answers within a day, all is free for three days.
//
// Source: pricing.
const (
	entryAnswered = 24 * time.Hour
	entryFree     = 72 * time.Hour
)

// entryPoint is the latest one of a customer.
type entryPoint struct {
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"` // once the business has answered
	ID    string    `json:"id"`
}

// noteEntry sees where a customer's message comes from. The caller holds mu.
func (s *Simulator) noteEntry(m *message) {
	if len(m.frame.Referral) > 0 {
		s.entries[m.customer] = &entryPoint{At: m.At, ID: newTraceID()}
	}
}

// useEntry makes an answer free while an entry point lasts. The caller holds mu.
func (s *Simulator) useEntry(m *message) {
	entry := s.entries[m.customer]
	if entry == nil || m.ErrorCode != 0 {
		return
	}
	if entry.Until.IsZero() {
		if m.At.Sub(entry.At) > entryAnswered {
			return
		}
		entry.Until = m.At.Add(entryFree)
	}
	if m.At.Before(entry.Until) {
		m.entry = entry
	}
}

// webhookConversation is left in statuses within a free entry point only.
type webhookConversation struct {
	ID     string `json:"id"`
	Expire string `json:"expiration_timestamp,omitempty"` // on sent
	Origin struct {
		Type string `json:"type"`
	} `json:"origin"`
}

func conversationOf(m *message, status string) *webhookConversation {
	if m.entry == nil {
		return nil
	}
	c := &webhookConversation{ID: m.entry.ID}
	c.Origin.Type = "referral_conversion"
	if status == statusSent {
		c.Expire = strconv.FormatInt(m.entry.Until.Unix(), 10)
	}
	return c
}

package whatsapp

import (
	"errors"
	"testing"
)

// FuzzDecodeWebhook: no body makes the decoder panic, and what holds for the
// events of a sample holds for those of any body.
func FuzzDecodeWebhook(f *testing.F) {
	for _, body := range samples(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"entry":[{"changes":[{"field":"history","value":{"history":[{"threads":[{"id":1,"messages":[{"type":"edit","edit":{}}]}]}]}}]}]}`))
	f.Add([]byte(`[{"headers":{},"body":"eyJlbnRyeSI6W3siY2hhbmdlcyI6W3siZmllbGQiOiJtZXNzYWdlcyIsInZhbHVlIjp7fX1dfV19"},{"messages":[{"id":"1","from":"2","timestamp":"3","type":"text"}]}]`))
	f.Add([]byte(`{"field":"messages","messaging_product":"whatsapp","statuses":[{"id":"1","status":"captured","type":"payment","payment":{"amount":{"value":1,"offset":100}}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		events, err := DecodeWebhook(body)
		if err != nil {
			if !errors.Is(err, ErrNotJSON) && !errors.Is(err, ErrNotObject) || events != nil {
				t.Errorf("%v with %d events", err, len(events))
			}
			return
		}
		holds(t, body, events)
	})
}

func FuzzValidSignature(f *testing.F) {
	f.Add("sha256=86c6b1f88c857800ccbbc81f8d7eb070d85a592634dde4c5c3489762dc4757df", []byte(`{"object":"whatsapp_business_account","entry":[]}`), "kestrel-app-secret-0001")
	f.Add("sha256=", []byte(nil), "")
	f.Add("", []byte("x"), "y")
	f.Fuzz(func(t *testing.T, header string, body []byte, secret string) {
		if valid := ValidSignature(header, body, secret); valid && secret == "" {
			t.Error("valid without a secret")
		}
		signed := Sign(body, secret)
		if valid := ValidSignature(signed, body, "other", secret); valid != (secret != "" || Sign(body, "other") == signed) {
			t.Errorf("own signature valid: %t", valid)
		}
		if secret != "" && ValidSignature(signed, append([]byte{'x'}, body...), secret) {
			t.Error("valid for another body")
		}
	})
}

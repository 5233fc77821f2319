package whatsapp

import (
	"encoding/json"
	"testing"
)

// BenchmarkDecode reads bodies as they usually come; the last is only
// encoding/json checking the first, for comparison.
func BenchmarkDecode(b *testing.B) {
	bodies := samples(b)
	for _, name := range []string{"message-text", "status-delivered", "message-image", "batch-multi-entry", "history-chunk"} {
		b.Run(name, func(b *testing.B) {
			body := bodies[name]
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if events, err := DecodeWebhook(body); err != nil || len(events) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("encoding/json", func(b *testing.B) {
		body := bodies["message-text"]
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var value struct {
				Entry []struct {
					Changes []struct{ Value json.RawMessage }
				}
			}
			if err := json.Unmarshal(body, &value); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkBody(b *testing.B) {
	events, err := DecodeWebhook(samples(b)["message-text"])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = events[0].Body()
	}
}

func BenchmarkValidSignature(b *testing.B) {
	body := samples(b)["message-text"]
	header := Sign(body, testSecret)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if !ValidSignature(header, body, testSecret) {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkPhone(b *testing.B) {
	b.Run("keys", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = PhoneKeys("553199990123")
		}
	})
	b.Run("typed", func(b *testing.B) {
		for b.Loop() {
			_ = ParsePhone("07700 900123", "GB")
		}
	})
}

package hooks_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// quoted is a text as JSON.
func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// Tools that hand webhooks on take something off, or put something around.
func TestABodyWithoutItsEnvelopeIsApplied(t *testing.T) {
	t.Parallel()
	whole := value(`"contacts":[{"wa_id":"447700900123","profile":{"name":"Ada"}}],"messages":[` + text("447700900123", "wamid.1", "1793700001", "unwrapped") + `]`)
	var body struct {
		Entry []struct{ Changes []json.RawMessage }
	}
	var change struct{ Value json.RawMessage }
	if err := json.Unmarshal([]byte(whole), &body); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal(body.Entry[0].Changes[0], &change)
	inner := string(change.Value)
	withField := strings.TrimSuffix(inner, "}") + `,"field":"messages"}`
	entry := `{"id":"1","changes":[` + string(body.Entry[0].Changes[0]) + `]}`
	onPremises := `{"contacts":[{"wa_id":"447700900123","profile":{"name":"Ada"}}],"messages":[` + text("447700900123", "wamid.1", "1793700001", "unwrapped") + `]}`
	for name, body := range map[string]string{
		"value":                inner,
		"value with its field": withField,
		"change":               string(body.Entry[0].Changes[0]),
		"entry":                entry,
		"as on premises":       onPremises,
		"list of values":       "[" + withField + "]",
		"list of changes":      "[" + string(body.Entry[0].Changes[0]) + "]",
		"list of entries":      "[" + entry + "]",
		"list of bodies":       "[" + whole + "," + whole + "]",
		"body":                 `{"body":` + whole + `}`,
		"data":                 `{"data":{"x":1,"payload":` + inner + `}}`,
		"n8n":                  `[{"headers":{"host":"x"},"params":{},"query":{},"body":` + whole + `,"webhookUrl":"https://example.com/x","executionMode":"production"}]`,
		"a gateway":            `{"headers":{"a":"b"},"isBase64Encoded":true,"body":"` + base64.StdEncoding.EncodeToString([]byte(whole)) + `"}`,
		"a gateway, plain":     `{"headers":{"a":"b"},"isBase64Encoded":false,"body":` + quoted(whole) + `}`,
		"a queue":              `{"Records":[{"eventSource":"aws:sqs","body":` + quoted(whole) + `}]}`,
		"a text":               quoted(whole),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			b.webhook(body)
			b.webhook(body)
			row := b.only()
			want(t, "body", row.GetString("body"), "unwrapped")
			want(t, "from", row.GetString("address"), "447700900123")
			want(t, "parked", b.count("whatsapp_events", nil), 0)
			if name != "as on premises" {
				want(t, "number", row.GetString("business_phone_id"), testPhoneID)
			}
		})
	}
}

// What can't be read is kept, and told to an admin: once, however much comes.
func TestABodyThatIsNoDeliveryIsParkedAndTold(t *testing.T) {
	t.Parallel()
	message := text("447700900123", "wamid.1", "1793700001", "my words")
	forged := value(`"messages":[` + text("447700900999", "wamid.forged", "1793700001", "forged") + `]`)
	for name, c := range map[string]struct {
		body  string
		field string
	}{
		"a bare message":      {message, "form that WhatsApp does not use"},
		"a form of a tool":    {`{"phone":"447700900123","text":"my words"}`, "form that WhatsApp does not use"},
		"a customer's words":  {`{"from":"447700900123","body":` + quoted(forged) + `}`, "form that WhatsApp does not use"},
		"words in a message":  {`{"from":"447700900123","id":"x","text":{"body":` + quoted(forged) + `}}`, "form that WhatsApp does not use"},
		"a list beside a hit": {`[` + value(`"messages":[]`) + `,` + message + `]`, "form that WhatsApp does not use"},
		"Instagram":           {`{"object":"instagram","entry":[{"id":"1","messaging":[{"message":{"text":"hi"}}]}]}`, "another Meta product (instagram)"},
		"a page":              {`{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":{"item":"post"}}]}]}`, "another Meta product (page)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			b.webhook(c.body)
			b.webhook(strings.Replace(c.body, "1", "2", 1))
			want(t, "rows", b.count("comms_log", nil), 0)
			if n := b.count("whatsapp_events WHERE state = 'parked'", nil); n == 0 {
				t.Error("nothing is parked")
			}
			notice := b.notice()
			if !strings.Contains(notice.GetString("title"), c.field) {
				t.Errorf("the notice says %q", notice.GetString("title"))
			}
			if n := b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)["parked_events"]; n == 0.0 {
				t.Error("health says nothing")
			}
		})
	}
}

// A list or a text that holds no delivery is refused, and nothing is kept.
func TestWhatIsNoBodyIsRefused(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.AppSecrets = nil
	b := newBareBench(t, cfg)
	for _, body := range []string{`[]`, `[1,2]`, `"hello"`, `5`, `null`, `true`, `[{"a":1}]`, `[[]]`} {
		req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(body))
		want(t, body, b.do(req).status, 400)
	}
	want(t, "kept", b.count("whatsapp_events", nil)+b.count("whatsapp_notices", nil), 0)
}

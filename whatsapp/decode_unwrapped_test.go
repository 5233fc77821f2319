package whatsapp

import (
	"encoding/json"
	"fmt"
	"testing"
)

// Whatever is taken off a delivery, or put around it, its parts mean the same:
// each sample as its entries, its changes and its values.
func TestSamplesWithoutTheirEnvelope(t *testing.T) {
	t.Parallel()
	kinds := func(body []byte) (list []string) {
		events, err := DecodeWebhook(body)
		if err != nil {
			return []string{err.Error()}
		}
		for _, e := range events {
			list = append(list, fmt.Sprint(e.Kind, " ", e.Field, " ", e.ID, " ", e.PhoneNumberID, " ", e.Party.Key()))
		}
		return list
	}
	tried := 0
	for name, body := range samples(t) {
		var whole struct {
			Object string
			Entry  []json.RawMessage
		}
		if json.Unmarshal(body, &whole) != nil || whole.Object != accountObject {
			continue
		}
		wanted := fmt.Sprint(kinds(body))
		var changes, values, parts []json.RawMessage
		for _, entry := range whole.Entry {
			var inside struct{ Changes []json.RawMessage }
			_ = json.Unmarshal(entry, &inside)
			for _, change := range inside.Changes {
				var c map[string]json.RawMessage
				if json.Unmarshal(change, &c) != nil || c["field"] == nil || c["value"] == nil {
					continue
				}
				changes = append(changes, change)
				value := c["value"]
				if value[0] == '{' && len(value) > 2 {
					value = append(append([]byte{}, value[:len(value)-1]...), (`,"field":` + string(c["field"]) + `}`)...)
				}
				values = append(values, value)
			}
		}
		parts = whole.Entry
		for what, list := range map[string][]json.RawMessage{"entries": parts, "changes": changes, "values": values} {
			if len(list) != len(parts) && what == "entries" || len(changes) == 0 || name == "value-empty" || name == "dashboard-test" || name == "unknown-field" {
				continue
			}
			text, _ := json.Marshal(list)
			tried++
			for around, body := range map[string]string{"a list": string(text), "a body": `{"headers":{},"body":` + string(text) + `}`} {
				if got := fmt.Sprint(kinds([]byte(body))); got != wanted {
					t.Errorf("%s as %s in %s:\ngot  %s\nwant %s", name, what, around, got, wanted)
				}
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d were tried", tried)
	}
}

// Inside the envelope, too, a level may be missing: what stands there instead
// says what it is.
func TestALevelOfTheEnvelopeIsMissing(t *testing.T) {
	t.Parallel()
	const (
		fields = `"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},"messages":[{"from":"447700900123","id":"wamid.1","timestamp":"1793700001","type":"text","text":{"body":"Hi"}}]`
		value  = `{` + fields + `}`
		change = `{"field":"messages","value":` + value + `}`
		object = `{"object":"whatsapp_business_account",`
	)
	for name, body := range map[string]string{
		"a change as entry":               object + `"entry":[` + change + `]}`,
		"a value as entry":                object + `"entry":[` + value + `]}`,
		"an entry with a value":           object + `"entry":[{"id":"9","value":` + value + `}]}`,
		"an entry with field and value":   object + `"entry":[{"id":"9","field":"messages","value":` + value + `}]}`,
		"a value as change":               object + `"entry":[{"id":"9","changes":[` + value + `]}]}`,
		"a value beside the object":       object + fields + `}`,
		"a change beside the object":      object + change[1:],
		"a value beside an empty entry":   object + `"entry":null,"value":` + value + `}`,
		"changes beside an entry of none": object + `"entry":[],"changes":[` + change + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := DecodeWebhook([]byte(body))
			if err != nil || len(events) != 1 || events[0].Kind != KindMessage || events[0].ID != "wamid.1" || events[0].PhoneNumberID != "1" {
				t.Errorf("%+v, %v", events, err)
			}
		})
	}
}

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

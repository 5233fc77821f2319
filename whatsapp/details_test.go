package whatsapp

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// The samples hold each kind once; what is drawn of them is compared with the
// transcript as a whole, so that nothing disappears unnoticed.
func TestDetailsOfSamples(t *testing.T) {
	bodies := samples(t)
	var got strings.Builder
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		for _, e := range decode(t, string(bodies[name])) {
			if e.Message == nil {
				continue
			}
			details := DetailsOf(e.Message.Type, e.Raw)
			if details == nil {
				continue
			}
			if !MayHaveDetails(e.Message.Type, e.Message.About, e.Message.Media != nil) {
				t.Errorf("%s: nobody would look for the details of a %s", name, e.Message.Type)
			}
			line, err := json.Marshal(details)
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(name + " " + string(line) + "\n")
		}
	}
	const file = "testdata/details.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("details differ from %s (UPDATE=1 writes them):\n%s", file, got.String())
	}
}

func TestDetailsOfOddPayloads(t *testing.T) {
	long := strings.Repeat("x", 5000)
	items := strings.TrimSuffix(strings.Repeat(`{"product_retailer_id":"a","quantity":"1","item_price":1.5,"currency":"EUR"},`, 150), ",")
	for payload, want := range map[string]string{
		`null`:                                 `null`,
		`[1]`:                                  `null`,
		`not json`:                             `null`,
		`{"type":"text","text":{"body":"hi"}}`: `null`,
		`{"type":"location"}`:                  `null`,
		`{"type":"location","location":{"latitude":1}}`:                                                                                   `null`,
		`{"type":"location","location":{"latitude":"1.50","longitude":-2}}`:                                                               `{"place":{"latitude":"1.50","longitude":"-2","map_url":"https://maps.google.com/?q=1.50,-2"}}`,
		`{"type":"location","location":{"latitude":"a b","longitude":"<c>","url":"javascript:alert(1)"}}`:                                 `{"place":{"latitude":"a b","longitude":"\u003cc\u003e"}}`,
		`{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{broken"}}}`:                               `null`,
		`{"type":"interactive","interactive":{"nfm_reply":{"response_json":{"a":{"b":[1,"two"]},"flow_token":"t"}}}}`:                     `{"answers":[{"name":"a.b","value":"1, two"}]}`,
		`{"type":"order","order":{"product_items":[{"product_retailer_id":"a","quantity":2,"item_price":"cheap"}],"text":"soon"}}`:        `{"text":"soon","order":{"items":[{"product":"a","quantity":"2","price":"cheap"}]}}`,
		`{"type":"text","text":{"body":"hi"},"referral":{"source_type":"ad","source_url":"data:text/html,x","headline":"` + long + `"}}`:  `{"ad":{"source":"ad","headline":"` + long[:maxDetailText] + `"}}`,
		`{"type":"image","image":{"link":"https://cdn.example.com/a.jpg","caption":"a"}}`:                                                 `{"link":"https://cdn.example.com/a.jpg"}`,
		`{"type":"image","image":{"link":"javascript:alert(1)"}}`:                                                                         `null`,
		`{"type":"document","document":{"id":"1"}}`:                                                                                       `null`,
		`{"type":"video","id":"wamid.1","errors":[{"code":131052,"title":"Media download error","error_data":{"details":"Too large."}}]}`: `{"missing":{"kind":"video","code":131052,"reason":"Too large."}}`,
		`{"type":"video","id":"wamid.1","video":{"caption":"look"},"errors":[{"code":131052}]}`:                                           `{"missing":{"kind":"video","code":131052}}`,
		`{"type":"image","id":"wamid.1","image":{"id":"1"},"errors":[{"code":131000}]}`:                                                   `null`,
		`{"type":"image","to":"1","image":{"id":"1"}}`:                                                                                    `null`,
	} {
		got, err := json.Marshal(DetailsOf(kindOf(payload), json.RawMessage(payload)))
		if err != nil || string(got) != want {
			t.Errorf("%.120s:\n got %.300s\nwant %.300s (%v)", payload, got, want, err)
		}
	}
	order := DetailsOf("order", json.RawMessage(`{"type":"order","order":{"product_items":[`+items+`]}}`)).Order
	if len(order.Items) != maxDetailItems || order.More != 50 || len(order.Totals) != 1 || order.Totals[0] != (Amount{"225.00", "EUR"}) {
		t.Errorf("of 150 items: %d and %d more, total %v", len(order.Items), order.More, order.Totals)
	}
}

func kindOf(payload string) string {
	var element struct{ Type string }
	_ = json.Unmarshal([]byte(payload), &element) // note: of what is no object there is none
	return element.Type
}

// However a message is written, its details are few and short.
func FuzzDetails(f *testing.F) {
	for _, body := range samples(f) {
		for _, e := range decode(f, string(body)) {
			f.Add(kindOf(string(e.Raw)), []byte(e.Raw))
		}
	}
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		const most = 2 << 20 // a hundred of everything, in the longest words
		written, err := json.Marshal(DetailsOf(kind, payload))
		if err != nil || len(written) > most {
			t.Errorf("%d bytes (%v)", len(written), err)
		}
	})
}

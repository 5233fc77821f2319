package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestInteractiveLimits(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{Rates: simulator.NoLimits})
	long := func(n int) string { return strings.Repeat("é", n) }
	message := func(kind, more, action string) string {
		return `{"messaging_product":"whatsapp","to":"` + ada + `","type":"interactive","interactive":{"type":"` + kind + `"` + more + `,"action":` + action + `}}`
	}
	const body = `,"body":{"text":"Choose"}`
	button := func(n, idLength, titleLength int) string {
		list := []string{}
		for i := range n {
			list = append(list, fmt.Sprintf(`{"type":"reply","reply":{"id":"%d%s","title":"%d%s"}}`, i, long(idLength-1), i, long(titleLength-1)))
		}
		return `{"buttons":[` + strings.Join(list, ",") + `]}`
	}
	rows := func(from, n int) string {
		list := []string{}
		for i := range n {
			list = append(list, fmt.Sprintf(`{"id":"%d","title":"Row"}`, from+i))
		}
		return strings.Join(list, ",")
	}
	list := func(sections string) string { return `{"button":"Open","sections":[` + sections + `]}` }
	row := func(id, title, description int) string {
		return list(`{"rows":[{"id":"` + long(id) + `","title":"` + long(title) + `","description":"` + long(description) + `"}]}`)
	}
	sections := func(n int) string {
		all := []string{}
		for i := range n {
			all = append(all, fmt.Sprintf(`{"title":"S","rows":[%s]}`, rows(i, 1)))
		}
		return list(strings.Join(all, ","))
	}
	products := func(n int) string {
		all := strings.TrimSuffix(strings.Repeat(`{"product_retailer_id":"sku"},`, n), ",")
		return `{"catalog_id":"7","sections":[{"title":"All","product_items":[` + all + `]}]}`
	}
	flow := func(more string) string {
		return `{"name":"flow","parameters":{"flow_message_version":"3"` + more + `}}`
	}
	link := func(text, address string) string {
		return `{"name":"cta_url","parameters":{"display_text":"` + text + `","url":"` + address + `"}}`
	}
	cards := func(n int, text string) string {
		all := []string{}
		for i := range n {
			all = append(all, fmt.Sprintf(`{"card_index":%d,"type":"cta_url","header":{"type":"image","image":{"link":"https://a.example/%d.png"}},"body":{"text":"%s"},"action":%s}`, i, i, text, link("Look", "https://a.example")))
		}
		return `{"cards":[` + strings.Join(all, ",") + `]}`
	}
	header := func(value string) string { return body + `,"header":` + value }
	const one = `{"type":"reply","reply":{"id":"a","title":"Yes"}}`
	scenarios := []struct {
		name, message string
		code          float64
	}{
		{"three buttons at their limits", message("button", body, button(3, 256, 20)), 0},
		{"four buttons", message("button", body, button(4, 5, 5)), 131009},
		{"an id of 257", message("button", body, button(1, 257, 20)), 131009},
		{"a title of 21", message("button", body, button(1, 5, 21)), 131009},
		{"an empty title", message("button", body, `{"buttons":[{"type":"reply","reply":{"id":"a","title":""}}]}`), 131009},
		{"a button without reply", message("button", body, `{"buttons":[{"type":"reply"}]}`), 131008},
		{"a body of 1024", message("button", `,"body":{"text":"`+long(1024)+`"}`, `{"buttons":[`+one+`]}`), 0},
		{"a body of 1025", message("button", `,"body":{"text":"`+long(1025)+`"}`, `{"buttons":[`+one+`]}`), 131009},
		{"no body", message("button", ``, `{"buttons":[`+one+`]}`), 131008},
		{"a footer of 60", message("button", body+`,"footer":{"text":"`+long(60)+`"}`, `{"buttons":[`+one+`]}`), 0},
		{"a footer of 61", message("button", body+`,"footer":{"text":"`+long(61)+`"}`, `{"buttons":[`+one+`]}`), 131009},
		{"a header of 60", message("button", header(`{"type":"text","text":"`+long(60)+`"}`), `{"buttons":[`+one+`]}`), 0},
		{"a header of 61", message("button", header(`{"type":"text","text":"`+long(61)+`"}`), `{"buttons":[`+one+`]}`), 131009},
		{"a document as header", message("button", header(`{"type":"document","document":{"link":"https://a.example/a.pdf","filename":"a.pdf"}}`), `{"buttons":[`+one+`]}`), 0},
		{"a sound as header", message("button", header(`{"type":"audio","audio":{"link":"https://a.example/a.ogg"}}`), `{"buttons":[`+one+`]}`), 100},
		{"a header of nothing", message("button", header(`{"type":"image"}`), `{"buttons":[`+one+`]}`), 131008},
		{"no action", `{"messaging_product":"whatsapp","to":"` + ada + `","type":"interactive","interactive":{"type":"button"` + body + `}}`, 131008},

		{"a list at its limits", message("list", `,"body":{"text":"`+long(4096)+`"}`, row(200, 24, 72)), 0},
		{"a body of 4097", message("list", `,"body":{"text":"`+long(4097)+`"}`, row(2, 2, 2)), 131009},
		{"a row id of 201", message("list", body, row(201, 24, 72)), 131009},
		{"a row title of 25", message("list", body, row(200, 25, 72)), 131009},
		{"a description of 73", message("list", body, row(200, 24, 73)), 131009},
		{"an empty description", message("list", body, row(200, 24, 0)), 0},
		{"ten rows in two sections", message("list", body, list(`{"title":"A","rows":[`+rows(0, 5)+`]},{"title":"B","rows":[`+rows(5, 5)+`]}`)), 0},
		{"eleven rows in two sections", message("list", body, list(`{"title":"A","rows":[`+rows(0, 5)+`]},{"title":"B","rows":[`+rows(5, 6)+`]}`)), 131009},
		{"ten sections", message("list", body, sections(10)), 0},
		{"eleven sections", message("list", body, sections(11)), 131009},
		{"a section title of 25", message("list", body, list(`{"title":"`+long(25)+`","rows":[`+rows(0, 1)+`]}`)), 131009},
		{"two rows with one id", message("list", body, list(`{"rows":[`+rows(0, 1)+`,`+rows(0, 1)+`]}`)), 131009},
		{"a button text of 21", message("list", body, `{"button":"`+long(21)+`","sections":[{"rows":[`+rows(0, 1)+`]}]}`), 131009},
		{"a picture over a list", message("list", header(`{"type":"image","image":{"link":"https://a.example/a.png"}}`), sections(1)), 100},

		{"a link", message("cta_url", body, link(long(20), "https://a.example")), 0},
		{"a link text of 21", message("cta_url", body, link(long(21), "https://a.example")), 131009},
		{"a link to nowhere", message("cta_url", body, link("Look", "a.example")), 100},
		{"a link under another name", message("cta_url", body, `{"name":"cta","parameters":{"display_text":"Look","url":"https://a.example"}}`), 100},

		{"a flow", message("flow", body, flow(`,"flow_id":"7","flow_cta":"`+long(30)+`","flow_token":"t","mode":"draft","flow_action":"navigate","flow_action_payload":{"screen":"A"}`)), 0},
		{"a flow text of 31", message("flow", body, flow(`,"flow_id":"7","flow_cta":"`+long(31)+`"`)), 131009},
		{"a flow text with an emoji", message("flow", body, flow(`,"flow_id":"7","flow_cta":"Book 📅"`)), 131009},
		{"a flow of nothing", message("flow", body, flow(`,"flow_cta":"Book"`)), 131009},
		{"a flow by name", message("flow", body, flow(`,"flow_name":"booking","flow_cta":"Book"`)), 0},
		{"a flow of version 2", message("flow", body, `{"name":"flow","parameters":{"flow_message_version":"2","flow_id":"7","flow_cta":"Book"}}`), 100},

		{"a product without a body", message("product", ``, `{"catalog_id":"7","product_retailer_id":"sku"}`), 0},
		{"a product of nothing", message("product", ``, `{"catalog_id":"7"}`), 131008},
		{"thirty products", message("product_list", header(`{"type":"text","text":"All"}`), products(30)), 0},
		{"31 products", message("product_list", header(`{"type":"text","text":"All"}`), products(31)), 131009},
		{"products without a header", message("product_list", body, products(1)), 131008},
		{"a catalogue", message("catalog_message", body, `{"name":"catalog_message","parameters":{"thumbnail_product_retailer_id":"sku"}}`), 0},
		{"two cards", message("carousel", body, cards(2, "A lamp")), 0},
		{"ten cards", message("carousel", body, cards(10, long(160))), 0},
		{"one card", message("carousel", body, cards(1, "A lamp")), 131009},
		{"eleven cards", message("carousel", body, cards(11, "A lamp")), 131009},
		{"a card text of 161", message("carousel", body, cards(2, long(161))), 131009},
		{"three line breaks on a card", message("carousel", body, cards(2, `a\nb\nc\nd`)), 131009},
		{"a place, please", message("location_request_message", body, `{"name":"send_location"}`), 0},
		{"a place, please, with a footer", message("location_request_message", body+`,"footer":{"text":"x"}`, `{"name":"send_location"}`), 131009},
		{"an address, please", message("address_message", body, `{"name":"address_message","parameters":{"country":"IN"}}`), 0},
		{"an address elsewhere", message("address_message", body, `{"name":"address_message","parameters":{"country":"DE"}}`), 100},
		{"your number, please", message("request_contact_info", body, `{"name":"request_contact_info"}`), 0},
		{"may we call", message("call_permission_request", body, `{"name":"call_permission_request"}`), 0},
		{"call us", message("voice_call", body, `{"name":"voice_call","parameters":{"display_text":"Call","ttl_minutes":43200}}`), 0},
		{"call us for ever", message("voice_call", body, `{"name":"voice_call","parameters":{"display_text":"Call","ttl_minutes":43201}}`), 131009},
		{"an unknown key", message("button", body+`,"tail":{}`, `{"buttons":[`+one+`]}`), 100},
	}
	for _, scenario := range scenarios {
		t.Run(scenario.name, func(t *testing.T) {
			if scenario.code != 0 {
				expectCode(t, server, scenario.message, scenario.code)
				return
			}
			send(t, server, scenario.message)
		})
	}
}

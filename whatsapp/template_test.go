package whatsapp

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func template(components, format string) Template {
	return Template{Name: "visit_reminder", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Format: format, Components: json.RawMessage(components)}
}

func values(parameters, header, buttons string) TemplateValues {
	return TemplateValues{Parameters: json.RawMessage(parameters), Header: json.RawMessage(header), Buttons: json.RawMessage(buttons)}
}

const body2 = `{"type":"BODY","text":"Hello {{1}}, we come on {{2}}.","example":{"body_text":[["Ada","Monday"]]}}`

func values2(v TemplateValues, cards, offer string) TemplateValues {
	v.Cards, v.Offer = json.RawMessage(cards), json.RawMessage(offer)
	return v
}

const (
	carousel = `{"type":"CAROUSEL","cards":[
		{"components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"Blue, {{1}} off","example":{"body_text":[["5%"]]}},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"More"},{"type":"URL","text":"Shop","url":"https://lamp.example.org/s/{{1}}"}]}]},
		{"components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"Red, {{1}} off"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"More"},{"type":"URL","text":"Shop","url":"https://lamp.example.org/s/{{1}}"}]}]}]}`
	productCard = `{"components":[{"type":"HEADER","format":"PRODUCT"},{"type":"BUTTONS","buttons":[{"type":"SPM","text":"View"}]}]}`
)

// Every kind of component, as Meta documents the request (messages/template,
// templates/*), and as the customer reads it.
func TestFillWritesWhatMetaDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, components, format string
		values                   TemplateValues
		want, text               string
	}{
		{"nothing to fill", `[{"type":"BODY","text":"Welcome."},{"type":"FOOTER","text":"Lamp Works"}]`, "", values("", "", ""), ``, "Welcome.\nLamp Works"},
		{"nothing to fill, empty values", `[{"type":"HEADER","format":"TEXT","text":"Hi"},{"type":"BODY","text":"Welcome."}]`, "", values("[]", "{}", "[]"), ``, "Hi\nWelcome."},
		{"positional", "[" + body2 + "]", "POSITIONAL", values(`["Ada",42]`, "", ""),
			`{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"42"}]}`, "Hello Ada, we come on 42."},
		{"positional, out of order and by number", `[{"type":"body","text":"{{2}} for {{ 1 }}, {{1}}!"}]`, "", values(`{"1":"Ada","2":"Tea"}`, "null", "null"),
			`{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"Tea"}]}`, "Tea for Ada, Ada!"},
		{"named", `[{"type":"HEADER","format":"TEXT","text":"Sale on {{day}}"},{"type":"BODY","text":"Hi {{first_name}}, use {{code}}."}]`, "NAMED",
			values(`{"code":"25<OFF>","first_name":"Ada"}`, `{"text":{"day":"Monday"}}`, ""),
			`{"type":"header","parameters":[{"type":"text","parameter_name":"day","text":"Monday"}]},
			{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ada"},{"type":"text","parameter_name":"code","text":"25<OFF>"}]}`,
			"Sale on Monday\nHi Ada, use 25<OFF>."},
		{"Meta's own words", "[" + body2 + "]", "POSITIONAL",
			values(`[{"type":"currency","currency":{"fallback_value":"$100.99","code":"USD","amount_1000":100990}},{"type":"date_time","date_time":{"fallback_value":"February 25, 1977"}}]`, "", ""),
			`{"type":"body","parameters":[{"type":"currency","currency":{"fallback_value":"$100.99","code":"USD","amount_1000":100990}},{"type":"date_time","date_time":{"fallback_value":"February 25, 1977"}}]}`,
			"Hello $100.99, we come on February 25, 1977."},
		{"Meta's own words among others, by number", `[{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},` + body2 + "]", "POSITIONAL",
			values(`{"2":"Monday","1":{"type":"text","text":"Ada"}}`, `{"text":{"type":"text","text":"7"}}`, ""),
			`{"type":"header","parameters":[{"type":"text","text":"7"}]},{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"Monday"}]}`,
			"Order 7\nHello Ada, we come on Monday."},
		{"Meta's own words with names, in any order", `[{"type":"HEADER","format":"TEXT","text":"Sale on {{day}}"},{"type":"BODY","text":"Hi {{first_name}}, {{type}} {{cost}}."}]`, "NAMED",
			values(`[{"type":"currency","parameter_name":"cost","currency":{"fallback_value":"5 €","code":"EUR","amount_1000":"5000"}},{"type":"text","parameter_name":"first_name","text":"Ada"},{"type":"text","parameter_name":"type","text":"for"}]`,
				`{"text":[{"type":"text","parameter_name":"day","text":"Monday"}]}`, ""),
			`{"type":"header","parameters":[{"type":"text","parameter_name":"day","text":"Monday"}]},
			{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ada"},{"type":"text","parameter_name":"type","text":"for"},{"type":"currency","parameter_name":"cost","currency":{"fallback_value":"5 €","code":"EUR","amount_1000":5000}}]}`,
			"Sale on Monday\nHi Ada, for 5 €."},
		{"Meta's own words under a name", `[{"type":"BODY","text":"Until {{day}}"}]`, "NAMED", values(`{"day":{"type":"date_time","parameter_name":"day","date_time":{"fallback_value":"Monday"}}}`, "", ""),
			`{"type":"body","parameters":[{"type":"date_time","parameter_name":"day","date_time":{"fallback_value":"Monday"}}]}`, "Until Monday"},
		{"text header", `[{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},{"type":"BODY","text":"x"}]`, "POSITIONAL", values("", `{"text":["7"]}`, ""),
			`{"type":"header","parameters":[{"type":"text","text":"7"}]}`, "Order 7\nx"},
		{"text header as a text", `[{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},{"type":"BODY","text":"x"}]`, "POSITIONAL", values("", `{"text":"7"}`, ""),
			`{"type":"header","parameters":[{"type":"text","text":"7"}]}`, "Order 7\nx"},
		{"image", `[{"type":"HEADER","format":"IMAGE"},` + body2 + `]`, "", values(`["a","b"]`, `{"media_id":"2762702990552401"}`, ""),
			`{"type":"header","parameters":[{"type":"image","image":{"id":"2762702990552401"}}]},
			{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}`, "[image]\nHello a, we come on b."},
		{"video", `[{"type":"HEADER","format":"VIDEO"},{"type":"BODY","text":"x"}]`, "", values("", `{"link":"https://lamp.example.org/v.mp4"}`, ""),
			`{"type":"header","parameters":[{"type":"video","video":{"link":"https://lamp.example.org/v.mp4"}}]}`, "[video]\nx"},
		{"document", `[{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"x"}]`, "", values("", `{"media_id":"1","filename":"invoice.pdf"}`, ""),
			`{"type":"header","parameters":[{"type":"document","document":{"id":"1","filename":"invoice.pdf"}}]}`, "[document: invoice.pdf]\nx"},
		{"location", `[{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"x"}]`, "", values("", `{"latitude":37.5,"longitude":-122.1,"name":"Shop","address":"1 Way"}`, ""),
			`{"type":"header","parameters":[{"type":"location","location":{"latitude":37.5,"longitude":-122.1,"name":"Shop","address":"1 Way"}}]}`,
			"Location: Shop, 1 Way (37.5, -122.1)\nhttps://maps.google.com/?q=37.5,-122.1\nx"},
		{"buttons", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[
			{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"No"},{"type":"URL","text":"Track","url":"https://lamp.example.org/t/{{1}}","example":["https://lamp.example.org/t/9"]},
			{"type":"URL","text":"Home","url":"https://lamp.example.org"},{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100200"},{"type":"COPY_CODE","text":"Copy offer code","example":["250FF"]}]}]`, "",
			values("", "", `[{"index":5,"type":"copy_code","value":"250FF"},{"index":"2","type":"url","value":"7?a=1"},{"index":1,"type":"quick_reply","value":"no"}]`),
			`{"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"no"}]},
			{"type":"button","sub_type":"url","index":"2","parameters":[{"type":"text","text":"7?a=1"}]},
			{"type":"button","sub_type":"copy_code","index":"5","parameters":[{"type":"coupon_code","coupon_code":"250FF"}]}`,
			"x\n[Yes]\n[No]\n[Track: https://lamp.example.org/t/7?a=1]\n[Home: https://lamp.example.org]\n[Call: +15550100200]\n[Copy offer code: 250FF]"},
		{"a one-time password", `[{"type":"BODY","text":"*{{1}}* is your code."},{"type":"FOOTER","text":"It expires in 10 minutes."},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy code"}]}]`, "",
			values(`["J$FpnYnP"]`, "", ""),
			`{"type":"body","parameters":[{"type":"text","text":"J$FpnYnP"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"J$FpnYnP"}]}`,
			"*J$FpnYnP* is your code.\nIt expires in 10 minutes.\n[Copy code]"},
		{"a one-time password as Meta answers it", `[{"type":"BODY","text":"*{{1}}* is your code."},{"type":"BUTTONS","buttons":[{"type":"URL","text":"Copy code","url":"https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}","example":["x"]}]}]`, "",
			values(`["123456"]`, "", `[{"index":0,"type":"url","value":"123456"}]`),
			`{"type":"body","parameters":[{"type":"text","text":"123456"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"123456"}]}`,
			"*123456* is your code.\n[Copy code]"},
		{"a form", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Book","flow_id":"1"}]}]`, "", values("", "", ""),
			`{"type":"button","sub_type":"flow","index":"0","parameters":[{"type":"action","action":{"flow_token":"unused"}}]}`, "x\n[Book]"},
		{"a form with data", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Book","flow_id":"1"}]}]`, "",
			values("", "", `[{"index":0,"value":{"flow_token":"t","flow_action_data":{"a":1}}}]`),
			`{"type":"button","sub_type":"flow","index":"0","parameters":[{"type":"action","action":{"flow_token":"t","flow_action_data":{"a":1}}}]}`, "x\n[Book]"},
		{"a catalogue", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"CATALOG","text":"View catalog"}]}]`, "",
			values("", "", `[{"index":0,"type":"catalog","value":"2lc20305pt"}]`),
			`{"type":"button","sub_type":"CATALOG","index":"0","parameters":[{"type":"action","action":{"thumbnail_product_retailer_id":"2lc20305pt"}}]}`, "x\n[View catalog]"},
		{"a catalogue without a picture", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"CATALOG","text":"View catalog"}]}]`, "", values("", "", ""), ``, "x\n[View catalog]"},
		{"products", `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"MPM","text":"View items"}]}]`, "",
			values("", "", `[{"index":0,"value":{"thumbnail_product_retailer_id":"1","sections":[{"title":"a","product_items":[{"product_retailer_id":"1"}]}]}}]`),
			`{"type":"button","sub_type":"mpm","index":"0","parameters":[{"type":"action","action":{"thumbnail_product_retailer_id":"1","sections":[{"title":"a","product_items":[{"product_retailer_id":"1"}]}]}}]}`, "x\n[View items]"},
		{"one product", `[{"type":"HEADER","format":"PRODUCT"},{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"SPM","text":"View"}]}]`, "",
			values("", `{"product_retailer_id":"nqryix03ez","catalog_id":"194836987003835"}`, ""),
			`{"type":"header","parameters":[{"type":"product","product":{"product_retailer_id":"nqryix03ez","catalog_id":"194836987003835"}}]}`, "[product: nqryix03ez]\nx\n[View]"},
		{"an offer that ends", `[{"type":"HEADER","format":"IMAGE"},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Expiring offer!","has_expiration":true}},` + body2 + `,
			{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy offer code"},{"type":"URL","text":"Book","url":"https://lamp.example.org/o/{{1}}"}]}]`, "",
			values2(values(`["Ada","Monday"]`, `{"media_id":"1602186516975000"}`, `[{"index":0,"value":"CARIBE25"},{"index":1,"value":"n3"}]`), "", `{"expiration_time_ms":1798761600000}`),
			`{"type":"header","parameters":[{"type":"image","image":{"id":"1602186516975000"}}]},
			{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"Monday"}]},
			{"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1798761600000}}]},
			{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"CARIBE25"}]},
			{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"n3"}]}`,
			"[image]\nExpiring offer!\nUntil 1 January 2027, 00:00 UTC\nHello Ada, we come on Monday.\n[Copy offer code: CARIBE25]\n[Book: https://lamp.example.org/o/n3]"},
		{"an offer without an end", `[{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Today only"}},{"type":"BODY","text":"x"}]`, "", values("", "", ""), ``, "Today only\nx"},
		{"cards", `[` + body2 + `,` + carousel + `]`, "",
			values2(values(`["Ada","Monday"]`, "", ""), `[{"header":{"media_id":"11"},"parameters":["10%"],"buttons":[{"index":0,"value":"more-1"},{"index":1,"value":"blue"}]},{"header":{"link":"https://lamp.example.org/2.png"},"parameters":["20%"],"buttons":[{"index":1,"value":"red"}]}]`, ""),
			`{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"text","text":"Monday"}]},
			{"type":"carousel","cards":[
			{"card_index":0,"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"11"}}]},{"type":"body","parameters":[{"type":"text","text":"10%"}]},
			{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"more-1"}]},{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"blue"}]}]},
			{"card_index":1,"components":[{"type":"header","parameters":[{"type":"image","image":{"link":"https://lamp.example.org/2.png"}}]},{"type":"body","parameters":[{"type":"text","text":"20%"}]},
			{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"red"}]}]}]}`,
			"Hello Ada, we come on Monday.\n1. [image]\nBlue, 10% off\n[More]\n[Shop: https://lamp.example.org/s/blue]\n2. [image]\nRed, 20% off\n[More]\n[Shop: https://lamp.example.org/s/red]"},
		{"cards of products", `[{"type":"BODY","text":"x"},{"type":"CAROUSEL","cards":[` + productCard + `,` + productCard + `]}]`, "",
			values2(values("", "", ""), `[{"header":{"product_retailer_id":"a","catalog_id":"1"}},{"header":{"product_retailer_id":"b","catalog_id":"1"}}]`, ""),
			`{"type":"carousel","cards":[
			{"card_index":0,"components":[{"type":"header","parameters":[{"type":"product","product":{"product_retailer_id":"a","catalog_id":"1"}}]}]},
			{"card_index":1,"components":[{"type":"header","parameters":[{"type":"product","product":{"product_retailer_id":"b","catalog_id":"1"}}]}]}]}`,
			"x\n1. [product: a]\n[View]\n2. [product: b]\n[View]"},
	} {
		got, problems := template(c.components, c.format).Fill(c.values)
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		want := `{"name":"visit_reminder","language":{"code":"en_US"}`
		if c.want != "" {
			want += `,"components":[` + compact(c.want) + `]`
		}
		if string(got.Object) != want+"}" || got.Type != "template" {
			t.Errorf("%s:\ngot  %s\nwant %s}", c.name, got.Object, want)
		}
		if got.Text != c.text {
			t.Errorf("%s reads\n%s\nwant\n%s", c.name, got.Text, c.text)
		}
	}
}

func TestFillNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	chars := func(n int) string { return strings.Repeat("Ä", n) }
	const (
		named  = `[{"type":"BODY","text":"Hi {{first_name}}, {{code}}."}]`
		link   = `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"URL","text":"Track","url":"https://lamp.example.org/t/{{1}}"},{"type":"PHONE_NUMBER","text":"Call","phone_number":"+1"},{"type":"URL","text":"Home","url":"https://lamp.example.org"}]}]`
		coupon = `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy"}]}]`
		image  = `[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"x"}]`
		title  = `[{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},{"type":"BODY","text":"x"}]`
		place  = `[{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"x"}]`
	)
	body := "[" + body2 + "]"
	cards, offer := `[{"type":"BODY","text":"x"},`+carousel+`]`, `[{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"x","has_expiration":true}},{"type":"BODY","text":"x"}]`
	otp := `[{"type":"BODY","text":"*{{1}}* is your code."},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy code"}]}]`
	document := `[{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"x"}]`
	mpm := `[{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"MPM","text":"View"}]}]`
	products := func(sections, each int) TemplateValues {
		section := `{"title":"a","product_items":[` + strings.TrimSuffix(strings.Repeat(`{"product_retailer_id":"1"},`, each), ",") + `]},`
		return values("", "", `[{"index":0,"value":{"sections":[`+strings.TrimSuffix(strings.Repeat(section, sections), ",")+`]}}]`)
	}
	money := func(text, code, amount string) string {
		return `{"type":"currency","currency":{"fallback_value":"` + text + `","code":"` + code + `","amount_1000":` + amount + `}}`
	}
	product := `[{"type":"HEADER","format":"PRODUCT"},{"type":"BODY","text":"x"}]`
	twoCards := func(first string) TemplateValues {
		card := `{"header":{"media_id":"1"},"parameters":["%s"],"buttons":[{"index":1,"value":"a"}]}`
		return values2(TemplateValues{}, "["+strings.Replace(card, "%s", first, 1)+","+strings.Replace(card, "%s", "1", 1)+"]", "")
	}
	for _, c := range []struct {
		name, components string
		good, bad        TemplateValues
		field, code      string
	}{
		{"one missing", body, values(`["a","b"]`, "", ""), values(`["a"]`, "", ""), "template.parameters.2", CodeRequired},
		{"all missing", body, values(`["a","b"]`, "", ""), values(``, "", ""), "template.parameters.1", CodeRequired},
		{"empty", body, values(`["a","b"]`, "", ""), values(`[" ","b"]`, "", ""), "template.parameters.1", CodeRequired},
		{"not a text", body, values(`["a","b"]`, "", ""), values(`["a",{"b":1}]`, "", ""), "template.parameters.2", CodeInvalid},
		{"an empty text in Meta's words", body, values(`["a",{"type":"text","text":"b"}]`, "", ""), values(`["a",{"type":"text","text":" "}]`, "", ""), "template.parameters.2", CodeRequired},
		{"a picture as a text", body, values(`["a",{"type":"text","text":"b"}]`, "", ""), values(`["a",{"type":"image","image":{"id":"1"}}]`, "", ""), "template.parameters.2", CodeInvalid},
		{"money nobody reads", body, values(`["a",`+money("b", "EUR", "1")+`]`, "", ""), values(`["a",`+money("", "EUR", "1")+`]`, "", ""), "template.parameters.2", CodeRequired},
		{"money of no country", body, values(`["a",`+money("b", "EUR", "1")+`]`, "", ""), values(`["a",`+money("b", "euro", "1")+`]`, "", ""), "template.parameters.2", CodeInvalid},
		{"half a thousandth", body, values(`["a",`+money("b", "EUR", "-1e3")+`]`, "", ""), values(`["a",`+money("b", "EUR", "0.5")+`]`, "", ""), "template.parameters.2", CodeInvalid},
		{"a date that nobody reads", body, values(`["a",{"type":"date_time","date_time":{"fallback_value":"b"}}]`, "", ""), values(`["a",{"type":"date_time","date_time":{}}]`, "", ""), "template.parameters.2", CodeRequired},
		{"a line break in a date", body, values(`["a",{"type":"date_time","date_time":{"fallback_value":"b"}}]`, "", ""), values(`["a",{"type":"date_time","date_time":{"fallback_value":"b\nc"}}]`, "", ""), "template.parameters.2", CodeFormat},
		{"long money", body, values(`["a",`+money("b", "EUR", "1")+`]`, "", ""), values(`["a",`+money(chars(32_769), "EUR", "1")+`]`, "", ""), "template.parameters.2", CodeLength},
		{"a name that isn't there", named, values(`[{"type":"text","parameter_name":"code","text":"b"},{"type":"text","parameter_name":"first_name","text":"a"}]`, "", ""), values(`[{"type":"text","parameter_name":"code","text":"b"},{"type":"text","parameter_name":"x","text":"a"}]`, "", ""), "template.parameters.x", CodeSurplus},
		{"a name twice", named, values(`[{"type":"text","parameter_name":"code","text":"b"},{"type":"text","parameter_name":"first_name","text":"a"}]`, "", ""), values(`[{"type":"text","parameter_name":"code","text":"b"},{"type":"text","parameter_name":"code","text":"a"}]`, "", ""), "template.parameters.code", CodeDuplicate},
		{"another's name", named, values(`{"first_name":"a","code":"b"}`, "", ""), values(`{"first_name":"a","code":{"type":"text","parameter_name":"first_name","text":"a"}}`, "", ""), "template.parameters.code", CodeInvalid},
		{"not a list", body, values(`["a","b"]`, "", ""), values(`"a"`, "", ""), "template.parameters", CodeInvalid},
		{"not JSON", body, values(`["a","b"]`, "", ""), values(`[`, "", ""), "template.parameters", CodeInvalid},
		{"surplus", body, values(`["a","b"]`, "", ""), values(`["a","b","c"]`, "", ""), "template.parameters.3", CodeSurplus},
		{"surplus of none", `[{"type":"BODY","text":"x"}]`, values(`[]`, "", ""), values(`["a"]`, "", ""), "template.parameters.1", CodeSurplus},
		{"a name missing", named, values(`{"first_name":"a","code":"b"}`, "", ""), values(`{"first_name":"a"}`, "", ""), "template.parameters.code", CodeRequired},
		{"a name too many", named, values(`{"first_name":"a","code":"b"}`, "", ""), values(`{"first_name":"a","code":"b","x":"c"}`, "", ""), "template.parameters.x", CodeSurplus},
		{"names as a list", named, values(`{"first_name":"a","code":"b"}`, "", ""), values(`["a","b"]`, "", ""), "template.parameters", CodeInvalid},
		{"a line break", body, values(`["a","b"]`, "", ""), values(`["a\nb","b"]`, "", ""), "template.parameters.1", CodeFormat},
		{"a tab", body, values(`["a","b"]`, "", ""), values(`["a","b\tc"]`, "", ""), "template.parameters.2", CodeFormat},
		{"five spaces", body, values(`["a    b","b"]`, "", ""), values(`["a     b","b"]`, "", ""), "template.parameters.1", CodeFormat},
		{"too long in all", strings.TrimSuffix(body, "]") + `,{"type":"FOOTER","text":"Lamp"}]`, values(`["`+chars(1001)+`","b"]`, "", ""), values(`["`+chars(1004)+`","b"]`, "", ""), "template.parameters", CodeLength},
		{"too long by itself", body, values(`["a","b"]`, "", ""), values(`["`+chars(32_769)+`","b"]`, "", ""), "template.parameters.1", CodeLength},

		{"no header", title, values("", `{"text":["7"]}`, ""), values("", "", ""), "template.header.text.1", CodeRequired},
		{"a long header", title, values("", `{"text":["`+chars(54)+`"]}`, ""), values("", `{"text":["`+chars(55)+`"]}`, ""), "template.header.text.1", CodeLength},
		{"media for a text", title, values("", `{"text":["7"]}`, ""), values("", `{"media_id":"1"}`, ""), "template.header", CodeSurplus},
		{"no media", image, values("", `{"media_id":"1"}`, ""), values("", `null`, ""), "template.header", CodeRequired},
		{"empty media", image, values("", `{"media_id":"1"}`, ""), values("", `{}`, ""), "template.header", CodeRequired},
		{"a broken link", image, values("", `{"link":"https://a.example/b.png"}`, ""), values("", `{"link":"b.png"}`, ""), "template.header.link", CodeFormat},
		{"a name for an image", image, values("", `{"media_id":"1"}`, ""), values("", `{"media_id":"1","filename":"a.png"}`, ""), "template.header.filename", CodeSurplus},
		{"no place", place, values("", `{"latitude":1,"longitude":2}`, ""), values("", ``, ""), "template.header", CodeRequired},
		{"half a place", place, values("", `{"latitude":1,"longitude":2}`, ""), values("", `{"latitude":1}`, ""), "template.header.longitude", CodeRequired},
		{"a header where none is", body, values(`["a","b"]`, "", ""), values(`["a","b"]`, `{"media_id":"1"}`, ""), "template.header", CodeSurplus},

		{"no link", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", ""), "template.buttons.0", CodeRequired},
		{"the whole link", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":"https://lamp.example.org/t/7"}]`), "template.buttons.0", CodeFormat},
		{"a space in a link", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":"7 8"}]`), "template.buttons.0", CodeFormat},
		{"a long link", link, values("", "", `[{"index":0,"value":"`+chars(2000-27)+`"}]`), values("", "", `[{"index":0,"value":"`+chars(2000-26)+`"}]`), "template.buttons.0", CodeLength},
		{"a fixed link", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":"7"},{"index":2,"value":"7"}]`), "template.buttons.2", CodeSurplus},
		{"a phone number", link, values("", "", `[{"index":0,"value":"7"},{"index":1,"value":""}]`), values("", "", `[{"index":0,"value":"7"},{"index":1,"value":"+1"}]`), "template.buttons.1", CodeSurplus},
		{"no such button", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":"7"},{"index":3,"value":"7"}]`), "template.buttons.3", CodeSurplus},
		{"the same button twice", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":"7"},{"index":0,"value":"8"}]`), "template.buttons.0", CodeDuplicate},
		{"another kind", link, values("", "", `[{"index":0,"type":"URL","value":"7"}]`), values("", "", `[{"index":0,"type":"copy_code","value":"7"}]`), "template.buttons.0", CodeInvalid},
		{"no index", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"value":"7"}]`), "template.buttons", CodeInvalid},
		{"an object for a link", link, values("", "", `[{"index":0,"value":"7"}]`), values("", "", `[{"index":0,"value":{"a":1}}]`), "template.buttons.0", CodeInvalid},
		{"no code", coupon, values("", "", `[{"index":0,"value":"A"}]`), values("", "", `[]`), "template.buttons.0", CodeRequired},
		{"a long code", coupon, values("", "", `[{"index":0,"value":"`+chars(20)+`"}]`), values("", "", `[{"index":0,"value":"`+chars(21)+`"}]`), "template.buttons.0", CodeLength},
		{"a card's picture", cards, twoCards("10%"), values2(TemplateValues{}, `[{"header":{"media_id":"1"},"parameters":["1"],"buttons":[{"index":1,"value":"a"}]}]`, ""), "template.cards.1.header", CodeRequired},
		{"a card's text", cards, twoCards("10%"), twoCards(" "), "template.cards.0.parameters.1", CodeRequired},
		{"a card's long text", cards, twoCards(chars(160 - 10)), twoCards(chars(160 - 9)), "template.cards.0.parameters", CodeLength},
		{"a third card", cards, twoCards("10%"), values2(TemplateValues{}, `[{},{},{}]`, ""), "template.cards", CodeSurplus},
		{"cards that are no list", cards, twoCards("10%"), values2(TemplateValues{}, `{}`, ""), "template.cards", CodeInvalid},
		{"cards where none are", body, values(`["a","b"]`, "", ""), values2(values(`["a","b"]`, "", ""), `[{}]`, ""), "template.cards", CodeSurplus},
		{"no end of an offer", offer, values2(TemplateValues{}, "", `{"expiration_time_ms":1798761600000}`), TemplateValues{}, "template.limited_time_offer.expiration_time_ms", CodeRequired},
		{"an end in seconds", offer, values2(TemplateValues{}, "", `{"expiration_time_ms":"1798761600000"}`), values2(TemplateValues{}, "", `{"expiration_time_ms":1798761600}`), "template.limited_time_offer.expiration_time_ms", CodeInvalid},
		{"an offer that has ended", offer, values2(TemplateValues{Now: time.UnixMilli(1798761599999)}, "", `{"expiration_time_ms":1798761600000}`), values2(TemplateValues{Now: time.UnixMilli(1798761600000)}, "", `{"expiration_time_ms":1798761600000}`), "template.limited_time_offer.expiration_time_ms", CodeInvalid},
		{"an end where none is", body, values(`["a","b"]`, "", ""), values2(values(`["a","b"]`, "", ""), "", `{"expiration_time_ms":1798761600000}`), "template.limited_time_offer", CodeSurplus},
		{"a long text with a footer", `[{"type":"BODY","text":"Hello {{1}}."},{"type":"FOOTER","text":"Lamp"}]`, values(`["`+chars(1000)+`"]`, "", ""), values(`["`+chars(1020)+`"]`, "", ""), "template.parameters", CodeLength},
		{"a text alone", `[{"type":"BODY","text":"Hello {{1}}."}]`, values(`["`+chars(32_761)+`"]`, "", ""), values(`["`+chars(32_762)+`"]`, "", ""), "template.parameters", CodeLength},
		{"a long value alone", `[{"type":"BODY","text":"{{1}}"}]`, values(`["`+chars(32_768)+`"]`, "", ""), values(`["`+chars(32_769)+`"]`, "", ""), "template.parameters.1", CodeLength},
		{"a long text of an offer", `[{"type":"BODY","text":"{{1}}"},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"x"}}]`, values(`["`+chars(600)+`"]`, "", ""), values(`["`+chars(601)+`"]`, "", ""), "template.parameters.1", CodeLength},
		{"a long code of an offer", `[{"type":"BODY","text":"x"},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"x"}},{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy"}]}]`, values("", "", `[{"index":0,"value":"123456789012345"}]`), values("", "", `[{"index":0,"value":"1234567890123456"}]`), "template.buttons.0", CodeLength},
		{"a long one-time password", otp, values(`["123456789012345"]`, "", ""), values(`["1234567890123456"]`, "", ""), "template.parameters.1", CodeLength},
		{"a long one-time password in the button", otp, values(`["1"]`, "", `[{"index":0,"value":"1"}]`), values(`["1"]`, "", `[{"index":0,"value":"1234567890123456"}]`), "template.buttons.0", CodeLength},
		{"a one-time password with a key", otp, values(`["J$FpnYnP"]`, "", ""), values(`["12 🔑"]`, "", ""), "template.parameters.1", CodeFormat},
		{"a document that is no PDF", document, values("", `{"link":"https://a.example/x.PDF"}`, ""), values("", `{"link":"https://a.example/x.docx"}`, ""), "template.header.link", CodeFormat},
		{"a document that says it is no PDF", document, values("", `{"media_id":"1","filename":"x.pdf"}`, ""), values("", `{"media_id":"1","filename":"x.xlsx"}`, ""), "template.header.filename", CodeFormat},
		{"no catalogue", product, values("", `{"product_retailer_id":"a","catalog_id":"1"}`, ""), values("", `{"product_retailer_id":"a"}`, ""), "template.header.catalog_id", CodeRequired},
		{"no products", mpm, products(1, 1), values("", "", `[{"index":0,"value":{"sections":[]}}]`), "template.buttons.0", CodeRequired},
		{"a product without a number", mpm, products(1, 1), values("", "", `[{"index":0,"value":{"sections":[{"product_items":[{}]}]}}]`), "template.buttons.0", CodeRequired},
		{"many products", mpm, products(10, 3), products(1, 31), "template.buttons.0", CodeLength},
		{"many sections", mpm, products(10, 1), products(11, 1), "template.buttons.0", CodeLength},
		{"no product", product, values("", `{"product_retailer_id":"a","catalog_id":"1"}`, ""), values("", ``, ""), "template.header.product_retailer_id", CodeRequired},
	} {
		tmpl := template(c.components, "")
		if _, problems := tmpl.Fill(c.good); len(problems) > 0 {
			t.Errorf("%s: the good one: %v", c.name, problems)
		}
		got, problems := tmpl.Fill(c.bad)
		if p, ok := problems.Of(c.field); !ok || p.Code != c.code || p.Sentence == "" || got.Type != "" {
			t.Errorf("%s: want %s at %s, got %q, %v", c.name, c.code, c.field, p.Code, problems)
		}
	}
}

func TestOnlyApprovedTemplatesAreFilled(t *testing.T) {
	t.Parallel()
	for status, says := range map[string]string{
		"APPROVED": "", "approved": "", "PENDING": "reviewing", "IN_APPEAL": "reviewing", "REJECTED": "(incorrect category: It sells)", "PAUSED": "paused",
		"DISABLED": "for good", "DELETED": "deleted", "PENDING_DELETION": "deleted", "ARCHIVED": "archive", "LIMIT_EXCEEDED": "more templates",
		"LOCKED": "locked", "": "isn't known", "BRAND_NEW": "brand new",
	} {
		tmpl := template(`[{"type":"BODY","text":"x"}]`, "")
		tmpl.Status, tmpl.Reason = status, "INCORRECT_CATEGORY: It sells."
		_, problems := tmpl.Fill(TemplateValues{})
		p, refused := problems.Of("template.name")
		if refused != (says != "") || !strings.Contains(p.Sentence, says) || refused && p.Code != CodeState {
			t.Errorf("%s: %v", status, problems)
		}
	}
	for components, says := range map[string]string{
		`[{"type":"BODY","text":"x"},{"type":"CAROUSEL","cards":[]}]`:                                                     "cards",
		`[{"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"GIF"}]}]}]`:                               "header",
		`[{"type":"CAROUSEL","cards":[{"components":[{"type":"CAROUSEL","cards":[{"components":[{"type":"BODY"}]}]}]}]}]`: "cards within",
		`[{"type":"HEADER","format":"GIF"}]`:                                                                              "header",
		`[{"type":"BUTTONS","buttons":[{"type":"ORDER_DETAILS","text":"x"}]}]`:                                            "button",
		`{}`: "can't be read", ``: "can't be read", `null`: "can't be read",
	} {
		_, problems := template(components, "").Fill(TemplateValues{})
		if p, _ := problems.Of("template.name"); p.Code != CodeUnsupported || !strings.Contains(p.Sentence, says) {
			t.Errorf("%s: %v", components, problems)
		}
	}
}

func TestFieldsOfATemplate(t *testing.T) {
	t.Parallel()
	tmpl := template(`[{"type":"HEADER","format":"TEXT","text":"Hi {{1}}","example":{"header_text":["Ada"]}},`+body2+`,
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"URL","text":"Track","url":"https://a.example/{{1}}","example":["https://a.example/9"]},{"type":"PHONE_NUMBER","text":"Call"},{"type":"COPY_CODE","text":"Copy","example":"250FF"}]},
		{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"x","has_expiration":true}},`+carousel+`]`, "POSITIONAL")
	var got []string
	for _, f := range tmpl.Fields() {
		needed := "?"
		if f.Required {
			needed = "!"
		}
		got = append(got, f.Field+needed+f.Kind+"="+f.Example)
	}
	want := []string{"template.header.text.1!text=Ada", "template.parameters.1!text=Ada", "template.parameters.2!text=Monday",
		"template.buttons.0?payload=", "template.buttons.1!url=https://a.example/9", "template.buttons.3!code=250FF", "template.limited_time_offer.expiration_time_ms!time=",
		"template.cards.0.header!image=", "template.cards.0.parameters.1!text=5%", "template.cards.0.buttons.0?payload=", "template.cards.0.buttons.1!url=",
		"template.cards.1.header!image=", "template.cards.1.parameters.1!text=", "template.cards.1.buttons.0?payload=", "template.cards.1.buttons.1!url="}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	// What is required is what is missing when nothing is filled.
	_, problems := tmpl.Fill(TemplateValues{})
	for _, f := range tmpl.Fields() {
		if _, missing := problems.Of(f.Field); missing != f.Required {
			t.Errorf("%s: required %t, missing %t", f.Field, f.Required, missing)
		}
	}
	named := template(`[{"type":"BODY","text":"{{a}} {{b}}","example":{"body_text_named_params":[{"param_name":"b","example":"2"}]}}]`, "NAMED").Fields()
	if len(named) != 2 || named[0].Field != "template.parameters.a" || named[1].Example != "2" {
		t.Errorf("%+v", named)
	}
}

func TestLanguagesAreWrittenInOneWay(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"en-US": "en_US", "en_us": "en_US", "EN": "en", "zh-hant-tw": "zh_Hant_TW", " pt_BR ": "pt_BR", "": "", "fil": "fil"} {
		if got := NormalLanguage(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

// Whatever the components and values are: no panic, and what is made is JSON
// that has no place left to fill.
func FuzzFill(f *testing.F) {
	f.Add("["+body2+"]", "POSITIONAL", `["a","b"]`, ``, ``, ``)
	f.Add("["+body2+","+carousel+"]", "POSITIONAL", `["a","b"]`, ``, ``, `[{"header":{"media_id":"1"},"parameters":["1"],"buttons":[{"index":1,"value":"a"}]},{"header":{"media_id":"1"},"parameters":["1"],"buttons":[{"index":1,"value":"a"}]}]`)
	f.Add(`[{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"{{a}}"},{"type":"BUTTONS","buttons":[{"type":"URL","text":"t","url":"https://a/{{1}}"},{"type":"OTP"},{"type":"FLOW"},{"type":"MPM"}]}]`,
		"NAMED", `{"a":"b"}`, `{"link":"https://a.example","filename":"x"}`, `[{"index":0,"value":"x"},{"index":1,"value":{}},{"index":3,"value":{"sections":[]}}]`, `{"expiration_time_ms":1}`)
	f.Add("["+body2+"]", "POSITIONAL", `[{"type":"currency","currency":{"fallback_value":"1","code":"EUR","amount_1000":1}},{"type":"date_time","date_time":{"fallback_value":"b"}}]`, ``, ``, ``)
	f.Add(`[{"type":"HEADER","format":"LOCATION"},{"type":"FOOTER","text":"{{1}}"},null,5,[],{}]`, "", `null`, `{"latitude":1,"longitude":"2"}`, `[null]`, `[null]`)
	f.Fuzz(func(t *testing.T, components, format, parameters, header, buttons, more string) {
		tmpl := template(components, format)
		fields := tmpl.Fields()
		tmpl.NeedsPhone()
		MergeComponents(tmpl.Components, TemplateTexts{Header: header, Body: parameters, Buttons: []json.RawMessage{json.RawMessage(buttons)}})
		SameComponents(tmpl.Components, json.RawMessage(header))
		content, problems := tmpl.Fill(values2(values(parameters, header, buttons), more, more))
		if len(problems) > 0 {
			return
		}
		if content.Text == "" || !json.Valid(content.Object) {
			t.Fatalf("%q: %s", content.Text, content.Object)
		}
		for _, field := range fields {
			if field.Required && header == "" && parameters == "" && buttons == "" && more == "" {
				t.Fatalf("%s is missing and nothing was said", field.Field)
			}
		}
		if _, err := Request(Outgoing{To: "1", Content: content}); err != nil {
			t.Fatal(err)
		}
	})
}

package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// builders are the contents that come as JSON, by their field on the send route.
var builders = map[string]func(json.RawMessage) (Content, Problems){
	"interactive": Interactive, "location": Location, "contacts": Contacts, "reaction": Reaction,
}

func compact(s string) string { return strings.NewReplacer("\n", "", "\t", "").Replace(s) }

// What Meta documents, and what stands in the log for it.
func TestContentsAreWrittenAsMetaDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, given, want, text string }{
		{"interactive", `{"type":"button","body":"Hi Pablo! Your workshop is tomorrow.","header":{"type":"image","media_id":"2762702990552401"},"footer":"Lucky Shrub™",
			"buttons":[{"id":"change-button","title":"Change"},{"id":"cancel-button","title":"Cancel"}]}`,
			`{"type":"button","header":{"type":"image","image":{"id":"2762702990552401"}},"body":{"text":"Hi Pablo! Your workshop is tomorrow."},"footer":{"text":"Lucky Shrub™"},
			"action":{"buttons":[{"type":"reply","reply":{"id":"change-button","title":"Change"}},{"type":"reply","reply":{"id":"cancel-button","title":"Cancel"}}]}}`,
			"Hi Pablo! Your workshop is tomorrow.\nLucky Shrub™\n[Change]\n[Cancel]"},
		{"interactive", `{"type":"list","header":"Choose <Shipping> & more","body":"Which do you prefer?","button":"Options","sections":[
			{"title":"I want it ASAP!","rows":[{"id":"priority_express","title":"Priority Mail Express","description":"Next Day to 2 Days"}]},
			{"title":"I can wait","rows":[{"id":"media_mail","title":"Media Mail"}]}]}`,
			`{"type":"list","header":{"type":"text","text":"Choose <Shipping> & more"},"body":{"text":"Which do you prefer?"},"action":{"button":"Options","sections":[
			{"title":"I want it ASAP!","rows":[{"id":"priority_express","title":"Priority Mail Express","description":"Next Day to 2 Days"}]},
			{"title":"I can wait","rows":[{"id":"media_mail","title":"Media Mail"}]}]}}`,
			"Choose <Shipping> & more\nWhich do you prefer?\n[Priority Mail Express]\n[Media Mail]"},
		{"interactive", `{"type":"cta_url","header":{"type":"document","link":"https://lamp.example.org/a.pdf","filename":"a.pdf"},"body":"Tap below.","text":"See Dates","url":"https://lamp.example.org/?a=1&b=2"}`,
			`{"type":"cta_url","header":{"type":"document","document":{"link":"https://lamp.example.org/a.pdf","filename":"a.pdf"}},"body":{"text":"Tap below."},
			"action":{"name":"cta_url","parameters":{"display_text":"See Dates","url":"https://lamp.example.org/?a=1&b=2"}}}`,
			"Tap below.\n[See Dates: https://lamp.example.org/?a=1&b=2]"},
		{"interactive", `{"type":"location_request","body":"Where are you?"}`,
			`{"type":"location_request_message","body":{"text":"Where are you?"},"action":{"name":"send_location"}}`, "Where are you?"},
		{"interactive", `{"type":"request_contact_info","body":"Please share your number.","header":"","footer":""}`,
			`{"type":"request_contact_info","body":{"text":"Please share your number."},"action":{"name":"request_contact_info"}}`, "Please share your number."},
		{"location", `{"latitude":37.44216251868683,"longitude":"-122.16153582049394","name":"Philz Coffee","address":"101 Forest Ave"}`,
			`{"latitude":37.44216251868683,"longitude":-122.16153582049394,"name":"Philz Coffee","address":"101 Forest Ave"}`,
			"Location: Philz Coffee, 101 Forest Ave (37.44216251868683, -122.16153582049394)\nhttps://maps.google.com/?q=37.44216251868683,-122.16153582049394"},
		{"location", `{"latitude":0,"longitude":-0.5}`, `{"latitude":0,"longitude":-0.5}`, "Location: 0, -0.5\nhttps://maps.google.com/?q=0,-0.5"},
		{"contacts", `[{"name":{"formatted_name":"Barbara J. Johnson","first_name":"Barbara","last_name":"Johnson"},"birthday":"1999-01-23",
			"phones":[{"phone":"+16505559999","type":"Mobile","wa_id":"16505559999"}],"emails":[{"email":"b@lamp.example.org","type":"Work"}],
			"org":{"company":"Lamp Works","title":"Counsel"},"urls":[{"url":"https://lamp.example.org","type":"Company"}],
			"addresses":[{"street":"1 Way","city":"Menlo Park","country_code":"US"}]},{"name":{"formatted_name":"Ada"}}]`,
			`[{"addresses":[{"street":"1 Way","city":"Menlo Park","country_code":"US"}],"birthday":"1999-01-23","emails":[{"email":"b@lamp.example.org","type":"Work"}],
			"name":{"formatted_name":"Barbara J. Johnson","first_name":"Barbara","last_name":"Johnson"},"org":{"company":"Lamp Works","title":"Counsel"},
			"phones":[{"phone":"+16505559999","type":"Mobile","wa_id":"16505559999"}],"urls":[{"url":"https://lamp.example.org","type":"Company"}]},
			{"name":{"formatted_name":"Ada","first_name":"Ada"}}]`,
			"Contact card: Barbara J. Johnson: +16505559999, b@lamp.example.org\nContact card: Ada"},
		{"reaction", `{"message_id":" wamid.1 ","emoji":"😀"}`, `{"message_id":"wamid.1","emoji":"😀"}`, "😀"},
		{"reaction", `{"message_id":"wamid.1","emoji":""}`, `{"message_id":"wamid.1","emoji":""}`, ""},
	} {
		got, problems := builders[c.kind](json.RawMessage(c.given))
		if len(problems) > 0 {
			t.Errorf("%s: %v", c.given, problems)
			continue
		}
		if got.Type != c.kind || string(got.Object) != compact(c.want) {
			t.Errorf("got  %s %s\nwant %s", got.Type, got.Object, compact(c.want))
		}
		if got.Text != c.text {
			t.Errorf("%s reads\n%s\nwant\n%s", c.given, got.Text, c.text)
		}
		body, err := Request(Outgoing{To: "447700900123", Content: got})
		want := `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"` + c.kind + `","` + c.kind + `":` + compact(c.want) + `}`
		if err != nil || string(body) != want {
			t.Errorf("the request is %s, %v", body, err)
		}
	}
}

func repeat(n int, of string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.ReplaceAll(of, "%d", fmt.Sprint(i))
	}
	return strings.Join(parts, ",")
}

// Every limit, on both sides: the first JSON is taken, the second is refused at
// the field.
func TestLimitsOfContents(t *testing.T) {
	t.Parallel()
	// Ä has two bytes: limits are in characters
	chars := func(n int) string { return strings.Repeat("Ä", n) }
	button := func(inside string) string { return `{"type":"button","body":"x",` + inside + `}` }
	buttons := `"buttons":[{"id":"1","title":"a"}]`
	list := func(sections string) string {
		return `{"type":"list","body":"x","button":"Open","sections":[` + sections + `]}`
	}
	rows := `{"rows":[{"id":"1","title":"a"}]}`
	location := func(inside string) string { return `{"latitude":1,"longitude":2,` + inside + `}` }
	card := func(inside string) string { return `[{"name":{"formatted_name":"Ada"},` + inside + `}]` }
	for _, c := range []struct{ kind, good, bad, field, code string }{
		{"interactive", `{"type":"button","body":"` + chars(1024) + `",` + buttons + `}`, `{"type":"button","body":"` + chars(1025) + `",` + buttons + `}`, "interactive.body", CodeLength},
		{"interactive", button(buttons), `{"type":"button","body":" \u200b",` + buttons + `}`, "interactive.body", CodeRequired},
		{"interactive", button(buttons), `{"type":"carousel","body":"x"}`, "interactive.type", CodeInvalid},
		{"interactive", button(buttons), `{"body":"x"}`, "interactive.type", CodeRequired},
		{"interactive", button(buttons), `{"type":"button","body":5}`, "interactive.body", CodeInvalid},
		{"interactive", button(buttons), `[]`, "interactive", CodeInvalid},
		{"interactive", button(buttons), button(`"buttons":[]`), "interactive.buttons", CodeRequired},
		{"interactive", button(`"buttons":[` + repeat(3, `{"id":"%d","title":"t%d"}`) + `]`), button(`"buttons":[` + repeat(4, `{"id":"%d","title":"t%d"}`) + `]`), "interactive.buttons", CodeLength},
		{"interactive", button(`"buttons":[{"id":"1","title":"` + chars(20) + `"}]`), button(`"buttons":[{"id":"1","title":"` + chars(21) + `"}]`), "interactive.buttons.0.title", CodeLength},
		{"interactive", button(`"buttons":[{"id":"` + chars(256) + `","title":"a"}]`), button(`"buttons":[{"id":"` + chars(257) + `","title":"a"}]`), "interactive.buttons.0.id", CodeLength},
		{"interactive", button(buttons), button(`"buttons":[{"title":"a"}]`), "interactive.buttons.0.id", CodeRequired},
		{"interactive", button(`"buttons":[{"id":"1","title":"a"},{"id":"2","title":"b"}]`), button(`"buttons":[{"id":"1","title":"a"},{"id":"2","title":"a "}]`), "interactive.buttons.1.title", CodeDuplicate},
		{"interactive", button(`"buttons":[{"id":"1","title":"a"},{"id":"2","title":"b"}]`), button(`"buttons":[{"id":"1","title":"a"},{"id":"1","title":"b"}]`), "interactive.buttons.1.id", CodeDuplicate},
		{"interactive", button(buttons + `,"header":"` + chars(60) + `"`), button(buttons + `,"header":"` + chars(61) + `"`), "interactive.header", CodeLength},
		{"interactive", button(buttons + `,"footer":"` + chars(60) + `"`), button(buttons + `,"footer":"` + chars(61) + `"`), "interactive.footer", CodeLength},
		{"interactive", button(buttons + `,"header":{"type":"video","link":"https://a.example/b"}`), button(buttons + `,"header":{"type":"audio","media_id":"1"}`), "interactive.header.type", CodeInvalid},
		{"interactive", button(buttons + `,"header":{"text":"a"}`), button(buttons + `,"header":{"type":"image"}`), "interactive.header", CodeRequired},
		{"interactive", button(buttons + `,"header":null`), button(buttons + `,"header":{"type":"image","media_id":"1","link":"https://a.example"}`), "interactive.header", CodeSurplus},
		{"interactive", button(buttons), button(buttons + `,"url":"https://a.example"`), "interactive.url", CodeSurplus},
		{"interactive", list(rows), list(rows)[:len(list(rows))-1] + `,"header":{"type":"image","media_id":"1"}}`, "interactive.header", CodeInvalid},
		{"interactive", list(rows), `{"type":"list","body":"x","sections":[` + rows + `]}`, "interactive.button", CodeRequired},
		{"interactive", strings.Replace(list(rows), "Open", chars(20), 1), strings.Replace(list(rows), "Open", chars(21), 1), "interactive.button", CodeLength},
		{"interactive", strings.Replace(list(rows), `"x"`, `"`+chars(4096)+`"`, 1), strings.Replace(list(rows), `"x"`, `"`+chars(4097)+`"`, 1), "interactive.body", CodeLength},
		{"interactive", list(`{"rows":[` + repeat(10, `{"id":"%d","title":"a"}`) + `]}`), list(`{"title":"A","rows":[{"id":"x","title":"a"}]},{"title":"B","rows":[` + repeat(10, `{"id":"%d","title":"a"}`) + `]}`), "interactive.sections", CodeLength},
		{"interactive", list(repeat(10, `{"title":"S%d","rows":[{"id":"%d","title":"a"}]}`)), list(repeat(11, `{"title":"S%d","rows":[]}`) + "," + rows), "interactive.sections", CodeLength},
		{"interactive", list(rows), list(``), "interactive.sections", CodeRequired},
		{"interactive", list(rows), list(rows + `,{"title":"B","rows":[{"id":"2","title":"a"}]}`), "interactive.sections.0.title", CodeRequired},
		{"interactive", list(rows), list(`{"title":"A","rows":[{"id":"2","title":"a"}]},{"title":"B","rows":[]}`), "interactive.sections.1.rows", CodeRequired},
		{"interactive", list(`{"title":"` + chars(24) + `",` + rows[1:]), list(`{"title":"` + chars(25) + `",` + rows[1:]), "interactive.sections.0.title", CodeLength},
		{"interactive", list(`{"rows":[{"id":"1","title":"` + chars(24) + `"}]}`), list(`{"rows":[{"id":"1","title":"` + chars(25) + `"}]}`), "interactive.sections.0.rows.0.title", CodeLength},
		{"interactive", list(`{"rows":[{"id":"` + chars(200) + `","title":"a"}]}`), list(`{"rows":[{"id":"` + chars(201) + `","title":"a"}]}`), "interactive.sections.0.rows.0.id", CodeLength},
		{"interactive", list(`{"rows":[{"id":"1","title":"a","description":"` + chars(72) + `"}]}`), list(`{"rows":[{"id":"1","title":"a","description":"` + chars(73) + `"}]}`), "interactive.sections.0.rows.0.description", CodeLength},
		{"interactive", list(rows), list(`{"title":"A","rows":[{"id":"1","title":"a"}]},{"title":"B","rows":[{"id":"1","title":"b"}]}`), "interactive.sections.1.rows.0.id", CodeDuplicate},
		{"interactive", `{"type":"cta_url","body":"x","text":"` + chars(20) + `","url":"https://a.example"}`, `{"type":"cta_url","body":"x","text":"` + chars(21) + `","url":"https://a.example"}`, "interactive.text", CodeLength},
		{"interactive", `{"type":"cta_url","body":"x","text":"a","url":"http://a.example/b?c"}`, `{"type":"cta_url","body":"x","text":"a","url":"javascript:alert(1)"}`, "interactive.url", CodeFormat},
		{"interactive", `{"type":"location_request","body":"x"}`, `{"type":"location_request","body":"x","footer":"y"}`, "interactive.footer", CodeSurplus},
		{"interactive", `{"type":"request_contact_info","body":"x"}`, `{"type":"request_contact_info","body":"x","header":"y"}`, "interactive.header", CodeSurplus},

		{"location", `{"latitude":90,"longitude":-180}`, `{"latitude":90.0001,"longitude":0}`, "location.latitude", CodeInvalid},
		{"location", `{"latitude":-90,"longitude":180}`, `{"latitude":0,"longitude":180.1}`, "location.longitude", CodeInvalid},
		{"location", `{"latitude":1,"longitude":2}`, `{"latitude":1}`, "location.longitude", CodeRequired},
		{"location", `{"latitude":"1e1","longitude":2}`, `{"latitude":"NaN","longitude":2}`, "location.latitude", CodeFormat},
		{"location", `{"latitude":1,"longitude":2}`, `{"latitude":[1],"longitude":2}`, "location.latitude", CodeFormat},
		{"location", location(`"name":"a","address":"b"`), location(`"address":"b"`), "location.name", CodeRequired},
		{"location", location(`"name":"` + chars(1000) + `"`), location(`"name":"` + chars(1001) + `"`), "location.name", CodeLength},

		{"contacts", card(`"org":{}`), `[]`, "contacts", CodeRequired},
		{"contacts", card(`"org":{}`), `{}`, "contacts", CodeInvalid},
		{"contacts", card(`"org":{}`), `[{"phones":[{"phone":"1"}]}]`, "contacts.0.name.formatted_name", CodeRequired},
		{"contacts", "[" + repeat(257, `{"name":{"formatted_name":"n%d"}}`) + "]", "[" + repeat(258, `{"name":{"formatted_name":"n%d"}}`) + "]", "contacts", CodeLength},
		{"contacts", card(`"birthday":"2000-02-29"`), card(`"birthday":"2001-02-29"`), "contacts.0.birthday", CodeFormat},
		{"contacts", card(`"phones":[{"phone":"+1 555"}]`), card(`"phones":[{"type":"WORK"}]`), "contacts.0.phones.0.phone", CodeRequired},
		{"contacts", card(`"phones":[{"phone":"1","wa_id":"15550100"}]`), card(`"phones":[{"phone":"1","wa_id":"+1"}]`), "contacts.0.phones.0.wa_id", CodeFormat},
		{"contacts", card(`"emails":[{"email":"a@b"}]`), card(`"emails":[{"email":"a"}]`), "contacts.0.emails.0.email", CodeFormat},
		{"contacts", card(`"addresses":[{"street":"` + chars(9000) + `"}]`), card(`"addresses":[{"street":"` + chars(12000) + `"}]`), "contacts.0", CodeLength},

		{"reaction", `{"message_id":"wamid.1","emoji":"❤️"}`, `{"message_id":"wamid.1","emoji":"ok"}`, "reaction.emoji", CodeFormat},
		{"reaction", `{"message_id":"wamid.1"}`, `{"emoji":"❤️"}`, "reaction.message_id", CodeRequired},
		{"reaction", `{"message_id":"wamid.1"}`, `{"message_id":"a b"}`, "reaction.message_id", CodeFormat},
	} {
		if _, problems := builders[c.kind](json.RawMessage(c.good)); len(problems) > 0 {
			t.Errorf("%s should be right: %v", c.good, problems)
		}
		got, problems := builders[c.kind](json.RawMessage(c.bad))
		if p, ok := problems.Of(c.field); !ok || p.Code != c.code || !strings.HasSuffix(p.Sentence, ".") || got.Type != "" {
			t.Errorf("%.200s: want %s at %s, got %q %v", c.bad, c.code, c.field, p.Code, problems)
		}
	}
}

func TestLimitsOfTexts(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		strings.Repeat("é", 4096): "", strings.Repeat("é", 4097): CodeLength,
		"": CodeRequired, " \n\u200b": CodeRequired, "\xff!": CodeFormat, "a": "",
	} {
		_, problems := Text(text, false)
		if p, _ := problems.Of("message"); p.Code != code {
			t.Errorf("%.20q: %v, want %q", text, problems, code)
		}
	}
	for text, want := range map[string]string{"no link": `{"body":"no link"}`, "a https://x.example": `{"preview_url":true,"body":"a https://x.example"}`} {
		if c, _ := Text(text, true); string(c.Object) != want || c.Text != text {
			t.Errorf("%s, %q", c.Object, c.Text)
		}
	}
}

func TestWhatAnEmojiIs(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"😀", "❤️", "❤", "👍🏽", "👨‍👩‍👧‍👦", "🇬🇧", "1️⃣", "#⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☺️", "©️", "‼️", "ℹ️", "↔️", "🏳️‍🌈", "👩🏻‍🤝‍👨🏿", "⭕", "〽️"} {
		if !isEmoji(s) {
			t.Errorf("%s is one", s)
		}
	}
	for _, s := range []string{"a", "ok", "😀😀", "😀 ", "1", "!", "\u200d", "👍\u200d", "🇬", "🇬🇧🇬🇧", "\ufe0f", "é", "…", "😀a", strings.Repeat("👨‍", 20) + "👨", "\xff"} {
		if isEmoji(s) {
			t.Errorf("%q is none", s)
		}
	}
}

package hooks_test

import (
	"fmt"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

// said is a text message of a party given as "digits", "BSUID", "digits+BSUID"
// or either with "@username" behind it.
func said(party, id, at, body string) string {
	party, username, _ := strings.Cut(party, "@")
	waID, userID, _ := strings.Cut(party, "+")
	if strings.Contains(waID, ".") {
		waID, userID = "", waID
	}
	contact, from := []string{}, []string{}
	if waID != "" {
		contact, from = append(contact, fmt.Sprintf(`"wa_id":%q`, waID)), append(from, fmt.Sprintf(`"from":%q`, waID))
	}
	if userID != "" {
		contact, from = append(contact, fmt.Sprintf(`"user_id":%q`, userID)), append(from, fmt.Sprintf(`"from_user_id":%q`, userID))
	}
	contact = append(contact, fmt.Sprintf(`"profile":{"name":"Noor","username":%q}`, username))
	return `"contacts":[{` + strings.Join(contact, ",") + `}],"messages":[{` + strings.Join(from, ",") +
		fmt.Sprintf(`,"id":%q,"timestamp":%q,"type":"text","text":{"body":%q}}]`, id, at, body)
}

// says delivers one message each, in order.
func (b *bench) says(messages ...[2]string) {
	b.t.Helper()
	for _, m := range messages {
		b.said++
		b.webhook(value(said(m[0], fmt.Sprintf("wamid.%s.%d", m[1], b.said), fmt.Sprint(1793700000+b.said), m[1])))
	}
}

// whose lists the customer_id of each row in the order of the thread.
func (b *bench) whose() string {
	b.t.Helper()
	ids := []string{}
	for _, row := range b.log() {
		ids = append(ids, row.GetString("customer_id"))
	}
	return strings.Join(ids, " ")
}

func TestOnePersonWithAndWithoutTheNumber(t *testing.T) {
	t.Parallel()
	const both, number, hidden = "447700900123+GB.77", "447700900123", "GB.77"
	for _, tc := range []struct {
		name     string
		stored   string // the contact's value, "" for an unknown sender
		messages []string
		want     string // %s is the customer
	}{
		{"number and BSUID, then BSUID only", "+44 7700 900123", []string{both, hidden}, "%s %s"},
		{"BSUID only before it is known", "+44 7700 900123", []string{hidden, both, hidden}, "%s %s %s"},
		{"number only, then BSUID only", "+44 7700 900123", []string{number, hidden}, "%s unknown:GB.77"},
		{"unknown: number and BSUID, then BSUID only", "", []string{both, hidden}, "unknown:447700900123 unknown:447700900123"},
		{"unknown: BSUID only, then with the number", "", []string{hidden, both, hidden}, "unknown:447700900123 unknown:447700900123 unknown:447700900123"},
		{"unknown: BSUID only", "", []string{hidden, hidden + "@noor"}, "unknown:GB.77 unknown:GB.77"},
	} {
		for _, together := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, in one body %v", tc.name, together), func(t *testing.T) {
				t.Parallel()
				b := newBench(t, testConfig())
				customer := ""
				if tc.stored != "" {
					customer = b.customer("Noor", "whatsapp", tc.stored)
				}
				changes := []string{}
				for i, party := range tc.messages {
					body := value(said(party, fmt.Sprint("wamid.", i), fmt.Sprint(1793700001+i), "hello"))
					if !together {
						b.webhook(body)
						continue
					}
					_, inside, _ := strings.Cut(body, `"changes":[`)
					changes = append(changes, strings.TrimSuffix(inside, `]}]}`))
				}
				if together {
					b.webhook(`{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[` + strings.Join(changes, ",") + `]}]}`)
				}
				want(t, "whose", b.whose(), strings.ReplaceAll(tc.want, "%s", customer))
				conversations := map[string]bool{}
				for _, id := range strings.Fields(b.whose()) {
					conversations[id] = true
				}
				want(t, "conversations", b.count("conversations", nil), len(conversations))
				for id := range conversations {
					want(t, "unread of "+id, b.conversation(id).GetInt("unread"), strings.Count(b.whose(), id))
				}
			})
		}
	}
}

func TestAnAnswerOrAStatusProvesTheNumber(t *testing.T) {
	t.Parallel()
	sent := `"statuses":[{"id":"OURS","status":"%s","timestamp":"1793700010","recipient_user_id":"GB.77"}]`
	for name, webhooks := range map[string][]string{
		"status":           {fmt.Sprintf(sent, "delivered")},
		"status with both": {strings.Replace(fmt.Sprintf(sent, "sent"), `"recipient_user_id"`, `"recipient_id":"447700900123","recipient_user_id"`, 1)},
		"quote":            {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newGraph(t).config())
			ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
			b.opens("447700900123")
			a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+44 7700 900123", "message": "hi"})
			want(t, "send", a.status, 200)
			ours := b.sent().GetString("ext_message_id")
			for _, body := range webhooks {
				b.webhook(value(strings.Replace(body, "OURS", ours, 1)))
			}
			message := said("GB.77", "wamid.IN", "1893700020", "hidden")
			if name == "quote" {
				message = strings.Replace(message, `"type":"text"`, `"type":"text","context":{"id":"`+ours+`"}`, 1)
			}
			b.webhook(value(message))
			want(t, "whose", b.whose(), ada+" "+ada+" "+ada)
			contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
			want(t, "BSUID", contact.GetString("wa_user_id"), "GB.77")
		})
	}
}

func TestReplyToAHiddenNumber(t *testing.T) {
	t.Parallel()
	sim, b := newSimulated(t, simulator.Customer{UserID: "US.77", Name: "Noor", Username: "noor.k_7", HiddenPhone: true})
	sim.Write(simulator.Inbound{UserID: "US.77", Text: "hello?"})
	idle(t, sim)
	want(t, "whose", b.whose(), "unknown:US.77")
	want(t, "reply address", b.conversation("unknown:US.77").GetString("reply_address"), "US.77")
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": "unknown:US.77", "to_phone": "US.77", "message": "hi Noor"})
	want(t, "send", a.status, 200)
	idle(t, sim)
	if row := b.log()[1]; row.GetString("status") != "read" {
		t.Errorf("the reply is %s: %s", row.GetString("status"), row.GetString("error"))
	}
	a = b.call("POST", "/api/crm/conversations/unknown:US.77/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Noor K."}})
	want(t, "link", a.status, 200)
	contact, _ := b.app.FindFirstRecordByData("contacts", "wa_user_id", "US.77")
	want(t, "value", contact.GetString("value"), "@noor.k_7")
	want(t, "invalid", contact.GetBool("invalid"), false)
	a = b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": contact.GetString("customer"), "to_phone": "US.77", "message": "still there?"})
	want(t, "send to the customer", a.status, 200)
}

func system(content string) string {
	return `"messages":[{` + content + `}]`
}

func TestANewNumberIsAContactMore(t *testing.T) {
	t.Parallel()
	const old = `"from":"447700900123","id":"wamid.SYS","timestamp":"1793700100","type":"system","system":`
	for _, tc := range []struct{ name, note, value, digits, userID, reply string }{
		{"today's form", old + `{"type":"user_changed_number","body":"Ada changed","wa_id":"447700900987","user_id":"GB.88","previous_user_id":"GB.77"}`,
			"+447700900987", "447700900987", "GB.88", "447700900987"},
		{"new number hidden", old + `{"type":"user_changed_number","body":"Ada changed","user_id":"GB.88","previous_user_id":"GB.77"}`,
			"GB.88", "", "GB.88", "GB.88"},
		{"older form", old + `{"type":"customer_changed_number","body":"Ada changed","customer":"447700900123","new_wa_id":"447700900987"}`,
			"+447700900987", "447700900987", "", "447700900987"},
		{"BSUID alone", `"id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_user_id","user_id":"GB.88","previous_user_id":"GB.77"}`,
			"GB.88", "", "GB.88", "GB.88"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
			b.says([2]string{"447700900123+GB.77", "from the old one"})
			// note: what was said with the new identity may come before the note
			b.webhook(value(said(strings.Trim(tc.digits+"+"+tc.userID, "+"), "wamid.EARLY", "1793700101", "early")))
			for range 2 {
				b.webhook(value(system(tc.note)))
			}
			contacts, err := b.app.FindRecordsByFilter("contacts", "customer = '"+ada+"'", "created,id", 0, 0)
			if err != nil || len(contacts) != 2 {
				t.Fatalf("%d contacts (%v), want 2", len(contacts), err)
			}
			want(t, "old contact", contacts[0].GetString("value")+" "+contacts[0].GetString("wa_user_id"), "+44 7700 900123 GB.77")
			want(t, "value", contacts[1].GetString("value"), tc.value)
			want(t, "digits", contacts[1].GetString("digits"), tc.digits)
			want(t, "BSUID", contacts[1].GetString("wa_user_id"), tc.userID)
			rows := b.log()
			want(t, "whose", b.whose(), ada+" "+ada+" "+ada)
			want(t, "entry", rows[1].GetString("direction")+" "+rows[1].GetString("type"), "internal whatsapp")
			want(t, "customers", b.count("customers", nil), 1)
			want(t, "reply", b.conversation(ada).GetString("reply_address"), tc.reply)
			want(t, "unread", b.conversation(ada).GetInt("unread"), 2)
			b.webhook(value(said(strings.Trim(tc.digits+"+"+tc.userID, "+"), "wamid.LATER", "1793700200", "later")))
			want(t, "whose", b.whose(), strings.Repeat(ada+" ", 3)+ada)
		})
	}
}

func TestANewNumberOfAnotherCustomerMergesNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "whatsapp", "+44 7700 900123"), b.customer("Kim", "whatsapp", "+44 7700 900987")
	b.says([2]string{"447700900123+GB.77", "old"}, [2]string{"447700900987+GB.99", "kim"})
	b.webhook(value(system(`"from":"447700900123","id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_number","body":"x","wa_id":"447700900987","user_id":"GB.88","previous_user_id":"GB.77"}`)))
	b.webhook(value(said("447700900987+GB.88", "wamid.NEW", "1793700200", "new")))
	b.webhook(value(said("447700900987+GB.99", "wamid.KIM", "1793700201", "kim again")))
	want(t, "whose", b.whose(), strings.Join([]string{ada, kim, ada, ada, kim}, " "))
	want(t, "customers", b.count("customers", nil), 2)
}

func TestAnUnknownSendersNewIDIsFollowed(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.says([2]string{"SG.05", "hello"})
	change := value(system(`"id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_user_id","user_id":"SG.105","previous_user_id":"SG.05"}`))
	b.webhook(change)
	b.webhook(value(said("SG.105", "wamid.NEW", "1793700200", "same person")))
	want(t, "whose", b.whose(), "unknown:SG.05 unknown:SG.05 unknown:SG.05")

	fresh := newBench(t, testConfig())
	fresh.webhook(change)
	want(t, "rows of somebody who never wrote", fresh.count("comms_log", nil), 0)
	want(t, "kept", fresh.count("whatsapp_events WHERE state = 'ignored'", nil), 1)
}

func TestASharedNumberIsTheSendersOwn(t *testing.T) {
	t.Parallel()
	share := func(party, number string) string {
		message := said(party, "wamid.SHARE", "1793700050", "")
		message, _, _ = strings.Cut(message, `"type":"text"`)
		return value(message + fmt.Sprintf(`"type":"contacts","contacts":[{"origin":"contact_request","name":{"formatted_name":"N"},"phones":[{"phone":"+%s","wa_id":%q}]}]}]`, number, number))
	}
	t.Run("of a customer", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		noor := b.customer("Noor", "email", "noor@example.com")
		b.says([2]string{"SG.05@noor", "hello"})
		b.call("POST", "/api/crm/conversations/unknown:SG.05/link", b.staffToken, map[string]any{"customer": noor})
		b.webhook(share("SG.05", "6555500188"))
		want(t, "contacts with the number", b.count("contacts WHERE digits = '6555500188' AND customer = '"+noor+"'", nil), 1)
		b.webhook(value(said("6555500188", "wamid.N", "1793700060", "from the number")))
		want(t, "whose", b.whose(), noor+" "+noor+" "+noor)
	})
	t.Run("of somebody whose number a customer has", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		noor := b.customer("Noor", "phone", "+65 5550 0188")
		b.says([2]string{"SG.05@noor", "hello"})
		want(t, "before", b.whose(), "unknown:SG.05")
		b.webhook(share("SG.05", "6555500188"))
		want(t, "after", b.whose(), noor+" "+noor)
	})
	t.Run("of somebody unknown", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says([2]string{"SG.05@noor", "hello"})
		b.webhook(share("SG.05", "6555500188"))
		want(t, "before", b.whose(), "unknown:SG.05 unknown:SG.05")
		noor := b.customer("Noor", "phone", "+65 5550 0188")
		want(t, "after", b.whose(), noor+" "+noor)
		contact, _ := b.app.FindFirstRecordByData("contacts", "customer", noor)
		want(t, "BSUID", contact.GetString("wa_user_id"), "")
	})
	t.Run("forwarded card of somebody else", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.customer("Other", "phone", "+65 5550 0188")
		b.webhook(strings.Replace(share("SG.05", "6555500188"), "contact_request", "other", 1))
		want(t, "whose", b.whose(), "unknown:SG.05")
	})
}

// A card that answers the request may have the number as a person writes it,
// without its id on WhatsApp. Then the number alone is the same sender.
func TestASharedNumberWithoutItsIDIsTheSendersOwn(t *testing.T) {
	t.Parallel()
	share := func(number string) string {
		message, _, _ := strings.Cut(said("SG.05", "wamid.SHARE", "1793700050", ""), `"type":"text"`)
		return value(message + fmt.Sprintf(`"type":"contacts","contacts":[{"origin":"contact_request","name":{"formatted_name":"N"},"phones":[{"phone":%q}]}]}]`, number))
	}
	for name, number := range map[string]string{"with plus": "+65 5550 0188", "with 00": "0065 5550 0188", "digits": "6555500188"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			b.says([2]string{"SG.05@noor", "hello"})
			b.webhook(share(number))
			b.says([2]string{"6555500188", "the number alone"}, [2]string{"SG.05", "the id alone"})
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat("unknown:6555500188 ", 4)))
			b.says([2]string{"6555500188+SG.05", "both"}, [2]string{"SG.05", "the id"}, [2]string{"6555500188", "the number"})
			want(t, "conversations", b.count("conversations", nil), 1)
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat("unknown:6555500188 ", 7)))
			noor := b.create("customers", map[string]any{"name": "Noor"}).Id
			want(t, "link", b.call("POST", "/api/crm/conversations/unknown:6555500188/link", b.staffToken, map[string]any{"customer": noor}).status, 200)
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(noor+" ", 7)))
			want(t, "BSUID", b.contactOf(noor).GetString("wa_user_id"), "SG.05")
			b.says([2]string{"SG.05", "hidden"}, [2]string{"6555500188", "shown"})
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(noor+" ", 9)))
		})
	}
	t.Run("in one body", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		message, _, _ := strings.Cut(said("SG.05", "wamid.SHARE", "1793700050", ""), `"type":"text"`)
		b.webhook(value(message + `"type":"contacts","contacts":[{"origin":"contact_request","name":{"formatted_name":"N"},"phones":[{"phone":"+65 5550 0188"}]}]},` + text("6555500188", "wamid.N", "1793700060", "number") + `]`))
		want(t, "whose", b.whose(), "unknown:6555500188 unknown:6555500188")
		want(t, "conversations", b.count("conversations", nil), 1)
	})
	t.Run("after the number has written", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says([2]string{"6555500188", "the number"}, [2]string{"SG.05", "the id"})
		b.webhook(share("+65 5550 0188"))
		b.says([2]string{"SG.05", "the id again"})
		want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat("unknown:6555500188 ", 4)))
		want(t, "conversations", b.count("conversations", nil), 1)
	})
	t.Run("of a customer", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		noor := b.customer("Noor", "whatsapp", "SG.05")
		b.webhook(share("+65 (0) 5550 0188"))
		b.says([2]string{"6555500188", "from the number"})
		want(t, "whose", b.whose(), noor+" "+noor)
	})
	t.Run("somebody else has the number by now", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.webhook(share("+65 5550 0188"))
		b.says([2]string{"6555500188+SG.99", "somebody else"}, [2]string{"SG.05", "the id"})
		want(t, "whose", b.whose(), "unknown:6555500188 unknown:SG.05 unknown:SG.05")
	})
	t.Run("a number that is none", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.webhook(share("5550 0188"))
		b.webhook(value(said("55500188", "wamid.N", "1793700060", "somebody else")))
		want(t, "whose", b.whose(), "unknown:SG.05 unknown:55500188")
	})
}

func TestNumbersOfTheSameLineInTheirSpellings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ stored, from string }{
		{"+55 31 99999-0123", "553199990123"}, {"+55 31 9999-0123", "5531999990123"},
		{"+52 55 5550 0144", "5215555500144"}, {"+52 1 55 5550 0144", "525555500144"},
		{"+54 11 5550-0111", "5491155500111"}, {"+54 9 11 5550-0111", "541155500111"}, {"011 15 5550-0111", "5491155500111"},
	} {
		t.Run(tc.stored, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			country := "AR"
			customer := b.create("customers", map[string]any{"name": "X", "country": country}).Id
			contact := b.create("contacts", map[string]any{"customer": customer, "type": "phone", "value": tc.stored})
			b.says([2]string{tc.from, "hi"})
			want(t, "whose", b.whose(), customer)
			want(t, "address", b.only().GetString("address"), tc.from)
			again, _ := b.app.FindRecordById("contacts", contact.Id)
			want(t, "value", again.GetString("value"), tc.stored)
		})
	}
	b := newBench(t, testConfig())
	b.customer("Not them", "phone", "+1 555 010 0311")
	b.says([2]string{"445550100311", "hi"})
	want(t, "whose", b.whose(), "unknown:445550100311")
}

func TestAnInvalidNumberIsKeptAndFlagged(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	for typed, invalid := range map[string]bool{"12": true, "ask at the desk": true, "+44 7700 900123": false, "+999 1": true} {
		c := b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": typed})
		want(t, typed+" kept", c.GetString("value"), typed)
		want(t, typed+" flagged", c.GetBool("invalid"), invalid)
	}
	mail := b.create("contacts", map[string]any{"customer": ada, "type": "email", "value": "a@example.com"})
	want(t, "e-mail", mail.GetBool("invalid"), false)
}

// What was looked up a moment before is not what is true a moment later.
func TestABSUIDThatWasJustLearnedIsKnownAtOnce(t *testing.T) {
	t.Parallel()
	quote := func(party, id string) string {
		return strings.Replace(said(party, id, "1893700020", "answer"), `"type":"text"`, `"type":"text","context":{"id":"OURS"}`, 1)
	}
	change := func(inside ...string) string {
		changes := []string{}
		for _, i := range inside {
			_, c, _ := strings.Cut(value(i), `"changes":[`)
			changes = append(changes, strings.TrimSuffix(c, `]}]}`))
		}
		return `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[` + strings.Join(changes, ",") + `]}]}`
	}
	for _, together := range []bool{false, true} {
		for name, first := range map[string]string{
			"quote":            quote("GB.77", "wamid.Q"),
			"quote and number": quote("447700900999+GB.77", "wamid.Q"),
		} {
			t.Run(fmt.Sprint(name, " together ", together), func(t *testing.T) {
				t.Parallel()
				b := newBench(t, newGraph(t).config())
				ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
				b.opens("447700900123")
				b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+44 7700 900123", "message": "hi"})
				next := said("GB.77", "wamid.N", "1893700030", "hidden")
				first := strings.Replace(first, "OURS", b.sent().GetString("ext_message_id"), 1)
				if together {
					b.webhook(change(first, next))
				} else {
					b.webhook(value(first))
					b.webhook(value(next))
				}
				want(t, "whose", b.whose(), ada+" "+ada+" "+ada+" "+ada)
			})
		}
		t.Run(fmt.Sprint("an unknown sender's new id, together ", together), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			inside := []string{said("SG.05", "wamid.1", "1793700001", "one"),
				system(`"id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_user_id","user_id":"SG.105","previous_user_id":"SG.05"}`),
				said("SG.105", "wamid.2", "1793700200", "two"), said("6555500188+SG.105@noor", "wamid.3", "1793700300", "three"), said("SG.105", "wamid.4", "1793700400", "four")}
			if together {
				b.webhook(change(inside...))
			} else {
				for _, i := range inside {
					b.webhook(value(i))
				}
			}
			want(t, "conversations", b.count("conversations", nil), 1)
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat("unknown:6555500188 ", 5)))
		})
	}
}

func TestTheNumberOfAKnownBSUIDIsStored(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	noor := b.create("customers", map[string]any{"name": "Noor"}).Id
	b.says([2]string{"SG.05@noor", "hidden"}, [2]string{"6555500188", "the number alone"})
	want(t, "link", b.call("POST", "/api/crm/conversations/unknown:SG.05/link", b.staffToken, map[string]any{"customer": noor}).status, 200)
	b.says([2]string{"6555500188+SG.05", "both"}, [2]string{"6555500188", "the number again"})
	want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(noor+" ", 4)))
}

func TestALearnedBSUIDOutlivesEdits(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"another spelling": {"+55 31 9999-0123"},
		"the same, typed":  {"+55 (31) 99999 0123"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			iara := b.customer("Iara", "whatsapp", "+55 31 99999-0123")
			b.says([2]string{"553199990123+BR.88", "hi"})
			for _, value := range values {
				a := b.call("PATCH", "/api/collections/contacts/records/"+b.contactOf(iara).Id, b.staffToken, map[string]any{"value": value})
				want(t, "change", a.status, 200)
			}
			b.says([2]string{"BR.88", "hidden"})
			want(t, "whose", b.whose(), iara+" "+iara)
		})
	}
	t.Run("a number for a hidden one", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says([2]string{"SG.05@noor", "hi"})
		noor := b.call("POST", "/api/crm/conversations/unknown:SG.05/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Noor"}}).json(t)["customer"].(map[string]any)["id"].(string)
		b.call("PATCH", "/api/collections/contacts/records/"+b.contactOf(noor).Id, b.staffToken, map[string]any{"value": "+65 5550 0188"})
		b.says([2]string{"SG.05", "hidden"}, [2]string{"6555500188", "number"})
		want(t, "whose", b.whose(), noor+" "+noor+" "+noor)
	})
	t.Run("another number is another person, and it can be undone", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		iara := b.customer("Iara", "whatsapp", "+55 31 99999-0123")
		b.says([2]string{"553199990123+BR.88", "hi"})
		before := b.snapshot()
		b.call("PATCH", "/api/collections/contacts/records/"+b.contactOf(iara).Id, b.staffToken, map[string]any{"value": "+44 7700 900123"})
		want(t, "forgotten", b.contactOf(iara).GetString("wa_user_id"), "")
		want(t, "kind", b.lastMove()["kind"], "edit")
		want(t, "undo", b.undo(b.lastMove()["id"]).status, 200)
		if after := b.snapshot(); after != before {
			t.Errorf("not as it was:\n%s", differences(before, after))
		}
	})
}

func TestTwoAccountsOnOneNumberOfOneCustomerAreDoubtful(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "phone", "+44 7700 900123")
	b.create("contacts", map[string]any{"customer": ada, "type": "whatsapp", "value": "+447700900123", "wa_user_id": "GB.77"})
	b.says([2]string{"447700900123+GB.88", "who?"})
	want(t, "whose", b.whose(), ada)
	want(t, "marked", b.only().GetBool("ambiguous"), true)
}

// A number that was given up may be a stranger's by now.
func TestARebuiltConversationAnswersTheNewNumber(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	other := b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0311"})
	b.says([2]string{"15550100311", "from the other"}, [2]string{"447700900123+GB.77", "hi"})
	b.webhook(value(system(`"from":"447700900123","id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_number","body":"x","wa_id":"447700900987","user_id":"GB.88","previous_user_id":"GB.77"}`)))
	want(t, "delete", b.call("DELETE", "/api/collections/contacts/records/"+other.Id, b.staffToken, nil).status, 204)
	want(t, "reply", b.conversation(ada).GetString("reply_address"), "447700900987")
}

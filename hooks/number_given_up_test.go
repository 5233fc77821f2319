package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

// step is one thing that happens in a story about numbers that change hands.
type step struct {
	do string // says, note, staff (adds a contact), clears, status, call, echo, imported, book, wish
	// who: "digits", "BSUID" or "digits+BSUID"; of a note, the old one
	who string
	now string // of a note: the new one
	at  int    // seconds into the story; notes and messages may come in another order
}

func says(who string, at int) step       { return step{do: "says", who: who, at: at} }
func moves(who, now string, at int) step { return step{do: "note", who: who, now: now, at: at} }
func staff(customer, value string) step  { return step{do: "staff", who: customer, now: value} }
func by(kind, who string, at int) step   { return step{do: kind, who: who, at: at} }

// shuffled are the steps in every order; of five, every seventh, which are enough
// to meet each pair both ways.
func shuffled(steps ...step) (list [][]step) {
	for n, order := range orders([]string{"0", "1", "2", "3", "4"}[:len(steps)]) {
		if len(steps) > 4 && n%7 != 0 {
			continue
		}
		one := []step{}
		for _, i := range order {
			one = append(one, steps[i[0]-'0'])
		}
		list = append(list, one)
	}
	return list
}

// play does one step. The id of a message is its party and time, by which the
// table below finds whose it became.
func (b *bench) play(s step, customers map[string]string) {
	b.t.Helper()
	const began = 1793700000
	at := fmt.Sprint(began + s.at)
	waID, userID, _ := strings.Cut(s.who, "+")
	if strings.Contains(waID, ".") {
		waID, userID = "", waID
	}
	id := fmt.Sprintf("wamid.%s.%d", s.who, s.at)
	switch s.do {
	case "says":
		b.webhook(value(said(s.who, id, at, id)))
	case "wish":
		b.webhook(value(said(s.who, id, at, "STOP")))
	case "note":
		now, nowUser, _ := strings.Cut(s.now, "+")
		if strings.Contains(now, ".") {
			now, nowUser = "", now
		}
		note := `"type":"user_changed_number","body":"changed"`
		for key, v := range map[string]string{"wa_id": now, "user_id": nowUser, "previous_user_id": userID} {
			if v != "" {
				note += fmt.Sprintf(`,%q:%q`, key, v)
			}
		}
		b.webhook(value(system(fmt.Sprintf(`"from":%q,"id":"wamid.note.%s.%d","timestamp":%q,"type":"system","system":{%s}`, waID, s.who, s.at, at, note))))
	case "staff":
		a := b.call("POST", "/api/collections/contacts/records", b.staffToken, map[string]any{"customer": customers[s.who], "type": "whatsapp", "value": s.now})
		want(b.t, "add "+a.body, a.status, 200)
	case "clears":
		contact, err := b.app.FindFirstRecordByFilter("contacts", "customer = '"+customers["Ada"]+"' && given_up_at != ''")
		if err != nil {
			b.t.Fatal(err)
		}
		a := b.call("PATCH", "/api/collections/contacts/records/"+contact.Id, b.staffToken, map[string]any{"given_up_at": ""})
		want(b.t, "clear "+a.body, a.status, 200)
	case "call":
		b.webhook(inField("calls", fmt.Sprintf(`"calls":[{"id":%q,"from":%q,"from_user_id":%q,"event":"connect","direction":"USER_INITIATED","timestamp":%q}]`, id, waID, userID, at)))
	case "echo":
		b.webhook(inField("smb_message_echoes", fmt.Sprintf(`"message_echoes":[{"from":"15550100200","to":%q,"to_user_id":%q,"id":%q,"timestamp":%q,"type":"text","text":{"body":"x"}}]`, waID, userID, id, at)))
	case "imported":
		b.webhook(inField("history", fmt.Sprintf(`"history":[{"threads":[{"id":%q,"context":{"wa_id":%q,"user_id":%q},"messages":[{"from":%q,"id":%q,"timestamp":%q,"type":"text","text":{"body":"x"}}]}]}]`, waID, waID, userID, waID, id, at)))
	case "status":
		b.webhook(value(fmt.Sprintf(`"statuses":[{"id":"OURS","status":"delivered","timestamp":%q,"recipient_id":%q,"recipient_user_id":%q}]`, at, waID, userID)))
	default:
		b.t.Fatalf("no step %q", s.do)
	}
}

// Who wrote from where after which change, and whom an answer reaches.
func TestWhoHasANumberThatChangedHands(t *testing.T) {
	t.Parallel()
	const old, fresh, third = "447700900401", "447700900402", "447700900403"
	const br9, br8 = "5541988880123", "554188880123"
	for _, tc := range []struct {
		name   string
		known  map[string]string // customers with a number, "" for none
		orders [][]step
		whose  map[string]string // by "party.at": a customer or a thread
		reply  map[string]string // the address of an answer, by customer or thread
		users  map[string]string // the BSUIDs of a customer
	}{
		{
			name: "a stranger after the change", known: map[string]string{"Ada": old},
			orders: [][]step{{says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), says(old+"+GB.9", 200), says(old, 201), says("GB.9", 202), says(fresh+"+GB.2", 203), says("GB.2", 204)}},
			whose:  map[string]string{old + "+GB.1.0": "Ada", old + "+GB.9.200": "unknown:" + old, old + ".201": "unknown:" + old, "GB.9.202": "unknown:" + old, fresh + "+GB.2.203": "Ada", "GB.2.204": "Ada"},
			reply:  map[string]string{"Ada": "GB.2", "unknown:" + old: "GB.9"}, users: map[string]string{"Ada": "GB.1 GB.2"},
		},
		{
			name: "the note comes whenever it comes", known: map[string]string{"Ada": old},
			orders: shuffled(says(old, 0), moves(old, fresh+"+GB.2", 100), says(old+"+GB.9", 200), says(old, 300)),
			whose:  map[string]string{old + ".0": "Ada", old + "+GB.9.200": "unknown:" + old, old + ".300": "unknown:" + old},
			reply:  map[string]string{"Ada": fresh, "unknown:" + old: old}, users: map[string]string{"Ada": "GB.2"},
		},
		{
			name: "told twice, without any id", known: map[string]string{"Ada": old},
			orders: shuffled(says(old, 0), moves(old, fresh, 100), moves(old, fresh, 100), says(old, 200), moves(old, fresh, 300)),
			whose:  map[string]string{old + ".0": "Ada", old + ".200": "unknown:" + old}, reply: map[string]string{"Ada": fresh, "unknown:" + old: old},
		},
		{
			name:   "an unknown sender, in every order",
			orders: shuffled(says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), says(old+"+GB.9", 200), says(fresh+"+GB.2", 300)),
			whose:  map[string]string{old + "+GB.1.0": "unknown:" + fresh, old + "+GB.9.200": "unknown:" + old, fresh + "+GB.2.300": "unknown:" + fresh},
			reply:  map[string]string{"unknown:" + fresh: fresh, "unknown:" + old: old},
		},
		{
			name:   "an unknown sender without any id, in every order",
			orders: shuffled(says(old, 0), moves(old, fresh, 100), moves(old, fresh, 100), says(old, 200), says(fresh, 300)),
			whose:  map[string]string{old + ".0": "unknown:" + fresh, old + ".200": "unknown:" + old, fresh + ".300": "unknown:" + fresh},
			reply:  map[string]string{"unknown:" + fresh: fresh, "unknown:" + old: old},
		},
		{
			name: "the new number is hidden", known: map[string]string{"Ada": old},
			orders: shuffled(says(old+"+GB.1", 0), moves(old+"+GB.1", "GB.2", 100), says(old, 200)),
			whose:  map[string]string{old + "+GB.1.0": "Ada", old + ".200": "unknown:" + old}, reply: map[string]string{"Ada": "GB.2"},
		},
		{
			name:   "an unknown sender hides the new number",
			orders: shuffled(says(old+"+GB.1", 0), moves(old+"+GB.1", "GB.2", 100), says(old, 200), says("GB.2", 300)),
			whose:  map[string]string{old + "+GB.1.0": "unknown:GB.2", old + ".200": "unknown:" + old, "GB.2.300": "unknown:GB.2"},
			reply:  map[string]string{"unknown:GB.2": "GB.2"},
		},
		{
			name: "two spellings of the old number", known: map[string]string{"Ada": br9},
			orders: shuffled(says(br8, 0), moves(br8, fresh+"+GB.2", 100), says(br9+"+BR.9", 200), says(br8, 300)),
			whose:  map[string]string{br8 + ".0": "Ada", br9 + "+BR.9.200": "=" + br8 + ".300"}, reply: map[string]string{"Ada": fresh}, users: map[string]string{"Ada": "GB.2"},
		},
		{
			name: "from one number to the next to the next", known: map[string]string{"Ada": old},
			orders: shuffled(says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), moves(fresh+"+GB.2", third+"+GB.3", 200), says(old, 300), says(fresh, 301)),
			whose:  map[string]string{old + "+GB.1.0": "Ada", old + ".300": "unknown:" + old, fresh + ".301": "unknown:" + fresh}, reply: map[string]string{"Ada": third},
		},
		{
			name:   "an unknown sender, from one number to the next to the next",
			orders: shuffled(says(old, 0), moves(old, fresh, 100), moves(fresh, third, 200), says(third, 250), says(fresh, 301)),
			whose:  map[string]string{old + ".0": "unknown:" + third, third + ".250": "unknown:" + third, fresh + ".301": "unknown:" + fresh},
			reply:  map[string]string{"unknown:" + third: third, "unknown:" + fresh: fresh},
		},
		{
			name:   "the same with ids",
			orders: shuffled(says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), moves(fresh+"+GB.2", third+"+GB.3", 200), says("GB.3", 250), says(fresh+"+GB.9", 301)),
			whose:  map[string]string{old + "+GB.1.0": "unknown:" + third, "GB.3.250": "unknown:" + third},
			reply:  map[string]string{"unknown:" + third: "GB.3"},
		},
		{
			name: "and back again", known: map[string]string{"Ada": old},
			orders: shuffled(says(old, 0), moves(old, fresh, 100), moves(fresh, old, 200), says(old, 300), says(fresh, 301)),
			whose:  map[string]string{old + ".0": "Ada", old + ".300": "Ada", fresh + ".301": "unknown:" + fresh}, reply: map[string]string{"Ada": old},
		},
		{
			name: "two customers change places", known: map[string]string{"Ada": old, "Kim": fresh},
			orders: [][]step{
				{says(old+"+GB.1", 0), says(fresh+"+GB.5", 1), moves(old+"+GB.1", fresh+"+GB.2", 100), moves(fresh+"+GB.5", old+"+GB.6", 101), says(old, 200), says(fresh, 201)},
				{says(old+"+GB.1", 0), says(fresh+"+GB.5", 1), moves(fresh+"+GB.5", old+"+GB.6", 101), moves(old+"+GB.1", fresh+"+GB.2", 100), says(old, 200), says(fresh, 201)},
				{moves(old, fresh, 100), moves(fresh, old, 101), says(old, 200), says(fresh, 201)},
			},
			whose: map[string]string{old + ".200": "Kim", fresh + ".201": "Ada"}, reply: map[string]string{"Ada": fresh, "Kim": old},
		},
		{
			name: "taken back, by the id", known: map[string]string{"Ada": old},
			orders: [][]step{{says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), says(fresh+"+GB.2", 150), says(old+"+GB.2", 200), says(old, 201)}},
			whose:  map[string]string{old + "+GB.2.200": "Ada", old + ".201": "Ada"}, reply: map[string]string{"Ada": old},
		},
		{
			name: "taken back, as staff say", known: map[string]string{"Ada": old},
			orders: [][]step{
				{says(old, 0), moves(old, fresh, 100), staff("Ada", "+"+old), says(old, 200)},
				{says(old, 0), moves(old, fresh, 100), {do: "clears"}, says(old, 200)},
				{says(old, 0), moves(old, fresh, 100), says(old, 200), staff("Ada", "+"+old)},
			},
			whose: map[string]string{old + ".200": "Ada"}, reply: map[string]string{"Ada": old},
		},
		{
			name: "nothing else teaches the stranger's id", known: map[string]string{"Ada": old},
			orders: [][]step{{says(old+"+GB.1", 0), moves(old+"+GB.1", fresh+"+GB.2", 100), by("status", old+"+GB.9", 200), by("call", old+"+GB.9", 201), by("echo", old+"+GB.9", 202), by("imported", old+"+GB.9", 203), by("wish", old+"+GB.9", 204)}},
			whose:  map[string]string{old + "+GB.9.201": "unknown:" + old, old + "+GB.9.202": "unknown:" + old, old + "+GB.9.203": "unknown:" + old, old + "+GB.9.204": "unknown:" + old},
			reply:  map[string]string{"Ada": fresh}, users: map[string]string{"Ada": "GB.1 GB.2"},
		},
		{
			name: "an imported history from before the change", known: map[string]string{"Ada": old},
			orders: [][]step{{moves(old, fresh, 100), by("imported", old, 50), by("imported", old, 150), by("call", old, 60)}},
			whose:  map[string]string{old + ".50": "Ada", old + ".150": "unknown:" + old, old + ".60": "Ada"}, reply: map[string]string{"Ada": fresh},
		},
		{
			name: "the new number was another's before", known: map[string]string{"Ada": old},
			orders: [][]step{{says(fresh+"+GB.7", 0), says(old, 1), moves(old, fresh+"+GB.2", 100), says(fresh+"+GB.2", 200)}},
			whose:  map[string]string{fresh + "+GB.7.0": "unknown:" + fresh, old + ".1": "Ada", fresh + "+GB.2.200": "Ada"}, reply: map[string]string{"Ada": fresh}, users: map[string]string{"Ada": "GB.2"},
		},
		{
			name: "the new number is a customer's", known: map[string]string{"Ada": fresh},
			orders: [][]step{{says(old, 0), moves(old, fresh, 100), says(old, 200), says(fresh, 201)}},
			whose:  map[string]string{old + ".0": "Ada", old + ".200": "unknown:" + old, fresh + ".201": "Ada"}, reply: map[string]string{"Ada": fresh},
		},
	} {
		for i, order := range tc.orders {
			t.Run(fmt.Sprintf("%s %d", tc.name, i), func(t *testing.T) {
				t.Parallel()
				b := newBench(t, testConfig())
				customers, names := map[string]string{}, map[string]string{}
				for name, number := range tc.known {
					id := b.customer(name, "whatsapp", "+"+number)
					customers[name], names[id] = id, name
				}
				for _, s := range order {
					b.play(s, customers)
				}
				whose := func(key string) string {
					row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid."+key)
					if err != nil {
						t.Fatalf("%s: %v", key, err)
					}
					if name := names[row.GetString("customer_id")]; name != "" {
						return name
					}
					return row.GetString("customer_id")
				}
				for key, wanted := range tc.whose {
					if same, ok := strings.CutPrefix(wanted, "="); ok {
						wanted = whose(same)
						want(t, key+" is a stranger's", strings.HasPrefix(wanted, "unknown:"), true)
					}
					want(t, key, whose(key), wanted)
				}
				for owner, address := range tc.reply {
					id := owner
					if customers[owner] != "" {
						id = customers[owner]
					}
					want(t, "an answer to "+owner, b.conversation(id).GetString("reply_address"), address)
				}
				for owner, users := range tc.users {
					contacts, err := b.app.FindRecordsByFilter("contacts", "customer = '"+customers[owner]+"' && wa_user_id != ''", "wa_user_id", 0, 0)
					if err != nil {
						t.Fatal(err)
					}
					list := []string{}
					for _, c := range contacts {
						list = append(list, c.GetString("wa_user_id"))
					}
					want(t, "ids of "+owner, strings.Join(list, " "), users)
				}
				b.consistent()
				if t.Failed() {
					for _, s := range order {
						t.Log(s)
					}
				}
			})
		}
	}
}

// An answer to a customer never leaves to a number that they have given up,
// whoever asks for it.
func TestAnAnswerNeverGoesToAGivenUpNumber(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900401")
	b.opens("447700900401")
	b.play(moves("447700900401", "447700900402", 99), nil)
	b.opens("447700900402", "447700900401")
	send := func(id, to string) answer {
		return b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": id, "to_phone": to, "message": "hi"})
	}
	for _, spelled := range []string{"447700900401", "+44 7700 900401", "0044 7700 900401"} {
		a := send(ada, spelled)
		if data, _ := a.json(t)["data"].(map[string]any); a.status != 400 || data["to_phone"] == nil {
			t.Errorf("to %s: %d %s", spelled, a.status, a.body)
		}
	}
	g.mu.Lock()
	want(t, "calls", len(g.calls), 0)
	g.mu.Unlock()
	want(t, "to the new number", send(ada, b.conversation(ada).GetString("reply_address")).status, 200)
	want(t, "address", b.sent().GetString("address"), "447700900402")
	want(t, "to the stranger", send("unknown:447700900401", "").status, 200)
}

package whatsapp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestOldAndNewNumbersOfACountryAreOne(t *testing.T) {
	t.Parallel()
	for _, one := range []string{
		"22540123456 2250140123456", "22573123456 2250173123456", "22501123456 2250101123456", // Moov
		"22505123456 2250505123456", "22586123456 2250586123456", "22564123456 2250564123456", // MTN
		"22507123456 2250707123456", "22598123456 2250798123456", // Orange
		"22520812345 2252120812345", "22522012345 2252522012345", "22520212345 2252720212345", "22536812345 2252736812345", // fixed
		"22997123456 2290197123456", "22920123456 2290120123456", "22940123456 2290140123456",
		"2412123456 24102123456 24162123456", "2415123456 24105123456 24165123456", "2416123456 24106123456 24166123456",
		"2414123456 24104123456 24174123456", "2417123456 24107123456 24177123456", "2411441234 24101441234 24111441234",
	} {
		spellings := strings.Fields(one)
		for _, a := range spellings {
			keys := PhoneKeys(a)
			if keys[0] != a || len(keys) != len(spellings) {
				t.Errorf("keys of %s: %s", a, keys)
			}
			for _, b := range spellings {
				if !slices.Contains(keys, b) || !SameNumber(a, b) || numberKey(a) != numberKey(b) {
					t.Errorf("%s and %s are two", a, b)
				}
			}
		}
	}
	for _, alone := range []string{
		"22560123456", "2250160123456", // no operator's any more
		"2250140", "225014012345", "22501401234567", // too short or long
		"2250740123456", "2250141", "2250507123456", // another operator's prefix before it
		"22520112345", "2252720112345", "22513", "22580012345",
		"22910123456", "2290110123456", "2290297123456", "229971234567", "22901", "22901234567",
		"2413123456", "24103123456", "24163123456", "24160123456", "24161123456", "24176123456", "24167123456", "24174123", "241", "",
	} {
		if keys := PhoneKeys(alone); len(keys) > 1 {
			t.Errorf("%s is also %s", alone, keys[1:])
		}
	}
}

// Whatever the number, its spellings are the same seen from each of them, and
// no number is in two sets.
func TestSpellingsAreTheSameFromEverySide(t *testing.T) {
	t.Parallel()
	check := func(digits string) {
		keys := PhoneKeys(digits)
		slices.Sort(keys)
		for _, key := range keys {
			again := PhoneKeys(key)
			slices.Sort(again)
			if !slices.Equal(keys, again) {
				t.Fatalf("%s is %s, but %s is %s", digits, keys, key, again)
			}
		}
		if !slices.Contains(keys, digits) || len(slices.Compact(keys)) != len(keys) {
			t.Fatalf("keys of %s: %s", digits, keys)
		}
	}
	for n := 0; n < 100_000; n += 13 {
		begin := fmt.Sprintf("%05d", n)
		for _, rest := range []string{"", "12", "123", "1234", "12345", "123456", "1234567"} {
			for _, calling := range []string{"225", "229", "241", "55", "52", "54"} {
				check(calling + begin + rest)
			}
		}
	}
}

func TestPeopleArePairedByAnySpelling(t *testing.T) {
	t.Parallel()
	for _, pair := range []string{
		"5551977770002 555177770002", "5215555500144 525555500144", "5491155500111 541155500111", "2290197123456 22997123456", "24107123456 24177123456", "2250707123456 22507123456",
	} {
		a, b, _ := strings.Cut(pair, " ")
		for _, p := range [][2]string{{a, b}, {b, a}} {
			contact := fmt.Sprintf(`{"wa_id":%q,"user_id":"BR.1","profile":{"name":"Caio"}}`, p[0])
			said := fmt.Sprintf(`"messages":[{"id":"wamid.1","from":%q,"type":"text","text":{"body":"a"}}]`, p[1])
			others := strings.Repeat(`,`+ada, 10)
			for what, contacts := range map[string]string{"alone": contact, "with another": wren + "," + contact, "among many": contact + others} {
				e := one(t, delivery("messages", `"contacts":[`+contacts+`],`+said))
				if got := e.Party; got.WaID != p[1] || got.UserID != "BR.1" || got.Name != "Caio" {
					t.Errorf("%s, %s: %+v", pair, what, got)
				}
			}
			// the only person, though spelled otherwise
			e := decode(t, delivery("messages", `"contacts":[`+contact+`],"messages":[{"id":"wamid.1","from":"`+p[1]+`","type":"text","text":{"body":"a"}},{"id":"wamid.2","type":"text","text":{"body":"b"}}]`))
			if e[1].Kind != KindMessage || e[1].Party.UserID != "BR.1" {
				t.Errorf("%s: the only person is nobody: %s", pair, lines(e))
			}
			history := fmt.Sprintf(`"history":[{"threads":[{"id":%q,"messages":[{"id":"wamid.1","from":%q,"type":"text","text":{"body":"a"}}]}]}]`, p[0], p[1])
			if e := one(t, delivery("history", history)); e.Message == nil || e.Message.Direction != Inbound {
				t.Errorf("%s: in a history: %s", pair, transcript(e))
			}
		}
		display := `"metadata":{"display_phone_number":"` + a + `","phone_number_id":"200300400500600"}`
		call := `{"id":"wacid.1","from":"` + b + `","to":"447700900123","event":"connect","timestamp":"1793700000"}`
		body := `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"calls","value":{` + display + `,"calls":[` + call + `]}}]}]}`
		if e := one(t, body); e.Call == nil || e.Call.Direction != Outbound || e.Party.WaID != "447700900123" {
			t.Errorf("%s: a call of ours: %s", pair, transcript(e))
		}
		note := `"messages":[{"id":"wamid.1","from":"` + a + `","type":"system","system":{"type":"user_changed_number","wa_id":"` + b + `","user_id":"BR.2","previous_user_id":"BR.1"}}]`
		if e := one(t, delivery("messages", note)); e.Identity == nil || e.Identity.WaID != "" || e.Identity.PreviousWaID != "" {
			t.Errorf("%s: a change to itself: %+v", pair, e.Identity)
		}
	}
}

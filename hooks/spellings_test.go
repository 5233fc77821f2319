package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

// An unknown sender whose number is written in two ways has one thread, whatever
// came first and whichever way it came; a customer with either takes all of it.
func TestAnUnknownSenderInTwoSpellingsIsOne(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"5541988880123", "554188880123"}, {"525555500144", "5215555500144"}, {"541155500111", "5491155500111"},
		{"22997123456", "2290197123456"}, {"22507123456", "2250707123456"}, {"24107123456", "24177123456"}, {"2416123456", "24166123456"},
	} {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			for _, together := range []bool{false, true} {
				t.Run(fmt.Sprint(p, together), func(t *testing.T) {
					t.Parallel()
					b := newBench(t, testConfig())
					a, z := p[0], p[1]
					bodies := []string{
						inField("smb_message_echoes", fmt.Sprintf(`"message_echoes":[{"from":"15550100200","to":%q,"id":"wamid.E","timestamp":"1793700001","type":"text","text":{"body":"x"}}]`, a)),
						value(said(z, "wamid.1", "1793700002", "answer")),
						inField("calls", fmt.Sprintf(`"calls":[{"id":"wacid.1","from":%q,"event":"connect","direction":"USER_INITIATED","timestamp":"1793700003"}]`, a)),
						inField("history", fmt.Sprintf(`"history":[{"threads":[{"id":%q,"messages":[{"from":%q,"id":"wamid.H","timestamp":"1793600000","type":"text","text":{"body":"x"}}]}]}]`, z, z)),
						value(said(a+"+XX.5", "wamid.2", "1793700004", "with the id")),
						value(said("XX.5", "wamid.3", "1793700005", "hidden")),
						value(said(z+"+XX.5", "wamid.4", "1793700006", "again")),
					}
					if together {
						changes := []string{}
						for _, body := range bodies {
							_, inside, _ := strings.Cut(body, `"changes":[`)
							changes = append(changes, strings.TrimSuffix(inside, `]}]}`))
						}
						bodies = []string{`{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[` + strings.Join(changes, ",") + `]}]}`}
					}
					for _, body := range bodies {
						b.webhook(body)
					}
					want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat("unknown:"+a+" ", 7)))
					want(t, "conversations", b.count("conversations", nil), 1)
					want(t, "an answer", b.conversation("unknown:"+a).GetString("reply_address"), z)
					noor := b.customer("Noor", "whatsapp", "+"+z)
					want(t, "then", b.whose(), strings.TrimSpace(strings.Repeat(noor+" ", 7)))
					want(t, "BSUID", b.contactOf(noor).GetString("wa_user_id"), "XX.5")
				})
			}
		}
	}
}

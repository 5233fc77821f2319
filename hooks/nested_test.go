package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// SQLite reads 1,000 levels of JSON, the decoder more: who sends them can be
// answered all the same, called back, and moved.
func TestSomebodyWhoSendsDeeplyNestedJSONIsAnswered(t *testing.T) {
	t.Parallel()
	now := time.Unix(1793700600, 0)
	cfg := testConfig()
	cfg.Now = func() time.Time { return now }
	b := newBench(t, cfg)
	deep := `,"strange":` + strings.Repeat(`{"a":`, 1500) + "1" + strings.Repeat("}", 1500)
	b.webhook(callEvent("wacid.1", "connect", 1793700500, deep))
	b.webhook(value(fmt.Sprintf(`"messages":[{"from":"447700900123","from_user_id":"GB.1","id":"wamid.1","timestamp":"1793700550","type":"text","text":{"body":"hi"}%s}]`, deep)))
	a := b.call("GET", "/api/crm/conversations/unknown:447700900123/window?address=447700900123", b.staffToken, nil)
	want(t, "window "+a.body, a.json(t)["open"], true)

	ada, kim := b.customer("Ada", "phone", "+44 7700 900123"), b.customer("Kim", "phone", "+44 7700 900123")
	want(t, "adopted", b.conversation(ada).GetDateTime("window_expires_at").Time().Unix(), int64(1793700550+24*3600))
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.2","timestamp":"1793700560","type":"text","text":{"body":"whose?"}` + deep + `}]`))
	a = b.call("POST", "/api/crm/conversations/"+ada+"/choose", b.staffToken, map[string]any{"address": "447700900123", "customer": kim})
	want(t, "choose "+a.body, a.status, 200)
	want(t, "the payload is whole", strings.Count(b.log()[1].GetString("payload"), `"a"`), 1500)
}

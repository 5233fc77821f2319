package hooks_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestMessagesAreFoundByWamidAndClientKey(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.2", "1793700001", "the second") + `]`))
	want(t, "sent", b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{
		"customer_id": ada, "to_phone": "+44 7700 900123", "message": "ours", "client_key": "key-1",
	}).status, 200)
	find := func(query string) string {
		t.Helper()
		answer := b.call("GET", "/api/crm/whatsapp/messages?"+query, b.staffToken, nil)
		want(t, query, answer.status, 200)
		bodies := []string{}
		for _, item := range answer.json(t)["items"].([]any) {
			row := item.(map[string]any)
			if row["payload"] != nil {
				t.Error("staff got the payload")
			}
			bodies = append(bodies, row["body"].(string))
		}
		return strings.Join(bodies, ", ")
	}
	want(t, "two, one of which is gone", find(url.Values{"wamid": {"wamid.2", "wamid.gone"}}.Encode()), "the second")
	want(t, "by key", find("client_key=key-1"), "ours")
	want(t, "nothing empty", find("client_key="), "")

	path := "/api/crm/whatsapp/messages"
	want(t, "nothing is named", b.call("GET", path, b.staffToken, nil).status, 400)
	want(t, "too many", b.call("GET", path+"?"+strings.Repeat("wamid=x&", 31), b.staffToken, nil).status, 400)
	want(t, "a guest", b.call("GET", path+"?wamid=wamid.2", "", nil).status, 401)
	want(t, "who has left", b.call("GET", path+"?wamid=wamid.2", b.token(b.user("gone@example.com", "agent", false)), nil).status, 403)
}

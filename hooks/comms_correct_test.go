package hooks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

func versions(t *testing.T, row *core.Record) (list []ingest.Version) {
	t.Helper()
	if err := json.Unmarshal([]byte(row.GetString("versions")), &list); err != nil {
		t.Fatalf("versions %q: %v", row.GetString("versions"), err)
	}
	return list
}

// Who corrects what was said leaves what it was, their name and the time; what
// the customer edits later comes after it.
func TestACorrectionLeavesWhatItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "my code is 1234") + `]`))
	path := fmt.Sprintf(records, "comms_log", b.only().Id)
	for _, body := range []string{"my code is ****", "my code is [removed]"} {
		want(t, "correct", b.call("PATCH", path, b.superToken, map[string]any{"body": body}).status, 200)
	}
	seen := b.call("GET", path, b.staffToken, nil).json(t)
	want(t, "text", seen["body"], "my code is [removed]")
	want(t, "when", seen["edited_at"] != "", true)
	list := versions(t, b.only())
	want(t, "texts", fmt.Sprint(len(list), list[0].Body, list[1].Body, list[2].Body), "3my code is 1234my code is ****my code is [removed]")
	want(t, "who", fmt.Sprintf("%q %q %q", list[0].By, list[1].By, list[2].By), `"" "root@example.com" "root@example.com"`)
	want(t, "first said", list[0].At, "2026-11-03 10:00:01.000Z")
	want(t, "corrected at", list[2].At, seen["edited_at"])
	want(t, "inbox", b.conversation(ada).GetString("last_preview"), "my code is [removed]")

	want(t, "the same again", b.call("PATCH", path, b.superToken, map[string]any{"body": "my code is [removed]"}).status, 200)
	want(t, "texts", len(versions(t, b.only())), 3)
	want(t, "staff", b.call("PATCH", path, b.staffToken, map[string]any{"body": "mine"}).status, 404)
}

// Staff correct what they logged themselves, a superuser what anybody did: each
// correction is told, the time as well as the text.
func TestACorrectedNoteTellsWhatItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	note := b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{
		"customer": ada, "type": "note", "body": "Likes tee", "occurred_at": "2026-01-02 10:00:00.000Z"}).json(t)
	path := fmt.Sprintf(records, "comms_log", note["id"])
	said := func() string {
		var all []string
		for _, v := range versions(t, b.only()) {
			all = append(all, v.Body+" by "+v.By)
		}
		return strings.Join(all, ", ")
	}
	want(t, "time", b.call("PATCH", path, b.staffToken, map[string]any{"occurred_at": "2026-01-01 10:00:00.000Z"}).status, 200)
	want(t, "versions", said(), "Likes tee by , Likes tee by sam@example.com")
	want(t, "the time it was", versions(t, b.only())[0].At, "2026-01-02 10:00:00.000Z")
	want(t, "own", b.call("PATCH", path, b.staffToken, map[string]any{"body": "Likes tea"}).status, 200)
	want(t, "superuser", b.call("PATCH", path, b.superToken, map[string]any{"body": "Likes coffee"}).status, 200)
	want(t, "versions", said(), "Likes tee by , Likes tee by sam@example.com, Likes tea by sam@example.com, Likes coffee by root@example.com")
	want(t, "the same", b.call("PATCH", path, b.staffToken, map[string]any{"body": "Likes coffee"}).status, 200)
	want(t, "versions", len(versions(t, b.only())), 4)
	want(t, "author", b.only().GetString("author"), b.staffID)
}

// What happened elsewhere is logged by hand, by a superuser as by staff.
func TestASuperuserLogsByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	for _, kind := range []string{"note", "call", "meeting", "email", "sms"} {
		a := b.call("POST", "/api/collections/comms_log/records", b.superToken, map[string]any{"customer": ada, "type": kind, "body": kind, "author": b.staffID, "status": "", "payload": nil, "unread": 0})
		want(t, kind+a.body, a.status, 200)
		want(t, "author", a.json(t)["author"], b.staffID)
		want(t, "customer_id", a.json(t)["customer_id"], ada)
	}
	want(t, "preview", b.conversation(ada).GetString("last_preview"), "sms")
}

// What is deleted because nothing of it may stay is gone from the inbox as well.
func TestADeletedMessageIsGoneFromTheInbox(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	for i, body := range []string{"one", "two", "three"} {
		b.webhook(value(`"messages":[` + text("447700900123", fmt.Sprintf("wamid.%d", i), fmt.Sprintf("179370000%d", i), body) + `]`))
		if i == 0 {
			b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
		}
	}
	window := b.conversation(ada).GetString("window_expires_at")
	state := func() string {
		c := b.conversation(ada)
		return fmt.Sprint(c.GetString("last_preview"), " ", c.GetString("last_at"), " ", c.GetInt("unread"))
	}
	want(t, "before", state(), "three 2026-11-03 10:00:02.000Z 2")
	for i, after := range []string{"three 2026-11-03 10:00:02.000Z 2", "three 2026-11-03 10:00:02.000Z 1"} {
		want(t, "delete", b.call("DELETE", fmt.Sprintf(records, "comms_log", b.log()[0].Id), b.superToken, nil).status, 204)
		want(t, fmt.Sprintf("after %d", i+1), state(), after)
	}
	want(t, "window", b.conversation(ada).GetString("window_expires_at"), window)
	want(t, "the last one", b.call("DELETE", fmt.Sprintf(records, "comms_log", b.only().Id), b.superToken, nil).status, 204)
	want(t, "conversations", b.count("conversations", nil), 0)
	want(t, "and the customer", b.call("DELETE", fmt.Sprintf(records, "customers", ada), b.superToken, nil).status, 204)
}

// A row whose customer is changed by Go code belongs to the customer wholly.
func TestTheCustomerOfARowIsOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "whatsapp", "+44 7700 900123"), b.create("customers", map[string]any{"name": "Kim"}).Id
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	row := b.only()
	row.Set("customer", kim)
	if err := b.app.Save(row); err != nil {
		t.Fatal(err)
	}
	want(t, "customer_id", b.only().GetString("customer_id"), kim)
	want(t, "conversation", b.conversation(kim).GetString("last_preview"), "hello")
	want(t, "conversations of the other", b.count("conversations WHERE customer_id = '"+ada+"'", nil), 0)
	if strings.Contains(b.call("GET", "/api/collections/conversations/records", b.staffToken, nil).body, ada) {
		t.Error("the other one is in the inbox all the same")
	}
}

// A wrong year pins no conversation above all others.
func TestAnEntryIsNotLoggedFarAhead(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	entry := func(at time.Time) map[string]any {
		return map[string]any{"customer": ada, "type": "meeting", "direction": "outbound", "body": "In the shop", "occurred_at": at.UTC()}
	}
	const path = "/api/collections/comms_log/records"
	ahead := time.Now().AddDate(1, 0, 0)
	a := b.call("POST", path, b.staffToken, entry(ahead))
	want(t, "a year ahead", a.status, 400)
	if said, _ := a.json(t)["data"].(map[string]any)["occurred_at"].(map[string]any); said["code"] != "crm_ahead" {
		t.Errorf("the time is not named: %s", a.body)
	}
	want(t, "by a superuser", b.call("POST", path, b.superToken, entry(ahead)).status, 400)
	a = b.call("POST", path, b.staffToken, entry(time.Now().Add(time.Hour)))
	want(t, "in an hour", a.status, 200)
	row := path + "/" + fmt.Sprint(a.json(t)["id"])
	want(t, "corrected to a year ahead", b.call("PATCH", row, b.staffToken, map[string]any{"occurred_at": ahead.UTC()}).status, 400)
	want(t, "its text", b.call("PATCH", row, b.staffToken, map[string]any{"body": "In the workshop"}).status, 200)
}

// What staff delete of their own stays with a mark; what a superuser deletes is gone.
func TestADeletedEntryStaysWithAMark(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	log := func(body string) string {
		a := b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "call", "direction": "inbound", "body": body})
		return fmt.Sprintf(records, "comms_log", a.json(t)["id"])
	}
	preview := func() string { return b.conversation(ada).GetString("last_preview") }
	first, second := log("Asked for an offer"), log("Agreed to 100")
	want(t, "correct", b.call("PATCH", second, b.staffToken, map[string]any{"body": "Agreed to 900"}).status, 200)
	want(t, "of somebody else", b.call("DELETE", second, b.token(b.user("ann@example.com", "admin", true)), nil).status, 404)
	for range 2 { // note: a page asks again when the answer was lost
		want(t, "delete", b.call("DELETE", second, b.staffToken, nil).status, 204)
	}
	seen := b.call("GET", second, b.staffToken, nil).json(t)
	want(t, "who", seen["revoked_by"], "sam@example.com")
	want(t, "when", seen["revoked_at"] != "", true)
	want(t, "what", fmt.Sprint(seen["body"], len(seen["versions"].([]any))), "Agreed to 9002")
	want(t, "preview", preview(), "Asked for an offer")
	want(t, "rewritten after all", b.call("PATCH", second, b.staffToken, map[string]any{"body": "Agreed to nothing"}).status, 400)
	want(t, "the mark alone", b.call("PATCH", second, b.staffToken, map[string]any{"revoked_at": "", "revoked_by": ""}).status, 400)

	want(t, "delete", b.call("DELETE", first, b.staffToken, nil).status, 204)
	want(t, "preview", preview(), "This entry was deleted")
	want(t, "rows", b.count("comms_log", nil), 2)
	for _, path := range []string{first, second} {
		want(t, "by a superuser", b.call("DELETE", path, b.superToken, nil).status, 204)
	}
	want(t, "rows", b.count("comms_log", nil), 0)
	want(t, "conversations", b.count("conversations", nil), 0)
}

// Several at once, as an application may ask for, do the same.
func TestEntriesAreDeletedInABatchWithAMark(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.app.Settings().Batch.Enabled, b.app.Settings().Batch.MaxRequests = true, 10
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	note := b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "one"}).json(t)
	a := b.call("POST", "/api/batch", b.staffToken, map[string]any{"requests": []any{map[string]any{"method": "DELETE", "url": fmt.Sprintf(records, "comms_log", note["id"])}}})
	want(t, "batch "+a.body, a.status, 200)
	want(t, "mark", b.only().GetString("revoked_by"), "sam@example.com")
}

// What was deleted is shown of a conversation only where there is nothing else,
// also when something that is older joins it.
func TestADeletedEntryHidesNothingThatJoinsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	log := func(customer, body string) string {
		note := map[string]any{"customer": customer, "type": "note", "direction": "internal", "body": body}
		a := b.call("POST", "/api/collections/comms_log/records", b.staffToken, note)
		return fmt.Sprintf(records, "comms_log", a.json(t)["id"])
	}
	ada, kim := b.create("customers", map[string]any{"name": "Ada"}).Id, b.create("customers", map[string]any{"name": "Kim"}).Id
	log(ada, "Asked for an offer")
	at := b.conversation(ada).GetString("last_at")
	want(t, "delete", b.call("DELETE", log(kim, "Agreed to 100"), b.staffToken, nil).status, 204)
	want(t, "alone", b.conversation(kim).GetString("last_preview"), "This entry was deleted")
	for _, pair := range [][2]string{{kim, ada}, {ada, kim}} {
		a := b.call("POST", "/api/crm/customers/"+pair[0]+"/merge", b.staffToken, map[string]any{"from": pair[1]})
		want(t, "merge "+a.body, a.status, 200)
		merged := b.conversation(pair[0])
		want(t, "preview", merged.GetString("last_preview"), "Asked for an offer")
		want(t, "time", merged.GetString("last_at"), at)
		move, _ := b.app.FindFirstRecordByFilter("identity_moves", "undone_at = ''")
		if move == nil {
			t.Fatal("no move")
		}
		want(t, "undo", b.call("POST", "/api/crm/moves/"+move.Id+"/undo", b.staffToken, map[string]any{}).status, 200)
	}
}

package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A time of a clock that is wrong, years ahead of ours, counts as the last that
// was heard of: what is
// said later is later, in the list, in the thread, and wherever the newest wins.
func TestATimeInTheFuturePinsNothing(t *testing.T) {
	t.Parallel()
	const ada, future = "447700900123", "4070908800"
	began := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	clock := newClock(began)
	cfg := testConfig()
	cfg.Now = clock.now
	b := newBench(t, cfg)
	at := func() string { clock.pass(time.Minute); return fmt.Sprint(clock.now().Unix()) }
	shown := func(what, preview string) {
		t.Helper()
		c := b.conversation("unknown:" + ada)
		want(t, what, c.GetString("last_preview"), preview)
		if last := c.GetDateTime("last_at").Time(); last.After(clock.now()) {
			t.Errorf("%s: the last was at %s, now is %s", what, last, clock.now())
		}
		rows := b.log()
		want(t, what+" in the thread", strings.SplitN(rows[len(rows)-1].GetString("body"), "\n", 2)[0], preview)
	}
	echo := func(id, at, body string) string {
		return inField("smb_message_echoes", fmt.Sprintf(`"message_echoes":[{"from":"15550100200","to":%q,"id":%q,"timestamp":%q,"type":"text","text":{"body":%q}}]`, ada, id, at, body))
	}
	call := func(id, at string) string {
		return inField("calls", fmt.Sprintf(`"calls":[{"id":%q,"from":%q,"event":"connect","direction":"USER_INITIATED","timestamp":%q,"start_time":%q}]`, id, ada, at, at))
	}
	for i, early := range []string{
		value(`"messages":[` + text(ada, "wamid.F1", future, "from 2099") + `]`),
		value(`"messages":[` + text(ada, "wamid.F2", future+"000", "in milliseconds") + `]`),
		historyOf(10, old("wamid.F3", future, "imported from 2099")),
		echo("wamid.F4", future, "from a phone of 2099"),
		call("wacid.F5", future),
		value(`"messages":[` + text(ada, "wamid.F6", fmt.Sprint(began.Add(24*time.Hour).Unix()), "from tomorrow") + `]`),
	} {
		clock.pass(time.Minute)
		b.webhook(early)
		now := fmt.Sprint("now ", i)
		b.webhook(value(`"messages":[` + text(ada, fmt.Sprint("wamid.N", i), at(), now) + `]`))
		shown(fmt.Sprint("after ", i), now)
		b.webhook(echo(fmt.Sprint("wamid.E", i), at(), "answered "+now))
		shown(fmt.Sprint("after ", i), "answered "+now)
	}
	for _, row := range b.log() {
		if occurred := row.GetDateTime("occurred_at").Time(); occurred.After(clock.now()) {
			t.Errorf("%s is at %s", row.GetString("body"), occurred)
		}
	}
	want(t, "the original is kept", b.count("comms_log WHERE payload LIKE '%"+future+"%'", nil), 5)
	expires := b.conversation("unknown:" + ada).GetDateTime("window_expires_at").Time()
	if expires.After(clock.now().Add(24 * time.Hour)) {
		t.Errorf("the window is open until %s", expires)
	}

	// what the newest decides: a reaction, a status, the name in the address book
	reaction := func(id, at, emoji string) string {
		return value(fmt.Sprintf(`"messages":[{"from":%q,"id":%q,"timestamp":%q,"type":"reaction","reaction":{"message_id":"wamid.E0","emoji":%q}}]`, ada, id, at, emoji))
	}
	b.webhook(reaction("wamid.R1", future, "👍"))
	b.webhook(reaction("wamid.R2", at(), "🙏"))
	b.webhook(value(`"statuses":[{"id":"wamid.E0","status":"delivered","timestamp":"` + future + `","recipient_id":"` + ada + `"}]`))
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.E0")
	if err != nil {
		t.Fatal(err)
	}
	if reactions := row.GetString("reactions"); !strings.Contains(reactions, "🙏") || strings.Contains(reactions, "👍") {
		t.Errorf("reactions: %s", reactions)
	}
	if delivered := row.GetDateTime("delivered_at").Time(); delivered.IsZero() || delivered.After(clock.now()) {
		t.Errorf("delivered at %s", delivered)
	}
	b.webhook(strings.Replace(bookEntry("add", ada, "Old name", 1), `"1"`, `"`+future+`"`, 1))
	clock.pass(time.Minute)
	b.webhook(bookEntry("add", ada, "New name", clock.now().Unix()))
	want(t, "name", b.conversation("unknown:"+ada).GetString("profile_name"), "New name")
}

// A clock a little ahead of ours is no mistake, and a time that can't be one is
// the time of receipt.
func TestTimesThatAreHardlyWrong(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	cfg := testConfig()
	cfg.Now = func() time.Time { return now }
	b := newBench(t, cfg)
	lately := now.Add(-time.Minute) // note: when what comes now was sent at the earliest
	for given, wanted := range map[string]time.Time{
		fmt.Sprint(now.Add(2 * time.Minute).Unix()): now.Add(2 * time.Minute),
		fmt.Sprint(now.Add(time.Hour).Unix()):       lately, "0": lately, "-5": lately, "1": lately, "": lately, "99999999999": lately,
		fmt.Sprint(now.Add(-time.Hour).UnixMilli()): now.Add(-time.Hour),
	} {
		b.webhook(value(`"messages":[` + text("447700900123", "wamid.T"+given, given, "at "+given) + `]`))
		row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.T"+given)
		if err != nil {
			t.Fatal(err)
		}
		if got := row.GetDateTime("occurred_at").Time(); !got.Equal(wanted) {
			t.Errorf("%q is at %s, want %s", given, got, wanted)
		}
	}
}

// Meta's times are some seconds old when they come. What has no right time is
// said after all that is known, and before what comes next.
func TestWithoutARightTimeWhatComesFirstIsFirst(t *testing.T) {
	t.Parallel()
	clock := newClock(time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC))
	cfg := testConfig()
	cfg.Now = clock.now
	b := newBench(t, cfg)
	sent := fmt.Sprint(clock.now().Add(-10 * time.Second).Unix())
	for i, at := range []string{"4070908800", sent, "0", sent, "4070908800000", "", sent} {
		clock.pass(time.Second)
		body := fmt.Sprint("message ", i)
		b.webhook(value(`"messages":[` + text("447700900123", fmt.Sprint("wamid.", i), at, body) + `]`))
		want(t, "shown", b.conversation("unknown:447700900123").GetString("last_preview"), body)
		rows := b.log()
		want(t, "last in the thread", rows[len(rows)-1].GetString("body"), body)
	}
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.STOP", "4070908800", "STOP") + `]`))
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.START", sent, "START") + `]`))
	want(t, "opted out", b.conversation("unknown:447700900123").GetString("opted_out_at"), "")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.AGAIN", "-1", "STOP") + `]`))
	want(t, "opted out again", b.conversation("unknown:447700900123").GetString("opted_out_at") != "", true)
}

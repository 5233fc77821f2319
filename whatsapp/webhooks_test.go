package whatsapp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// samples are the webhook bodies in testdata/webhooks by name, without ".json".
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil || len(files) != 141 {
		t.Fatalf("found %d samples, want 141 (%v)", len(files), err)
	}
	bodies := make(map[string][]byte, len(files))
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies[strings.TrimSuffix(filepath.Base(file), ".json")] = body
	}
	return bodies
}

func decode(t testing.TB, body string) []Event {
	t.Helper()
	events, err := DecodeWebhook([]byte(body))
	if err != nil {
		t.Fatalf("%v in %.300s", err, body)
	}
	return events
}

// transcript writes an event on one line: everything that a log would make of it.
func transcript(e Event) string {
	var b strings.Builder
	word := func(format string, args ...any) { fmt.Fprintf(&b, " "+format, args...) }
	b.WriteString(string(e.Kind))
	who := joined("+", e.Party.WaID, e.Party.UserID)
	if e.Party.ParentUserID != "" {
		who += "+" + e.Party.ParentUserID
	}
	if who != "" {
		word("with %s", who)
	}
	if name := joined(" @", e.Party.Name, e.Party.Username); name != "" {
		word("(%s)", name)
	}
	if e.Party.GroupID != "" {
		word("in a group")
	}
	if !e.At.IsZero() {
		word("at %d", e.At.Unix())
	}
	if t := e.Target; t != nil {
		word("%s on %s", t.By, t.MessageID)
		if e.Kind == KindReaction {
			word("emoji %q", t.Emoji)
		}
	}
	if m := e.Message; m != nil {
		word("%s %s %q", m.Direction, m.Type, m.Body)
		for _, extra := range []struct{ name, value string }{
			{"reply to", m.ReplyTo}, {"about", m.About}, {"own phone", m.OwnPhone}, {"was", m.HistoryStatus}, {"source", m.Source},
		} {
			if extra.value != "" {
				word("%s %s", extra.name, extra.value)
			}
		}
		if m.Forwarded > 0 {
			word("forwarded %d", m.Forwarded)
		}
		if m.OpensWindow {
			word("opens the window")
		}
		if f := m.Media; f != nil {
			word("file %s %s %q url=%t voice=%t animated=%t", f.ID, f.MimeType, f.Filename, f.URL != "", f.Voice, f.Animated)
		}
		writeErrors(&b, m.Errors)
	}
	if s := e.Status; s != nil {
		word("%s of %s", s.Value, s.MessageID)
		for _, extra := range []string{s.CallbackData, s.ParticipantID, s.PricingCategory, s.PricingType} {
			if extra != "" {
				word("%s", extra)
			}
		}
		writeErrors(&b, s.Errors)
	}
	if i := e.Identity; i != nil {
		word("was %s now %s", joined("+", i.PreviousWaID, i.PreviousUserID), joined("+", i.WaID, i.UserID))
	}
	if p := e.Preference; p != nil {
		word("%s %s %q", p.Category, p.Value, p.Detail)
	}
	if c := e.Call; c != nil {
		word("%s %s %s %s %s", c.Direction, e.ID, c.Event, c.Status, c.Duration)
		if !c.Start.IsZero() {
			word("from %d to %d", c.Start.Unix(), c.End.Unix())
		}
		writeErrors(&b, c.Errors)
	}
	if k := e.Book; k != nil {
		word("called %q removed=%t", k.Name, k.Removed)
	}
	if e.Problem != "" {
		word("problem: %s", e.Problem)
	}
	word("[%s %s %s %s]", e.Field, e.BusinessAccountID, e.PhoneNumberID, e.DisplayPhoneNumber)
	key := e.Key
	if i := strings.IndexByte(key, ':'); len(key) == i+33 {
		key = key[:i+1] + "#" // a hash
	}
	word("key %s", key)
	return b.String()
}

func writeErrors(b *strings.Builder, list []ErrorInfo) {
	for _, e := range list {
		fmt.Fprintf(b, " error %d %q", e.Code, e.Details)
	}
}

// TestSamples reads testdata/webhooks.txt, which says for each sample what the
// log should make of it, one event a line.
func TestSamples(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("testdata/webhooks.txt")
	if err != nil {
		t.Fatal(err)
	}
	bodies, seen := samples(t), 0
	for _, block := range strings.Split(strings.TrimSpace(string(want)), "\n\n") {
		name, lines, _ := strings.Cut(block, "\n")
		seen++
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range decode(t, string(bodies[name])) {
				got = append(got, transcript(e))
			}
			if strings.Join(got, "\n") != lines {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), lines)
			}
		})
	}
	if seen != len(bodies) {
		t.Errorf("%d samples are described, there are %d", seen, len(bodies))
	}
}

// holds checks what must be true of the events of any body.
func holds(t testing.TB, body []byte, events []Event) {
	t.Helper()
	if len(events) == 0 {
		t.Errorf("no event for %.300s", body)
	}
	for _, e := range events {
		if e.Key == "" || e.Kind == "" || e.Raw == nil {
			t.Errorf("an event without key, kind or raw: %+v", e)
		}
		if m := e.Message; m != nil && (m.Body == "" || m.Type == "" || m.Direction == "") {
			t.Errorf("a message without body, type or direction: %s", transcript(e))
		}
		if m := e.Message; m != nil && m.OpensWindow && (e.Kind != KindMessage || m.Direction != Inbound) {
			t.Errorf("opens a window: %s", transcript(e))
		}
		checkParts(t, e)
		checkNotice(t, e)
		again, err := DecodeWebhook(e.Body())
		if err != nil || len(again) != 1 || !reflect.DeepEqual(again[0], e) {
			t.Errorf("%s\nis not the same after Body():\n%s\n%v\n%+v\n%+v", transcript(e), e.Body(), err, e, again)
		}
	}
}

// checkNotice holds what an admin reads of any notice to a sentence and an advice.
func checkNotice(t testing.TB, e Event) {
	t.Helper()
	if e.Kind != KindNotice && e.Kind != KindUnknownField {
		return
	}
	n, ok := DescribeNotice(e)
	if ok != (n.Title != "") || ok && (n.Advice == "" || n.Severity == "") {
		t.Errorf("%s is described as %+v", transcript(e), n)
	}
}

// checkParts holds each kind to the parts that event.go promises.
func checkParts(t testing.TB, e Event) {
	t.Helper()
	named, message := e.Party.Key() != "", e.Message != nil
	ok := true
	switch e.Kind {
	case KindMessage, KindEcho, KindHistory, KindSystem:
		ok = message && named
	case KindStatus:
		ok = e.Status != nil && (e.Status.MessageID != "" || e.Status.CallbackData != "") && e.Status.Value != ""
	case KindReaction, KindRevoke:
		ok = e.Target != nil && e.Target.MessageID != ""
	case KindEdit:
		ok = e.Target != nil && e.Target.MessageID != "" && message
	case KindIdentity:
		ok = e.Identity != nil && named
	case KindPreference:
		ok = e.Preference != nil && named
	case KindCall:
		ok = e.Call != nil && named && e.Call.Event != ""
	case KindBook:
		ok = e.Book != nil && named && (e.Book.Name != "" || e.Book.Removed)
	case KindUnknownField, KindUnparsable, KindEmpty:
		ok = e.Problem != "" && !message && e.Status == nil && e.Target == nil && e.Call == nil
	case KindNotice:
	default:
		t.Errorf("unknown kind %q", e.Kind)
	}
	if !ok {
		t.Errorf("%s lacks a part: %+v", e.Kind, e)
	}
}

func TestBodyRoundTripsForAllSamples(t *testing.T) {
	t.Parallel()
	for name, body := range samples(t) {
		t.Run(name, func(t *testing.T) { holds(t, body, decode(t, string(body))) })
	}
}

// A delivery that comes again has the same keys, whatever the order of its
// keys and however it is spaced and escaped.
func TestKeysSurviveAnotherSpelling(t *testing.T) {
	t.Parallel()
	for name, body := range samples(t) {
		t.Run(name, func(t *testing.T) {
			var value any
			decoder := json.NewDecoder(bytes.NewReader(body))
			decoder.UseNumber()
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
			respelt, err := json.Marshal(value) // sorted keys, no spaces, other escapes
			if err != nil {
				t.Fatal(err)
			}
			keys := func(events []Event) map[string]bool {
				set := map[string]bool{}
				for _, e := range events {
					set[e.Key] = true
				}
				return set
			}
			first, second := keys(decode(t, string(body))), keys(decode(t, string(respelt)))
			if !reflect.DeepEqual(first, second) {
				t.Errorf("keys changed from %v to %v", first, second)
			}
		})
	}
}

// The elements of a delivery have the same keys when each comes alone.
func TestKeysSurviveAnotherBatch(t *testing.T) {
	t.Parallel()
	for _, e := range decode(t, string(samples(t)["batch-multi-entry"])) {
		alone := decode(t, string(e.Body()))
		if len(alone) != 1 || alone[0].Key != e.Key {
			t.Errorf("%s alone is %v", transcript(e), alone)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, body := range samples(t) {
		if name == "duplicate-of-message-text" {
			continue
		}
		for _, e := range decode(t, string(body)) {
			if e.Kind == KindStatus {
				continue // several samples report on one message
			}
			line := transcript(e)
			if other, ok := seen[e.Key]; ok && other != line {
				t.Errorf("one key for\n%s\n%s", line, other)
			}
			seen[e.Key] = line
		}
	}
}

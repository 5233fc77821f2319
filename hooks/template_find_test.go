package hooks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/hooks/ingest"
	_ "pocketcrm/pb_migrations"
	"pocketcrm/whatsapp"
)

// newCRM is a registered application that serves nothing.
func newCRM(t *testing.T) *crm {
	t.Helper()
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	return &crm{app: app, cfg: Config{}.withDefaults()}
}

func (c *crm) make(t *testing.T, collection string, fields map[string]any) *core.Record {
	t.Helper()
	found, err := c.app.FindCollectionByNameOrId(collection)
	if err != nil {
		t.Fatal(err)
	}
	record := core.NewRecord(found)
	record.Load(fields)
	if err := c.app.Save(record); err != nil {
		t.Fatal(err)
	}
	return record
}

func TestFillTemplateFindsNameAndLanguage(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	hello := []any{map[string]any{"type": "BODY", "text": "Hello {{1}}."}}
	code := []any{map[string]any{"type": "BODY", "text": "{{1}}"}, map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "OTP", "text": "Copy"}}}}
	for _, fields := range []map[string]any{
		{"name": "hello", "language": "en_US", "category": "MARKETING", "status": "APPROVED", "components": hello},
		{"name": "hello", "language": "de", "status": "PAUSED", "components": hello},
		{"name": "hello", "language": "fr", "status": "APPROVED", "components": hello, "removed_at": time.Now()},
		{"name": "gone", "language": "fr", "status": "APPROVED", "components": hello, "removed_at": time.Now()},
		{"name": "code", "language": "en", "category": "AUTHENTICATION", "status": "APPROVED", "components": code},
	} {
		c.make(t, "whatsapp_templates", fields)
	}
	phone, hidden := recipient{digits: "447700900123"}, recipient{userID: "GB.1"}
	for _, tc := range []struct {
		form               templateForm
		to                 recipient
		field, code, says  string
		category, rendered string
	}{
		{form: templateForm{Name: "hello", Language: "en_US"}, to: phone, category: "MARKETING", rendered: "Hello Ada."},
		{form: templateForm{Name: " hello ", Language: "en-us"}, to: hidden, category: "MARKETING", rendered: "Hello Ada."},
		{form: templateForm{Language: "en_US"}, to: phone, field: "template.name", code: whatsapp.CodeRequired},
		{form: templateForm{Name: "hello"}, to: phone, field: "template.language", code: whatsapp.CodeRequired},
		{form: templateForm{Name: "nobody", Language: "en_US"}, to: phone, field: "template.name", code: whatsapp.CodeNoTemplate},
		{form: templateForm{Name: "gone", Language: "en_US"}, to: phone, field: "template.name", code: whatsapp.CodeNoTemplate},
		{form: templateForm{Name: "hello", Language: "es"}, to: phone, field: "template.language", code: whatsapp.CodeLanguage, says: "de, en_US"},
		{form: templateForm{Name: "hello", Language: "de"}, to: phone, field: "template.name", code: whatsapp.CodeState, says: "paused"},
		{form: templateForm{Name: "hello", Language: "fr"}, to: phone, field: "template.name", code: whatsapp.CodeState, says: "deleted"},
		{form: templateForm{Name: "code", Language: "en"}, to: phone, category: "AUTHENTICATION", rendered: "Ada\n[Copy]"},
		{form: templateForm{Name: "code", Language: "en"}, to: hidden, category: "AUTHENTICATION", field: "to_phone", code: "crm_needs_phone"},
	} {
		tc.form.Parameters = json.RawMessage(`["Ada"]`)
		content, category, problems := c.fillTemplate(c.app, tc.form, nil, tc.to)
		p, _ := problems.Of(tc.field)
		if p.Code != tc.code || !strings.Contains(p.Sentence, tc.says) || category != tc.category || tc.rendered != "" && content.Text != tc.rendered {
			t.Errorf("%s in %s: %q, %s, %v", tc.form.Name, tc.form.Language, content.Text, category, problems)
		}
		if wrong := fieldErrors(problems); (len(wrong) > 0) != (tc.code != "") {
			t.Errorf("%v", wrong)
		}
	}
	// what was chosen before and is to leave now
	if category, problems, err := c.templateNow(c.app, "hello", "en_US"); category != "MARKETING" || problems != nil || err != nil {
		t.Errorf("%s, %v, %v", category, problems, err)
	}
	if _, problems, _ := c.templateNow(c.app, "hello", "de"); len(problems) != 1 {
		t.Errorf("%v", problems)
	}
}

func TestContactsOfOurs(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	ada := c.make(t, "customers", map[string]any{"name": "Ada Byron", "company": "Lamp Works", "email": "ada@lamp.example.org"}).Id
	for _, fields := range []map[string]any{
		{"type": "whatsapp", "value": "+44 7700 900123", "digits": "447700900123"},
		{"type": "phone", "value": "+44 7700 900123", "digits": "447700900123"},
		{"type": "phone", "value": "+44 20 7946 0000", "digits": "442079460000"},
		{"type": "phone", "value": "ask at the desk"},
		{"type": "email", "value": "ADA@lamp.example.org"},
		{"type": "other", "value": "@ada"},
	} {
		fields["customer"] = ada
		c.make(t, "contacts", fields)
	}
	content, problems := c.contactsContent(c.app, json.RawMessage(`[{"customer":"`+ada+`"},{"name":{"formatted_name":"Bob"}}]`))
	want := `[{"emails":[{"email":"ada@lamp.example.org"}],"name":{"formatted_name":"Ada Byron","first_name":"Ada Byron"},"org":{"company":"Lamp Works"},` +
		`"phones":[{"phone":"+447700900123","wa_id":"447700900123"},{"phone":"+442079460000"}]},{"name":{"formatted_name":"Bob","first_name":"Bob"}}]`
	if len(problems) > 0 || string(content.Object) != want {
		t.Errorf("%v\ngot  %s\nwant %s", problems, content.Object, want)
	}
	for raw, field := range map[string]string{`[{"name":{"formatted_name":"Bob"}},{"customer":"nobody"}]`: "contacts.1.customer", `{}`: "contacts", `[5]`: "contacts", `[]`: "contacts", `[{"customer":5}]`: "contacts.0.customer",
		`[{"customer":"` + ada + `","name":{"formatted_name":"Bob"}}]`: "contacts.0.name"} {
		if _, problems := c.contactsContent(c.app, json.RawMessage(raw)); len(problems) != 1 || problems[0].Field != field {
			t.Errorf("%s: %v", raw, problems)
		}
	}
}

func TestSettingsHaveDefaultsAndFollowChanges(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	c.app.OnRecordAfterCreateSuccess("crm_settings").BindFunc(c.settingsChanged)
	c.app.OnRecordAfterUpdateSuccess("crm_settings").BindFunc(c.settingsChanged)
	c.app.OnRecordAfterDeleteSuccess("crm_settings").BindFunc(c.settingsChanged)
	check := func(when string, receipts, stopNow, stopOurs bool) {
		t.Helper()
		if got := c.settingOn(settingReadReceipts); got != receipts {
			t.Errorf("%s: receipts %t", when, got)
		}
		if got := c.wishOf("Stop!") == ingest.OptOut; got != stopNow {
			t.Errorf("%s: stop %t", when, got)
		}
		if got := c.wishOf("  Genug. ") == ingest.OptOut; got != stopOurs {
			t.Errorf("%s: genug %t", when, got)
		}
	}
	check("at first", true, true, false)
	receipts := c.make(t, "crm_settings", map[string]any{"key": "read_receipts", "value": false})
	words := c.make(t, "crm_settings", map[string]any{"key": "stop_words", "value": []string{"genug"}})
	check("changed", false, true, true)
	if !c.settingOn(settingTypingIndicator) {
		t.Error("a switch that nobody has touched is off")
	}
	words.Set("value", []string{})
	if err := c.app.Save(words); err != nil {
		t.Fatal(err)
	}
	check("no words of ours", false, true, false)
	for _, r := range []*core.Record{receipts, words} {
		if err := c.app.Delete(r); err != nil {
			t.Fatal(err)
		}
	}
	check("deleted", true, true, false)
}

// Who switches a language off has its usual words left out, and no others.
func TestUsualWordsOfALanguageCanBeLeftOut(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	ends := func(text string) bool { return c.wishOf(text) == ingest.OptOut }
	c.make(t, "crm_settings", map[string]any{"key": "stop_words_off", "value": []string{"es", "tr"}})
	if ends("baja") || ends("iptal") || !ends("stop") || !ends("退订") || c.wishOf("alta") != ingest.OptIn {
		t.Error("not exactly Spanish and Turkish are left out")
	}
	if !ends("parar") {
		t.Error("a word of Portuguese as well went with Spanish")
	}
	c = newCRM(t)
	var all []string
	for _, l := range usualStopWords {
		all = append(all, l.Language)
	}
	c.make(t, "crm_settings", map[string]any{"key": "stop_words_off", "value": all})
	c.make(t, "crm_settings", map[string]any{"key": "stop_words", "value": []string{"genug"}})
	if ends("stop") || !ends("Genug!") {
		t.Error("own words alone don't count alone")
	}
}

func TestStopAndStartWords(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	for _, text := range []string{"STOP", "stop.", " Stop ", "«Stop»", "Arrêter", "arreter", "ΣΤΟΠ", "στοπ", "İPTAL", "dur", "إيقاف", "ايقاف", "रोकें", "Стоп!", "Opt-Out", "opt  out", "unsubscribe", "stop ! !", "\n stop\t\n",
		"¡Stop!", "¿Baja?", "ＳＴＯＰ", "ｓｔｏｐ！", "stop\u200b", "\ufeffSTOP\u2069", "s\u00adtop", "stop\u00a0all", "【停止】", "se désabonner", "Dona’m de baixa", "(stop)", "~stop~", "stop 🛑",
		"ストップ", "ｽﾄｯﾌﾟ", "配信停止", "그만", "그만.", "수신거부", "수신 거부", "取消订阅", "取消訂閱。", "退订", "iptal", "IPTAL", "Odhlásiť", "لغو اشتراک", "ndalo", "நிறுத்து", "одјава", "itigil"} {
		if c.wishOf(text) != ingest.OptOut {
			t.Errorf("%q doesn't end marketing", text)
		}
	}
	for _, text := range []string{"", "!", "please stop", "stop it now", "don't stop", "cancel", "no", "nonstop", "st op", "¡no stop!", "ストップして", "请不要退订", "\u200b", strings.Repeat("stop ", 100)} {
		if c.wishOf(text) == ingest.OptOut {
			t.Errorf("%q ends marketing", text)
		}
	}
	for _, text := range []string{"START", "Unstop", "S'abonner", "Начало", "старт", "ابدأ"} {
		if got := c.wishOf(text) == ingest.OptIn; got != (text != "Начало") {
			t.Errorf("%q begins it again: %t", text, got)
		}
	}
	// no word means both
	for _, word := range wordsOf(usualStartWords) {
		if c.wishOf(word) == ingest.OptOut {
			t.Errorf("%q is in both lists", word)
		}
	}
	languages := func(usual []languageWords) (list []string) {
		for _, l := range usual {
			list = append(list, l.Language)
		}
		return list
	}
	if stop, start := languages(usualStopWords), languages(usualStartWords); !slices.Equal(stop, start) || len(slices.Compact(slices.Sorted(slices.Values(stop)))) != len(stop) {
		t.Errorf("languages are not the same, or twice: %q, %q", stop, start)
	}
	for key, usual := range settingLists {
		for _, l := range usual {
			seen := map[string]bool{}
			for _, word := range l.Words {
				folded := foldWord(word)
				if value, _ := json.Marshal([]string{word}); checkSetting(key, value) != nil || len(word) > 4*maxSettingWord {
					t.Errorf("%s: %q could not be saved", key, word)
				}
				if seen[folded] && !strings.Contains(word, "-") {
					t.Errorf("%s in %s: %q is there twice", key, l.Language, word)
				}
				seen[folded] = true
			}
		}
	}
}

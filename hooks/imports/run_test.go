package imports_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

func TestPolicies(t *testing.T) {
	t.Parallel()
	const text = "Name,Company,E-mail,Phone,Tags,Notes\n" +
		"Anna New,Berg Ltd,anna@example.com,+44 7700 900123,vip,from the list\n" +
		"Cleo,,cleo@example.com,07700 900777,,\n" +
		"Cleo,Cleo Ltd,,07700 900777,,\n"
	for policy, expected := range map[string]struct{ counts, state string }{
		"skip": {"done done=3 created_customers=1 created_contacts=1 skipped=2", "Anna///phone:07700 900123=447700900123\nCleo//cleo@example.com/phone:07700 900777=447700900777"},
		"fill": {"done done=3 created_customers=1 created_contacts=1 updated_customers=2", "Anna/Berg Ltd/anna@example.com/phone:07700 900123=447700900123\nCleo/Cleo Ltd/cleo@example.com/phone:07700 900777=447700900777"},
		"add": {"done done=3 created_customers=3 created_contacts=3", "Anna New/Berg Ltd/anna@example.com/phone:+44 7700 900123=447700900123\nAnna///phone:07700 900123=447700900123\n" +
			"Cleo//cleo@example.com/phone:07700 900777=447700900777\nCleo/Cleo Ltd//phone:07700 900777=447700900777"},
	} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.customer("Anna", "07700 900123")
			record := b.imported(text, policy)
			want(t, "counts", counts(record), expected.counts)
			want(t, "state", b.state(), expected.state)
			want(t, "file of errors", record.GetString("errors_file"), "")
		})
	}
}

// An id of WhatsApp tells who somebody is as a number does.
func TestIDsOfWhatsAppAreDuplicatesToo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const text = "Name,WhatsApp ID\nNoor,US.77\nNoor again,US.77\nKim,US.78\n"
	record := b.imported(text, "skip")
	want(t, "counts", counts(record), "done done=3 created_customers=2 created_contacts=2 skipped=1")
	want(t, "valid", b.count("contacts WHERE wa_user_id = value AND invalid = FALSE AND digits = ''"), 2)
	want(t, "again", counts(b.imported(text, "fill")), "done done=3 skipped=3")
	// one that was learned with a number
	b.customer("Ada", "07700 900123")
	if _, err := b.app.DB().NewQuery("UPDATE contacts SET wa_user_id = 'GB.88' WHERE digits = '447700900123'").Execute(); err != nil {
		t.Fatal(err)
	}
	want(t, "learned", counts(b.imported("Name,Phone,WhatsApp ID\nAda,07700 900123,GB.88\n", "fill")), "done done=1 skipped=1")
}

func TestFillOverwritesNothingAndTakesNothingAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	anna := b.create("customers", map[string]any{"name": "Anna", "company": "Berg", "email": "anna@example.com", "notes": "ours", "tags": []string{"old"}})
	b.create("contacts", map[string]any{"customer": anna.Id, "type": "whatsapp", "value": "07700 900123"})
	b.customer("Ben", "07700 900124")
	record := b.imported("Name,Company,E-mail,Phone,Phone,Tags,Notes,Language\nAnna B.,Other,other@example.com,+447700900123,07700900124,new,theirs,German\n", "fill")
	want(t, "counts", counts(record), "done done=1 created_contacts=1 updated_customers=1")
	want(t, "state", b.state(), "Anna/Berg/anna@example.com/email:other@example.com= whatsapp:07700 900123=447700900123\nBen///phone:07700 900124=447700900124")
	anna, _ = b.app.FindRecordById("customers", anna.Id)
	want(t, "notes", anna.GetString("notes"), "ours")
	want(t, "tags", anna.GetString("tags"), `["old"]`)
	want(t, "language", anna.GetString("language"), "de")
	// once more there is nothing left to add
	want(t, "again", counts(b.imported("Name,Phone,E-mail\nAnna,07700900123,other@example.com\n", "fill")), "done done=1 skipped=1")
}

func TestRefusedRowsAreInAFileOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	record := b.imported("sep=;\nName;Phone;Notes\nAnna;07700 900123;\n;;\"'=cmd;\nof two\"\nBen;4.477E+11;\"say \"\"no\"\"\"\nCleo;ask;x\n", "skip")
	want(t, "counts", counts(record), "done done=4 created_customers=2 created_contacts=2 refused=2")
	want(t, "file of errors", b.errorsFile(record), "\ufeffName;Phone;Notes;line;reason\n"+
		";;\"'=cmd;\nof two\";4;There is no name, company, number or e-mail address in it.\n"+
		"Ben;4.477E+11;\"say \"\"no\"\"\";6;\"The number in \"\"Phone\"\" was shortened by a spreadsheet, its last digits are lost. Format that column as text in the original file and export it again.\"\n")
	if left := b.count("contacts WHERE value = 'ask'"); left != 1 {
		t.Error("an invalid number was not kept as typed")
	}
}

// A row that the database or a hook refuses costs only itself.
func TestARowThatFailsCostsOnlyItself(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.app.OnRecordCreate("contacts").BindFunc(func(e *core.RecordEvent) error {
		switch e.Record.GetString("value") {
		case "+44 7700 900003":
			return e.App.Validate(core.NewRecord(e.Record.Collection())) // refused as by a rule of a field
		case "+44 7700 900007":
			_, err := e.App.NonconcurrentDB().NewQuery("SELECT nothing FROM nowhere").Execute()
			return err
		}
		return e.Next()
	})
	text := "Name,Phone\n"
	for i := range 10 {
		text += "P" + string(rune('0'+i)) + ",+44 7700 90000" + string(rune('0'+i)) + "\n"
	}
	record := b.imported(text, "skip")
	want(t, "counts", counts(record), "done done=10 created_customers=8 created_contacts=8 refused=2")
	errorsFile := b.errorsFile(record)
	for _, part := range []string{"P3,+44 7700 900003,5,", "can't be stored as it is", "P7,+44 7700 900007,9,", "no fault of the line"} {
		if !strings.Contains(errorsFile, part) {
			t.Errorf("the file lacks %q:\n%s", part, errorsFile)
		}
	}
	want(t, "customers", b.count("customers"), 8)
}

func TestImportAdoptsUnknownSenders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.create("comms_log", map[string]any{"customer_id": "unknown:447700900123", "type": "whatsapp", "direction": "inbound", "body": "Hello", "occurred_at": time.Now(), "ext_message_id": "wamid.1"})
	b.imported("Name,Phone\nAnna,07700 900123\n", "skip")
	want(t, "messages of unknown senders", b.count("comms_log WHERE customer_id LIKE 'unknown:%'"), 0)
}

func TestStartAndCancelSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	text := people(50)
	raw := b.uploaded(text)
	want(t, "unchecked", imports.Start(b.app, raw.Id, time.Now()), imports.ErrUnchecked)
	first, _ := b.checked(text, "skip")
	second, _ := b.checked(text, "skip")
	b.start(first)
	want(t, "another", imports.Start(b.app, second.Id, time.Now()), imports.ErrAnother)
	want(t, "twice", imports.Start(b.app, first.Id, time.Now()), imports.ErrStarted)
	want(t, "cancel", imports.Cancel(b.app, first.Id, time.Now()), nil)
	want(t, "cancel twice", imports.Cancel(b.app, first.Id, time.Now()), imports.ErrNotRunning)
	b.worker()
	want(t, "cancelled before it began", counts(b.ended(first.Id)), "cancelled")
}

func TestCancelKeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	record, _ := b.checked(people(3000), "skip")
	b.start(record)
	// the pages are told when the first rows are there; the import goes on when they know
	begun, goOn := make(chan struct{}), make(chan struct{})
	var waits atomic.Bool
	b.app.OnRecordAfterUpdateSuccess(imports.Collection).BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetInt("done") > 0 && waits.CompareAndSwap(false, true) {
			close(begun)
			<-goOn
		}
		return e.Next()
	})
	w := b.worker()
	<-begun
	err := imports.Cancel(b.app, record.Id, time.Now())
	close(goOn)
	if err != nil {
		t.Fatal(err)
	}
	w.Wake()
	ended := b.ended(record.Id)
	want(t, "state", ended.GetString("state"), "cancelled")
	if done := ended.GetInt("done"); done <= 0 || done >= 3000 {
		t.Errorf("%d rows are done", done)
	}
	want(t, "customers", b.count("customers"), ended.GetInt("created_customers"))
	if lines := strings.Count(b.errorsFile(ended), "nobody"); lines != ended.GetInt("refused") {
		t.Errorf("%d refused rows in the file, want %d", lines, ended.GetInt("refused"))
	}
}

func TestCleanupRemovesOldFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	record := b.imported("Name,Phone\nAnna,07700 900123\n,\"\",\n,,x\n", "skip")
	for _, tc := range []struct {
		days int
		file bool
	}{{29, true}, {31, false}} {
		if err := imports.Cleanup(b.app, time.Now().Add(time.Duration(tc.days)*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		now, _ := b.app.FindRecordById(imports.Collection, record.Id)
		want(t, "file is there", now.GetString("file") != "", tc.file)
		want(t, "samples are there", strings.Contains(now.GetString("columns"), "Anna"), tc.file)
		want(t, "counts", counts(now), counts(record))
	}
}

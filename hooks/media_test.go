package hooks_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp/simulator"
)

// mediaState waits until the file of a row is in a state.
func (b *bench) mediaState(id, state string) *core.Record {
	b.t.Helper()
	row, ok := b.await(patience, id, "media_state", state)
	if ok {
		return row
	}
	var job struct {
		State, Error string
		Attempts     int
	}
	_ = b.app.DB().NewQuery("SELECT state, error, attempts FROM whatsapp_media WHERE row = '" + id + "'").One(&job)
	b.t.Fatalf("the file of %s is %q (%s), want %q; job: %+v", id, row.GetString("media_state"), row.GetString("media_error"), state, job)
	return nil
}

// inbound has Ada send something and returns its row.
func (b *bench) inbound(sim *simulator.Simulator, m simulator.Inbound) *core.Record {
	b.t.Helper()
	m.From = "447700900123"
	id, err := sim.Write(m)
	if err != nil {
		b.t.Fatal(err)
	}
	idle(b.t.(*testing.T), sim)
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", id)
	if err != nil {
		b.t.Fatal(err)
	}
	return row
}

// file downloads the file of a row as the page does.
func (b *bench) file(row *core.Record, query string) answer {
	b.t.Helper()
	token := b.call("POST", "/api/files/token", b.staffToken, nil).json(b.t)["token"]
	return b.call("GET", fmt.Sprintf("/api/files/comms_log/%s/%s?token=%s%s", row.Id, row.GetString("media"), token, query), "", nil)
}

func TestACustomersFilesArrive(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	for kind, wanted := range map[string]string{"image": "image/jpeg", "video": "video/mp4", "voice": "audio/ogg", "sticker": "image/webp", "document": "application/pdf"} {
		row := b.mediaState(b.inbound(sim, simulator.Inbound{Type: kind}).Id, "stored")
		want(t, kind+" type", row.GetString("media_mime"), wanted)
		a := b.file(row, "")
		want(t, kind+" status", a.status, 200)
		want(t, kind+" served as", a.header.Get("Content-Type"), wanted)
		want(t, kind+" sniffing", a.header.Get("X-Content-Type-Options"), "nosniff")
		disposition := "inline"
		if kind == "document" {
			disposition = "attachment"
			want(t, "name", row.GetString("media_name"), "document.pdf")
			asked := b.file(row, "&inline=1")
			if !strings.HasPrefix(asked.header.Get("Content-Disposition"), "inline") {
				t.Errorf("a PDF that is asked for: %s", asked.header.Get("Content-Disposition"))
			}
		}
		if !strings.HasPrefix(a.header.Get("Content-Disposition"), disposition) || !strings.HasPrefix(a.header.Get("Cache-Control"), "private") || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", kind, a.header)
		}
		sum := sha256.Sum256([]byte(a.body))
		want(t, kind+" bytes", b.count("whatsapp_media WHERE state = 'stored' AND row = '"+row.Id+"' AND sha256 = '"+hex.EncodeToString(sum[:])+"'", nil), 1)

		url := "/api/files/comms_log/" + row.Id + "/" + row.GetString("media")
		want(t, kind+" without a token", b.call("GET", url, "", nil).status, 404)
		want(t, kind+" with a wrong one", b.call("GET", url+"?token="+b.staffToken, "", nil).status, 404)
		if kind == "image" || kind == "sticker" {
			thumb := b.file(row, "&thumb=96x96")
			want(t, kind+" thumb", thumb.status, 200)
			if !strings.HasPrefix(thumb.header.Get("Content-Type"), "image/") || thumb.body == a.body {
				t.Errorf("%s: the thumbnail is %s of %d bytes", kind, thumb.header.Get("Content-Type"), len(thumb.body))
			}
		}
	}
	want(t, "temporary files", len(leftovers(t, b)), 0)
}

// Graph is down for an hour, and the program crashes in it: all files arrive.
func TestAnOutageCostsNoFile(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	var later atomic.Int64
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	down, err := sim.AddFailure(simulator.Failure{Preset: "html"})
	if err != nil {
		t.Fatal(err)
	}
	const files = 30
	for range files {
		if _, err := sim.Write(simulator.Inbound{From: "447700900123", Type: "image"}); err != nil {
			t.Fatal(err)
		}
	}
	idle(t, sim)
	until(t, "attempts fail", func() bool { return b.count("whatsapp_media WHERE attempts > 0 AND error != ''", nil) > 3 })
	want(t, "waiting", b.count("comms_log WHERE media_state = 'pending'", nil), files)

	// the process dies with some of them under way, one of them stored but not noted
	row := b.log()[0].Id
	if _, err := b.app.DB().NewQuery("UPDATE whatsapp_media SET state = 'downloading' WHERE row = '" + row + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	orphan(t, b, row)
	later.Store(int64(time.Hour))
	next := b.restarted(sim, cfg)
	want(t, "the failure ends", sim.ClearFailures(down), true)
	later.Store(int64(2 * time.Hour))
	next.inbound(sim, simulator.Inbound{Type: "image"})
	until(t, "all files are there", func() bool { return next.count("comms_log WHERE media_state = 'stored'", nil) == files+1 })
	want(t, "jobs", next.count("whatsapp_media WHERE state = 'stored'", nil), files+1)
	want(t, "stored files of the one that was cut off", len(storedFiles(t, next, row)), 1)
}

func TestAMissingFileLeavesItsRow(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	before := b.count("comms_log", nil)
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.gone","timestamp":"` + fmt.Sprint(time.Now().Unix()) + `","type":"image","image":{"id":"999999","mime_type":"image/jpeg","caption":"look"}}]`))
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.gone")
	if err != nil {
		t.Fatal(err)
	}
	row = b.mediaState(row.Id, "failed")
	want(t, "text", row.GetString("body"), "look")
	want(t, "rows", b.count("comms_log", nil), before+1)
	if !strings.Contains(row.GetString("media_error"), "no longer has this file") {
		t.Errorf("it isn't said why: %q", row.GetString("media_error"))
	}

	fetchable := func(row *core.Record) string {
		t.Helper()
		return fmt.Sprint(b.call("GET", "/api/collections/comms_log/records/"+row.Id, b.staffToken, nil).json(t)["media_fetchable"])
	}
	want(t, "the page can offer to try again", fetchable(row), "true")
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.nowhere","timestamp":"` + fmt.Sprint(time.Now().Unix()) + `","type":"image","image":{"url":"https://lookaside.fbsbx.com/x","mime_type":"image/jpeg"}}]`))
	nowhere, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.nowhere")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "without an id", b.mediaState(nowhere.Id, "failed").GetString("media_state")+" "+fetchable(nowhere), "failed <nil>")

	// by hand: again, and again in vain; somebody else's file is none
	again := "/api/crm/whatsapp/messages/" + row.Id + "/media"
	want(t, "guest", b.call("POST", again, "", nil).status, 401)
	want(t, "again", b.call("POST", again, b.staffToken, nil).status, 200) // note: it may have been tried by now
	until(t, "it is tried again", func() bool {
		return b.count("whatsapp_media WHERE row = '"+row.Id+"' AND state = 'failed' AND attempts = 1", nil) == 1
	})
	want(t, "it is told again", b.mediaState(row.Id, "failed").GetString("media_error"), row.GetString("media_error"))
	text := b.inbound(sim, simulator.Inbound{Text: "no file"})
	want(t, "a text", b.call("POST", "/api/crm/whatsapp/messages/"+text.Id+"/media", b.staffToken, nil).status, 400)
	want(t, "nothing", b.call("POST", "/api/crm/whatsapp/messages/aaaaaaaaaaaaaaa/media", b.staffToken, nil).status, 404)
}

func TestAFileExpiresAfterSevenDays(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "unavailable"}); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-8 * 24 * time.Hour)
	row := b.inbound(sim, simulator.Inbound{Type: "image", Timestamp: json.Number(fmt.Sprint(old.Unix()))})
	row = b.mediaState(row.Id, "expired")
	if !strings.Contains(row.GetString("media_error"), "seven days") {
		t.Errorf("it isn't said why: %q", row.GetString("media_error"))
	}
	fresh := b.inbound(sim, simulator.Inbound{Type: "image"})
	time.Sleep(100 * time.Millisecond)
	want(t, "a fresh one waits", b.mediaState(fresh.Id, "pending").GetString("media_error"), "")
}

// What claims to be a picture and isn't is never shown by a browser.
func TestHTMLInDisguiseIsNeverShown(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	const page = `<!DOCTYPE html><html><script>alert(document.domain)</script></html>`
	const drawing = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for name, m := range map[string]simulator.Inbound{
		"as a picture":   {Type: "image", MimeType: "image/png", Media: []byte(page)},
		"as a document":  {Type: "document", MimeType: "text/html", Media: []byte(page), Filename: "invoice.html"},
		"as a PDF":       {Type: "document", MimeType: "application/pdf", Media: []byte(page), Filename: "invoice.pdf"},
		"SVG":            {Type: "document", MimeType: "image/svg+xml", Media: []byte(drawing), Filename: "logo.svg"},
		"SVG as a photo": {Type: "image", MimeType: "image/jpeg", Media: []byte(drawing)},
	} {
		row := b.mediaState(b.inbound(sim, m).Id, "stored")
		for _, query := range []string{"", "&inline=1", "&thumb=96x96"} {
			a := b.file(row, query)
			want(t, name+query+" status", a.status, 200)
			want(t, name+query+" type", a.header.Get("Content-Type"), "application/octet-stream")
			want(t, name+query+" sniffing", a.header.Get("X-Content-Type-Options"), "nosniff")
			if !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s: %s", name, a.header.Get("Content-Disposition"))
			}
		}
	}
}

// Twenty files at once, in no order: each is asked for once.
func TestNoFileIsFetchedTwice(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { _, _ = sim.Write(simulator.Inbound{From: "447700900123", Type: "image"}) })
	}
	group.Wait()
	idle(t, sim)
	until(t, "all are there", func() bool { return b.count("comms_log WHERE media_state = 'stored'", nil) == 20 })
	want(t, "attempts", b.count("whatsapp_media WHERE attempts = 1", nil), 20)
}

// A picture of a few hundred bytes that claims to be enormous is not unpacked.
func TestAnEnormousPictureHasNoThumbnail(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	bomb := picturePNG(t)
	binary.BigEndian.PutUint32(bomb[16:], 60_000) // note: width, height and checksum of the header
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	row := b.mediaState(b.inbound(sim, simulator.Inbound{Type: "image", MimeType: "image/png", Media: bomb}).Id, "stored")
	for _, query := range []string{"&thumb=96x96", "&thumb=480x480f", "&thumb=100x100", "&%74humb=480x480f"} {
		a := b.file(row, query)
		want(t, query, a.status, 422)
		want(t, query+" says why", strings.Contains(a.body, "crm_picture_too_large") && strings.Contains(a.body, fmt.Sprintf(`"bytes":%d`, len(bomb))), true)
	}
	want(t, "the file itself", b.file(row, "").body == string(bomb), true)
	want(t, "in no size of ours", b.file(row, "&thumb=5x5").body == string(bomb), true)
	made, _ := filepath.Glob(filepath.Join(filepath.Dir(storedFiles(t, b, row.Id)[0]), "thumbs_*"))
	want(t, "made", len(made), 0)
}

// A job is written with its message, for media that can be had only.
func TestWhichMessagesHaveAFileToFetch(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "history-chunk.json"))
	b.webhook(sample(t, "history-media.json"))
	want(t, "imported files", b.count("whatsapp_media", nil), b.count("comms_log WHERE media_state != ''", nil))
	if b.count("whatsapp_media m JOIN comms_log l ON l.id = m.row WHERE m.since > l.occurred_at", nil) == 0 {
		t.Error("an imported file has no seven days of its own")
	}
	before := b.count("whatsapp_media", nil)
	message := func(id, rest string) {
		b.webhook(value(`"messages":[{"from":"447700900123","id":"` + id + `","timestamp":"1793700001",` + rest + `}]`))
	}
	message("wamid.1", `"type":"unsupported","errors":[{"code":131052,"title":"Media file is too big."}],"unsupported":{"type":"video"}`)
	message("wamid.2", `"type":"video","errors":[{"code":131052}]`)
	message("wamid.3", `"type":"image","image":{"url":"https://lookaside.fbsbx.com/1","mime_type":"image/jpeg"}`)
	want(t, "jobs", b.count("whatsapp_media", nil), before)
	want(t, "one that can't be found", b.count("comms_log WHERE ext_message_id = 'wamid.3' AND media_state = 'failed' AND media_error != ''", nil), 1)
	for id, rest := range map[string]string{
		"wamid.5": `"type":"image","image":{"mime_type":"image/jpeg"}`,
		"wamid.6": `"type":"image","image":{}`,
		"wamid.7": `"type":"audio"`,
		"wamid.8": `"type":"document","document":{"id":"","filename":"bill.pdf","caption":"look"}`,
	} {
		message(id, rest)
		row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", id)
		if err != nil {
			t.Fatal(err)
		}
		want(t, rest, row.GetString("media_state"), "failed")
		if got := row.GetString("media_error"); !strings.Contains(got, "did not say where this file is") || row.GetString("body") == "" {
			t.Errorf("%s: %q of %q", rest, got, row.GetString("body"))
		}
	}
	want(t, "those that are too big have no file that failed", b.count("comms_log WHERE ext_message_id IN ('wamid.1', 'wamid.2') AND media_state = ''", nil), 2)
	want(t, "jobs", b.count("whatsapp_media", nil), before)
	message("wamid.4", `"type":"image","image":{"id":"77","mime_type":"image/jpeg"}`)
	message("wamid.4", `"type":"image","image":{"id":"77","mime_type":"image/jpeg"}`)
	want(t, "one that can, delivered twice", b.count("whatsapp_media", nil), before+1)
}

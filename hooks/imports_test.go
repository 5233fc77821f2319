package hooks_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// upload posts a CSV file as the page does.
func (b *bench) upload(token, name, text string) answer {
	b.t.Helper()
	body := new(bytes.Buffer)
	form := multipart.NewWriter(body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := part.Write([]byte(text)); err != nil {
		b.t.Fatal(err)
	}
	form.Close()
	req, _ := http.NewRequest("POST", b.url+"/api/crm/imports", body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	return b.do(req)
}

// importEnded waits for the end of an import.
func (b *bench) importEnded(id string) map[string]any {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		record := b.call("GET", "/api/collections/imports/records/"+id, b.staffToken, nil).json(b.t)
		if record["finished_at"] != "" {
			return record
		}
	}
	b.t.Fatal("the import takes too long")
	return nil
}

func TestImportFromUploadToTheFileOfErrors(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.customer("Anna", "phone", "+44 7700 900123")

	a := b.upload(b.staffToken, "kunden.csv", "Vorname;Nachname;Handy;E-Mail\r\nAnna;Berg;07700 900123;\r\nBen;Cole;07700 900124;ben@example.com\r\n;;;\r\n;;4.477E+11;\r\n")
	want(t, "upload", a.status, 200)
	record := a.json(t)
	id := record["id"].(string)
	for field, wanted := range map[string]any{"name": "kunden.csv", "state": "uploaded", "encoding": "utf-8", "delimiter": ";", "header": true, "author": b.staffID} {
		want(t, field, record[field], wanted)
	}
	want(t, "columns", strings.Contains(a.body, `{"name":"Handy","samples":["07700 900123","07700 900124","4.477E+11"],"guess":"phone"}`), true)
	want(t, "what only the server needs", strings.Contains(a.body, "errors_size"), false)

	path := "/api/crm/imports/" + id
	want(t, "start unchecked", b.call("POST", path+"/start", b.staffToken, nil).status, 409)
	a = b.call("POST", path+"/check", b.staffToken, map[string]any{"mapping": map[string]string{"0": "name", "1": "name"}, "options": map[string]string{"country": "Absurdistan", "duplicates": "maybe"}})
	want(t, "wrong check", a.status, 400)
	for _, field := range []string{"mapping", "country", "duplicates"} {
		want(t, "sentence about "+field, strings.Contains(a.body, `"`+field+`":{"code":"crm_import_`), true)
	}
	a = b.call("POST", path+"/check", b.staffToken, map[string]any{
		"mapping": map[string]string{"0": "first_name", "1": "last_name", "2": "phone", "3": "email"}, "options": map[string]string{"country": "gb", "duplicates": "skip"}})
	want(t, "check", a.status, 200)
	for _, part := range []string{`"total":3`, `"new":1`, `"duplicates":1`, `"refused":1`, `"line":5`, `"name":"Ben Cole"`} {
		want(t, part, strings.Contains(a.body, part), true)
	}
	want(t, "customers before the start", b.count("customers", nil), 1)

	a = b.call("POST", path+"/start", b.staffToken, nil)
	want(t, "start", a.status, 202)
	done := b.importEnded(id)
	for field, wanted := range map[string]any{"state": "done", "total": 3.0, "done": 3.0, "created_customers": 1.0, "skipped": 1.0, "refused": 1.0} {
		want(t, field, done[field], wanted)
	}
	ben, err := b.app.FindFirstRecordByData("contacts", "digits", "447700900124")
	if err != nil {
		t.Fatal("the local number was not read by the country chosen")
	}
	customer, _ := b.app.FindRecordById("customers", ben.GetString("customer"))
	want(t, "country", customer.GetString("country"), "GB")

	want(t, "start again", b.call("POST", path+"/start", b.staffToken, nil).status, 409)
	want(t, "check again", b.call("POST", path+"/check", b.staffToken, map[string]any{}).status, 409)
	want(t, "cancel", b.call("POST", path+"/cancel", b.staffToken, nil).status, 409)

	file := "/api/files/imports/" + id + "/" + done["errors_file"].(string)
	want(t, "file of errors without a token", b.call("GET", file, "", nil).status, 404)
	token := b.call("POST", "/api/files/token", b.staffToken, nil).json(t)["token"].(string)
	a = b.call("GET", file+"?token="+token, "", nil)
	want(t, "file of errors", a.status, 200)
	want(t, "its row", strings.Contains(a.body, ";;4.477E+11;;5;"), true)
	want(t, "caching", a.header.Get("Cache-Control"), "private, no-store")
	want(t, "shown by a browser", strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment"), true)
}

func TestImportHeaderCanBeOverruled(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	id := b.upload(b.staffToken, "x.csv", "Anna,+44 7700 900123\nBen,+44 7700 900124\n").json(t)["id"].(string)
	for header, total := range map[bool]int{true: 1, false: 2} {
		a := b.call("POST", "/api/crm/imports/"+id+"/check", b.staffToken, map[string]any{"mapping": map[string]string{"0": "name", "1": "phone"}, "header": header})
		want(t, "rows", strings.Contains(a.body, fmt.Sprintf(`"total":%d`, total)), true)
		record := b.call("GET", "/api/collections/imports/records/"+id, b.staffToken, nil)
		want(t, "name of the column", strings.Contains(record.body, `"name":"Anna"`), header)
	}
}

func TestImportIsForStaffAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	csv := "Name,Phone\nAnna,07700 900123\n"
	id := b.upload(b.superToken, "x.csv", csv).json(t)["id"].(string)
	want(t, "upload without a token", b.upload("", "x.csv", csv).status, 401)
	for _, action := range []string{"check", "start", "cancel"} {
		want(t, action+" without a token", b.call("POST", "/api/crm/imports/"+id+"/"+action, "", nil).status, 401)
		want(t, action+" of nothing", b.call("POST", "/api/crm/imports/nosuchimport001/"+action, b.staffToken, map[string]any{}).status, 404)
	}
	for method, status := range map[string]int{"POST": 403, "PATCH": 403, "DELETE": 403} {
		path := "/api/collections/imports/records"
		if method != "POST" {
			path += "/" + id
		}
		want(t, method+" by hand", b.call(method, path, b.staffToken, map[string]any{"state": "running"}).status, status)
	}
	for _, tc := range []struct{ name, text, says string }{
		{"workbook", "PK\x03\x04....xl/workbook.xml", "This is a workbook"},
		{"nothing", " ", "The file is empty"},
	} {
		a := b.upload(b.staffToken, "x.csv", tc.text)
		want(t, tc.name, a.status, 400)
		want(t, tc.name+" is named", strings.Contains(a.body, `"file":{"code":"crm_import_file"`) && strings.Contains(a.body, tc.says), true)
	}
	a := b.call("POST", "/api/crm/imports", b.staffToken, []byte("{}"))
	want(t, "no form", a.status, 400)
	want(t, "uploads by mistake", b.count("imports", nil), 1)
	want(t, "upload that is too large", b.upload(b.staffToken, "x.csv", strings.Repeat("Anna,+44 7700 900123\n", 65<<20/20)).status, 413)
}

// Messages are answered while a long list is imported, and none is lost.
func TestMessagesComeInDuringAnImport(t *testing.T) {
	b := newBench(t, testConfig())
	const rows = 500
	text := new(strings.Builder)
	text.WriteString("Name,Phone\n")
	for i := range rows {
		fmt.Fprintf(text, "Person %d,+44 77%08d\n", i, i)
	}
	id := b.upload(b.staffToken, "x.csv", text.String()).json(t)["id"].(string)
	want(t, "check", b.call("POST", "/api/crm/imports/"+id+"/check", b.staffToken, map[string]any{}).status, 200)
	staff, _ := b.app.FindRecordById("users", b.staffID)
	page := b.follow(staff, "imports/"+id)
	var told atomic.Int64
	var ended atomic.Bool // told that all is done
	go func() {
		for m := range page.Channel() {
			told.Add(1)
			if strings.Contains(string(m.Data), `"done":500`) {
				ended.Store(true)
			}
		}
	}()
	defer page.Discard()
	began := time.Now()
	want(t, "start", b.call("POST", "/api/crm/imports/"+id+"/start", b.staffToken, nil).status, 202)

	var sent atomic.Int64
	var stop atomic.Bool
	var senders sync.WaitGroup
	for range 2 {
		senders.Go(func() {
			for !stop.Load() {
				n := sent.Add(1)
				// from people of the list, before and after their row is written
				b.webhook(value(fmt.Sprintf(`"messages":[{"from":"4477%08d","id":"wamid.M%d","timestamp":"1793700000","type":"text","text":{"body":"Hello"}}]`, n*37%rows, n)))
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	record := b.importEnded(id)
	stop.Store(true)
	senders.Wait()

	want(t, "customers", b.count("customers", nil), int(record["created_customers"].(float64)))
	want(t, "messages", b.count("comms_log", nil), int(sent.Load()))
	want(t, "state", record["state"], "done")
	want(t, "rows", record["created_customers"], float64(rows))
	want(t, "messages of people of the list who are unknown", b.count("comms_log WHERE customer = ''", nil), 0)
	until(t, "the page is told of the end", ended.Load) // note: behind the row, and in no order
	seconds := time.Since(began).Seconds()
	if n := float64(told.Load()); n < 2 || n > 4*seconds+3 {
		t.Errorf("the page was told %.0f times in %.0f seconds", n, seconds)
	}
	t.Logf("%d messages meanwhile, %.0f rows a second", sent.Load(), rows/seconds)
}

// Greek letters in Windows-1253 are read, and whoever sees that it is wrong
// chooses another encoding: of the upload, of what was uploaded, of the check.
func TestImportEncodingIsFoundAndChosen(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	const greek = "\xbc\xed\xef\xec\xe1;\xd4\xe7\xeb\xdd\xf6\xf9\xed\xef\r\n\xc3\xe9\xfe\xf1\xe3\xef\xf2 \xd0\xe1\xf0\xdc\xf2;07700 900123\r\n"
	a := b.upload(b.staffToken, "x.csv", greek)
	record := a.json(t)
	want(t, "found", record["encoding"], "windows-1253")
	want(t, "preview", strings.Contains(a.body, `{"name":"Όνομα","samples":["Γιώργος Παπάς"],"guess":"name"}`), true)
	path := "/api/crm/imports/" + record["id"].(string)

	a = b.call("POST", path+"/encoding", b.staffToken, map[string]any{"encoding": "cp1251"})
	want(t, "chosen", a.status, 200)
	want(t, "name of the chosen", a.json(t)["encoding"], "windows-1251")
	want(t, "read anew", strings.Contains(a.body, "Όνομα"), false)
	for _, wrong := range []any{"klingon", "", 7} {
		want(t, "unknown", b.call("POST", path+"/encoding", b.staffToken, map[string]any{"encoding": wrong}).status, 400)
	}
	want(t, "unchanged", b.call("GET", "/api/collections/imports/records/"+record["id"].(string), b.staffToken, nil).json(t)["encoding"], "windows-1251")
	want(t, "without a token", b.call("POST", path+"/encoding", "", map[string]any{"encoding": "utf-8"}).status, 401)

	a = b.call("POST", path+"/check", b.staffToken, map[string]any{"options": map[string]string{"encoding": "Klingon"}})
	want(t, "unknown of a check", a.status, 400)
	want(t, "its field", strings.Contains(a.body, `"encoding":{"code":"crm_import_encoding"`), true)
	a = b.call("POST", path+"/check", b.staffToken, map[string]any{"options": map[string]string{"encoding": "windows-1253"}})
	want(t, "check", a.status, 200)
	want(t, "check in Greek", strings.Contains(a.body, `"name":"Γιώργος Παπάς"`), true)
	b.call("POST", path+"/start", b.staffToken, nil)
	b.importEnded(record["id"].(string))
	want(t, "customer", b.count("customers WHERE name = 'Γιώργος Παπάς'", nil), 1)
	want(t, "started", b.call("POST", path+"/encoding", b.staffToken, map[string]any{"encoding": "utf-8"}).status, 409)
}

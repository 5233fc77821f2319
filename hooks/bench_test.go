package hooks_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// The benchmarks measure on a file with synchronous FULL, as the program runs,
// with the load generator in the same process. They print ratios of rates
// measured in one run, because machines differ and are noisy:
//
//	go test -run '^$' -bench Ingest -benchtime 1x ./hooks/
//
// measureFor is how long each rate is measured.
const measureFor = 2 * time.Second

// durable is an application as main makes it, behind an HTTP server.
func durable(b *testing.B) (*core.BaseApp, *httptest.Server) {
	b.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: b.TempDir(), DBConnect: hooks.ConnectDB})
	if err := app.Bootstrap(); err != nil {
		b.Fatal(err)
	}
	if err := app.RunAllMigrations(); err != nil {
		b.Fatal(err)
	}
	hooks.Register(app, testConfig())
	return app, serveForBench(b, app)
}

func serveForBench(b *testing.B, app *core.BaseApp) *httptest.Server {
	b.Helper()
	router, err := apis.NewRouter(app)
	if err != nil {
		b.Fatal(err)
	}
	var server *httptest.Server
	err = app.OnServe().Trigger(&core.ServeEvent{App: app, Router: router}, func(e *core.ServeEvent) error {
		mux, err := e.Router.BuildMux()
		if err == nil {
			server = httptest.NewServer(mux)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		server.Close()
		_ = app.OnTerminate().Trigger(&core.TerminateEvent{App: app}, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	})
	return server
}

// oneMessage is a webhook body as Meta writes it, with a new wamid for each n
// and one of 5,000 senders.
func oneMessage(n int64) []byte {
	from := 447700900000 + n%5000
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"},`+
		`"contacts":[{"profile":{"name":"Customer %d"},"wa_id":"%d","user_id":"GB.9%019d"}],`+
		`"messages":[{"from":"%d","from_user_id":"GB.9%019d","id":"wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0E%016XAA==","timestamp":"%d",`+
		`"text":{"body":"Hello, is my order number %d ready? I could come by this afternoon."},"type":"text"}]},"field":"messages"}]}]}`,
		n%5000, from, n%5000, from, n%5000, n, 1793700000+n/50, n)
}

func oneStatus(n int64, of int64, value string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"},"contacts":[{"wa_id":"447700900123","user_id":"GB.90100000000000000001"}],`+
		`"statuses":[{"id":"wamid.OUT%d","status":%q,"timestamp":"%d","recipient_id":"447700900123","recipient_user_id":"GB.90100000000000000001",`+
		`"pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"}}]},"field":"messages"}]}]}`, of, value, 1793700000+n/50)
}

// caller is one keep-alive connection that posts signed bodies; it is plain so
// that the load costs little of the machine that is measured.
type caller struct {
	conn   net.Conn
	reader *bufio.Reader
}

func dial(b testing.TB, server *httptest.Server) *caller {
	b.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &caller{conn, bufio.NewReaderSize(conn, 4096)}
}

func (c *caller) post(body []byte) (int, error) {
	_, err := fmt.Fprintf(c.conn, "POST /api/crm/whatsapp/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Hub-Signature-256: %s\r\nContent-Length: %d\r\n\r\n%s",
		whatsapp.Sign(body, testSecret), len(body), body)
	if err != nil {
		return 0, err
	}
	resp, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// rate posts from n connections for a while and returns bodies per second.
func rate(b *testing.B, server *httptest.Server, connections int, next *atomic.Int64, body func(n int64) []byte) float64 {
	b.Helper()
	callers := make([]*caller, connections)
	for i := range callers {
		callers[i] = dial(b, server)
	}
	var done atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for _, c := range callers {
		wg.Go(func() {
			for time.Since(began) < measureFor {
				if status, err := c.post(body(next.Add(1))); err != nil || status != http.StatusOK {
					b.Errorf("answer %d, %v", status, err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// rawRate inserts the same rows into the same tables with prepared statements,
// 100 to a transaction, and nothing else.
func rawRate(b *testing.B) float64 {
	b.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: b.TempDir(), DBConnect: hooks.ConnectDB})
	if err := app.Bootstrap(); err != nil {
		b.Fatal(err)
	}
	defer app.ResetBootstrapState()
	if err := app.RunAllMigrations(); err != nil {
		b.Fatal(err)
	}
	db := app.NonconcurrentDB().(*dbx.DB).DB()
	prepare := func(query string) *sql.Stmt {
		s, err := db.Prepare(query)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	row := prepare(`INSERT INTO comms_log (id, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, status, address,
		business_phone_id, payload, created, updated) VALUES (?, ?, 'whatsapp', 'inbound', 'text', ?, ?, ?, 'received', ?, '200300400500600', ?, ?, ?) ON CONFLICT DO NOTHING`)
	conversation := prepare(`INSERT INTO conversations (id, customer_id, profile_name, last_at, last_preview, last_direction, last_type, unread, last_inbound_at, window_expires_at, state, created, updated)
		VALUES (?, ?, ?, ?, ?, 'inbound', 'whatsapp', 1, ?, ?, 'open', ?, ?)
		ON CONFLICT (customer_id) DO UPDATE SET last_at = excluded.last_at, last_preview = excluded.last_preview, unread = unread + 1,
		last_inbound_at = excluded.last_inbound_at, window_expires_at = excluded.window_expires_at, updated = excluded.updated`)

	n, began := int64(0), time.Now()
	for time.Since(began) < measureFor {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for range 100 {
			n++
			from := fmt.Sprint(447700900000 + n%5000)
			at, text := "2026-11-03 10:00:00.000Z", fmt.Sprintf("Hello, is my order number %d ready? I could come by this afternoon.", n)
			payload := oneMessage(n)
			payload = payload[strings.Index(string(payload), `"messages":[{`)+12 : len(payload)-25]
			if _, err := tx.Stmt(row).Exec(ingest.NewID(), "unknown:"+from, text, at, fmt.Sprintf("wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0E%016XAA==", n), from, payload, at, at); err != nil {
				b.Fatal(err)
			}
			if _, err := tx.Stmt(conversation).Exec(ingest.NewID(), "unknown:"+from, "Customer", at, text, at, at, at, at); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// findThenSave is the way a PocketBase application usually does it: look
// whether the message is there, then save a record for it.
func findThenSave(b *testing.B) (*core.BaseApp, *httptest.Server) {
	b.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: b.TempDir(), DBConnect: hooks.ConnectDB})
	if err := app.Bootstrap(); err != nil {
		b.Fatal(err)
	}
	if err := app.RunAllMigrations(); err != nil {
		b.Fatal(err)
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Router.POST("/api/crm/whatsapp/webhook", func(e *core.RequestEvent) error {
			body, err := io.ReadAll(e.Request.Body)
			if err != nil || !whatsapp.ValidSignature(e.Request.Header.Get("X-Hub-Signature-256"), body, testSecret) {
				return e.UnauthorizedError("", err)
			}
			events, err := whatsapp.DecodeWebhook(body)
			if err != nil {
				return err
			}
			for i := range events {
				if err := saveMessage(e.App, &events[i]); err != nil {
					return err
				}
			}
			return e.NoContent(http.StatusOK)
		})
		return e.Next()
	})
	return app, serveForBench(b, app)
}

func saveMessage(app core.App, event *whatsapp.Event) error {
	if _, err := app.FindFirstRecordByData("comms_log", "ext_message_id", event.ID); err == nil {
		return nil
	}
	customerID := "unknown:" + event.Party.WaID
	if contact, err := app.FindFirstRecordByData("contacts", "digits", event.Party.WaID); err == nil {
		customerID = contact.GetString("customer")
	}
	log, err := app.FindCachedCollectionByNameOrId("comms_log")
	if err != nil {
		return err
	}
	record := core.NewRecord(log)
	record.Load(map[string]any{
		"customer_id": customerID, "type": "whatsapp", "direction": "inbound", "message_type": "text", "body": event.Message.Body,
		"occurred_at": event.At, "ext_message_id": event.ID, "status": "received", "address": event.Party.WaID,
		"business_phone_id": event.PhoneNumberID, "payload": event.Raw,
	})
	if err := app.Save(record); err != nil {
		return err
	}
	conversation, err := app.FindFirstRecordByData("conversations", "customer_id", customerID)
	if err != nil {
		collection, err := app.FindCachedCollectionByNameOrId("conversations")
		if err != nil {
			return err
		}
		conversation = core.NewRecord(collection)
		conversation.Set("customer_id", customerID)
	}
	conversation.Set("last_at", event.At)
	conversation.Set("last_preview", event.Message.Body)
	conversation.Set("unread", conversation.GetInt("unread")+1)
	return app.Save(conversation)
}

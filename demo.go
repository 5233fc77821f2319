package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// Where the demo lives. Its accounts are known to everybody, so it listens on
// this machine only.
const (
	demoDir     = "pb_demo"
	demoInbox   = "127.0.0.1:8090"
	demoPhone   = "127.0.0.1:8091"
	demoMarker  = "demo.txt" // in a data directory that --fresh may empty
	demoState   = "phone.json"
	demoStaff   = "staff@example.com"
	demoAdmin   = "admin@example.com"
	demoPass    = "demo-password"
	demoNumber  = "15550100200"
	demoPhoneID = "200300400500600"
	demoAccount = "100200300400500"
)

// demo is a run of the program with sample customers and the simulator in
// Meta's place.
type demo struct {
	app   *pocketbase.PocketBase
	inbox net.Listener // taken before anything starts, so that the addresses are known
	phone net.Listener
	cfg   hooks.Config
	clock atomic.Pointer[simulator.Clock]
}

// command is "demo" of the command line.
func (d *demo) command() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "Tries the program without a Meta account: sample customers and a simulated phone",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return d.run() },
	}
	c.Flags().Bool("fresh", false, "begin with an empty data directory")
	return annotated(c, locksData)
}

// isDemo tells whether the command line asks for the demo: by its first word,
// because "demo" may be the value of a flag elsewhere.
func isDemo(args []string) bool {
	return len(args) > 0 && args[0] == "demo" && !slices.Contains(args, "--help") && !slices.Contains(args, "-h")
}

// newDemo takes two ports, the usual ones if they are free.
func newDemo() (*demo, error) {
	inbox, err := listenOr(demoInbox)
	if err != nil {
		return nil, err
	}
	phone, err := listenOr(demoPhone)
	if err != nil {
		return nil, errors.Join(err, inbox.Close())
	}
	d := &demo{inbox: inbox, phone: phone, cfg: hooks.Config{
		PhoneNumberID:     demoPhoneID,
		BusinessAccountID: demoAccount,
		AccessToken:       rand.Text(),
		AppSecrets:        []string{rand.Text()},
		VerifyToken:       rand.Text(),
		GraphURL:          "http://" + phone.Addr().String(),
		DefaultCountry:    "GB",
	}}
	d.cfg.Now, d.cfg.Trial = d.now, true
	return d, nil
}

func listenOr(addr string) (net.Listener, error) {
	if listener, err := simulator.Listen(addr); err == nil {
		return listener, nil
	}
	return simulator.Listen("127.0.0.1:0")
}

// now is the simulator's clock, once there is one: whoever moves it on the
// phone's page moves the inbox's, too.
func (d *demo) now() time.Time {
	if clock := d.clock.Load(); clock != nil {
		return clock.Now()
	}
	return time.Now()
}

func (d *demo) run() (err error) {
	if d.inbox == nil {
		return errors.New("write demo first and flags behind it, such as: demo --dir DIRECTORY")
	}
	defer d.phone.Close()
	if err := d.app.RunAllMigrations(); err != nil {
		return err
	}
	if err := seedDemo(d.app, time.Now()); err != nil {
		return fmt.Errorf("sample data: %w", err)
	}
	people, err := demoCustomers(d.app)
	if err != nil {
		return fmt.Errorf("sample data: %w", err)
	}
	talk, err := demoMessages(d.app)
	if err != nil {
		return fmt.Errorf("sample data: %w", err)
	}
	phone := simulator.New(simulator.Options{
		PhoneNumberID:      d.cfg.PhoneNumberID,
		BusinessAccountID:  d.cfg.BusinessAccountID,
		DisplayPhoneNumber: demoNumber,
		BusinessName:       "Harbour Bikes",
		AccessToken:        d.cfg.AccessToken,
		AppSecret:          d.cfg.AppSecrets[0],
		WebhookURL:         "http://" + d.inbox.Addr().String() + "/api/crm/whatsapp/webhook",
		Templates:          demoTemplates,
		RetryMax:           time.Minute, // somebody who repairs something waits for it
	})
	defer func() { err = errors.Join(err, phone.Close()) }()
	d.clock.Store(phone.Clock())
	if err := phone.KeepState(filepath.Join(d.app.DataDir(), demoState)); err != nil {
		return err
	}
	for _, person := range people {
		if err := phone.AddCustomer(person); err != nil {
			return err
		}
	}
	if err := phone.AddMessages(talk); err != nil {
		return fmt.Errorf("sample data: %w", err)
	}
	server := &http.Server{Handler: phone, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(d.phone) }()
	defer server.Close()

	d.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Listener = d.inbox
		e.InstallerFunc = nil // note: the accounts are there
		e.Router.Bind(localHost())
		d.print()
		return e.Next()
	})
	return apis.Serve(d.app, apis.ServeConfig{HttpAddr: d.inbox.Addr().String(), AllowedOrigins: []string{"http://" + d.inbox.Addr().String()}})
}

// localHost refuses what asks for the demo under another name than this
// machine's: its passwords are known, and a page elsewhere could lead a name of
// its own here.
func localHost() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id: "demoHost", Priority: apis.DefaultWWWRedirectMiddlewarePriority - 1,
		Func: func(e *core.RequestEvent) error {
			if !simulator.IsLocalHost(e.Request.Host) {
				return e.ForbiddenError("The demo answers on localhost, 127.0.0.1 and [::1] only.", nil)
			}
			return e.Next()
		},
	}
}

func (d *demo) print() {
	fmt.Printf(`
  Pocket CRM demo, with a simulator in WhatsApp's place. Stop it with Ctrl-C.

  Inbox      http://%[1]s/
             staff: %[3]s  password: %[5]s
  Phone      http://%[2]s/
             write as a customer here; it is in the inbox at once
  Dashboard  http://%[1]s/_/
             admin: %[4]s  password: %[5]s (in the inbox, too)

`, d.inbox.Addr(), d.phone.Addr(), demoStaff, demoAdmin, demoPass)
}

// prepareDemo makes the data directory the demo's own. The flags are those
// behind "demo".
func prepareDemo(dir string, flags []string) error {
	// note: read early, before the directory is in use; the command reads them
	// again and reports those that nobody knows
	c := (&demo{}).command()
	c.FParseErrWhitelist.UnknownFlags = true
	if err := c.ParseFlags(flags); err != nil {
		return err
	}
	if fresh, err := c.Flags().GetBool("fresh"); err != nil {
		return err
	} else if fresh {
		if err := emptyDemo(dir); err != nil {
			return err
		}
	}
	return markDemo(dir)
}

// emptyDemo empties the data directory, if it is one that a demo made.
func emptyDemo(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, demoMarker)); err != nil {
		return fmt.Errorf("%s was not made by the demo, so --fresh does not empty it; delete it yourself, or choose another with --dir", dir)
	}
	if err := hooks.DataIsFree(dir); err != nil {
		return err
	}
	if hooks.RestorePending(dir) { // note: which has started the program again, with the same flags
		return nil
	}
	return os.RemoveAll(dir)
}

// markDemo says that a directory is the demo's. It refuses one with other data.
func markDemo(dir string) error {
	marker := filepath.Join(dir, demoMarker)
	if _, err := os.Stat(marker); err == nil {
		return nil
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s holds other data, and the demo would add sample customers to it; choose another directory with --dir", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(marker, []byte("Sample data of the demo. \"demo --fresh\" may delete this directory.\n"), 0o600)
}

package hooks

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/machine"
	"pocketcrm/hooks/media"
)

// settingMachine is the server's own: what it remembers of the machine.
const settingMachine = "machine"

// newMachine looks after the machine that the program runs on.
func (c *crm) newMachine() *machine.Watch {
	o := machine.Options{
		Dir: c.app.DataDir(), Source: c.cfg.Machine, Trial: c.cfg.Trial, Backups: backups{c.app},
		Write:   func(context.Context) error { return c.storeMemory(c.ill.Memory()) },
		Righted: c.clockRighted, Changed: c.watch.changed, Say: c.say,
	}
	if len(c.cfg.missing()) == 0 {
		// note: whatever it answers; what counts is its Date
		o.Ask = func(ctx context.Context) { _ = c.client.PhoneNumber(ctx) }
	}
	return machine.New(o)
}

// machineStart begins to look, with what the last process has left.
func (c *crm) machineStart() {
	var m machine.Memory
	_ = json.Unmarshal(c.settingValues()[settingMachine], &m) // note: without it we begin anew
	var born float64
	// note: PocketBase notes when each migration was applied, in microseconds
	if err := c.app.DB().NewQuery("SELECT COALESCE(MIN(applied), 0) FROM _migrations").Row(&born); err == nil && born > 0 {
		m.Born = time.UnixMicro(int64(born))
	}
	c.ill.Start(m)
}

// machineRemembers does what is due every hour.
func (c *crm) machineRemembers() {
	m, err := c.ill.Remember()
	if err == nil {
		err = c.storeMemory(m)
	}
	if err != nil && c.ill.Failed(err) == "" {
		c.app.Logger().Warn("What is known of the machine could not be stored; the next hour tries again", "error", err)
	}
}

func (c *crm) storeMemory(m machine.Memory) error {
	value, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return c.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		now := c.cfg.Now().UTC().Format(types.DefaultDateLayout)
		return ingest.Change{}, tx.Exec(`INSERT INTO crm_settings (id, key, value, created, updated) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated = excluded.updated`, ingest.NewID(), settingMachine, string(value), now, now)
	})
}

// backupMade looks at a new backup at once.
func (c *crm) backupMade(e *core.BackupEvent) error {
	err := e.Next()
	c.ill.Failed(err)
	if err == nil {
		go c.machineRemembers()
	}
	return err
}

// say puts a line into the log, and on standard error: on a full disk there is
// no log.
func (c *crm) say(grave bool, words string) {
	if grave {
		c.app.Logger().Error(words)
	} else {
		c.app.Logger().Warn(words)
	}
	log.Println(words)
}

// warn logs what went wrong in the background, and notes what that says of the
// machine.
func (c *crm) warn(message string, args ...any) {
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			c.ill.Failed(err)
		}
	}
	c.app.Logger().Warn(message, args...)
}

// notStored is told by the writer.
func (c *crm) notStored(err error) {
	cause := c.ill.Failed(err)
	if c.tally.logged(c.cfg.Now()) {
		why := err.Error()
		if cause != "" {
			why = string(cause) + " [" + why + "]"
		}
		c.say(true, "Events could not be stored; Meta will send them again: "+why)
	}
}

// clockHolds tells whether anything may be thrown away for its age.
func (c *crm) clockHolds() bool { return c.ill.Clock().Trusted() }

// whileClockHolds is a clean-up that waits while the clock may be wrong.
func (c *crm) whileClockHolds(cleanUp func()) func() {
	return func() {
		if c.clockHolds() {
			cleanUp()
		}
	}
}

func (c *crm) metaAnswered(at time.Time) { c.ill.Clock().Met(at) }

// heard compares what was signed by Meta with our clock.
func (c *crm) heard(at time.Time) {
	if len(c.cfg.AppSecrets) > 0 {
		c.ill.Clock().Heard(at, c.cfg.Now())
	}
}

// clockRighted lets go on what a wrong clock has ended or put off.
func (c *crm) clockRighted() {
	c.sends.outbox.ClockRighted()
	err := c.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		rows, err := media.Righted(tx, c.cfg.Now())
		return ingest.Change{Rows: rows}, err
	})
	if err != nil {
		c.warn("Files that a wrong clock has put off could not be begun anew; the next start does it", "error", err)
	}
	c.fetcher.Wake()
}

// backups are those of PocketBase, here or in S3.
type backups struct{ app core.App }

// Newest is part of [machine.Backups].
func (b backups) Newest(ctx context.Context) (*machine.Backup, error) {
	files, err := b.app.NewBackupsFilesystem()
	if err != nil {
		return nil, err
	}
	defer files.Close()
	files.SetContext(ctx)
	list, err := files.List("")
	if err != nil {
		return nil, err
	}
	var newest *machine.Backup
	for _, f := range list {
		if strings.HasSuffix(f.Key, ".zip") && (newest == nil || f.ModTime.After(newest.At)) {
			newest = &machine.Backup{Key: f.Key, Size: f.Size, At: f.ModTime}
		}
	}
	return newest, nil
}

// Open is part of [machine.Backups].
func (b backups) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	files, err := b.app.NewBackupsFilesystem()
	if err != nil {
		return nil, err
	}
	files.SetContext(ctx)
	reader, err := files.GetReader(key)
	if err != nil {
		_ = files.Close()
		return nil, err
	}
	return withClose{reader, func() { _ = files.Close() }}, nil
}

// withClose closes one thing more.
type withClose struct {
	io.ReadCloser
	also func()
}

func (w withClose) Close() error {
	defer w.also()
	return w.ReadCloser.Close()
}

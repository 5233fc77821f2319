package hooks_test

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/hook"

	"pocketcrm/hooks"
	"pocketcrm/internal/fresh"
)

// backedUp is the path of a backup of what there is now.
func (b *bench) backedUp(name string) string {
	b.t.Helper()
	if err := b.app.CreateBackup(context.Background(), name); err != nil {
		b.t.Fatal(err)
	}
	return filepath.Join(b.app.DataDir(), core.LocalBackupsDirName, name)
}

func entries(t *testing.T, path string) []string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

// message stores a message with a file, or one without.
func (b *bench) message(wamid, file string) *core.Record {
	b.t.Helper()
	b.webhook(value(`"messages":[` + text("447700900123", wamid, "1793700001", "hello") + `]`))
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", wamid)
	if err != nil {
		b.t.Fatal(err)
	}
	if file == "" {
		return row
	}
	content, err := filesystem.NewFileFromBytes([]byte(wamid), file)
	if err != nil {
		b.t.Fatal(err)
	}
	row.Set("media", content)
	if err := b.app.Save(row); err != nil {
		b.t.Fatal(err)
	}
	return row
}

func TestWebhooksDoNotWaitForABackup(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	row := b.message("wamid.1", "picture.jpg")
	// note: PocketBase would hold the database meanwhile, and this one wait for ever
	gone := make(chan struct{})
	b.app.OnBackupCreate().BindFunc(func(e *core.BackupEvent) error {
		ctx, stop := context.WithCancel(e.Context)
		defer stop()
		e.Context = &slowContext{Context: ctx, dir: b.app.DataDir(), at: func() { b.message("wamid.2", ""); close(gone) }}
		return e.Next()
	})
	path := b.backedUp("a.zip")
	<-gone
	names := entries(t, path)
	for _, name := range []string{"data.db", "auxiliary.db", "storage/" + row.BaseFilesPath() + "/" + row.GetString("media")} {
		if !slices.Contains(names, name) {
			t.Errorf("%s isn't in the backup: %v", name, names)
		}
	}
	for _, name := range names {
		if strings.HasSuffix(name, "-wal") || strings.HasSuffix(name, "-shm") || name == "serve.lock" {
			t.Errorf("%s is in the backup", name)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode of the backup: %v %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(b.app.DataDir(), ".crm_backup", "*")); len(left) > 0 {
		t.Errorf("the backup has left %v", left)
	}
}

// slowContext calls once, when the first file is packed: the databases have
// been copied by then. Whoever reads them asks it as well.
type slowContext struct {
	context.Context
	dir  string
	once sync.Once
	at   func()
}

func (s *slowContext) Err() error {
	if zips, _ := filepath.Glob(filepath.Join(s.dir, ".crm_backup", "*", "backup.zip")); len(zips) > 0 {
		s.once.Do(s.at)
	}
	return s.Context.Err()
}

func TestABackupLeavesOutWhatHooksLeaveOut(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.app.OnBackupCreate().BindFunc(func(e *core.BackupEvent) error {
		e.Exclude = append(e.Exclude, "their own")
		return e.Next()
	})
	for _, name := range []string{"their own/file", ".crm_media/half", "kept/file"} {
		path := filepath.Join(b.app.DataDir(), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	names := entries(t, b.backedUp("a.zip"))
	if !slices.Contains(names, "kept/file") || slices.Contains(names, "their own/file") || slices.Contains(names, ".crm_media/half") {
		t.Errorf("the backup has %v", names)
	}
}

// Another process opens the database beside it, which empties PocketBase's
// directory for temporary files.
func TestACommandBesideABackupDoesNotBreakIt(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.app.OnBackupCreate().BindFunc(func(e *core.BackupEvent) error {
		e.Context = &slowContext{Context: e.Context, at: func() {
			beside := core.NewBaseApp(core.BaseAppConfig{DataDir: e.App.DataDir(), EncryptionEnv: "pb_test_env"})
			hooks.Register(beside, testConfig())
			if err := errors.Join(beside.Bootstrap(), beside.ResetBootstrapState()); err != nil {
				t.Error(err)
			}
		}}
		return e.Next()
	})
	if names := entries(t, b.backedUp("a.zip")); !slices.Contains(names, "data.db") {
		t.Errorf("the backup has %v", names)
	}
}

func TestWhatAnInterruptedBackupHasLeftGoesAtTheNextStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fresh.Dir(t, accounts))); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, ".crm_backup", "123")
	if err := errors.Join(os.MkdirAll(left, 0o700), os.WriteFile(filepath.Join(left, "backup.zip"), []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	b := newBareBenchOn(t, dir, testConfig())
	if _, err := os.Stat(filepath.Join(b.app.DataDir(), ".crm_backup")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// interceptRestart has a restart do something else than replace this process.
func (b *bench) interceptRestart(instead func()) {
	b.app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{Priority: -99999, Func: func(e *core.TerminateEvent) error {
		if !e.IsRestart {
			return e.Next()
		}
		instead()
		return errNoRestart
	}})
}

var errNoRestart = errors.New("no restart in a test")

// restarted is the data directory as the next process finds it, opened by it.
func restarted(t *testing.T, dir string) (*core.BaseApp, error) {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, EncryptionEnv: "pb_test_env"})
	hooks.Register(app, testConfig())
	t.Cleanup(func() {
		_ = app.OnTerminate().Trigger(&core.TerminateEvent{App: app}, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	})
	return app, app.Bootstrap()
}

// decidedRestore is a copy of a data directory at the moment in which the
// program would start again for a restore.
func (b *bench) decidedRestore(name string) string {
	b.t.Helper()
	dir := filepath.Join(b.t.TempDir(), "data")
	b.interceptRestart(func() {
		if a := b.call("GET", "/api/health", "", nil); a.status != 503 || a.header.Get("Retry-After") == "" {
			b.t.Errorf("while a backup is restored, it answers %d %s", a.status, a.body)
		}
		late := value(`"messages":[` + text("447700900123", "wamid.late", "1793700001", "late") + `]`)
		if a := b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(late)); a.status != 503 {
			b.t.Errorf("while a backup is restored, a webhook is answered with %d", a.status)
		}
		if err := os.CopyFS(dir, os.DirFS(b.app.DataDir())); err != nil {
			b.t.Error(err)
		}
	})
	if err := b.app.RestoreBackup(context.Background(), name); !errors.Is(err, errNoRestart) {
		b.t.Fatal(err)
	}
	return dir
}

func TestARestoreIsFinishedByTheNextStart(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	row := b.message("wamid.1", "picture.jpg")
	orphan := filepath.Join(b.app.DataDir(), "storage", row.Collection().Id, "aaaaaaaaaaaaaaa", "orphan.jpg")
	beside := filepath.Join(b.app.DataDir(), "storage", row.BaseFilesPath(), "older.jpg")
	file := filepath.Join(b.app.DataDir(), "storage", row.BaseFilesPath(), row.GetString("media"))
	thumb := filepath.Join(filepath.Dir(file), "thumbs_"+filepath.Base(file), "1x1.jpg")
	foreign := filepath.Join(b.app.DataDir(), "storage", "theirs", "r", "file")
	for _, path := range []string{orphan, beside, thumb, foreign} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	b.backedUp("a.zip")
	b.message("wamid.2", "")

	dir := b.decidedRestore("a.zip")
	app, err := restarted(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := app.CountRecords("comms_log"); err != nil || n != 1 {
		t.Errorf("%d messages after the restore: %v", n, err)
	}
	at := func(path string) string { return strings.Replace(path, b.app.DataDir(), dir, 1) }
	for path, kept := range map[string]bool{orphan: false, beside: false, thumb: true, foreign: true, file: true} {
		if _, err := os.Stat(at(path)); (err == nil) != kept {
			t.Errorf("%s is kept: %t", path, !kept)
		}
	}
	before, err := restarted(t, filepath.Join(dir, "before_restore"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := before.CountRecords("comms_log"); err != nil || n != 2 {
		t.Errorf("%d messages in the safety copy: %v", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "backups", "a.zip")); err != nil {
		t.Error("the backups are gone")
	}
}

// The program could not start itself again: the data is what it was.
func TestARestoreWithoutARestartIsCancelled(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.message("wamid.1", "")
	b.backedUp("a.zip")
	b.message("wamid.2", "")
	b.decidedRestore("a.zip")
	if hooks.RestorePending(b.app.DataDir()) {
		t.Error("the next start would restore")
	}
	want(t, "messages", b.count("comms_log", nil), 2)
}

func TestABadBackupIsRefusedAndTheDataStays(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.message("wamid.1", "")
	good := b.backedUp("good.zip")
	b.message("wamid.2", "")
	rewritten := func(change func(name string, content []byte) []byte) []byte {
		return rezipped(t, good, change)
	}
	query := func(statement string) []byte {
		return rewritten(func(name string, content []byte) []byte {
			if name != "data.db" {
				return content
			}
			path := filepath.Join(t.TempDir(), "data.db")
			db, err := hooks.ConnectDB(path)
			if err = errors.Join(err, os.WriteFile(path, content, 0o600)); err != nil {
				t.Fatal(err)
			}
			if _, err := db.NewQuery(statement).Execute(); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			content, err = os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return content
		})
	}
	for _, c := range []struct {
		name, says string
		content    []byte
	}{
		{"not a zip", "zip", []byte("no")},
		{"without a database", "no data.db", rewritten(func(name string, content []byte) []byte {
			if name == "data.db" {
				return nil
			}
			return content
		})},
		{"with a broken database", "data.db is broken", rewritten(func(name string, content []byte) []byte {
			if name == "data.db" {
				return append(content[:4096:4096], make([]byte, len(content)-4096)...)
			}
			return content
		})},
		{"with an empty database", "of this program", rewritten(func(name string, content []byte) []byte {
			if name == "data.db" {
				return []byte{}
			}
			return content
		})},
		{"of a newer version", "newer version", query("INSERT INTO _migrations (file, applied) VALUES ('1999999999_newer.go', 1)")},
		{"that this program can't work with", "this version can't open it", query("ALTER TABLE whatsapp_events DROP COLUMN unverified")},
		{"of another program", "another program", query("DELETE FROM _migrations WHERE file LIKE '17954280%' OR file LIKE '17954281%' OR file > '179542'")},
	} {
		if err := os.WriteFile(filepath.Join(b.app.DataDir(), "backups", "bad.zip"), c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		b.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
			if e.IsRestart {
				t.Error("it restarts")
				return errNoRestart
			}
			return e.Next()
		})
		err := b.app.RestoreBackup(context.Background(), "bad.zip")
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
		if hooks.RestorePending(b.app.DataDir()) {
			t.Errorf("%s: the next start would restore it", c.name)
		}
		if a := b.call("GET", "/api/crm/health", b.staffToken, nil); a.status != 200 ||
			!strings.Contains(a.body, "A backup could not be restored; the data") || strings.Contains(a.body, c.says) {
			t.Errorf("%s: health answers staff %d %s", c.name, a.status, a.body)
		}
		if a := b.call("GET", "/api/crm/health", b.superToken, nil); a.status != 200 ||
			!strings.Contains(a.body, "The backup bad.zip could not be restored, and") || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: health answers an admin %d %s", c.name, a.status, a.body)
		}
	}
	want(t, "messages", b.count("comms_log", nil), 2)
	if _, err := os.Stat(filepath.Join(b.app.DataDir(), ".crm_restore")); err == nil {
		t.Error("something is left")
	}
}

// rezipped is a zip with other contents; an entry whose content is nil is left out.
func rezipped(t *testing.T, path string, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var out strings.Builder
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if content = change(f.Name, content); content == nil {
			continue
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}

// Another process has the old database open: what it writes would be lost.
func TestARestoreGivesWayToACommandThatIsAtWork(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.message("wamid.1", "")
	b.backedUp("a.zip")
	b.message("wamid.2", "")
	dir := b.decidedRestore("a.zip")
	command, err := hooks.ConnectDB(filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer command.Close()
	var n int
	if err := command.NewQuery("SELECT COUNT(*) FROM comms_log").Row(&n); err != nil {
		t.Fatal(err)
	}
	app, err := restarted(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := app.CountRecords("comms_log"); err != nil || n != 2 {
		t.Errorf("%d messages: %v", n, err)
	}
	if hooks.RestorePending(dir) {
		t.Error("a later start would restore")
	}
	until(t, "the log says why", func() bool {
		var lines int
		err := app.AuxDB().NewQuery("SELECT COUNT(*) FROM _logs WHERE data LIKE '%another command is working on the data%'").Row(&lines)
		return err == nil && lines == 1
	})
}

func TestWhatWasThereBeforeARestoreIsKeptForAWeek(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	before := filepath.Join(b.app.DataDir(), "before_restore")
	if err := errors.Join(os.MkdirAll(before, 0o700), os.WriteFile(filepath.Join(before, "data.db"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		age  time.Duration
		kept bool
	}{{6 * 24 * time.Hour, true}, {8 * 24 * time.Hour, false}} {
		at := time.Now().Add(-c.age)
		if err := os.Chtimes(before, at, at); err != nil {
			t.Fatal(err)
		}
		for _, job := range b.app.Cron().Jobs() {
			if job.Id() == "crm_restore_cleanup" {
				job.Run()
			}
		}
		if _, err := os.Stat(before); (err == nil) != c.kept {
			t.Errorf("after %s it is kept: %t", c.age, !c.kept)
		}
	}
}

func TestACommandDuringARestoreIsRefused(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.backedUp("a.zip")
	dir := b.decidedRestore("a.zip")
	server := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := hooks.LockData(server); err != nil {
		t.Fatal(err)
	}
	if _, err := restarted(t, dir); err == nil || !strings.Contains(err.Error(), "restore is under way") {
		t.Errorf("it is opened: %v", err)
	}
	if !hooks.RestorePending(dir) {
		t.Error("it was finished or cancelled")
	}
}

func TestFilesWithoutADatabaseAreNotOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept := filepath.Join(dir, ".pb_temp_to_delete", "old_pb_data_x", "data.db")
	if err := errors.Join(os.MkdirAll(filepath.Dir(kept), 0o700), os.WriteFile(kept, []byte("all there is"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := restarted(t, dir); err == nil {
		t.Error("it is opened")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("the data is gone: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data.db")); err == nil {
		t.Error("an empty database was begun")
	}
}

func TestAStartClosesTheDataDirectoryToOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fresh.Dir(t, accounts))); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "storage"), 0o755), os.Chmod(dir, 0o755), os.Chmod(filepath.Join(dir, "data.db"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := restarted(t, dir); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "data.db"): 0o600, filepath.Join(dir, "storage"): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}

	var deep string
	newBareBenchOn(t, fresh.Dir(t, accounts), testConfig(), func(app core.App) {
		deep = filepath.Join(app.DataDir(), "storage", "c", "r", "f")
		if err := errors.Join(os.MkdirAll(filepath.Dir(deep), 0o755), os.WriteFile(deep, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	})
	until(t, "the files below are closed by a server", func() bool {
		info, err := os.Stat(deep)
		return err == nil && info.Mode().Perm() == 0o600
	})
}

package machine_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pocketcrm/hooks/machine"
)

// database makes one with a table of some rows.
func database(path string, rows int, more ...string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	for _, statement := range append([]string{"CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)", "CREATE INDEX by_word ON words (word)"}, more...) {
		if _, err := db.Exec(statement); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	_, err = db.Exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO words (word) SELECT 'word number ' || i FROM n", rows)
	return errors.Join(err, db.Close())
}

// damage overwrites the middle of a file.
func damage(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for i := len(content) / 3; i < len(content)/2; i++ {
		content[i] = 0xA5
	}
	return os.WriteFile(path, content, 0o600)
}

func TestQuickCheckFindsDamage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "with blanks, # and %20.db")
	if err := database(path, 5000); err != nil {
		t.Fatal(err)
	}
	if found, err := machine.QuickCheck(t.Context(), path); found != "ok" || err != nil {
		t.Errorf("sound: %q, %v", found, err)
	}
	if err := damage(path); err != nil {
		t.Fatal(err)
	}
	if found, err := machine.QuickCheck(t.Context(), path); found == "" || found == "ok" || err != nil {
		t.Errorf("damaged: %q, %v", found, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := machine.QuickCheck(ended, path); err == nil {
		t.Errorf("broken off: %q", found)
	}
	if found, err := machine.QuickCheck(t.Context(), filepath.Join(t.TempDir(), "nothing.db")); err == nil {
		t.Errorf("no file: %q", found)
	}
}

// shelf is where backups are kept.
type shelf struct {
	backup  *machine.Backup
	content []byte
	err     error
	opened  int
}

func (s *shelf) Newest(context.Context) (*machine.Backup, error) { return s.backup, s.err }
func (s *shelf) Open(context.Context, string) (io.ReadCloser, error) {
	s.opened++
	return io.NopCloser(bytes.NewReader(s.content)), nil
}

func (s *shelf) put(t *testing.T, at time.Time, files map[string][]byte) {
	t.Helper()
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for name, content := range files {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	s.content = packed.Bytes()
	s.backup = &machine.Backup{Key: "night.zip", Size: int64(len(s.content)), At: at}
}

func TestBackupsAreMissedAndCheckedOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	if err := database(path, 5000); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := damage(path); err != nil {
		t.Fatal(err)
	}
	damaged, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{}
	b := newBox(t, noon, func(o *machine.Options) {
		o.Trial, o.Backups = false, s
		for _, name := range []string{"data.db", "auxiliary.db"} {
			if err := database(filepath.Join(o.Dir, name), 10); err != nil {
				t.Fatal(err)
			}
		}
	})
	b.watch.Start(machine.Memory{SeenAt: noon, Born: noon.Add(-time.Hour)})
	t.Cleanup(b.watch.Stop)
	wants := func(when, words, check string) {
		t.Helper()
		m, err := b.watch.Remember()
		if err != nil || m.Check != "ok" || m.BackupCheck != check {
			t.Errorf("%s: %+v, %v", when, m, err)
		}
		told := ""
		for _, n := range b.watch.Notices() {
			told += n.Words
		}
		if (told == "") != (words == "") || !strings.HasPrefix(told, words) {
			t.Errorf("%s: told %q, want %q", when, told, words)
		}
	}
	wants("a new database", "", "")
	b.pass(2 * day)
	wants("after two days", "There is no backup yet", "")
	s.put(t, b.wall, map[string][]byte{"data.db": sound})
	wants("with a backup", "", "ok")
	wants("again", "", "ok")
	if s.opened != 1 {
		t.Errorf("one backup was opened %d times", s.opened)
	}
	b.pass(9 * day)
	wants("nine days later", "The last backup is 9 days old.", "ok")
	s.put(t, b.wall, map[string][]byte{"data.db": damaged})
	if m, _ := b.watch.Remember(); !strings.HasPrefix(m.BackupCheck, "its data.db is damaged: ") {
		t.Errorf("a damaged one: %+v", m)
	}
	b.pass(time.Minute)
	s.put(t, b.wall, map[string][]byte{"storage/a": sound})
	wants("one without a database", "The last backup (night.zip, 2026-11-14) can't be restored: it has no data.db.", "it has no data.db")
	b.pass(time.Minute)
	s.put(t, b.wall, map[string][]byte{"data.db": sound})
	s.content = s.content[:len(s.content)/2]
	wants("half of one", "The last backup (night.zip, 2026-11-14) can't be restored: it can't be opened as a zip file.", "it can't be opened as a zip file")
	s.put(t, b.wall, map[string][]byte{"data.db": sound, "data.db-wal": nil})
	b.room(300 << 20)
	b.watch.Look(t.Context())
	if m, err := b.watch.Remember(); err != nil || m.BackupCheck != "" {
		t.Errorf("without room: %+v, %v", m, err)
	}
	b.room(500 << 30)
	b.watch.Look(t.Context())
	wants("with room", "", "ok")
	s.err = errors.New("the bucket is gone")
	wants("out of reach", "The backups can't be looked at: the bucket is gone.", "ok")
}

package machine

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Backup is a backup as it lies where backups are kept.
type Backup struct {
	Key  string
	Size int64
	At   time.Time
}

// Backups are where backups are kept, which may be far away.
type Backups interface {
	// Newest is the last backup; nil when there is none.
	Newest(ctx context.Context) (*Backup, error)
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// errNoRoom: a backup can't be unpacked here now, which says nothing of it.
var errNoRoom = errors.New("there is not enough room to unpack it")

// checkBackup unpacks the database of a backup into a directory of its own and
// looks through it. The answer is "ok" or what is wrong with the backup; the
// error says that it could not be found out.
func checkBackup(ctx context.Context, from Backups, b Backup, temp string, room func() uint64) (string, error) {
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(temp, "crm_check_")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if room() < uint64(b.Size)+lowSpace/2 {
		return "", errNoRoom
	}
	archive := filepath.Join(dir, "backup.zip")
	if err := fetch(ctx, from, b.Key, archive); err != nil {
		return "", err
	}
	unzipped, err := zip.OpenReader(archive)
	if err != nil {
		return "it can't be opened as a zip file", nil
	}
	defer unzipped.Close()
	hasData := false
	for _, file := range unzipped.File {
		// note: a write-ahead log belongs to its database; the rest stays packed
		if file.Name != "data.db" && file.Name != "data.db-wal" {
			continue
		}
		if room() < file.UncompressedSize64+lowSpace/2 {
			return "", errNoRoom
		}
		hasData = hasData || file.Name == "data.db"
		if wrong, err := unpack(ctx, file, filepath.Join(dir, file.Name)); wrong != "" || err != nil {
			return wrong, err
		}
	}
	if !hasData {
		return "it has no data.db", nil
	}
	found, err := QuickCheck(ctx, filepath.Join(dir, "data.db"))
	if err != nil || found == Sound {
		return found, err
	}
	return "its data.db is damaged: " + found, nil
}

func fetch(ctx context.Context, from Backups, key, path string) (err error) {
	source, err := from.Open(ctx, key)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, whileAlive{ctx, source})
	return errors.Join(err, target.Close())
}

// unpack writes one file of an archive. What is wrong with the archive is no
// error; what is wrong here is.
func unpack(ctx context.Context, file *zip.File, path string) (wrong string, err error) {
	target, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	source, err := file.Open()
	if err != nil {
		return fmt.Sprintf("its %s can't be read", file.Name), nil
	}
	defer source.Close()
	_, err = io.Copy(target, whileAlive{ctx, source})
	if err != nil && ctx.Err() == nil && CauseOf(err) == "" {
		return fmt.Sprintf("its %s can't be read (%v)", file.Name, err), nil
	}
	return "", err
}

// whileAlive ends reading with its context.
type whileAlive struct {
	ctx context.Context
	io.Reader
}

func (r whileAlive) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// Limits of the age of backups.
const (
	backupOld   = 7 * day
	backupFirst = day // of a database, before its first backup is missed
)

// backupNotices tell of backups that could not be restored, or that are missed.
func backupNotices(m Memory, now time.Time) []Notice {
	const where = " Admins make one under Settings → Backups in the dashboard (/_/), where they can be had every night, too."
	say := func(key, words string) []Notice {
		return []Notice{{Key: key, Words: words + where, Staff: words, Over: "There is a good backup again."}}
	}
	age := now.Sub(m.BackupAt)
	switch {
	case m.BackupProblem != "":
		return say("backup", "The backups can't be looked at: "+strings.TrimSuffix(m.BackupProblem, ".")+".")
	case m.Backup == "" && !m.BackupsSeen.IsZero() && !m.Born.IsZero() && now.Sub(m.Born) > backupFirst:
		return say("backup", "There is no backup yet: if this disk fails, all is lost.")
	case m.Backup == "":
		return nil
	case m.BackupCheck != "" && m.BackupCheck != Sound:
		return say("backup", fmt.Sprintf("The last backup (%s, %s) can't be restored: %s.", m.Backup, m.BackupAt.UTC().Format(time.DateOnly), m.BackupCheck))
	case age > backupOld:
		return say("backup", "The last backup is "+spellDays(age)+" old.")
	}
	return nil
}

// spellDays is a time as people say it.
func spellDays(d time.Duration) string {
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%d days", d/day)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

package machine

import (
	"context"
	"errors"
	"path/filepath"
	"time"
)

// Memory is what outlives the process. The caller stores it.
type Memory struct {
	// SeenAt is the last sign of life while the clock was right.
	SeenAt time.Time `json:"seen_at"`
	// CheckedAt and Check are of the last check of the databases: "ok", or what
	// it found.
	CheckedAt time.Time `json:"checked_at"`
	Check     string    `json:"check"`

	// Backup is the last one, of BackupAt; BackupCheck what a check of it found,
	// empty until then.
	Backup      string    `json:"backup"`
	BackupAt    time.Time `json:"backup_at"`
	BackupSize  int64     `json:"backup_size"`
	BackupCheck string    `json:"backup_check"`
	// BackupsSeen is when backups were looked for, BackupProblem why they
	// couldn't be.
	BackupsSeen   time.Time `json:"-"`
	BackupProblem string    `json:"-"`

	// Born is when the database was made.
	Born time.Time `json:"-"`
}

// When the databases are checked: at night, or when the last night was missed.
const (
	checkHour  = 4
	checkAfter = 20 * time.Hour
	checkLate  = 26 * time.Hour
	// damageDoubted is how soon damage that a statement met is looked for.
	damageDoubted = 10 * time.Minute
)

// Memory is what is known now.
func (w *Watch) Memory() Memory {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.memory
}

// Remember does what is due every hour, and returns what is to be stored. The
// checks read on connections of their own; one is under way at a time.
func (w *Watch) Remember() (Memory, error) {
	w.checks.Lock()
	defer w.checks.Unlock()
	w.mu.Lock()
	ctx := w.ctx
	if ctx != nil {
		w.work.Add(1)
		defer w.work.Done()
	}
	now := w.opts.Source.Wall()
	if ctx != nil && w.clock.Trusted() {
		w.memory.SeenAt = now
	}
	m := w.memory
	w.mu.Unlock()
	if ctx == nil {
		return Memory{}, errStopped
	}
	if checkDue(m, now) {
		w.checkDatabases(ctx)
	}
	if w.opts.Backups != nil {
		w.lookForBackups(ctx)
	}
	poke(w.wake)
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.memory, ctx.Err()
}

func checkDue(m Memory, now time.Time) bool {
	age := now.Sub(m.CheckedAt)
	switch {
	case m.Check != "" && m.Check != Sound:
		return age.Abs() > damageDoubted
	case age < 0: // note: the clock was wrong then
		return true
	}
	return age > checkLate || age > checkAfter && now.Local().Hour() == checkHour
}

// checkDatabases looks through both, and notes what it found.
func (w *Watch) checkDatabases(ctx context.Context) {
	result := Sound
	for _, name := range []string{"data.db", "auxiliary.db"} {
		found, err := QuickCheck(ctx, filepath.Join(w.opts.Dir, name))
		if err != nil {
			if ctx.Err() == nil {
				w.opts.Say(false, "The check of "+name+" could not be made; it is tried again in an hour: "+err.Error())
			}
			return
		}
		if found != Sound {
			result = name + ": " + found
			break
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.memory.Check, w.memory.CheckedAt = result, w.opts.Source.Wall()
}

// lookForBackups finds the last backup, and checks each once.
func (w *Watch) lookForBackups(ctx context.Context) {
	newest, err := w.opts.Backups.Newest(ctx)
	w.mu.Lock()
	if err != nil {
		w.memory.BackupProblem = err.Error()
		w.mu.Unlock()
		return
	}
	w.memory.BackupProblem, w.memory.BackupsSeen = "", w.opts.Source.Wall()
	if newest == nil {
		w.memory.Backup, w.memory.BackupAt, w.memory.BackupSize, w.memory.BackupCheck = "", time.Time{}, 0, ""
		w.mu.Unlock()
		return
	}
	if w.memory.Backup != newest.Key || !w.memory.BackupAt.Equal(newest.At) || w.memory.BackupSize != newest.Size {
		w.memory.Backup, w.memory.BackupAt, w.memory.BackupSize, w.memory.BackupCheck = newest.Key, newest.At, newest.Size, ""
	}
	checked := w.memory.BackupCheck != ""
	w.mu.Unlock()
	if checked {
		return
	}
	found, err := checkBackup(ctx, w.opts.Backups, *newest, filepath.Join(w.opts.Dir, scratch), w.room)
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, errNoRoom) {
			w.opts.Say(false, "The last backup could not be checked; it is tried again in an hour: "+err.Error())
		}
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.memory.BackupCheck = found
}

// room is how much a check may use.
func (w *Watch) room() uint64 {
	return freeOf(w.opts.Source.Space(w.opts.Dir))
}

// Report is how the machine is, for other machines.
type Report struct {
	FreeBytes  uint64 `json:"free_bytes"` // of the data directory's disk; 0 when it isn't known
	Fault      string `json:"fault"`      // why nothing can be stored; empty while it can
	CheckedAt  string `json:"checked_at"` // as are the others: empty for never
	Check      string `json:"check"`      // "ok", or what is damaged
	BackupAt   string `json:"backup_at"`
	BackupSize int64  `json:"backup_bytes"`
	// BackupCheck is "ok", what is wrong with the last backup, or empty while it
	// was not checked.
	BackupCheck string `json:"backup_check"`
	// ClockOff is how many seconds the clock is ahead of Meta's; null when that
	// isn't known.
	ClockOff *float64 `json:"clock_off_seconds"`
	// Keeps is true while nothing is removed for its age, because the clock may
	// be wrong.
	Keeps bool `json:"clean_up_waits"`
}

// Report says how it stands, without looking; date formats its times.
func (w *Watch) Report(date func(time.Time) string) Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := Report{
		FreeBytes: w.disks[0].space.Free, Check: w.memory.Check, BackupSize: w.memory.BackupSize, BackupCheck: w.memory.BackupCheck,
		CheckedAt: date(w.memory.CheckedAt), BackupAt: date(w.memory.BackupAt), Keeps: !w.clock.Trusted(),
	}
	if w.fault != nil {
		r.Fault = string(w.fault.cause)
	}
	if off, known := w.clock.Off(); known {
		seconds := off.Seconds()
		r.ClockOff = &seconds
	}
	return r
}

package machine

import (
	"fmt"
)

// Notice is something that is wrong, in words.
type Notice struct {
	Key   string
	Grave bool   // messages are refused or lost
	Words string // for those who have the machine: with paths, and what to do
	Staff string // for everybody else
	Over  string // what the log says at its end
}

// Notices are what is wrong now, what loses messages first. It costs nothing:
// nothing is looked at for it.
func (w *Watch) Notices() []Notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	notices := w.faultNotices()
	if check := w.memory.Check; check != "" && check != Sound {
		notices = append(notices, Notice{
			Key: "damage", Grave: true,
			Words: fmt.Sprintf("The database is damaged (%s, %s). %s", w.opts.Dir, check, Damaged.Remedy()),
			Staff: "The database is damaged. What you write now may be lost.",
			Over:  "The check of the database finds no damage any more.",
		})
	}
	notices = append(notices, w.spaceNotices()...)
	notices = append(notices, w.clock.notices()...)
	if w.opts.Backups != nil && !w.opts.Trial {
		notices = append(notices, backupNotices(w.memory, w.opts.Source.Wall())...)
	}
	return notices
}

// faultNotices must be called with mu held.
func (w *Watch) faultNotices() []Notice {
	if w.fault == nil {
		return nil
	}
	const refused = " Messages of customers are refused meanwhile; WhatsApp sends them again for seven days."
	return []Notice{{
		Key: "fault", Grave: true,
		Words: fmt.Sprintf("Nothing can be stored: the data directory %s can't be written: %s.%s %s It then goes on by itself.",
			w.opts.Dir, w.fault.cause, refused, w.fault.cause.Remedy()),
		Staff: fmt.Sprintf("Nothing can be stored on the server: %s.%s", w.fault.cause, refused),
		Over:  fmt.Sprintf("The data directory %s can be written again.", w.opts.Dir),
	}}
}

// spaceNotices must be called with mu held.
func (w *Watch) spaceNotices() (notices []Notice) {
	for _, d := range w.disks {
		if d.level == roomy {
			continue
		}
		limit := lowLimit(d.space)
		if d.level == critical {
			limit = criticalSpace
		}
		n := Notice{Key: "space " + d.use, Grave: d.grave && d.level == critical}
		n.Over = fmt.Sprintf("There is room again on the disk for %s (%s).", d.use, d.dir)
		n.Words = fmt.Sprintf("Less than %s is left on the disk for %s (%s).", inWords(limit), d.use, d.dir)
		switch {
		case !d.grave:
			n.Staff = "The server's disk for temporary files is nearly full: large files can't be sent."
			n.Words += " Large files can't be sent without. " + Full.Remedy()
		case d.level == critical:
			n.Staff = "The server's disk is nearly full. Soon messages can't be stored."
			n.Words += " When it is full, messages can't be stored. " + Full.Remedy()
		case d.grave && w.backupNeeds() > limit:
			n.Words = fmt.Sprintf("The disk for %s (%s) has too little room for the next backup, which takes about %s. %s",
				d.use, d.dir, inWords(w.backupNeeds()), Full.Remedy())
			n.Staff = "The server's disk has too little room for the next backup."
		default:
			n.Words += " " + Full.Remedy()
			n.Staff = "The server's disk is getting full."
		}
		notices = append(notices, n)
	}
	return notices
}

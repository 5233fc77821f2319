package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Space is the room on a disk, for the user that the program runs as.
type Space struct {
	Free, Total uint64
	Disk        uint64 // the same for two directories of one disk
}

// FreeOn is the room on the disk of a directory; where it isn't known, more than
// there is of any: writing shows it.
func FreeOn(dir string) uint64 { return freeOf(SpaceOf(dir)) }

func freeOf(s Space, err error) uint64 {
	if err != nil {
		return 1 << 62
	}
	return s.Free
}

// Limits of free space. A twentieth of a large disk is still a lot, and a disk of
// 1 GB is never to have 1 GB free.
const (
	lowSpace      = 1 << 30
	lowSpaceMost  = 4  // a quarter
	lowShare      = 20 // a twentieth
	lowShareMost  = 10 << 30
	criticalSpace = 100 << 20
)

// lowLimit is how much should be free on a disk.
func lowLimit(s Space) uint64 {
	return max(min(lowSpace, s.Total/lowSpaceMost), min(s.Total/lowShare, lowShareMost))
}

// level is how short of room a disk is.
type level int

const (
	roomy level = iota
	low
	critical
)

// levelOf judges the room on a disk; what was short stays so until there is a
// tenth more, or the banner would come and go. need is what the next backup takes.
func levelOf(s Space, need uint64, before level) level {
	short := func(limit uint64, of level) bool {
		if before >= of {
			limit += limit / 10
		}
		return s.Free < limit
	}
	switch {
	case short(criticalSpace, critical):
		return critical
	case short(max(lowLimit(s), need), low):
		return low
	}
	return roomy
}

// probeBytes is what a disk must take before it counts as mended: a large
// webhook and its transaction.
const probeBytes = 512 << 10

// scratch is PocketBase's directory for what need not last: no backup takes it
// along, and every start removes it.
const scratch = ".pb_temp_to_delete"

// tryWriting writes a little file to the disk of a data directory and removes
// it. A quota, a full disk and a read-only one show by nothing else.
func tryWriting(dir string, size int) error {
	err := writeOnce(filepath.Join(dir, scratch), size)
	if errors.Is(err, fs.ErrNotExist) { // note: a command that starts beside removes the directory
		err = writeOnce(filepath.Join(dir, scratch), size)
	}
	return err
}

func writeOnce(dir string, size int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "crm_probe_")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if _, err = file.Write(make([]byte, size)); err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// sizeOf is the size of files in a directory; those that aren't there have none.
func sizeOf(dir string, names ...string) (sum uint64) {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			sum += uint64(info.Size())
		}
	}
	return sum
}

// inWords is a size as people say it.
func inWords(bytes uint64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GB", bytes>>30)
	case bytes >= 1<<30:
		return strings.Replace(fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30)), ".0", "", 1)
	}
	return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20)
}

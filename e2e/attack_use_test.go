package e2e

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// memory is the most that the process has taken, in bytes; 0 where the system
// doesn't tell.
func (a *attacked) memory() int64 {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", a.server.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var kilobytes int64
	for line := range strings.Lines(string(content)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, _ = fmt.Sscan(rest, &kilobytes)
		}
	}
	return kilobytes << 10
}

// disk is what is in the data directory beside what customers and staff store:
// their rows and their files.
func (a *attacked) disk() int64 {
	return sizeOf(a.dir, func(path string) bool {
		name := filepath.Base(path)
		return strings.HasPrefix(name, "data.db") || strings.HasPrefix(path, filepath.Join(a.dir, "storage")) || strings.HasPrefix(path, filepath.Join(a.dir, ".crm"))
	})
}

// sizeOf is the size of all files below a directory.
func sizeOf(dir string, leaveOut func(path string) bool) (size int64) {
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || leaveOut(path) {
			return nil // note: temporary files go while they are looked at
		}
		if info, err := entry.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size
}

// uploads tells when staff upload something: then temporary files are theirs.
type uploads struct{ atomic.Int64 }

func (u *uploads) during(f func()) {
	u.Add(1)
	defer u.Add(-1)
	f()
}

// diskUse is how much of the disk was used at the worst moment.
type diskUse struct{ grown, temp atomic.Int64 }

func (d *diskUse) growth() int64    { return d.grown.Load() }
func (d *diskUse) temporary() int64 { return d.temp.Load() }

// watchDisk looks at it until the end, and once more behind it.
func (a *attacked) watchDisk(ctx context.Context, wg *sync.WaitGroup, before int64) *diskUse {
	use := &diskUse{}
	look := func() {
		calm := a.busy.Load() == 0
		use.grown.Store(max(use.grown.Load(), a.disk()-before))
		temp := sizeOf(a.temp, func(string) bool { return false })
		if calm && a.busy.Load() == 0 { // note: not one that began meanwhile either
			use.temp.Store(max(use.temp.Load(), temp))
		}
	}
	wg.Go(func() {
		for tick := time.NewTicker(200 * time.Millisecond); ctx.Err() == nil; {
			select {
			case <-ctx.Done():
				tick.Stop()
			case <-tick.C:
				look()
			}
		}
		time.Sleep(4 * time.Second) // note: PocketBase writes its log every three seconds
		look()
	})
	return use
}

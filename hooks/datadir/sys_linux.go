package datadir

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncTree waits until all below is on the disk.
//
// note: one call for the file system, because fsync of 100,000 files takes minutes.
func syncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}

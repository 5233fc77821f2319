//go:build linux || darwin || freebsd

package machine

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// errQuota: the user's share of the disk is used up.
const errQuota = syscall.EDQUOT

// SpaceOf asks the system for the room on the disk of a directory.
func SpaceOf(dir string) (Space, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Space{}, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	var info unix.Stat_t
	if err := unix.Stat(dir, &info); err != nil {
		return Space{}, &os.PathError{Op: "stat", Path: dir, Err: err}
	}
	block := uint64(s.Bsize)
	return Space{Free: uint64(s.Bavail) * block, Total: uint64(s.Blocks) * block, Disk: uint64(info.Dev)}, nil
}

// mayWrite is an error if the program may not write a file or directory, for
// whatever reason: root may everywhere but on a read-only disk.
func mayWrite(path string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, path, unix.R_OK|unix.W_OK, unix.AT_EACCESS); err != nil {
		return &os.PathError{Op: "access", Path: path, Err: err}
	}
	return nil
}

// ownership says whom a file belongs to, if that isn't who we are, or else its mode.
func ownership(path string) string {
	var info unix.Stat_t
	if unix.Stat(path, &info) != nil {
		return ""
	}
	if int(info.Uid) == os.Geteuid() {
		return fmt.Sprintf("its mode is %#o", uint32(info.Mode)&0o777)
	}
	return fmt.Sprintf("it belongs to %s, and the program runs as %s", userName(int(info.Uid)), userName(os.Geteuid()))
}

func userName(id int) string {
	number := strconv.Itoa(id)
	if u, err := user.LookupId(number); err == nil {
		return u.Username
	}
	return "user " + number
}

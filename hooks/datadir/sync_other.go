//go:build !unix

package datadir

// syncDirs does nothing where directories can't be synced.
func syncDirs(...string) error { return nil }

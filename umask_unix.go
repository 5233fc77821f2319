//go:build unix

package main

import "syscall"

// closeToOthers has every file that the program writes readable by its owner
// alone: most hold something of customers.
func closeToOthers() { syscall.Umask(0o077) }

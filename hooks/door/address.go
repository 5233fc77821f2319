// Package door is what stands between strangers and the inbox: who is counted
// as one stranger, and how much of anything one may have at a time.
//
// It knows no routes and no records, and decides nothing about who may read
// what: that is for the rules of the collections.
package door

import "net/netip"

// Address is what an IP address counts as: itself, or of an IPv6 address its
// /64, which a provider hands out whole, so that one machine has 2^64 of them.
// What is no address is returned as it is.
func Address(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}

// IsNear tells whether an address is of this machine or of the network it is
// in: a proxy in front of the program, or somebody in the office, not one
// stranger. What comes through a proxy that isn't set up as trusted has its
// address, whoever sent it.
func IsNear(ip string) bool {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
}

package door

import "testing"

func TestAnIPv6NetworkCountsAsOneAddress(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"203.0.113.7":          "203.0.113.7",
		"::ffff:203.0.113.7":   "203.0.113.7",
		"2001:db8:1:2::1":      "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::9": "2001:db8:1:2::/64",
		"2001:db8:1:3::1":      "2001:db8:1:3::/64",
		"fe80::1%eth0":         "fe80::/64",
		"":                     "",
		"not an address":       "not an address",
	} {
		if got := Address(ip); got != want {
			t.Errorf("Address(%q) = %q, want %q", ip, got, want)
		}
	}
}

func TestProxiesAndTheOfficeAreNear(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "172.17.0.1": true, "192.168.1.4": true, "::ffff:10.0.0.1": true, "fd00::1": true, "fe80::1": true,
		"203.0.113.7": false, "2001:db8::1": false, "": false, "x": false,
	} {
		if got := IsNear(ip); got != want {
			t.Errorf("IsNear(%q) = %v, want %v", ip, got, want)
		}
	}
}

func TestEachKeyHasItsShareAndNothingStays(t *testing.T) {
	t.Parallel()
	var s Shares
	for i, want := range []bool{true, true, false} {
		if got := s.Take("a", 2); got != want {
			t.Fatalf("the share %d of a is %v, want %v", i+1, got, want)
		}
	}
	if !s.Take("b", 2) {
		t.Fatal("b has a share of its own")
	}
	s.Give("a")
	if !s.Take("a", 2) {
		t.Fatal("what was given back can be taken again")
	}
	s.Give("a")
	s.Give("a")
	s.Give("b")
	if len(s.held) != 0 {
		t.Fatalf("%v is still remembered", s.held)
	}
}

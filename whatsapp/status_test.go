package whatsapp

import "testing"

func TestStatusRankRises(t *testing.T) {
	t.Parallel()
	for i, status := range []string{"", "queued", "unknown", "accepted", "sent", "failed", "delivered", "read", "played"} {
		if got := StatusRank(status); got != i {
			t.Errorf("%q has rank %d, want %d", status, got, i)
		}
	}
	for _, status := range []string{"deleted", "warning", "READ", "received", "shimmered"} {
		if got := StatusRank(status); got != 0 {
			t.Errorf("%q has rank %d, want 0", status, got)
		}
	}
}

func TestUserIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"GB.90100000000000000001": true, "US.77": true, "US.ENT.90200000000000000007": true, "BR.aB9": true,
		"": false, "GB": false, "GB.": false, "GB.ENT.": false, "gb.1": false, "447700900123": false, "+447700900123": false, "G1.5": false, "GB.1.2": false,
		"GB.1 2": false, "GBR.12": false, "example.org": false, "GB.é": false, "Z3JvdXA6MTU1": false,
	} {
		if got := IsUserID(id); got != want {
			t.Errorf("%q: %t, want %t", id, got, want)
		}
	}
}

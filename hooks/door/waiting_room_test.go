package door

import (
	"fmt"
	"testing"
)

func TestAWaitingRoomHasRoomForWhoHasJustCome(t *testing.T) {
	t.Parallel()
	var l WaitingRoom
	out := map[string]int{}
	enter := func(address string) (*Waiting, bool) {
		return l.Enter(address, 10, 30, func() { out[address]++ })
	}
	for range 15 {
		enter("a")
	}
	for _, address := range []string{"b", "c"} {
		for range 10 {
			enter(address)
		}
	}
	if l.total != 30 {
		t.Fatalf("%d are in, want 30: ten of each", l.total)
	}
	staff, ok := enter("office")
	if !ok || l.total != 30 || out["a"]+out["b"]+out["c"] != 1 {
		t.Errorf("the office got in: %v, %d are in, sent away: %v", ok, l.total, out)
	}
	for i := range 100 {
		enter(fmt.Sprint("stranger ", i))
	}
	if l.total != 30 || out["a"]+out["b"]+out["c"] < 27 {
		t.Errorf("%d are in, sent away: %v", l.total, out)
	}
	l.Leave(staff)
	l.Leave(staff)
	var rest []*Waiting
	for _, of := range l.by {
		rest = append(rest, of...)
	}
	for _, w := range rest {
		l.Leave(w)
	}
	if l.total != 0 || len(l.by) != 0 {
		t.Errorf("%d are left, of %d addresses", l.total, len(l.by))
	}
}

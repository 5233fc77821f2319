package door

import (
	"fmt"
	"testing"
	"time"
)

func TestEachKeyHasItsMinute(t *testing.T) {
	t.Parallel()
	var p Pace
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 3 {
		if p.Wait("a", 3, now) != 0 {
			t.Fatal("a had to wait too early")
		}
		p.Add("a", now)
	}
	if wait := p.Wait("a", 3, now.Add(20*time.Second)); wait != 40*time.Second {
		t.Errorf("a waits %v", wait)
	}
	if p.Wait("b", 3, now) != 0 || p.Wait("a", 3, now.Add(time.Minute)) != 0 {
		t.Error("b, or the next minute, had to wait")
	}
	p.Add("a", now.Add(time.Hour))
	if p.Wait("a", 1, now) != 0 {
		t.Error("a clock that was set back makes them wait")
	}
	for i := range paceKeys + 10 {
		p.Add(fmt.Sprint(i), now)
	}
	if len(p.counts) > paceKeys {
		t.Errorf("%d keys are remembered", len(p.counts))
	}
}

func TestACrowdIsForgottenWhenItIsLarge(t *testing.T) {
	t.Parallel()
	var c Crowd
	for _, key := range []string{"a", "b", "a", "c", "b"} {
		if c.Add(key, 3) {
			t.Fatal("three are no crowd")
		}
	}
	if !c.Add("d", 3) || len(c.keys) != 1 || c.Add("d", 3) {
		t.Errorf("%v is remembered", c.keys)
	}
}

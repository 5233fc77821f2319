package hooks

import (
	"fmt"
	"io"
	"math/bits"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/door"
)

const (
	// mostWrong are the accounts and addresses that have lines of their own in a
	// minute; the others are counted together
	mostWrong = 500
	// longestIdentity is what is written of an account's name, as typed
	longestIdentity = 100
)

// wrongPasswords writes down who gave a wrong password, or was told to wait: in
// the log, and on standard error for programs such as fail2ban (see
// docs/hardening.md). In each minute an account from an address has a line for
// the first time, the second, the fourth, the eighth and so on, so that those
// who guess don't fill a disk.
type wrongPasswords struct {
	app core.App
	out io.Writer

	mu     sync.Mutex
	minute time.Time
	counts map[wrongPassword]int
	others int
}

type wrongPassword struct{ address, collection, identity string }

func (w *wrongPasswords) note(now time.Time, address, collection, identity string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if minute := now.Truncate(time.Minute); !minute.Equal(w.minute) {
		w.minute, w.counts, w.others = minute, make(map[wrongPassword]int), 0
	}
	who := wrongPassword{door.Address(address), collection, plainWord(identity)}
	if w.counts[who] == 0 && len(w.counts) >= mostWrong {
		if w.others++; isPowerOfTwo(w.others) {
			w.app.Logger().Warn("Failed sign-ins of many accounts and addresses", "others", w.others)
		}
		return
	}
	w.counts[who]++
	times := w.counts[who]
	if !isPowerOfTwo(times) {
		return
	}
	address = plainAddress(address)
	_, _ = fmt.Fprintln(w.out, wrongLine(now, address, who, times))
	w.app.Logger().Warn("Failed sign-in", "address", address, "collection", collection, "account", identityOf(identity), "times", times)
}

// wrongLine has the address before anything that a stranger has typed, so that
// nobody can have somebody else's address shut out.
func wrongLine(now time.Time, address string, who wrongPassword, times int) string {
	return fmt.Sprintf("%s failed sign-in from %s to %s account=%s times=%d",
		now.UTC().Format("2006-01-02T15:04:05Z"), address, who.collection, who.identity, times)
}

// plainAddress is an address as firewalls write it; PocketBase has IPv6 in full.
func plainAddress(ip string) string {
	if address, err := netip.ParseAddr(ip); err == nil {
		return address.Unmap().String()
	}
	return ip
}

// plainWord is a name as typed, in quotes and without anything that would end
// the line or move the cursor.
func plainWord(identity string) string { return strconv.QuoteToASCII(identityOf(identity)) }

func identityOf(identity string) string {
	if letters := []rune(identity); len(letters) > longestIdentity {
		return string(letters[:longestIdentity]) + "…"
	}
	return identity
}

func isPowerOfTwo(n int) bool { return bits.OnesCount(uint(n)) == 1 }

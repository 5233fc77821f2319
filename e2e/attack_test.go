package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// What holds while strangers do their worst. The first is a matter of speed, and
// asserted in a trial by hand alone.
const (
	attackLatency = time.Second // of signed webhooks, p99
	attackMemory  = 300 << 20   // of the process, at its peak
	attackDisk    = 50 << 20    // beside what customers and staff have stored
)

// attackTime is how long strangers have: a moment in every run, and by hand as
// long as ATTACK says (make attack).
func attackTime(t *testing.T) (most time.Duration, byHand bool) {
	t.Helper()
	value := os.Getenv("ATTACK")
	if value == "" {
		return 12 * time.Second, false
	}
	most, err := time.ParseDuration(value)
	if err != nil {
		t.Fatalf("ATTACK: %v", err)
	}
	return most, true
}

// Everything that strangers can do to the program, at once, while customers
// write and staff work: what customers write is stored, staff notice nothing, and
// strangers leave nothing behind.
func TestStrangersHurtNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes its time")
	}
	most, byHand := attackTime(t)
	target := newAttacked(t)
	customers, before := target.customers(), target.disk()
	ctx, stop := context.WithTimeout(t.Context(), most)
	defer stop()
	var wg sync.WaitGroup
	customers.write(ctx, &wg)
	staff := target.staffAtWork(ctx, &wg, most)
	use := target.watchDisk(ctx, &wg, before)
	strangers := target.strangers(ctx, &wg)
	wg.Wait()

	// what came last is on the disk, and what isn't needed any more is gone
	if status, _ := target.ask(target.token, "GET", "/api/health", nil); status != 200 {
		t.Fatalf("afterwards it answers %d", status)
	}
	customers.finish(t)
	target.nothingOfStrangers()
	memory, growth := target.memory(), use.growth()
	t.Logf("%s of attack: %s", most, strangers)
	t.Logf("webhooks: %s", customers)
	t.Logf("staff: %s", staff)
	t.Logf("memory at its peak %d MB, disk %+d MB, of it temporary files at most %d MB", memory>>20, growth>>20, use.temporary()>>20)

	staff.check(t)
	if memory > attackMemory {
		t.Errorf("the process took %d MB", memory>>20)
	}
	if growth > attackDisk || use.temporary() > attackDisk {
		t.Errorf("strangers took %d MB of the disk, and %d MB for files under way", growth>>20, use.temporary()>>20)
	}
	if p99 := customers.took.at(0.99); byHand && p99 > attackLatency {
		t.Errorf("one webhook in a hundred took more than %s", p99)
	}
	strangers.check(t)
}

// attacked is the program, and what is around it.
type attacked struct {
	t         *testing.T
	addr      string // host:port
	base      string
	dir, temp string
	server    *program
	graph     *graphStub
	token     string // of a superuser
	staff     string // of a member of staff
	busy      uploads
}

// The addresses of the trial come in the header of a proxy, as in most real
// installations: Meta's and the office's among the strangers'.
const (
	attackHeader  = "X-Real-IP"
	attackSecret  = "kestrel-app-secret-0001"
	attackPhoneID = "200300400500600"
	officeAddress = "198.51.100.20"
	staffPassword = "tern-lantern-quay-41"
)

func newAttacked(t *testing.T) *attacked {
	t.Helper()
	a := &attacked{t: t, addr: freePort(t), dir: filepath.Join(t.TempDir(), "data"), temp: t.TempDir(), graph: newGraphStub(t)}
	a.base = "http://" + a.addr
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", staffPassword, "--dir", a.dir)
	if code := superuser.wait(patience); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}
	a.server = start(t, []string{"TMPDIR=" + a.temp, "WHATSAPP_GRAPH_URL=" + a.graph.url, "WHATSAPP_ACCESS_TOKEN=t", "WHATSAPP_APP_SECRET=" + attackSecret,
		"WHATSAPP_PHONE_NUMBER_ID=" + attackPhoneID, "WHATSAPP_BUSINESS_ACCOUNT_ID=100200300400500", "WHATSAPP_VERIFY_TOKEN=a word"},
		"serve", "--dir", a.dir, "--http", a.addr)
	waitForHTTP(t, a.base+"/api/health")
	a.token = signIn(t, a.base, "_superusers", "root@example.com", staffPassword)
	for _, email := range []string{"sam@example.com", "kim@example.com", "guessed@example.com"} {
		status, answer := a.ask(a.token, "POST", "/api/collections/users/records", map[string]any{"email": email, "name": email, "password": staffPassword,
			"passwordConfirm": staffPassword, "role": "agent", "active": true, "verified": true})
		if status != 200 {
			t.Fatalf("an account: %d %v", status, answer)
		}
	}
	proxy := map[string]any{"trustedProxy": map[string]any{"headers": []string{attackHeader}}}
	if status, answer := a.ask(a.token, "PATCH", "/api/settings", proxy); status != 200 {
		t.Fatalf("the proxy: %d %v", status, answer)
	}
	a.staff = signIn(t, a.base, "users", "sam@example.com", staffPassword)
	return a
}

// ask is a request of somebody of the house.
func (a *attacked) ask(token, method, path string, body any) (int, map[string]any) {
	return call(a.t, method, a.base+path, token, body)
}

// nothingOfStrangers fails the test for every row that nobody of the house made.
func (a *attacked) nothingOfStrangers() {
	a.t.Helper()
	for table, wanted := range map[string]int{
		"users": 3, "_superusers": 1, "_otps": 0, "_mfas": 0, "_externalAuths": 0, "whatsapp_notices": 0, "whatsapp_events": 0,
		"customers WHERE name NOT LIKE 'Imported %'": 0, "contacts WHERE customer NOT IN (SELECT id FROM customers)": 0,
		"comms_log WHERE type != 'whatsapp' OR body LIKE '%stranger%'": 0, "imports WHERE author = ''": 0, "quick_replies": 0,
		"identity_moves": 0,
	} {
		status, answer := a.ask(a.token, "POST", "/api/sql", map[string]any{"query": "SELECT COUNT(*) AS n FROM " + table})
		if got := fmt.Sprint(answer["rows"]); status != 200 || got != fmt.Sprintf("[[%d]]", wanted) {
			a.t.Errorf("%s: %d %v, want %d", table, status, answer, wanted)
		}
	}
}

// durations are how long something took, each time.
type durations struct {
	mu  sync.Mutex
	all []time.Duration
}

func (d *durations) add(took time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, took)
}

// at is the duration below which a share of them is.
func (d *durations) at(share float64) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d.all))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))].Round(100 * time.Microsecond)
}

func (d *durations) String() string {
	d.mu.Lock()
	n := len(d.all)
	d.mu.Unlock()
	return fmt.Sprintf("%d in p50 %s, p95 %s, p99 %s, at most %s", n, d.at(0.5), d.at(0.95), d.at(0.99), d.at(1))
}

// houseClient is for those of the house: Meta and staff.
var houseClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

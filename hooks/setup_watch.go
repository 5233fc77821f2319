package hooks

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/door"
)

// setupPoint is something that whoever runs the program for real should set and
// hasn't. It is advice for admins and no alarm: the inbox works without it.
type setupPoint struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Text  string `json:"text"` // why, and what to do
	Page  string `json:"page"` // where in the dashboard; empty: not there
}

// Pages of the dashboard, and what PocketBase has in its settings at first.
const (
	pageApplication = "/_/#/settings"
	pageMail        = "/_/#/settings/mail"
	stockSender     = "support@example.com"
)

// setupSeen is how long it is said how requests came.
const setupSeen = 24 * time.Hour

// setupWatch learns from requests how the program is reached: the settings alone
// don't tell whether a proxy is in front of it.
type setupWatch struct {
	seen   [reachedKinds]atomic.Int64 // when last, in Unix seconds
	header atomic.Pointer[string]     // in which the proxy says who asks
}

// reached is how a request came.
type reached int

const (
	reachedWell    reached = iota
	reachedProxied         // through a proxy that isn't set up as trusted
	reachedPast            // past the proxy that is
	reachedPlainly         // from elsewhere, without a proxy and without TLS
	reachedKinds
)

// forwardedHeaders are those in which proxies say who asks.
var forwardedHeaders = []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "Cf-Connecting-Ip", "Fly-Client-Ip", "True-Client-Ip"}

// howReached reads it from a request, and the proxy's header.
func howReached(r *http.Request, trusted []string) (reached, string) {
	for _, header := range trusted {
		if r.Header.Get(header) != "" {
			return reachedWell, header
		}
	}
	forwarded := ""
	for _, header := range forwardedHeaders {
		if r.Header.Get(header) != "" {
			forwarded = header
			break
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	switch {
	case err != nil:
		return reachedWell, ""
	case door.IsNear(host):
		// note: only something on this machine or in its network can write it and come from here
		if forwarded != "" {
			return reachedProxied, forwarded
		}
		return reachedWell, ""
	case len(trusted) > 0:
		return reachedPast, ""
	case r.TLS == nil && forwarded == "":
		return reachedPlainly, ""
	}
	return reachedWell, "" // note: strangers may write any header
}

func (w *setupWatch) bind(se *core.ServeEvent) error {
	se.Router.BindFunc(w.watch)
	return se.Next()
}

// watch looks at every request but Meta's, which has no time to lose.
func (w *setupWatch) watch(e *core.RequestEvent) error {
	if e.Request.URL.Path == "/api/crm/whatsapp/webhook" {
		return e.Next()
	}
	how, header := howReached(e.Request, e.App.Settings().TrustedProxy.Headers)
	switch {
	case how == reachedProxied:
		if old := w.header.Load(); old == nil || *old != header {
			w.header.Store(&header)
		}
		w.note(how)
	case how != reachedWell:
		w.note(how)
	case header != "" && w.seen[reachedProxied].Load() != 0:
		w.seen[reachedProxied].Store(0) // note: the header is the right one now
	}
	return e.Next()
}

func (w *setupWatch) note(how reached) {
	// note: read first, so that cores don't fight over it
	if now := time.Now().Unix(); now-w.seen[how].Load() > 60 {
		w.seen[how].Store(now)
	}
}

func (w *setupWatch) lately(how reached) bool {
	at := w.seen[how].Load()
	return at != 0 && time.Since(time.Unix(at, 0)) < setupSeen
}

// setup is what isn't set, the weightiest first; nothing for those who can't set it.
func (c *crm) setup(admin bool) []setupPoint {
	points := []setupPoint{}
	if c.cfg.Trial || !admin {
		return points
	}
	s := c.app.Settings()
	add := func(missing bool, point setupPoint) {
		if missing {
			points = append(points, point)
		}
	}
	add(c.reach.lately(reachedPlainly), setupPoint{"plain", "Passwords travel unencrypted",
		"Requests come from other networks over http, without TLS: whoever is in between can read passwords and messages. " +
			"Start the program with the name of its domain (serve crm.example.com), or put a proxy with a certificate in front of it.", ""})
	add(c.reach.lately(reachedProxied), c.proxyPoint())
	add(c.reach.lately(reachedPast), setupPoint{"past", "The program is reached past its proxy",
		"Requests arrive without the header of the trusted proxy, so whoever sends them may write any address into it and isn't counted. " +
			"Let the program listen to the proxy alone (--http 127.0.0.1:8090), or close its port in the firewall.", ""})
	add(!s.RateLimits.Enabled, setupPoint{"limits", "Rate limits are off",
		"Strangers may try passwords and ask for e-mails as often as they like. Switch rate limiting on, with the rules that are there.", pageApplication})
	add(!s.SMTP.Enabled, setupPoint{"mail", "No mail server is set",
		"Without one, forgotten passwords can't be reset by mail and nobody is told of a sign-in from a new place: such mail is handed to this machine, " +
			"which seldom delivers it. Enter a mail server (SMTP) and the address it sends from, then send a test.", pageMail})
	add(s.SMTP.Enabled && s.Meta.SenderAddress == stockSender, setupPoint{"sender", "Mail has no sender of yours",
		"It leaves as " + stockSender + ", which mail servers refuse. Enter an address of your own.", pageMail})
	add(isHere(s.Meta.AppURL), setupPoint{"address", "The program doesn't know its own address",
		"Links in its mails lead to " + shortURL(s.Meta.AppURL) + ", which works on this machine alone. " +
			"Enter the address at which your staff open the inbox as application URL.", pageApplication})
	return points
}

func (c *crm) proxyPoint() setupPoint {
	header := "its header"
	if name := c.reach.header.Load(); name != nil {
		header = *name
	}
	return setupPoint{"proxy", "The proxy isn't set as trusted",
		"Requests come through a proxy that says in " + header + " who sent them. Until you enter that header under Trusted proxy, " +
			"all people count as one address: a stranger who guesses passwords uses up the tries of your staff.", pageApplication}
}

// isHere tells whether an address leads to the machine it is opened on.
func isHere(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return strings.EqualFold(u.Hostname(), "localhost") || err == nil && (ip.IsLoopback() || ip.IsUnspecified())
}

func shortURL(address string) string {
	if address == "" {
		return "no address"
	}
	return address[:min(len(address), 100)]
}

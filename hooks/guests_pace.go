package hooks

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/door"
)

// How many requests to the API come in a minute from one address without a
// session. An office of fifty that begins its day needs some two hundred. A
// proxy that isn't entered as trusted, or a machine in the house, speaks for
// many.
const (
	guestsPace = 600
	nearsPace  = 5 * guestsPace
)

// limiterEntries is how many addresses × routes PocketBase's limiter remembers,
// some 20 MB at most; it forgets one only after half an hour.
const limiterEntries = 20_000

const (
	guestsPaceID   = "crmGuestsPace"
	ownAddressID   = "crmOwnAddress"
	ownAddressKey  = "crmOwnAddress"
	limiterStore   = "__pbRateLimiters__" // note: PocketBase has no name of its own for it
	tooManyDefault = "Too Many Requests."
)

// guestsPace bounds what comes to the API without a session, and makes
// PocketBase's own limiter count an IPv6 network as one address. The address is
// another only while the limiter looks: see ownAddress.
func (c *crm) guestsPace() *hook.Handler[*core.RequestEvent] {
	var crowd door.Crowd
	return &hook.Handler[*core.RequestEvent]{
		Id:       guestsPaceID,
		Priority: apis.DefaultRateLimitMiddlewarePriority - 1,
		Func: func(e *core.RequestEvent) error {
			limits, ip := e.App.Settings().RateLimits, e.RealIP()
			if !limits.Enabled || e.HasSuperuserAuth() || isListed(limits.ExcludedIPs, ip) {
				return e.Next()
			}
			address := door.Address(ip)
			if crowd.Add(address+" "+e.Request.Pattern, limiterEntries) {
				e.App.Store().Remove(limiterStore) // note: it makes a new one, as after each change of the settings
			}
			count := e.Auth == nil && isAPI(e) && c.isOurs(e)
			if count {
				if err := c.askPace(e, ip, address); err != nil {
					return err
				}
			}
			defer asNetwork(e, address)()
			err := e.Next()
			if count && isFile(e) && isRefused(e, err) {
				c.guests.Add(address, time.Now())
			}
			return inWords(e, err)
		},
	}
}

// askPace counts a request, or refuses it.
//
// note: the token of a file is in its address, where PocketBase alone reads it,
// so that staff are guests there; files are counted when they are refused.
func (c *crm) askPace(e *core.RequestEvent, ip, address string) error {
	most, now := guestsPace, time.Now()
	if door.IsNear(ip) {
		most = nearsPace
	}
	if wait := c.guests.Wait(address, most, now); wait > 0 {
		return tooMany(e, int(math.Ceil(wait.Seconds())))
	}
	if !isFile(e) {
		c.guests.Add(address, now)
	}
	return nil
}

func isFile(e *core.RequestEvent) bool {
	return strings.HasPrefix(e.Request.Pattern, "GET /api/files/")
}

func isRefused(e *core.RequestEvent, err error) bool {
	return err != nil || e.Status() >= http.StatusBadRequest
}

func tooMany(e *core.RequestEvent, seconds int) error {
	e.Response.Header().Set("Retry-After", fmt.Sprint(seconds))
	return e.TooManyRequestsError("Too many requests came from your network address. Wait a minute, then try again.", nil)
}

// inWords says what PocketBase's limiter means.
func inWords(e *core.RequestEvent, err error) error {
	var answer *router.ApiError
	if errors.As(err, &answer) && answer.Status == http.StatusTooManyRequests && answer.Message == tooManyDefault && !e.Written() {
		return tooMany(e, 60)
	}
	return err
}

// ownAddress is who a request is really from.
type ownAddress struct {
	remote string
	header http.Header
}

// asNetwork has a request come from the network of an IPv6 address, and nothing
// be changed of any other. What it returns ends it.
func asNetwork(e *core.RequestEvent, address string) (end func()) {
	network, err := netip.ParsePrefix(address)
	if err != nil {
		return func() {}
	}
	e.Set(ownAddressKey, ownAddress{e.Request.RemoteAddr, e.Request.Header})
	e.Request.RemoteAddr = netip.AddrPortFrom(network.Addr(), 0).String()
	if proxies := e.App.Settings().TrustedProxy.Headers; len(proxies) > 0 {
		e.Request.Header = e.Request.Header.Clone()
		for _, name := range proxies {
			e.Request.Header.Del(name)
		}
	}
	return func() { restoreAddress(e) }
}

// restoreAddress ends asNetwork.
func restoreAddress(e *core.RequestEvent) {
	if own, ok := e.Get(ownAddressKey).(ownAddress); ok {
		e.Request.RemoteAddr, e.Request.Header = own.remote, own.header
	}
}

// restoresAddress comes behind the limiter.
//
// note: the routes of records ask the limiter later, in their handler, and have
// their address again in the hooks of the request.
func restoresAddress() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       ownAddressID,
		Priority: apis.DefaultRateLimitMiddlewarePriority + 1,
		Func: func(e *core.RequestEvent) error {
			if !strings.Contains(e.Request.Pattern, "/api/collections/{collection}/records") {
				restoreAddress(e)
			}
			return e.Next()
		},
	}
}

// bindAddress gives the hooks of records the address that a request is from.
func (c *crm) bindAddress() {
	const first = -9999
	record := &hook.Handler[*core.RecordRequestEvent]{Id: ownAddressID, Priority: first, Func: func(e *core.RecordRequestEvent) error {
		restoreAddress(e.RequestEvent)
		return e.Next()
	}}
	c.app.OnRecordViewRequest().Bind(record)
	c.app.OnRecordCreateRequest().Bind(record)
	c.app.OnRecordUpdateRequest().Bind(record)
	c.app.OnRecordDeleteRequest().Bind(record)
	list := &hook.Handler[*core.RecordsListRequestEvent]{Id: ownAddressID, Priority: first, Func: func(e *core.RecordsListRequestEvent) error {
		restoreAddress(e.RequestEvent)
		return e.Next()
	}}
	c.app.OnRecordsListRequest().Bind(list)
}

// isListed tells whether an address is one of these, or in one of these networks.
func isListed(list []string, ip string) bool {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(list, func(entry string) bool {
		if network, err := netip.ParsePrefix(entry); err == nil {
			return network.Contains(addr)
		}
		one, err := netip.ParseAddr(entry)
		return err == nil && one == addr
	})
}

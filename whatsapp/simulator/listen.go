package simulator

import (
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Listen opens a TCP port for a simulator. It refuses every address that is
// not a loopback one: whoever reaches a simulator can write as any customer.
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("simulator address %q: write it as 127.0.0.1:8091: %w", addr, err)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("simulator address %q: only 127.0.0.1, [::1] and localhost are allowed", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	// note: "localhost" is whatever the hosts file says.
	if a, ok := listener.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		listener.Close()
		return nil, fmt.Errorf("simulator address %q: it does not lead to a loopback address", addr)
	}
	return listener, nil
}

// IsLocalHost tells whether the Host of a request is this machine, with a port
// or without. Under another name a page elsewhere could reach what listens here,
// when it leads the name to 127.0.0.1.
func IsLocalHost(host string) bool { return isLoopback(hostname(host)) }

// hostname is a Host without its port, and an IPv6 address without its brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		return host[1 : len(host)-1]
	}
	return host
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// guard refuses what a web page elsewhere could do to a simulator on this
// machine: reach it under a name that was rebound to 127.0.0.1, or post to it.
func (s *Simulator) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostname(r.Host)
		if !s.options.AllowRemote && !isLoopback(host) && !isMetaCall(host, r.URL.Path) {
			writeGraphError(w, &graphError{status: http.StatusForbidden, code: 200, message: "The simulator answers on localhost, 127.0.0.1 and [::1] only."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isMetaCall knows calls under Meta's own names, of programs that can't be told
// another address and were led here. Nobody else can have a page under them.
func isMetaCall(host, path string) bool {
	return (host == "graph.facebook.com" || host == "lookaside.fbsbx.com") && path != "/" && !strings.HasPrefix(path, "/simulator/")
}

// sameOrigin refuses state-changing calls that a page of another origin makes.
func (s *Simulator) sameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.crossOrigin.Check(r); err != nil {
			writeProblem(w, http.StatusForbidden, "", "Only the simulator's own page, or a program, may do this.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

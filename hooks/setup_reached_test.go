package hooks

import (
	"crypto/tls"
	"net/http/httptest"
	"testing"
)

func TestHowARequestCame(t *testing.T) {
	t.Parallel()
	const office, stranger = "192.168.1.4:5000", "203.0.113.7:5000"
	for _, tc := range []struct {
		name, from, header string
		trusted            []string
		secure             bool
		want               reached
	}{
		{"from this machine", "127.0.0.1:5000", "", nil, false, reachedWell},
		{"from the office", office, "", nil, false, reachedWell},
		{"through a proxy beside us", "127.0.0.1:5000", "X-Forwarded-For", nil, false, reachedProxied},
		{"through a container's network", "[fd00::1]:5000", "Forwarded", nil, false, reachedProxied},
		{"through the trusted proxy", "127.0.0.1:5000", "X-Real-IP", []string{"X-Real-IP"}, false, reachedWell},
		{"through a trusted proxy elsewhere", stranger, "CF-Connecting-IP", []string{"CF-Connecting-IP"}, true, reachedWell},
		{"another header than the trusted one", "127.0.0.1:5000", "X-Forwarded-For", []string{"X-Real-IP"}, false, reachedProxied},
		{"past the trusted proxy", stranger, "", []string{"X-Real-IP"}, true, reachedPast},
		{"past it with another header", stranger, "X-Forwarded-For", []string{"X-Real-IP"}, true, reachedPast},
		{"by this machine past the trusted proxy", "127.0.0.1:5000", "", []string{"X-Real-IP"}, false, reachedWell},
		{"with our own certificate", stranger, "", nil, true, reachedWell},
		{"without TLS", stranger, "", nil, false, reachedPlainly},
		{"a stranger writes a header", stranger, "X-Forwarded-For", nil, true, reachedWell},
		{"from nowhere", "", "X-Forwarded-For", nil, false, reachedWell},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tc.from
		if tc.header != "" {
			r.Header.Set(tc.header, "198.51.100.9")
		}
		if tc.secure {
			r.TLS = new(tls.ConnectionState)
		}
		if got, _ := howReached(r, tc.trusted); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestWhichAddressesLeadNowhere(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"": true, "http://localhost:8090": true, "http://LOCALHOST": true, "http://127.0.0.1:8090": true,
		"http://[::1]:80": true, "http://0.0.0.0": true, "crm": true,
		"https://crm.example.com": false, "http://192.168.1.4:8090": false, "https://localhost.example.com": false,
	} {
		if got := isHere(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

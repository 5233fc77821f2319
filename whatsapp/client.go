package whatsapp

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	defaultGraphURL = "https://graph.facebook.com"
	defaultVersion  = "v25.0"
	defaultTimeout  = 20 * time.Second
	// maxAnswer is how much of an answer to a message is read. Meta's are below
	// 10 kB; more comes from something else. A page of what was asked for may
	// have a hundred templates of some 30 kB.
	maxAnswer  = 1 << 20
	maxReading = 16 << 20
)

// ClientOptions say as which business number to send. PhoneNumberID and Token
// are needed; the rest has defaults.
type ClientOptions struct {
	GraphURL      string // base address; https://graph.facebook.com
	Version       string // of the Graph API; v25.0
	PhoneNumberID string
	Token         string        // bearer token with whatsapp_business_messaging
	Timeout       time.Duration // of a whole call; 20 s
	HTTP          *http.Client  // a client with its own transport; optional
	// AppSecrets are those of the app that the token is of, for a Meta that asks
	// for their proof. ProofUsed is told when it begins to go along, or ends to.
	AppSecrets []string
	ProofUsed  func(used bool)
	// AnsweredAt is told the Date of each answer of the Graph API. It must not block.
	AnsweredAt func(at time.Time)
}

// Client calls the Cloud API for one business number. It is safe for use by
// several goroutines. It repeats no call by itself but one that was refused for
// want of a proof: there is no idempotency key, and a message sent twice can't
// be taken back.
type Client struct {
	options ClientOptions
	http    *http.Client
	traced  bool                   // the transport tells whether a request got out
	proof   atomic.Pointer[string] // of the app's secret, once Meta has asked for it
}

// NewClient makes a client. It doesn't connect.
func NewClient(o ClientOptions) *Client {
	o.GraphURL = strings.TrimRight(cmp.Or(strings.TrimSpace(o.GraphURL), defaultGraphURL), "/")
	o.Version = strings.Trim(cmp.Or(strings.TrimSpace(o.Version), defaultVersion), "/")
	o.Token = strings.TrimSpace(o.Token)
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	client := http.Client{}
	if o.HTTP != nil {
		client = *o.HTTP
	} else {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 32 // a busy inbox sends in bursts
		client.Transport = transport
	}
	// The token must not follow wherever an answer points.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Jar = nil
	_, standard := client.Transport.(*http.Transport)
	return &Client{options: o, http: &client, traced: standard || client.Transport == nil}
}

// call asks the Graph API about one of its objects: node is its id, rest what
// follows it in the address. It returns the status, the headers and the body
// of the answer. A failed call is ErrNotSent or ErrNoAnswer. An error while
// reading an answer comes with its status.
func (c *Client) call(ctx context.Context, method, node, rest, body string) (int, http.Header, []byte, error) {
	if c.options.Token == "" || node == "" {
		return 0, nil, nil, &sendError{kind: ErrNotSent, reason: "WhatsApp is not configured"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()

	// Go's transport sends a POST a second time only if not a byte of the
	// first was written, or if the other side said that it had not looked at
	// it; each time it asks for a connection anew. What counts is whether the
	// last attempt got one: from then on the request may be on its way.
	var asked, connected atomic.Bool
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { asked.Store(true); connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}
	address := c.options.GraphURL + "/" + c.options.Version + "/" + url.PathEscape(node) + rest
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), method, address, strings.NewReader(body))
	if err != nil {
		return 0, nil, nil, &sendError{kind: ErrNotSent, reason: "the address of the Graph API is not usable"}
	}
	request.Header.Set("Authorization", "Bearer "+c.options.Token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "pocketcrm")

	response, err := c.http.Do(request)
	if err != nil {
		if connected.Load() || !c.traced && !asked.Load() && !neverDialled(err) {
			return 0, nil, nil, &sendError{kind: ErrNoAnswer, reason: "no answer from WhatsApp: " + inWords(err), cause: err}
		}
		return 0, nil, nil, &sendError{kind: ErrNotSent, reason: "WhatsApp can't be reached: " + inWords(err), cause: err}
	}
	defer response.Body.Close()
	c.noteTime(response.Header)
	most := maxAnswer
	if method == http.MethodGet {
		most = maxReading
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, int64(most)+1))
	if err == nil && len(answer) > most {
		err = errors.New("the answer is too long")
	}
	if err != nil {
		err = &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp can't be read: " + inWords(err), cause: err}
	}
	return response.StatusCode, response.Header, answer, err
}

// noteTime tells what the time is where the answer comes from.
func (c *Client) noteTime(header http.Header) {
	if c.options.AnsweredAt == nil {
		return
	}
	if at, err := http.ParseTime(header.Get("Date")); err == nil {
		c.options.AnsweredAt(at)
	}
}

// neverDialled is for transports that tell nothing of their connections.
func neverDialled(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// inWords names a network error without its text, which may hold what a
// stranger's server answered.
func inWords(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "the call was cancelled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "it took too long"
	case errors.As(err, &dns):
		return "its name can't be resolved"
	case errors.As(err, &certificate):
		return "its certificate is not trusted"
	case errors.As(err, &op) && op.Op == "dial":
		return "the connection was refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op):
		return "the connection was cut"
	}
	return "the call failed"
}

package whatsapp

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MaxInboundMedia is the largest file that a customer can send, of whatever
// kind (business-phone-numbers/media; beyond it the webhook says 131052).
const MaxInboundMedia = 100 << 20

// Errors of [Client.Download], beside those of [Client.Send].
var (
	// ErrMediaURL: the address is no longer good. It lives five minutes; ask
	// [Client.Media] for a new one.
	ErrMediaURL = errors.New("the address of the file has expired")
	// ErrMediaHost: the address, or one it redirects to, is not Meta's. Nothing
	// was asked of it.
	ErrMediaHost = errors.New("the address of the file is not one of WhatsApp's")
	// ErrMediaTooLarge: the file is larger than was allowed.
	ErrMediaTooLarge = errors.New("the file is too large")
)

// MediaInfo is what the Graph API says of a file. All but the URL may be missing.
type MediaInfo struct {
	URL      string // lives five minutes, and wants the token
	MimeType string
	SHA256   string // hex or base64, see [SameSHA256]
	Size     int64
}

// Media asks where a file is. Ids of customers' files live seven days, those of
// uploads thirty.
//
// note: Meta's phone_number_id is left out: it only refuses files of the
// account's other numbers.
//
// Source: business-phone-numbers/media.
func (c *Client) Media(ctx context.Context, id string) (MediaInfo, error) {
	root, err := c.ask(ctx, http.MethodGet, id, "", "")
	if err != nil {
		return MediaInfo{}, err
	}
	info := MediaInfo{URL: root.str("url"), MimeType: root.str("mime_type"), SHA256: root.str("sha256")}
	info.Size, _ = strconv.ParseInt(root.str("file_size"), 10, 64)
	if info.URL == "" {
		return info, &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp names no address of the file"}
	}
	return info, nil
}

// DeleteMedia removes a file from Meta's servers.
func (c *Client) DeleteMedia(ctx context.Context, id string) error {
	_, err := c.ask(ctx, http.MethodDelete, id, "", "")
	return err
}

// Download writes a file to w, most bytes of it at most. It may take as long as
// ctx allows; it ends when nothing has come for the client's timeout. What was
// written before an error is of no use.
//
// The token goes with the request, so only Meta's own hosts are asked. A
// redirect to another one is refused, not followed without the token: what
// answers there is not Meta's file, and a server must not fetch whatever
// address an answer names.
func (c *Client) Download(ctx context.Context, address string, w io.Writer, most int64) (n int64, err error) {
	err = c.prove(func(proof string) (err error) {
		n, err = c.downloadOnce(ctx, address, proof, w, most)
		return err
	})
	return n, err
}

func (c *Client) downloadOnce(ctx context.Context, address, proof string, w io.Writer, most int64) (int64, error) {
	const maxRedirects = 3
	ctx, alive := withPatience(ctx, c.options.Timeout)
	defer alive.stop()
	for range maxRedirects + 1 {
		response, err := c.getMedia(ctx, address, proof)
		if err != nil {
			return 0, err
		}
		next := response.Header.Get("Location")
		if !isRedirect(response.StatusCode) || next == "" {
			defer response.Body.Close()
			return c.readMedia(response, w, most, alive)
		}
		_ = response.Body.Close()
		to, err := response.Request.URL.Parse(next)
		if err != nil {
			return 0, ErrMediaHost
		}
		address = to.String()
	}
	return 0, &sendError{kind: ErrNoAnswer, reason: "the address of the file redirects too often"}
}

func (c *Client) getMedia(ctx context.Context, address, proof string) (*http.Response, error) {
	target, err := url.Parse(address)
	if err != nil || !c.mayHaveToken(target) {
		return nil, ErrMediaHost
	}
	if proof != "" && c.isGraph(target) { // note: it belongs to calls of the Graph API; other hosts sign their addresses
		query := target.Query()
		query.Set("appsecret_proof", proof)
		target.RawQuery = query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, ErrMediaHost
	}
	request.Header.Set("Authorization", "Bearer "+c.options.Token)
	// note: an empty one can be refused, and a compressed answer has no length
	request.Header.Set("User-Agent", "pocketcrm")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, transferFailed(err)
	}
	return response, nil
}

// readMedia reads the answer to a download.
func (c *Client) readMedia(response *http.Response, w io.Writer, most int64, alive *patience) (int64, error) {
	switch status := response.StatusCode; {
	case status == http.StatusOK:
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound, status == http.StatusGone:
		// note: this is how an address ends; whether the token is good is what
		// the Graph API says when it is asked for a new one
		return 0, ErrMediaURL
	default:
		const enough = 64 << 10
		answer, _ := io.ReadAll(io.LimitReader(response.Body, enough))
		return 0, c.refusal(status, response.Header, answer)
	}
	if response.ContentLength > most {
		return 0, ErrMediaTooLarge
	}
	into := &watchedWriter{Writer: w}
	n, err := io.Copy(into, io.LimitReader(alive.reading(response.Body), most+1))
	switch {
	case into.err != nil:
		return n, into.err
	case err != nil:
		return n, transferFailed(err)
	case n > most:
		return n, ErrMediaTooLarge
	}
	return n, nil
}

func isRedirect(status int) bool {
	return status >= 300 && status < 400 && status != http.StatusNotModified
}

// mayHaveToken tells whether an address is Meta's: its media hosts over https,
// or the Graph API's own, as configured (in a test or a demonstration that is
// the simulator's, over http).
//
// Source: business-phone-numbers/media.
func (c *Client) mayHaveToken(target *url.URL) bool {
	if target.User != nil || target.Host == "" {
		return false
	}
	if c.isGraph(target) {
		return true
	}
	host := strings.ToLower(target.Hostname())
	return target.Scheme == "https" && (target.Port() == "" || target.Port() == "443") &&
		(host == "lookaside.fbsbx.com" || strings.HasSuffix(host, ".fbcdn.net") || strings.HasSuffix(host, ".whatsapp.net"))
}

func (c *Client) isGraph(target *url.URL) bool {
	graph, err := url.Parse(c.options.GraphURL)
	return err == nil && target.Scheme == graph.Scheme && target.Port() == graph.Port() &&
		(strings.EqualFold(target.Hostname(), graph.Hostname()) || isLoopback(target.Hostname()) && isLoopback(graph.Hostname()))
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// transferFailed makes an error of a transfer that broke off.
func transferFailed(err error) error {
	if neverDialled(err) {
		return &sendError{kind: ErrNotSent, reason: "WhatsApp can't be reached: " + inWords(err), cause: err}
	}
	return &sendError{kind: ErrNoAnswer, reason: "the file could not be transferred: " + inWords(err), cause: err}
}

// patience ends a transfer in which nothing has moved for a while. How long a
// large file takes as a whole says nothing.
type patience struct {
	timer  *time.Timer
	pause  time.Duration
	cancel context.CancelFunc
}

func withPatience(ctx context.Context, pause time.Duration) (context.Context, *patience) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, &patience{timer: time.AfterFunc(pause, cancel), pause: pause, cancel: cancel}
}

func (p *patience) stop() { p.timer.Stop(); p.cancel() }

func (p *patience) reading(r io.Reader) io.Reader { return patientReader{r, p} }

type patientReader struct {
	io.Reader
	p *patience
}

func (r patientReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if n > 0 {
		r.p.timer.Reset(r.p.pause)
	}
	return n, err
}

// watchedWriter remembers its own error, which is not the network's.
type watchedWriter struct {
	io.Writer
	err error
}

func (w *watchedWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if err != nil {
		w.err = err
	}
	return n, err
}

// SameSHA256 compares a hash as Meta writes it, in hex or in base64, with that
// of a file. known is false when it is neither: then it says nothing.
func SameSHA256(given string, sum [32]byte) (same, known bool) {
	given = strings.TrimSpace(given)
	if b, err := hex.DecodeString(given); err == nil && len(b) == len(sum) {
		return [32]byte(b) == sum, true
	}
	given = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(given, "="))
	if b, err := base64.RawStdEncoding.DecodeString(given); err == nil && len(b) == len(sum) {
		return [32]byte(b) == sum, true
	}
	return false, false
}

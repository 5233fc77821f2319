package simulator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const (
	// maxMediaBytes bounds the memory of all files; the oldest are dropped first.
	maxMediaBytes = 512 << 20
	maxMediaFiles = 20_000

	uploadLifetime   = 30 * 24 * time.Hour
	inboundLifetime  = 7 * 24 * time.Hour
	mediaURLLifetime = 5 * time.Minute

	// mediaPath is where the bytes are. Meta has them on lookaside.fbsbx.com.
	mediaPath = "whatsapp_business/attachments"
)

// mediaFile is a file that the business uploaded or a customer sent.
type mediaFile struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	MimeType string    `json:"mime_type"`
	Filename string    `json:"filename,omitempty"`
	Inbound  bool      `json:"inbound,omitempty"`
	Expires  time.Time `json:"expires"`
	Data     []byte    `json:"data"`
	sum      [32]byte
}

func (f *mediaFile) sha256Hex() string    { return hex.EncodeToString(f.sum[:]) }
func (f *mediaFile) sha256Base64() string { return base64.StdEncoding.EncodeToString(f.sum[:]) }

// mediaStore holds the files. Simulator.mu guards it.
type mediaStore struct {
	key   [16]byte // of the addresses
	byID  map[string]*mediaFile
	order []*mediaFile // oldest first
	bytes int
	base  string // scheme and host that the simulator was last called at
}

func newMediaStore() mediaStore {
	m := mediaStore{byID: map[string]*mediaFile{}}
	rand.Read(m.key[:])
	return m
}

// find is a file that has not expired.
func (m *mediaStore) find(id string, now time.Time) *mediaFile {
	f := m.byID[id]
	if f == nil || !now.Before(f.Expires) {
		return nil
	}
	return f
}

func (m *mediaStore) add(f *mediaFile) {
	m.byID[f.ID] = f
	m.order = append(m.order, f)
	m.bytes += len(f.Data)
	for len(m.order) > 1 && (m.bytes > maxMediaBytes || len(m.order) > maxMediaFiles) {
		m.remove(m.order[0])
	}
}

func (m *mediaStore) remove(f *mediaFile) {
	delete(m.byID, f.ID)
	if i := slices.Index(m.order, f); i >= 0 {
		m.order = slices.Delete(m.order, i, i+1)
		m.bytes -= len(f.Data)
	}
}

// forgetExpired makes room. Files are found to have expired without it.
func (m *mediaStore) forgetExpired(now time.Time) {
	for _, f := range slices.Clone(m.order) {
		if !now.Before(f.Expires) {
			m.remove(f)
		}
	}
}

// keepFile takes a file in and gives it an id. The caller doesn't hold mu.
func (s *Simulator) keepFile(f *mediaFile) *mediaFile {
	f.sum = sha256.Sum256(f.Data)
	f.ID = newMediaID()
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	f.Expires = now.Add(uploadLifetime)
	if f.Inbound {
		f.Expires = now.Add(inboundLifetime)
	}
	s.media.forgetExpired(now)
	s.media.add(f)
	s.touch()
	return f
}

// storeInboundMedia keeps a file that a customer sends, or a generated sample
// when data is nil, and returns what the webhook says of it. The caller
// doesn't hold mu.
func (s *Simulator) storeInboundMedia(kind, mimeType, filename string, data []byte) (id, sha256 string) {
	if data == nil {
		var sample string
		data, sample = sampleMedia(kind, mimeType)
		if mimeType == "" {
			mimeType = sample
		}
	}
	f := s.keepFile(&mediaFile{Kind: kind, MimeType: mimeType, Filename: filename, Inbound: true, Data: data})
	return f.ID, f.sha256Base64()
}

// ownMedia is a file of this number, nil when there is none. The caller
// doesn't hold mu.
func (s *Simulator) ownMedia(id string) *mediaFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.media.find(id, s.now())
}

// sawAddress remembers under which address the simulator can be reached, for
// the addresses of media in webhooks.
func (s *Simulator) sawAddress(r *http.Request) {
	s.mu.Lock()
	s.media.base = baseAddress(r)
	s.mu.Unlock()
}

func baseAddress(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || isMetaCall(r.Host, r.URL.Path) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// mediaURL is where a file can be downloaded for the next five minutes; "" as
// long as nobody has called the simulator. The caller holds mu.
func (s *Simulator) mediaURL(f *mediaFile) string {
	if s.media.base == "" {
		return ""
	}
	until := strconv.FormatInt(s.now().Add(mediaURLLifetime).Unix(), 10)
	query := url.Values{"mid": {f.ID}, "ext": {until}, "hash": {s.media.sign(f.ID, until)}}
	return s.media.base + "/" + mediaPath + "/?" + query.Encode()
}

func (m *mediaStore) sign(id, until string) string {
	mac := hmac.New(sha256.New, m.key[:])
	fmt.Fprintf(mac, "%s/%s", id, until)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}

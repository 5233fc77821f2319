package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

// put uploads a file and returns its id.
func (m *meta) put(t *testing.T, content string) string {
	t.Helper()
	id, err := m.client.Upload(t.Context(), whatsapp.Upload{Content: strings.NewReader(content), Size: int64(len(content)), MimeType: "text/plain", Filename: "a\"b.txt"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestFilesGoUpAndDown(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	content := strings.Repeat("a line of the file\n", 10_000)
	id := m.put(t, content)
	if sent := m.last(t); sent.length < int64(len(content)) || !strings.Contains(sent.body, `filename="a_b.txt"`) {
		t.Errorf("%d bytes were announced, of %.300s", sent.length, sent.body)
	}
	info, err := m.client.Media(t.Context(), id)
	if err != nil || info.MimeType != "text/plain" || info.Size != int64(len(content)) || len(info.SHA256) != 64 {
		t.Fatalf("%+v, %v", info, err)
	}
	var got bytes.Buffer
	if n, err := m.client.Download(t.Context(), info.URL, &got, 1<<20); err != nil || n != info.Size || got.String() != content {
		t.Errorf("%d bytes, %v", n, err)
	}
	if err := m.client.DeleteMedia(t.Context(), id); err != nil {
		t.Error(err)
	}
	if _, err := m.client.Media(t.Context(), id); err == nil {
		t.Error("a deleted file is still there")
	}
	if _, err := m.client.Download(t.Context(), info.URL, io.Discard, 1<<20); !errors.Is(err, whatsapp.ErrMediaURL) {
		t.Errorf("its address: %v", err)
	}
	var refused *whatsapp.APIError
	if _, err := m.client.Upload(t.Context(), whatsapp.Upload{Content: strings.NewReader(strings.Repeat("x", 6<<20)), Size: 6 << 20, MimeType: "image/png"}); !errors.As(err, &refused) || refused.Code != 131053 {
		t.Errorf("a picture that is too large: %v", err)
	}
}

func TestDownloadsThatFail(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(elsewhere.Close)
	full := errors.New("the disk is full")
	bytesOf := func(o simulator.Outcome) simulator.Failure {
		return simulator.Failure{Endpoint: "attachments", Outcome: o}
	}
	for name, one := range map[string]struct {
		failure simulator.Failure
		into    io.Writer
		wanted  error
	}{
		"gone":       {simulator.Failure{Preset: "media_gone"}, io.Discard, whatsapp.ErrMediaURL},
		"expired":    {simulator.Failure{Preset: "token_expired", Endpoint: "attachments"}, io.Discard, whatsapp.ErrMediaURL},
		"redirected": {simulator.Failure{Preset: "media_redirect", Outcome: simulator.Outcome{Location: elsewhere.URL}}, io.Discard, whatsapp.ErrMediaHost},
		"elsewhere":  {simulator.Failure{Preset: "media_elsewhere", Outcome: simulator.Outcome{Location: elsewhere.URL}}, io.Discard, whatsapp.ErrMediaHost},
		"endless":    {simulator.Failure{Preset: "media_long"}, io.Discard, whatsapp.ErrMediaTooLarge},
		"cut":        {simulator.Failure{Preset: "media_short"}, io.Discard, whatsapp.ErrNoAnswer},
		"no answer":  {bytesOf(simulator.Outcome{Kind: simulator.FailTimeout}), io.Discard, whatsapp.ErrNoAnswer},
		"down":       {simulator.Failure{Preset: "html", Endpoint: "attachments"}, io.Discard, whatsapp.ErrNoAnswer},
		"disk full":  {simulator.Failure{Preset: "media_short"}, failing{full}, full},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMeta(t, one.failure)
			info, err := m.client.Media(t.Context(), m.put(t, "the whole file"))
			if err != nil {
				t.Fatal(err)
			}
			n := int64(0)
			download := func(client *whatsapp.Client) error {
				n, err = client.Download(t.Context(), info.URL, one.into, 8<<20)
				return err
			}
			if one.failure.Outcome.Kind == simulator.FailTimeout {
				err = impatient(t, m.server.URL, download)
			} else {
				err = download(m.client)
			}
			if !errors.Is(err, one.wanted) || n > 8<<20+1 {
				t.Errorf("%d bytes, %v, want %v", n, err, one.wanted)
			}
		})
	}
	t.Run("busy", func(t *testing.T) {
		t.Parallel()
		m := newMeta(t, bytesOf(simulator.Outcome{HTML: true, Status: http.StatusTooManyRequests, RetryAfter: 7}))
		info, err := m.client.Media(t.Context(), m.put(t, "the file"))
		if err != nil {
			t.Fatal(err)
		}
		var refused *whatsapp.APIError
		if _, err := m.client.Download(t.Context(), info.URL, io.Discard, 1000); !errors.As(err, &refused) || refused.RetryAfter != 7*time.Second {
			t.Errorf("%v", err)
		}
	})
	t.Cleanup(func() {
		if n := asked.Load(); n != 0 {
			t.Errorf("somebody else was asked %d times", n)
		}
	})
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

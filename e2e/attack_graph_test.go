package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// graphStub answers in Meta's place and takes whatever is sent; the simulator
// would keep all of it.
type graphStub struct {
	url      string
	messages atomic.Int64 // that were sent
	files    sync.Map     // what customers sent, by its id
}

func newGraphStub(t *testing.T) *graphStub {
	g := &graphStub{}
	server := httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func (g *graphStub) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	_, _ = io.Copy(io.Discard, r.Body)
	answer := any(map[string]any{"data": []any{}, "success": true})
	last := path.Base(r.URL.Path)
	content, isFile := g.files.Load(last)
	switch {
	case isFile && strings.HasPrefix(r.URL.Path, "/blob/"):
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(content.([]byte))
		return
	case isFile:
		sum := sha256.Sum256(content.([]byte))
		answer = map[string]any{"id": last, "url": g.url + "/blob/" + last, "mime_type": "image/png",
			"sha256": hex.EncodeToString(sum[:]), "file_size": len(content.([]byte))}
	case last == "messages" && strings.Contains(string(body), `"to"`):
		n := g.messages.Add(1)
		answer = map[string]any{"messaging_product": "whatsapp", "contacts": []any{}, "messages": []any{map[string]any{"id": fmt.Sprintf("wamid.stub%d", n)}}}
	case last == "media":
		answer = map[string]any{"id": "uploaded"}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

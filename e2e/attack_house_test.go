package e2e

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	bigendian "encoding/binary" // note: binary is the program
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	attackWriters = 4 // of Meta's machines that deliver at a time, each from its own address
	pictures      = 8 // that a customer sends
)

// customersWriting is what customers say meanwhile.
type customersWriting struct {
	a        *attacked
	sent     atomic.Int64 // messages; each is sent again until it is acknowledged
	again    atomic.Int64 // times that one was
	edits    atomic.Int64
	took     durations // of those that were acknowledged
	pictures []string  // wamids
}

// customers send pictures, and something that will be edited.
func (a *attacked) customers() *customersWriting {
	c := &customersWriting{a: a}
	large, deep := largePicture(4000, 4000, 8), largePicture(5000, 5000, 16)
	for i := range pictures {
		id := fmt.Sprintf("picture%d", i)
		a.graph.files.Store(id, [][]byte{large, deep}[i%2])
		c.deliver(0, c.message(fmt.Sprintf("wamid.%s", id), `"type":"image","image":{"mime_type":"image/png","id":"`+id+`"}`))
		c.pictures = append(c.pictures, "wamid."+id)
	}
	c.deliver(0, c.message("wamid.edited", `"type":"text","text":{"body":"the first of many"}`))
	return c
}

// write has them write until the end, steadily, and one edit a message all the time.
func (c *customersWriting) write(ctx context.Context, wg *sync.WaitGroup) {
	for i := range attackWriters {
		wg.Go(func() {
			for tick := time.NewTicker(50 * time.Millisecond); ctx.Err() == nil; <-tick.C {
				n := c.sent.Add(1)
				c.deliver(i, c.message(attackWamid(n), fmt.Sprintf(`"type":"text","text":{"body":"message %d"}`, n)))
			}
		})
	}
	wg.Go(func() {
		for tick := time.NewTicker(100 * time.Millisecond); ctx.Err() == nil; <-tick.C {
			n := c.edits.Add(1)
			c.deliver(0, c.message(fmt.Sprintf("wamid.edit%d", n), fmt.Sprintf(
				`"type":"edit","edit":{"original_message_id":"wamid.edited","message":{"type":"text","text":{"body":"%d %s"}}}`, n, bytes.Repeat([]byte("x"), 4000))))
		}
	})
}

func attackWamid(n int64) string { return fmt.Sprintf("wamid.attack%d", n) }

func (c *customersWriting) message(wamid, content string) []byte {
	from := fmt.Sprint(447700900100 + len(wamid)%50)
	if strings.HasPrefix(wamid, "wamid.edit") || strings.HasPrefix(wamid, "wamid.picture") {
		from = "447700900123"
	}
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"phone_number_id":"%s"},"contacts":[{"wa_id":"%s","profile":{"name":"Ada"}}],`+
		`"messages":[{"from":"%s","id":"%s","timestamp":"%d",%s}]}}]}]}`, attackPhoneID, from, from, wamid, time.Now().Unix(), content)
}

// deliver sends a body as Meta does: again until it is acknowledged.
func (c *customersWriting) deliver(machine int, body []byte) {
	mac := hmac.New(sha256.New, []byte(attackSecret))
	mac.Write(body)
	signature := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	for range 200 {
		began := time.Now()
		req, _ := http.NewRequest("POST", c.a.base+"/api/crm/whatsapp/webhook", bytes.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Hub-Signature-256", signature)
		req.Header.Set(attackHeader, fmt.Sprintf("203.0.113.%d", 200+machine))
		resp, err := houseClient.Do(req)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				c.took.add(time.Since(began))
				return
			}
		}
		c.again.Add(1)
		time.Sleep(50 * time.Millisecond)
	}
	c.a.t.Errorf("a webhook is never acknowledged: %.200s", body)
}

// finish compares what was acknowledged with what is stored.
func (c *customersWriting) finish(t *testing.T) {
	t.Helper()
	stored := storedBy(t, c.a.base, c.a.token)
	for n := range c.sent.Load() {
		if wamid := attackWamid(n + 1); stored[wamid] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", wamid, stored[wamid])
		}
	}
	for _, wamid := range c.pictures {
		if stored[wamid] != 1 {
			t.Errorf("%s is there %d times", wamid, stored[wamid])
		}
	}
	status, answer := c.a.ask(c.a.token, "GET", "/api/collections/comms_log/records?filter=(ext_message_id='wamid.edited')", nil)
	if last := fmt.Sprintf("%d xxx", c.edits.Load()); status != 200 || !bytes.Contains(mustJSON(answer), []byte(last)) {
		t.Errorf("the last of %d edits isn't there (%d)", c.edits.Load(), status)
	}
	if c.sent.Load() < 50 {
		t.Errorf("only %d messages were sent, so this shows little", c.sent.Load())
	}
}

func (c *customersWriting) String() string {
	return fmt.Sprintf("%s; %d had to be sent again, and %d edits of one message", &c.took, c.again.Load(), c.edits.Load())
}

func mustJSON(value any) []byte { content, _ := json.Marshal(value); return content }

// largePicture is a PNG of a few hundred kilobytes that takes width × height × bits/2
// bytes to decode.
func largePicture(width, height int, bits byte) []byte {
	chunk := func(name string, content []byte) []byte {
		whole := append([]byte(name), content...)
		out := bigendian.BigEndian.AppendUint32(nil, uint32(len(content)))
		return bigendian.BigEndian.AppendUint32(append(out, whole...), crc32.ChecksumIEEE(whole))
	}
	head := bigendian.BigEndian.AppendUint32(bigendian.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	var rows bytes.Buffer
	packed, _ := zlib.NewWriterLevel(&rows, zlib.BestSpeed)
	row := make([]byte, 1+width*int(bits)/2)
	for range height {
		_, _ = packed.Write(row)
	}
	_ = packed.Close()
	picture := []byte("\x89PNG\r\n\x1a\n")
	picture = append(picture, chunk("IHDR", append(head, bits, 6, 0, 0, 0))...)
	return append(append(picture, chunk("IDAT", rows.Bytes())...), chunk("IEND", nil)...)
}

package hooks_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/hooks/media"
	"pocketcrm/whatsapp/simulator"
)

// leftovers are the temporary files that stay: one that was fetched goes after
// its row says so.
func leftovers(t *testing.T, b *bench) []string {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		names := []string{}
		entries, _ := os.ReadDir(filepath.Join(b.app.DataDir(), media.Directory))
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if len(names) == 0 || time.Now().After(deadline) {
			return names
		}
	}
}

// storedFiles are the files of a row, whether it knows them or not.
func storedFiles(t *testing.T, b *bench, row string) []string {
	t.Helper()
	collection, err := b.app.FindCollectionByNameOrId("comms_log")
	if err != nil {
		t.Fatal(err)
	}
	entries, _ := filepath.Glob(filepath.Join(b.app.DataDir(), "storage", collection.Id, row, "*_*"))
	return slices.DeleteFunc(entries, func(name string) bool { return strings.HasSuffix(name, ".attrs") })
}

// orphan leaves what a crash leaves: a stored file, and the temporary one.
func orphan(t *testing.T, b *bench, row string) {
	t.Helper()
	files := media.NewFiles(b.app)
	temporary, err := files.Temporary(row)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = temporary.WriteString("half of")
	_ = temporary.Close()
	if err := files.Put(t.Context(), row, temporary.Name(), media.Stored{Key: "image_orphan.jpg", Name: "x"}); err != nil {
		t.Fatal(err)
	}
}

func picturePNG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewRGBA(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// formWith is a form with a file, which is streamed.
func formWith(t testing.TB, fields map[string]string, name, mimeType string, content io.Reader) (io.Reader, string) {
	t.Helper()
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	go func() {
		for k, v := range fields {
			_ = form.WriteField(k, v)
		}
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="media"; filename=%q`, name)}, "Content-Type": {mimeType}})
		if err == nil {
			_, err = io.Copy(part, content)
		}
		if err == nil {
			err = form.Close()
		}
		_ = writer.CloseWithError(err)
	}()
	return reader, form.FormDataContentType()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// failed counts the calls that met a failure.
func failed(sim *simulator.Simulator) (n int) {
	for _, f := range sim.Failures() {
		n += f.Failed
	}
	return n
}

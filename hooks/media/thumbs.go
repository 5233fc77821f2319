package media

import (
	"context"
	"errors"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

// Limits of making thumbnails.
const (
	// thumbRoom is the memory that all that are being made may take at once, in
	// bytes: a progressive photo of 17 million pixels, the largest of WhatsApp,
	// takes 140 MB
	thumbRoom = 160_000_000
	// thumbLarge is from where on what one has left behind is collected before
	// another has its room
	thumbLarge = 8_000_000
	thumbQueue = 200              // that wait at once; a thread of 50 pictures on four screens
	thumbWait  = 20 * time.Second // for room; a browser has six connections, and needs them for other things
	// shownWhole is how many pixels a browser may have to unpack, where no
	// thumbnail can be made: of a sticker that moves
	shownWhole = 4_000_000
)

// Why there is no thumbnail.
var (
	// ErrThumbWhole: none can be made, but the file itself is small enough.
	ErrThumbWhole = errors.New("no thumbnail can be made of this picture; the picture itself is small")
	// ErrThumbTooLarge: the picture takes more than there is for all of them.
	ErrThumbTooLarge = errors.New("the picture is too large, or can't be read")
	// ErrThumbsBusy: too many wait, or one has waited too long.
	ErrThumbsBusy = errors.New("too many thumbnails are being made")
)

// Thumbs makes the smaller pictures that PocketBase serves, before it would make
// them itself. PocketBase counts how many it makes at once, whatever their size;
// this counts the memory they take.
type Thumbs struct {
	app     core.App
	room    *semaphore.Weighted
	making  singleflight.Group
	waiting atomic.Int64
}

// NewThumbs makes those of an application.
func NewThumbs(app core.App) *Thumbs {
	return &Thumbs{app: app, room: semaphore.NewWeighted(thumbRoom)}
}

// Make has the thumbnail of a size of a stored file made unless it is there. Who
// asks for one that is being made waits for that one.
func (t *Thumbs) Make(ctx context.Context, original, thumb, size string) error {
	if t.waiting.Add(1) > thumbQueue {
		t.waiting.Add(-1)
		return ErrThumbsBusy
	}
	defer t.waiting.Add(-1)
	// note: not with this request's context: others may wait for the same
	made := t.making.DoChan(thumb, func() (any, error) { return nil, t.make(original, thumb, size) })
	select {
	case result := <-made:
		return result.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *Thumbs) make(original, thumb, size string) error {
	fsys, err := t.app.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	if there, err := fsys.Exists(thumb); there || err != nil {
		return err
	}
	cost, whole, err := thumbCost(fsys, original, size)
	switch {
	case err != nil && whole:
		return errors.Join(ErrThumbWhole, err)
	case err != nil || cost > thumbRoom:
		return errors.Join(ErrThumbTooLarge, err)
	}
	waited, cancel := context.WithTimeout(context.Background(), thumbWait)
	defer cancel()
	if t.room.Acquire(waited, cost) != nil {
		return ErrThumbsBusy
	}
	defer t.room.Release(cost)
	err = fsys.CreateThumb(original, thumb, size)
	t.tidy(cost)
	switch {
	case err != nil && whole:
		return errors.Join(ErrThumbWhole, err)
	case err != nil:
		return errors.Join(ErrThumbTooLarge, err)
	}
	return nil
}

// tidy collects what a large one has left behind: or the next took its room
// beside that, and after a few the process had several times what is counted.
// After the last the memory goes back to the system, which Go would leave for
// some minutes.
func (t *Thumbs) tidy(cost int64) {
	switch {
	case cost < thumbLarge:
	case t.waiting.Load() > 1:
		runtime.GC()
	default:
		debug.FreeOSMemory()
	}
}

var thumbSize = regexp.MustCompile(`^(\d{1,4})x(\d{1,4})(f?)[tb]?$`)

// thumbCost is what making it takes, and whether a browser can have the whole
// picture instead.
func thumbCost(fsys *filesystem.System, original, size string) (cost int64, whole bool, err error) {
	parts := thumbSize.FindStringSubmatch(size)
	if parts == nil {
		return 0, false, errUnknownPicture
	}
	width, _ := strconv.ParseInt(parts[1], 10, 64)
	height, _ := strconv.ParseInt(parts[2], 10, 64)
	file, err := fsys.GetReader(original)
	if err != nil {
		return 0, false, err
	}
	defer file.Close()
	p, err := lookAt(file, file.Size())
	return p.thumbCost(width, height, parts[3] == "f"), p.pixels() > 0 && p.pixels() <= shownWhole, err
}

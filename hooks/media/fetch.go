package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"

	"pocketcrm/whatsapp"
)

var (
	errRowGone  = errors.New("the message is no longer in the log")
	errChecksum = errors.New("the checksum of the file differs")
)

// fetch makes one attempt and stores how it ended. While the database takes
// nothing, a backup under way for instance, it waits: what is fetched meanwhile
// could not be stored either.
func (f *Fetcher) fetch(j job) {
	file, failure := f.try(j)
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 10*time.Second) {
		err := f.settle(j, file, failure)
		if errors.Is(err, errRowGone) {
			err = f.forget(j)
		}
		if err == nil {
			f.files.DropTemporary(j.row)
			return
		}
		f.opts.Warn("The outcome of fetching a file could not be stored", "record", j.row, "error", err)
		select {
		case <-time.After(pause):
		case <-f.ctx.Done():
			return // note: the temporary file stays, and tells the next start to clean up
		}
	}
}

// try fetches a file and puts it where PocketBase keeps files.
func (f *Fetcher) try(j job) (Stored, error) {
	if j.gone {
		return Stored{}, errRowGone
	}
	ctx, cancel := context.WithTimeout(f.ctx, longestTransfer)
	defer cancel()
	path, sum, size, err := f.download(ctx, j)
	if err != nil {
		return Stored{}, err
	}
	file, err := Describe(path, j.kind, j.mime, j.name, j.occurredAt)
	if err != nil {
		return Stored{}, err
	}
	file.Size, file.SHA256 = size, hex.EncodeToString(sum[:])
	return file, f.files.Put(ctx, j.row, path, file)
}

// download brings a file to the disk and checks that it is the right one.
func (f *Fetcher) download(ctx context.Context, j job) (path string, sum [32]byte, size int64, err error) {
	temporary, err := f.files.Temporary(j.row)
	if err != nil {
		return "", sum, 0, err
	}
	defer func() { err = errors.Join(err, temporary.Close()) }()

	var info whatsapp.MediaInfo
	hash := sha256.New()
	for range 2 { // note: an address lives five minutes; a second one is asked for once
		if info, err = f.resolve(ctx, j.mediaID); err != nil {
			return "", sum, 0, err
		}
		if info.Size > whatsapp.MaxInboundMedia {
			return "", sum, 0, whatsapp.ErrMediaTooLarge
		}
		hash.Reset()
		if err = restart(temporary); err != nil {
			return "", sum, 0, err
		}
		size, err = f.gate.Download(ctx, info.URL, io.MultiWriter(temporary, hash), whatsapp.MaxInboundMedia)
		if !errors.Is(err, whatsapp.ErrMediaURL) {
			break
		}
	}
	if err != nil {
		return "", sum, 0, err
	}
	sum = [32]byte(hash.Sum(nil))
	if size == 0 || !matches(sum, info.SHA256, j.sha256) {
		return "", sum, 0, errChecksum
	}
	return temporary.Name(), sum, size, nil
}

func (f *Fetcher) resolve(ctx context.Context, id string) (whatsapp.MediaInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	return f.gate.Media(ctx, id)
}

func restart(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// matches compares with what the Graph API said just now; if it said nothing,
// with what the webhook said.
func matches(sum [32]byte, hashes ...string) bool {
	for _, given := range hashes {
		if same, known := whatsapp.SameSHA256(given, sum); known {
			return same
		}
	}
	return true
}

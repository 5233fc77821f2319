package meta

import (
	"context"
	"errors"
	"io"

	"pocketcrm/whatsapp"
)

// through makes a call if this work may go on, and learns from its end.
func through[T any](g *Gate, w Work, call func() (T, error)) (answer T, err error) {
	if err = g.enter(w); err != nil {
		return answer, err
	}
	answer, err = call()
	g.leave(w, err)
	return answer, err
}

// Send is that of [whatsapp.Client], as are those below. Each may also end with a
// [*ClosedError].
func (g *Gate) Send(ctx context.Context, m whatsapp.Outgoing) (whatsapp.Sent, error) {
	return through(g, Sending, func() (whatsapp.Sent, error) { return g.client.Send(ctx, m) })
}

// Upload hands over a file.
func (g *Gate) Upload(ctx context.Context, f whatsapp.Upload) (id string, err error) {
	return through(g, Uploading, func() (string, error) { return g.client.Upload(ctx, f) })
}

// MarkRead gives a message its blue ticks.
func (g *Gate) MarkRead(ctx context.Context, wamid string, typing bool) error {
	_, err := through(g, Receipts, func() (struct{}, error) { return struct{}{}, g.client.MarkRead(ctx, wamid, typing) })
	return err
}

// Templates reads all templates of an account.
func (g *Gate) Templates(ctx context.Context, accountID string) ([]whatsapp.Template, error) {
	return through(g, Templates, func() ([]whatsapp.Template, error) { return g.client.Templates(ctx, accountID) })
}

// Media asks where a file is. Of one that this token may not see Meta says that
// it doesn't exist, too: then the number isn't there either, and it ends with
// [ErrUnseen].
func (g *Gate) Media(ctx context.Context, id string) (whatsapp.MediaInfo, error) {
	info, err := through(g, Fetching, func() (whatsapp.MediaInfo, error) { return g.client.Media(ctx, id) })
	var refused *whatsapp.APIError
	if !errors.As(err, &refused) || refused.Stops() || !namesNothing[refused.Code] {
		return info, err
	}
	var number *whatsapp.APIError
	if !errors.As(g.client.PhoneNumber(ctx), &number) || number.Code == whatsapp.CodeNone || !number.Explain().SetUp {
		return info, err
	}
	if number.Stops() {
		g.close(number)
		return info, &ClosedError{For: g.Pause(Fetching), Cause: number}
	}
	g.note(Fetching, number)
	return info, ErrUnseen
}

// ErrUnseen is of a file that may be there: the token sees neither it nor the
// business number.
var ErrUnseen = errors.New("WhatsApp shows neither the file nor the business number")

// namesNothing are the codes of what doesn't exist, or may not be seen.
var namesNothing = map[int]bool{33: true, 100: true, 803: true}

// Download fetches a file. What holds the files is not the Graph API: that it is
// slow says nothing of other work, see [Gate.FetchFailed].
func (g *Gate) Download(ctx context.Context, address string, w io.Writer, most int64) (int64, error) {
	if err := g.enter(Fetching); err != nil {
		return 0, err
	}
	n, err := g.client.Download(ctx, address, w, most)
	var refused *whatsapp.APIError
	if errors.As(err, &refused) && refused.Stops() {
		g.close(refused)
	}
	return n, err
}

// FetchFailed lets all files wait for a while: it wasn't one of them that failed.
func (g *Gate) FetchFailed(err error) { g.delay(Fetching, err) }

// FetchWorked ends the count of such failures in a row, and their pause.
func (g *Gate) FetchWorked() {
	g.mu.Lock()
	delete(g.pauses, Fetching)
	g.mu.Unlock()
}

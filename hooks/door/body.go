package door

import (
	"io"
	"net/http"
)

// openBody leaves it to net/http to close a body. PocketBase puts another in its
// place and closes it before the answer leaves; net/http, which then finds
// neither its own nor anything to read, believes that it was read, and takes
// what is left of it for the next request: a stranger's words for those of
// whoever has the connection next, from a proxy in front.
type openBody struct{ io.ReadCloser }

// Close does nothing.
func (openBody) Close() error { return nil }

func withOpenBody(r *http.Request) *http.Request {
	if r.Body != nil && r.Body != http.NoBody && r.ProtoMajor == 1 {
		r.Body = openBody{r.Body}
	}
	return r
}

package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	linkCacheFor = 10 * time.Minute
	maxLinks     = 1000
)

// linkCache remembers links that were fetched, as Meta does for ten minutes.
type linkCache map[string]time.Time

// fetchLink gets the media behind a link, as Meta does after it has accepted
// the message, and reports what is wrong with it. The caller doesn't hold mu.
//
// Source: business-phone-numbers/media.
func (s *Simulator) fetchLink(link, kind string) (code int, details string) {
	s.mu.Lock()
	now := s.now()
	known, cached := s.links[link]
	s.mu.Unlock()
	if cached && now.Sub(known) >= 0 && now.Sub(known) < linkCacheFor {
		return 0, ""
	}
	ctx, cancel := context.WithTimeout(s.ctx, webhookTimeout)
	defer cancel()
	mimeType, data, err := getLink(ctx, link)
	if err != nil {
		return 131052, "The media could not be downloaded: " + err.Error()
	}
	if !typeFits(kind, mimeType) {
		return 131053, fmt.Sprintf("The link leads to %s, which can't be sent as %s.", baseType(mimeType), kind)
	}
	if problem := checkFile(mimeType, data); problem != nil {
		return 131053, strings.TrimPrefix(problem.message, "(#100) ")
	}
	if kind == "sticker" && checkSticker(data) != "" {
		return 131053, checkSticker(data)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.links) >= maxLinks {
		clear(s.links)
	}
	s.links[link] = now
	return 0, ""
}

func getLink(ctx context.Context, link string) (mimeType string, data []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return "", nil, err
	}
	request.Header.Set("User-Agent", "whatsapp-cloud-api-simulator")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", nil, errors.New("nothing answered at the address")
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", nil, fmt.Errorf("the answer was %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	data, err = io.ReadAll(io.LimitReader(response.Body, 100*megabyte+1))
	if err != nil {
		return "", nil, errors.New("the connection broke")
	}
	return response.Header.Get("Content-Type"), data, nil
}

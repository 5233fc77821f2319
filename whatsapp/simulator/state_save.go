package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"
)

// savePause collects changes, and is what a killed simulator loses at most. A
// state that takes long to write is written more seldom: saving takes a third
// of the time.
const (
	savePause = 50 * time.Millisecond
	saveShare = 3
)

// stateKeeper keeps a file up to date. Simulator.mu guards all but writing.
type stateKeeper struct {
	path    string
	timer   *time.Timer
	pause   time.Duration
	writing sync.Mutex
}

// KeepState loads the state from a file, if there is one, and keeps the file
// up to date from then on, until Close.
func (s *Simulator) KeepState(path string) error {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return fmt.Errorf("simulator state: %w", err)
	default:
		err := s.ImportState(file)
		file.Close()
		if err != nil {
			return fmt.Errorf("simulator state %s: %w", path, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keeper.path, s.keeper.pause = path, savePause
	s.touch()
	return nil
}

// touch says that something has changed that the file should have. The caller
// holds mu.
func (s *Simulator) touch() {
	k := &s.keeper
	if k.path == "" || k.timer != nil || s.closed {
		return
	}
	s.work.Add(1)
	k.timer = time.AfterFunc(k.pause, func() {
		defer s.work.Done()
		s.mu.Lock()
		k.timer = nil
		s.mu.Unlock()
		start := time.Now()
		if err := s.saveState(); err != nil {
			s.options.Logger.Error("simulator: the state could not be saved", "file", k.path, "error", err)
		}
		s.mu.Lock()
		k.pause = max(savePause, (saveShare-1)*time.Since(start))
		s.mu.Unlock()
	})
}

// stopKeeping ends the pause before the next save. The caller holds mu.
func (s *Simulator) stopKeeping() {
	if s.keeper.timer != nil && s.keeper.timer.Stop() {
		s.work.Done()
	}
	s.keeper.timer = nil
}

// saveState writes the file beside the old one and puts it in its place, so
// that there is always a whole one.
func (s *Simulator) saveState() error {
	s.keeper.writing.Lock()
	defer s.keeper.writing.Unlock()
	var content bytes.Buffer
	if err := s.ExportState(&content); err != nil {
		return err
	}
	path := s.keeper.path
	// note: always the same name, so that kills leave one such file at most.
	temporary, err := os.OpenFile(path+".tmp", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = temporary.Write(content.Bytes())
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// getStateFile is the state for keeping elsewhere.
func (s *Simulator) getStateFile(w http.ResponseWriter, _ *http.Request) {
	var content bytes.Buffer
	if err := s.ExportState(&content); err != nil {
		writeProblem(w, http.StatusInternalServerError, "", sentence(err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="simulator-state.json"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	// note: an error here is a client that has gone.
	_, _ = w.Write(content.Bytes())
}

func (s *Simulator) postStateFile(w http.ResponseWriter, r *http.Request) {
	if err := s.ImportState(http.MaxBytesReader(w, r.Body, maxStateBytes+1)); err != nil {
		writeProblem(w, http.StatusBadRequest, "", sentence(err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

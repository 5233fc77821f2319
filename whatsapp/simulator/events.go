package simulator

import (
	"encoding/json"
	"net/http"
	"time"
)

// tell sends an event to every open page. A page that is too slow for it loses
// its stream, connects again and reads the whole state. The caller holds mu.
func (s *Simulator) tell(kind string, v any) {
	if len(s.listeners) == 0 {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		s.options.Logger.Error("simulator: the event could not be written", "kind", kind, "error", err)
		return
	}
	frame := make([]byte, 0, len(kind)+len(data)+16)
	frame = append(append(frame, "event: "...), kind...)
	frame = append(append(frame, "\ndata: "...), data...)
	frame = append(frame, "\n\n"...)
	for listener := range s.listeners {
		select {
		case listener <- frame:
		default:
			delete(s.listeners, listener)
			close(listener)
		}
	}
}

// closeStreams makes every page connect again and read the whole state.
func (s *Simulator) closeStreams() {
	for listener := range s.listeners {
		delete(s.listeners, listener)
		close(listener)
	}
}

// getEvents is the stream (SSE) of the phone page: events "customer",
// "message", "typing", "delivery", "receiver", "clock" and "disorder".
func (s *Simulator) getEvents(w http.ResponseWriter, r *http.Request) {
	listener := make(chan []byte, 256)
	s.mu.Lock()
	refused := s.closed || len(s.listeners) >= maxListeners
	if !refused {
		s.listeners[listener] = struct{}{}
		s.work.Add(1)
	}
	s.mu.Unlock()
	if refused {
		writeProblem(w, http.StatusServiceUnavailable, "", "Too many phone pages are open. Close one and reload.")
		return
	}
	defer s.work.Done()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, listener)
		s.mu.Unlock()
	}()

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	control := http.NewResponseController(w)
	write := func(frame []byte) bool {
		// note: not every writer has deadlines (a test recorder); the flush
		// below tells whether the page still listens.
		_ = control.SetWriteDeadline(time.Now().Add(webhookTimeout))
		if _, err := w.Write(frame); err != nil {
			return false
		}
		return control.Flush() == nil
	}
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	if !write([]byte("retry: 1000\n\n")) {
		return
	}
	for {
		select {
		case frame, open := <-listener:
			if !open || !write(frame) {
				return
			}
		case <-alive.C:
			if !write([]byte(": alive\n\n")) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

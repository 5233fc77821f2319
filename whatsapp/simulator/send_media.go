package simulator

import "fmt"

// inspectFile is what Meta finds out about media only after it has accepted the
// message: a type that can't be sent as that kind. The caller holds mu.
func (s *Simulator) inspectFile(out *outgoing) {
	m := out.message
	if _, isMedia := mediaKeys[m.Type]; !isMedia {
		return
	}
	object := out.params.object(m.Type)
	if id, _ := object.text("id"); id != "" {
		f := s.media.find(id, s.now())
		voice, _ := object.truth("voice")
		switch {
		case f == nil: // it expired since it was looked at
			m.fail(131053, "The media ID has expired.")
		case !typeFits(m.Type, f.MimeType):
			m.fail(131053, fmt.Sprintf("Media of type %s can't be sent as %s.", baseType(f.MimeType), m.Type))
		case m.Type == "sticker" && checkSticker(f.Data) != "":
			m.fail(131053, checkSticker(f.Data))
		case voice && baseType(f.MimeType) != "audio/ogg":
			m.fail(131053, "A voice message must be audio/ogg with one channel of Opus.")
		}
		return
	}
	if s.options.FetchLinks {
		m.link, _ = object.text("link")
	}
}

// startMessage lets an accepted message go its way, after its link was
// fetched if it has one. The caller holds mu.
func (s *Simulator) startMessage(m *message) {
	if m.link == "" || m.ErrorCode != 0 {
		s.startStatuses(m)
		return
	}
	s.addBacklog(1)
	s.work.Go(func() {
		code, details := s.fetchLink(m.link, m.Type)
		s.mu.Lock()
		defer s.mu.Unlock()
		if code != 0 {
			m.fail(code, details)
		}
		if !s.closed {
			s.startStatuses(m)
		}
		s.addBacklog(-1)
		s.pokeWaiters()
	})
}

package outbox

// maxAside is how many messages do at once what has to come before them.
const maxAside = 8

// seat is a message's place among the calls under way.
type seat struct {
	o     *Outbox
	taken bool
}

// aside does what takes long, such as handing over a file, without the seat:
// what others are waiting for leaves meanwhile.
func (s *seat) aside(work func() error) error {
	s.giveUp()
	select {
	case s.o.asides <- struct{}{}:
	case <-s.o.ctx.Done():
		return s.o.ctx.Err()
	}
	err := work()
	<-s.o.asides
	if !s.take() {
		return s.o.ctx.Err()
	}
	return err
}

func (s *seat) take() bool {
	select {
	case s.o.calls <- struct{}{}:
		s.taken = true
	case <-s.o.ctx.Done():
	}
	return s.taken
}

func (s *seat) giveUp() {
	if s.taken {
		<-s.o.calls
		s.taken = false
	}
}

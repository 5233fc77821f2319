package simulator

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Limits keep the memory of a simulator that runs for weeks, or under load,
// within bounds. The oldest messages are forgotten first.
const (
	maxCustomers     = 10_000
	maxMessages      = 20_000
	maxMessageBytes  = 64 << 20
	maxBacklog       = 50_000 // webhooks waiting or about to be made
	maxBacklogBytes  = 64 << 20
	maxRequestBytes  = 1 << 20
	maxControlBytes  = 64 << 10
	maxListeners     = 64
	maxDeliveries    = 200
	maxLoggedBody    = 32 << 10
	maxConcurrent    = 32 // webhooks under way at once
	webhookTimeout   = 10 * time.Second
	windowLength     = 24 * time.Hour
	giveUpAfter      = 7 * 24 * time.Hour
	typingShownFor   = 25 * time.Second
	maxTextLength    = 4096
	maxCaptionLength = 1024
)

// Simulator is the http.Handler that plays the Cloud API. Make one with [New].
type Simulator struct {
	options        Options
	businessDigits string
	handler        http.Handler
	crossOrigin    *http.CrossOriginProtection
	client         *http.Client
	ownClient      bool

	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	slots  chan struct{}

	// mu guards all below. Nothing that waits is done while it is held.
	mu         sync.Mutex
	closed     bool
	webhookURL string
	appSecret  string

	customers []*customer // in the order they were added
	byWaID    map[string]*customer
	byUserID  map[string]*customer

	messages     []*message // oldest first
	byMessageID  map[string]*message
	messageBytes int

	timers       map[*time.Timer]struct{}
	backlog      int // webhooks that wait, and timers that will make some
	backlogBytes int
	idle         chan struct{} // closed when the backlog is worked off

	deliveries     []Delivery // newest last
	lastDeliveryID int
	refused        map[*customer]string // customers whose next webhook was refused, and why

	listeners map[chan []byte]struct{}
}

// New makes a simulator. Close ends its work.
func New(o Options) *Simulator {
	o = o.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	s := &Simulator{
		options:        o,
		businessDigits: digitsOf(o.DisplayPhoneNumber),
		crossOrigin:    http.NewCrossOriginProtection(),
		client:         o.HTTP,
		ctx:            ctx,
		cancel:         cancel,
		slots:          make(chan struct{}, maxConcurrent),
		webhookURL:     o.WebhookURL,
		appSecret:      o.AppSecret,
		byWaID:         map[string]*customer{},
		byUserID:       map[string]*customer{},
		byMessageID:    map[string]*message{},
		timers:         map[*time.Timer]struct{}{},
		refused:        map[*customer]string{},
		listeners:      map[chan []byte]struct{}{},
	}
	if s.client == nil {
		s.client, s.ownClient = newWebhookClient(), true
	}
	for _, c := range o.Customers {
		s.addCustomer(c)
	}
	s.handler = s.routes()
	return s
}

// ServeHTTP answers the Graph API, the phone page and its control calls.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handler.ServeHTTP(w, r)
}

// SetWebhook changes where webhooks go and with what they are signed: for a
// receiver whose address is known only after the simulator's.
func (s *Simulator) SetWebhook(url, appSecret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhookURL, s.appSecret = url, appSecret
	s.wakeQueues()
}

// Close stops all timers, deliveries and event streams and waits for them.
// Call it before closing the server that the simulator is served by.
func (s *Simulator) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		s.cancel()
		for t := range s.timers {
			if t.Stop() {
				s.work.Done()
			}
		}
		clear(s.timers)
	}
	s.mu.Unlock()
	s.work.Wait()
	if s.ownClient {
		s.client.CloseIdleConnections()
	}
	return nil
}

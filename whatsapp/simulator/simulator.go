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
	maxInboundBytes  = 24 << 20 // with a file in it
	maxListeners     = 64
	maxDeliveries    = 200
	maxLoggedBody    = 32 << 10
	maxDeliveryBytes = 16 << 20
	maxLoggedAnswer  = 1 << 10
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
	graph          map[string]graphCall // what can be asked for as a field, too
	handler        http.Handler
	crossOrigin    *http.CrossOriginProtection
	client         *http.Client
	ownClient      bool

	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	moving chan struct{} // held by a Clock.Move
	time   timeline

	// mu guards all below. Nothing that waits is done while it is held.
	mu         sync.Mutex
	closed     bool
	webhookURL string
	appSecret  string
	// proof is demanded of each call, see DemandProof.
	proof bool

	customers []*customer // in the order they were added
	byKey     map[string]*customer
	byWaID    map[string]*customer
	byUserID  map[string]*customer
	// leftNumbers are those whose owner has another one now.
	leftNumbers map[string]bool

	messages     []*message // oldest first
	byMessageID  map[string]*message
	messageBytes int

	timers    timerHeap
	lastTimer int
	ring      *time.Timer // the real one, for the first of timers
	waiters   map[*waiter]struct{}

	account      lane // what concerns no customer
	ready        lanes
	waiting      map[*lane]struct{}    // with something in their queue
	delayed      map[*webhook]struct{} // for the next batches
	lastWebhook  int
	epoch        int // counts the states that were loaded
	posting      int // workers that post webhooks
	backlog      int // webhooks that wait, and timers that will make some
	backlogBytes int
	refused      map[*lane]string // whose next webhook was refused, and why

	disorder    Disorder
	outageUntil time.Duration // a tick
	pooled      []*webhook    // for the next batch
	lastBatch   int
	lastUnkeyed int

	sends     []*message // the latest, for expectations
	sendBytes int
	lastSend  int
	recording *recording

	failures    []*Failure
	lastFailure int

	deliveries     []logged // newest last
	deliveryBytes  int
	lastDeliveryID int

	keeper stateKeeper
	// measure hears of each attempt, for the load mode.
	measure func(*webhook, postResult)
	// measureSend hears of each accepted send.
	measureSend func(*message)

	listeners map[chan []byte]struct{}

	wire // what the Graph API remembers
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
		moving:         make(chan struct{}, 1),
		time:           newTimeline(o.Now),
		webhookURL:     o.WebhookURL,
		appSecret:      o.AppSecret,
		proof:          o.DemandProof,
		graph:          graphCalls,
		byKey:          map[string]*customer{},
		leftNumbers:    map[string]bool{},
		byWaID:         map[string]*customer{},
		byUserID:       map[string]*customer{},
		byMessageID:    map[string]*message{},
		waiters:        map[*waiter]struct{}{},
		account:        lane{name: "account"},
		refused:        map[*lane]string{},
		waiting:        map[*lane]struct{}{},
		delayed:        map[*webhook]struct{}{},
		listeners:      map[chan []byte]struct{}{},
	}
	if s.client == nil {
		s.client, s.ownClient = newWebhookClient(o.Connections), true
	}
	s.startWire()
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
	s.wakeLanes()
}

// Close stops all timers, deliveries and event streams and waits for them.
// Call it before closing the server that the simulator is served by.
func (s *Simulator) Close() error {
	s.mu.Lock()
	save := !s.closed && s.keeper.path != ""
	if !s.closed {
		s.closed = true
		s.cancel()
		s.stopKeeping()
		s.arm() // stops the timer
		s.pokeWaiters()
	}
	s.mu.Unlock()
	s.work.Wait()
	if s.ownClient {
		s.client.CloseIdleConnections()
	}
	if save {
		return s.saveState()
	}
	return nil
}

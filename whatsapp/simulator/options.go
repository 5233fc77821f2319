package simulator

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"
)

// Defaults of [Options]. The ids are fictional.
const (
	DefaultPhoneNumberID      = "200300400500600"
	DefaultBusinessAccountID  = "100200300400500"
	DefaultDisplayPhoneNumber = "15550100200"
	DefaultBusinessName       = "Sample business"
	// DefaultStatusDelay lets a person see each tick change, without waiting.
	DefaultStatusDelay = 400 * time.Millisecond
	// DefaultRetryDelay is shorter than Meta's first pause: somebody who has
	// just repaired a receiver sits in front of it.
	DefaultRetryDelay = time.Second
)

// Options configure a [Simulator]. The zero value of each field is usable.
type Options struct {
	// PhoneNumberID is the Graph id of the business number.
	PhoneNumberID string
	// BusinessAccountID is the WABA id, entry[].id of each webhook.
	BusinessAccountID string
	// DisplayPhoneNumber is the business number; punctuation is allowed.
	DisplayPhoneNumber string
	// BusinessName is shown on the phone and as verified_name.
	BusinessName string
	// AccessToken must come as bearer token. Empty: any token is taken.
	AccessToken string
	// AppSecret signs the webhooks. Empty: they go out unsigned.
	AppSecret string
	// WebhookURL receives the webhooks. Empty: none go out, see SetWebhook.
	WebhookURL string

	// Customers are on the phone page from the start.
	Customers []Customer

	// StatusDelay lies between accepted, sent, delivered and read.
	StatusDelay time.Duration
	// RetryDelay is the first pause after a webhook was refused; it doubles
	// up to 64 times this.
	RetryDelay time.Duration
	// ReadsLater leaves messages unread until the customer's chat is opened
	// on the phone page. By default they are read by themselves.
	ReadsLater bool

	// Now is the clock of timestamps and of the 24-hour window; time.Now by
	// default. Pauses between statuses and retries take real time.
	Now func() time.Time
	// HTTP posts the webhooks; by default a client that follows no redirect
	// and gives up after ten seconds.
	HTTP *http.Client
	// Logger hears of refused webhooks; nothing is logged by default.
	Logger *slog.Logger
}

// Customer is a person with WhatsApp on a phone.
type Customer struct {
	// WaID is the phone number, digits only. It may be empty for somebody
	// known by UserID alone.
	WaID string
	Name string
	// UserID is the business-scoped user id (BSUID); made from WaID when
	// empty, always the same one.
	UserID   string
	Username string
	// HiddenPhone leaves the phone number out of every webhook.
	HiddenPhone bool
	// LastWroteAt opens the 24-hour window of a conversation that began
	// before the simulator did.
	LastWroteAt time.Time
	// ReadsLater is Options.ReadsLater for this customer only.
	ReadsLater bool
}

func (o Options) withDefaults() Options {
	o.PhoneNumberID = cmp.Or(o.PhoneNumberID, DefaultPhoneNumberID)
	o.BusinessAccountID = cmp.Or(o.BusinessAccountID, DefaultBusinessAccountID)
	o.DisplayPhoneNumber = cmp.Or(o.DisplayPhoneNumber, DefaultDisplayPhoneNumber)
	o.BusinessName = cmp.Or(o.BusinessName, DefaultBusinessName)
	o.StatusDelay = cmp.Or(o.StatusDelay, DefaultStatusDelay)
	o.RetryDelay = cmp.Or(o.RetryDelay, DefaultRetryDelay)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

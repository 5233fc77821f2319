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
	// DefaultRetryMax makes some 180 attempts of the seven days.
	DefaultRetryMax = time.Hour
	// DefaultConnections is how many webhooks are under way at once.
	DefaultConnections = 32
)

// Options configure a [Simulator]. The zero value of each field is usable.
type Options struct {
	// PhoneNumberID is the Graph id of the business number.
	PhoneNumberID string
	// BusinessAccountID is the WABA id, entry[].id of each webhook.
	BusinessAccountID string
	// DisplayPhoneNumber is the business number; punctuation is allowed. Graph's
	// answers have it formatted, webhooks only its digits.
	DisplayPhoneNumber string
	// BusinessName is shown on the phone and as verified_name.
	BusinessName string
	// AccessToken must come as bearer token. Empty: any token is taken.
	AccessToken string
	// TokenLifetime ends the token after that time: calls are refused with 190,
	// subcode 463, until SetAccessToken. By default it has no end, as a system
	// user's.
	TokenLifetime time.Duration
	// AppSecret signs the webhooks. Empty: they go out unsigned.
	AppSecret string
	// DemandProof refuses calls without the proof that their caller knows
	// AppSecret (appsecret_proof). A wrong one is refused always.
	DemandProof bool
	// WebhookURL receives the webhooks. Empty: none go out, see SetWebhook.
	WebhookURL string

	// AllowRemote takes requests under any host name. By default only those to
	// a loopback name are, because whoever reaches a simulator can write as any
	// customer.
	AllowRemote bool
	// VerifyToken is what Verify presents when it is given none.
	VerifyToken string

	// Customers are on the phone page from the start.
	Customers []Customer

	// StatusDelay lies between accepted, sent, delivered and read.
	StatusDelay time.Duration
	// RetryDelay is the first pause after a webhook was refused. It doubles up
	// to RetryMax, and after seven days the webhook is given up.
	RetryDelay time.Duration
	RetryMax   time.Duration
	// Connections are the webhooks that are under way at once.
	Connections int
	// ReadsLater leaves messages unread until the customer's chat is opened
	// on the phone page. By default they are read by themselves.
	ReadsLater bool

	// AppID is the id of the Meta app. Empty: each numeric id counts as one
	// where an app is called for.
	AppID string
	// Templates are in the account from the start, beside hello_world.
	Templates []Template
	// TemplateReview is how long a new template is pending until it is approved.
	// Negative: until ReviewTemplate.
	TemplateReview time.Duration
	// Rates are the limits on sends and calls; Meta's own by default.
	Rates Rates
	// FetchLinks has media that is sent by link downloaded and checked, as Meta
	// does. By default a link is taken as it is, and nothing is fetched.
	FetchLinks bool

	// Now is what the simulated clock follows while nobody holds, moves or
	// speeds it up, see [Clock]; time.Now by default.
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
	WaID string `json:"wa_id,omitempty"`
	Name string `json:"name,omitempty"`
	// UserID is the business-scoped user id (BSUID); made from WaID when
	// empty, always the same one.
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
	// HiddenPhone leaves the phone number out of every webhook.
	HiddenPhone bool `json:"hidden_phone,omitempty"`
	// LastWroteAt opens the 24-hour window of a conversation that began
	// before the simulator did.
	LastWroteAt time.Time `json:"last_wrote_at,omitzero"`
	// ReadsLater is Options.ReadsLater for this customer only.
	ReadsLater bool `json:"reads_later,omitempty"`
	// See the fields of [CustomerChange].
	NoReceipts  bool `json:"no_receipts,omitempty"`
	Offline     bool `json:"offline,omitempty"`
	Blocked     bool `json:"blocked,omitempty"`
	Unreachable bool `json:"unreachable,omitempty"`
}

func (o Options) withDefaults() Options {
	o.PhoneNumberID = cmp.Or(o.PhoneNumberID, DefaultPhoneNumberID)
	o.BusinessAccountID = cmp.Or(o.BusinessAccountID, DefaultBusinessAccountID)
	o.DisplayPhoneNumber = cmp.Or(o.DisplayPhoneNumber, DefaultDisplayPhoneNumber)
	o.BusinessName = cmp.Or(o.BusinessName, DefaultBusinessName)
	o.StatusDelay = cmp.Or(o.StatusDelay, DefaultStatusDelay)
	o.RetryDelay = cmp.Or(o.RetryDelay, DefaultRetryDelay)
	o.RetryMax = cmp.Or(o.RetryMax, DefaultRetryMax)
	if o.Connections <= 0 {
		o.Connections = DefaultConnections
	}
	o.TemplateReview = cmp.Or(o.TemplateReview, DefaultTemplateReview)
	o.Rates = o.Rates.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

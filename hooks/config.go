package hooks

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pocketcrm/hooks/machine"
	"pocketcrm/whatsapp"
)

// Defaults of the environment.
const (
	// defaultEventDays is Meta's seven days of retries, four times over.
	defaultEventDays = 30
	// maxSendRate is the most that Meta allows a number (throughput).
	maxSendRate = 1000
	// defaultVerifyToken works for a first try and is warned about.
	defaultVerifyToken = "change-me"
	defaultGraphURL    = "https://graph.facebook.com"
	// defaultAPIVersion ends on 2028-07-29 (Graph API changelog).
	defaultAPIVersion = "v25.0"
)

// Config is all that the hooks need to know. The zero value works: messages
// are received, nothing can be sent.
type Config struct {
	PhoneNumberID     string   // of the business number; empty: send answers 503
	AccessToken       string   // bearer token of the Graph API; empty: send answers 503
	VerifyToken       string   // compared with hub.verify_token
	AppSecrets        []string // any of them may sign a webhook; none: signatures are not checked
	BusinessAccountID string   // WABA id
	GraphURL          string   // base address without a trailing slash
	APIVersion        string   // such as v25.0
	EventDays         int      // how long applied and ignored events are kept
	RequireSignature  bool     // without a secret no webhook is taken at all
	DefaultCountry    string   // ISO 3166 alpha-2; reads local numbers of customers without a country

	// Public is the file system of the staff pages; nil serves none.
	Public fs.FS
	// SendTimeout bounds one call to Meta. Default 20 s.
	SendTimeout time.Duration
	// SendRate is how many messages may leave in a second, PairEvery the pause
	// between two to one person after a burst, RetryAfter the first pause
	// before what WhatsApp didn't take is tried again, ProbeEvery how often a
	// refused token is tried. Zero values are those of packages outbox and meta.
	SendRate                          float64
	PairEvery, RetryAfter, ProbeEvery time.Duration
	// TemplatesAfter is how long after the start the templates are read for the
	// first time, and after a webhook about one that isn't here. Default 5 s.
	TemplatesAfter time.Duration
	// StreamEvery is how often a realtime stream is looked at whether it may
	// stay: it must be signed in by then. Default 10 s.
	StreamEvery time.Duration
	// Stderr is where failed sign-ins are written, for programs that shut out
	// who guesses. Default os.Stderr.
	Stderr io.Writer
	// Now is the clock, for tests. Default time.Now.
	Now func() time.Time
	// Machine is the machine itself, for tests: its clock, which is no other than
	// Now but in a demo, and its disks.
	Machine machine.Source
	// Trial is a demo, which needs no backup and none of what should be set before
	// the program is run for real.
	Trial bool
}

// variable is one line of the environment table: how a variable becomes
// configuration. The README's table is checked against this list by a test.
type variable struct {
	name string
	set  func(c *Config, value string) error
}

var variables = []variable{
	{"WHATSAPP_PHONE_NUMBER_ID", func(c *Config, v string) error {
		c.PhoneNumberID = v
		return mustMatch(v, `^[A-Za-z0-9_-]+$`, "the id of the number as Meta's dashboard shows it (not the phone number itself)")
	}},
	{"WHATSAPP_ACCESS_TOKEN", func(c *Config, v string) error { c.AccessToken = v; return nil }},
	{"WHATSAPP_VERIFY_TOKEN", func(c *Config, v string) error { c.VerifyToken = v; return nil }},
	{"WHATSAPP_APP_SECRET", func(c *Config, v string) error {
		for secret := range strings.SplitSeq(v, ",") {
			if secret = strings.TrimSpace(secret); secret != "" {
				c.AppSecrets = append(c.AppSecrets, secret)
			}
		}
		if len(c.AppSecrets) == 0 {
			return fmt.Errorf("it holds no secret; remove it, or copy the App secret from the app's basic settings")
		}
		return nil
	}},
	{"WHATSAPP_BUSINESS_ACCOUNT_ID", func(c *Config, v string) error {
		c.BusinessAccountID = v
		return mustMatch(v, `^[A-Za-z0-9_-]+$`, "the id of the WhatsApp Business account")
	}},
	{"WHATSAPP_GRAPH_URL", func(c *Config, v string) error {
		c.GraphURL = strings.TrimRight(v, "/")
		return mustMatch(v, `^https?://[^/\s]+`, "an address such as https://graph.facebook.com")
	}},
	{"WHATSAPP_API_VERSION", func(c *Config, v string) error {
		c.APIVersion = v
		return mustMatch(v, `^v[0-9]+\.[0-9]+$`, "a version such as v25.0")
	}},
	{"CRM_EVENT_DAYS", func(c *Config, v string) (err error) {
		c.EventDays, err = strconv.Atoi(v)
		if err != nil || c.EventDays < 1 {
			return fmt.Errorf("it should be a number of days, 1 or more")
		}
		return nil
	}},
	{"CRM_REQUIRE_SIGNATURE", func(c *Config, v string) (err error) {
		c.RequireSignature, err = strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("it should be 1, to refuse webhooks while there is no secret to check them with, or 0")
		}
		return nil
	}},
	{"CRM_SEND_RATE", func(c *Config, v string) (err error) {
		c.SendRate, err = strconv.ParseFloat(v, 64)
		if err != nil || !(c.SendRate > 0 && c.SendRate <= maxSendRate) {
			return fmt.Errorf("it should be how many messages may leave in a second, up to %d", maxSendRate)
		}
		return nil
	}},
	{"CRM_DEFAULT_COUNTRY", func(c *Config, v string) error {
		c.DefaultCountry = strings.ToUpper(v)
		return mustMatch(c.DefaultCountry, `^[A-Z]{2}$`, "a country code of two letters such as GB")
	}},
}

// ConfigFromEnv reads the configuration through getenv (os.Getenv in main).
// Each variable may instead be given as NAME_FILE, the path of a file that
// holds the value, as container secrets are. A value that cannot be right is
// an error that names the variable and never contains a secret; so are a file
// without a value, which would silently switch off what it is for, and a
// variable that is given in both ways.
func ConfigFromEnv(getenv func(string) string) (Config, error) {
	var c Config
	for _, v := range variables {
		value, err := lookup(getenv, v.name)
		if err != nil {
			return c, err
		}
		if value == "" {
			continue
		}
		if err := v.set(&c, value); err != nil {
			return c, fmt.Errorf("%s: %w", v.name, err)
		}
	}
	return c.withDefaults(), nil
}

func lookup(getenv func(string) string, name string) (string, error) {
	value, path := strings.TrimSpace(getenv(name)), strings.TrimSpace(getenv(name+"_FILE"))
	if path == "" {
		return value, nil
	}
	if value != "" {
		return "", fmt.Errorf("%s and %s_FILE are both set; remove one of them", name, name)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: the file cannot be read: %w", name, err)
	}
	if value = strings.TrimSpace(string(content)); value == "" {
		return "", fmt.Errorf("%s_FILE: the file %s is empty; put the value into it, or remove the variable", name, path)
	}
	return value, nil
}

func mustMatch(value, pattern, wanted string) error {
	if !regexp.MustCompile(pattern).MatchString(value) {
		return fmt.Errorf("it should be %s", wanted)
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.VerifyToken == "" {
		c.VerifyToken = defaultVerifyToken
	}
	if c.GraphURL == "" {
		c.GraphURL = defaultGraphURL
	}
	if c.APIVersion == "" {
		c.APIVersion = defaultAPIVersion
	}
	if c.EventDays <= 0 {
		c.EventDays = defaultEventDays
	}
	if c.SendTimeout <= 0 {
		c.SendTimeout = 20 * time.Second
	}
	if c.TemplatesAfter <= 0 {
		c.TemplatesAfter = templatesAfter
	}
	if c.StreamEvery <= 0 {
		c.StreamEvery = 10 * time.Second
	}
	if c.Stderr == nil {
		c.Stderr = os.Stderr
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// refusesAll is for who asks for signatures and gave nothing to check them with.
const refusesAll = "Every webhook is refused, because CRM_REQUIRE_SIGNATURE is set and there is no secret to check signatures with: " +
	"set WHATSAPP_APP_SECRET to the App secret in the app's basic settings. Meta sends what was refused again, for 7 days."

// missing names the variables without which nothing can be sent.
func (c Config) missing() []string {
	names := []string{}
	if c.PhoneNumberID == "" {
		names = append(names, "WHATSAPP_PHONE_NUMBER_ID")
	}
	if c.AccessToken == "" {
		names = append(names, "WHATSAPP_ACCESS_TOKEN")
	}
	return names
}

// Warnings are what an admin should know about this configuration, in sentences.
func (c Config) Warnings() []string {
	c = c.withDefaults()
	warnings := []string{}
	if missing := c.missing(); len(missing) > 0 {
		warnings = append(warnings, "Messages can be received but not sent: set "+strings.Join(missing, " and ")+".")
	}
	switch {
	case len(c.AppSecrets) > 0:
	case c.RequireSignature:
		warnings = append(warnings, refusesAll)
	default:
		warnings = append(warnings, "Set WHATSAPP_APP_SECRET to the App secret in the app's basic settings: until then anybody who knows the webhook address can send messages, which are marked as unverified.")
	}
	if c.VerifyToken == defaultVerifyToken {
		warnings = append(warnings, "WHATSAPP_VERIFY_TOKEN is still the default that everybody knows: set it to a word of your own and enter the same in Meta's dashboard.")
	}
	return warnings
}

func (c Config) client(proofUsed func(bool), answeredAt func(time.Time)) *whatsapp.Client {
	return whatsapp.NewClient(whatsapp.ClientOptions{
		AnsweredAt:    answeredAt,
		AppSecrets:    c.AppSecrets,
		ProofUsed:     proofUsed,
		GraphURL:      c.GraphURL,
		Version:       c.APIVersion,
		PhoneNumberID: c.PhoneNumberID,
		Token:         c.AccessToken,
		Timeout:       c.SendTimeout,
	})
}

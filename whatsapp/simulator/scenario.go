package simulator

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Scenario is a conversation to be played, with what is expected of the
// business on the way. As a file it is this in JSON; docs/simulator.md
// describes it.
type Scenario struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
	// Customers are added before the first step; those who write are added by themselves.
	Customers []Person `json:"customers,omitempty"`
	Steps     []Step   `json:"steps"`
}

// Person is a customer in a scenario.
type Person struct {
	Phone       string `json:"phone,omitempty"`
	Name        string `json:"name,omitempty"`
	UserID      string `json:"user_id,omitempty"`
	Username    string `json:"username,omitempty"`
	HiddenPhone bool   `json:"hidden_phone,omitempty"`
	// LastWrote is how long ago; within 24 hours it opens the window.
	LastWrote Duration `json:"last_wrote,omitempty"`
}

// What a step does.
const (
	doWrite         = "write"          // customer, text or message, as
	doOpen          = "open"           // customer: looks at the chat
	doPlay          = "play"           // message_id: plays a voice message
	doChange        = "change"         // customer, change
	doWait          = "wait"           // for, of simulated time
	doMove          = "move"           // for
	doHold          = "hold"           // the clock
	doRelease       = "release"        // the clock
	doSpeed         = "speed"          // speed
	doFail          = "fail"           // failure
	doClear         = "clear"          // all failures
	doDisorder      = "disorder"       // disorder
	doOutage        = "outage"         // for
	doCall          = "call"           // customer, call
	doApp           = "app"            // customer, text or app: the business writes in its own app
	doAccount       = "account"        // account
	doExpectMessage = "expect_message" // customer, type, text or contains, within, as
	doExpectStatus  = "expect_status"  // customer or message_id, status, code, within
	doExpectSilence = "expect_silence" // customer, within: nothing is sent meanwhile
	doExpectTaken   = "expect_taken"   // within: all webhooks were answered with 200
)

// Step is one thing that happens in a scenario, or is expected to.
type Step struct {
	Do   string `json:"do"`
	Note string `json:"note,omitempty"`

	// Customer is a phone number, a BSUID or a key of the control calls.
	Customer string `json:"customer,omitempty"`
	// Text is what is written, or expected.
	Text string `json:"text,omitempty"`
	// Message is what is written when it is more than a text.
	Message *Inbound `json:"message,omitempty"`
	// As names the message that was written or expected. Later steps refer to
	// it as "$name" in message_id and reply_to.
	As        string `json:"as,omitempty"`
	MessageID string `json:"message_id,omitempty"`

	Call    *Call         `json:"call,omitempty"`
	App     *Echo         `json:"app,omitempty"`
	Account *AccountEvent `json:"account,omitempty"`

	Change   *CustomerChange `json:"change,omitempty"`
	For      Duration        `json:"for,omitempty"`
	Speed    float64         `json:"speed,omitempty"`
	Failure  *Failure        `json:"failure,omitempty"`
	Disorder *Disorder       `json:"disorder,omitempty"`

	// Expectations. Within is real time, 10 seconds unless said: the business
	// works in it, however fast the simulated clock runs.
	Type     string   `json:"type,omitempty"`
	Contains string   `json:"contains,omitempty"`
	Status   string   `json:"status,omitempty"`
	Code     int      `json:"code,omitempty"`
	Within   Duration `json:"within,omitempty"`
}

const (
	maxScenarioBytes = 4 << 20
	maxSteps         = 10_000
	defaultWithin    = 10 * time.Second
	maxWithin        = 10 * time.Minute
)

// ReadScenario reads and checks a scenario file.
func ReadScenario(r io.Reader) (Scenario, error) {
	var sc Scenario
	raw, err := io.ReadAll(io.LimitReader(r, maxScenarioBytes+1))
	switch {
	case err != nil:
		return sc, fmt.Errorf("the scenario could not be read: %w", err)
	case len(raw) > maxScenarioBytes:
		return sc, errors.New("the scenario is larger than 4 MB")
	}
	if err := readStrictly(raw, &sc); err != nil {
		return sc, fmt.Errorf("the scenario is not the JSON it should be: %w", err)
	}
	return sc, sc.check()
}

func (sc Scenario) check() error {
	if len(sc.Steps) == 0 || len(sc.Steps) > maxSteps {
		return fmt.Errorf("a scenario has 1 to %d steps", maxSteps)
	}
	if len(sc.Customers) > maxCustomers {
		return fmt.Errorf("a scenario has at most %d customers", maxCustomers)
	}
	names := map[string]bool{}
	for i, step := range sc.Steps {
		if problem := step.check(names); problem != "" {
			return fmt.Errorf("step %d (%s): %s", i+1, step.Do, problem)
		}
		if step.As != "" {
			names[step.As] = true
		}
	}
	return nil
}

// needs are the fields a step can't do without.
var needs = map[string][]string{
	doWrite: {"customer"}, doOpen: {"customer"}, doPlay: {"message_id"}, doChange: {"customer", "change"},
	doWait: {"for"}, doMove: {"for"}, doHold: nil, doRelease: nil, doSpeed: {"speed"},
	doFail: {"failure"}, doClear: nil, doDisorder: {"disorder"}, doOutage: nil,
	doCall: {"customer"}, doApp: {"customer"}, doAccount: {"account"},
	doExpectMessage: {"customer"}, doExpectStatus: {"status"}, doExpectSilence: {"customer"}, doExpectTaken: nil,
}

func (step Step) check(names map[string]bool) string {
	wanted, known := needs[step.Do]
	if !known {
		return "there is no such step"
	}
	given := map[string]bool{
		"customer": step.Customer != "", "message_id": step.MessageID != "", "change": step.Change != nil, "for": step.For > 0,
		"speed": step.Speed > 0, "failure": step.Failure != nil, "disorder": step.Disorder != nil, "status": step.Status != "",
		"account": step.Account != nil,
	}
	for _, field := range wanted {
		if !given[field] {
			return "it needs the field " + field
		}
	}
	switch {
	case step.For < 0 || step.Within < 0 || time.Duration(step.Within) > maxWithin:
		return "a time is 0 or more, and within at most 10 minutes"
	case step.Do == doWrite && (step.Text == "") == (step.Message == nil):
		return "it needs either text or message"
	case step.Do == doApp && (step.Text == "") == (step.App == nil):
		return "it needs either text or app"
	case step.Do == doExpectStatus && step.Customer == "" && step.MessageID == "":
		return "it needs the field customer or message_id"
	case step.Do == doExpectStatus && statusRank(step.Status) < 0:
		return "the status is one of sent, delivered, read, played and failed"
	}
	if step.Failure != nil {
		f := *step.Failure
		if err := f.complete(); err != nil {
			return err.Error()
		}
	}
	if step.Disorder != nil {
		if err := step.Disorder.check(); err != nil {
			return err.Error()
		}
	}
	references := []string{step.MessageID}
	if step.App != nil {
		references = append(references, step.App.MessageID)
	}
	if step.Message != nil {
		references = append(references, step.Message.MessageID, step.Message.ReplyTo)
	}
	for _, reference := range references {
		if name, found := strings.CutPrefix(reference, "$"); found && !names[name] {
			return "no earlier step has named a message " + name
		}
	}
	return ""
}

// statusRank orders how far a message has come; -1 is no status.
func statusRank(status string) int {
	return slices.Index([]string{statusAccepted, statusSent, statusDelivered, statusRead, statusPlayed, statusFailed}, status)
}

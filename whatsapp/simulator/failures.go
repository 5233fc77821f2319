package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Failure makes calls of the Graph API go wrong. Empty conditions match every
// call; without Next, Every or Share each matching call fails.
type Failure struct {
	ID int `json:"id"` // set by AddFailure

	// Preset fills in the fields of Outcome that are not given, see [Presets].
	Preset string `json:"preset,omitempty"`

	// Endpoint is a part of the path: "messages", "media", "message_templates",
	// "attachments" (the bytes of files), an id, also that of a file. Method is one of HTTP. To is the recipient as digits or BSUID.
	Endpoint string `json:"endpoint,omitempty"`
	Method   string `json:"method,omitempty"`
	To       string `json:"to,omitempty"`

	Next  int     `json:"next,omitempty"`  // only so many more
	Every int     `json:"every,omitempty"` // only each so many-th
	Share float64 `json:"share,omitempty"` // only this share, drawn from Seed
	Seed  uint64  `json:"seed,omitempty"`

	Outcome

	Matched int `json:"matched"` // calls that met the conditions
	Failed  int `json:"failed"`
}

// What a failing call meets.
const (
	FailError   = "error"   // an error answer
	FailStatus  = "status"  // the send is accepted, and a webhook says "failed"
	FailTimeout = "timeout" // no answer
	FailCut     = "cut"     // the connection breaks off; like a timeout, it needs a real server
	FailFile    = "file"    // the bytes of a file are not what was announced, see Outcome.File
)

// Outcome is what a failing call meets.
type Outcome struct {
	Kind string `json:"kind,omitempty"` // "error" if not said
	// Taken: the call is carried out all the same, only its caller never knows.
	Taken bool `json:"taken,omitempty"`

	// The error: Meta's code, and what follows from it unless given. 0, which is
	// one of Meta's too, needs the preset "auth" or a Message.
	Code       int    `json:"code,omitempty"`
	Subcode    int    `json:"subcode,omitempty"`
	Status     int    `json:"status,omitempty"` // HTTP
	Message    string `json:"message,omitempty"`
	Details    string `json:"details,omitempty"`
	Transient  bool   `json:"transient,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds, as a header
	// HTML answers with a web page, as a proxy in front of Graph does.
	HTML bool `json:"html,omitempty"`

	// File is what is wrong with a file: see the constants. Location is where it
	// leads to, for two of them.
	File     string `json:"file,omitempty"`
	Location string `json:"location,omitempty"`

	// After is when a call without an answer is cut, in real time; by default
	// when the caller gives up, at the latest after five minutes.
	After Duration `json:"after,omitempty"`
}

const maxFailures = 100

// Presets are failures by name.
func Presets() map[string]Outcome {
	return map[string]Outcome{
		"throughput":         {Code: 130429, Details: "Message failed to send because there were too many messages sent from this phone number in a short period of time"},
		"pair_rate":          {Code: 131056, Details: "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time"},
		"account_rate":       {Code: 80007, Details: "The WhatsApp Business Account has reached its rate limit."},
		"app_rate":           {Code: 4, Details: "The app has reached its API call rate limit."},
		"spam_rate":          {Code: 131048, Details: "Message failed to send because there are restrictions on how many messages can be sent from this phone number."},
		"token_expired":      {Code: 190, Subcode: 463, Message: "Error validating access token: Session has expired"},
		"auth":               {Status: 401, Message: "AuthException"}, // code 0
		"token_invalid":      {Code: 190, Subcode: 467, Message: "Error validating access token: The session is invalid because the user logged out."},
		"permission":         {Code: 10, Message: "(#10) Application does not have permission for this action"},
		"locked":             {Code: 131031, Details: "Business account has been locked"},
		"server_error":       {Code: 131000, Status: 500, Transient: true, Details: "Message failed to send due to an unknown error."},
		"unavailable":        {Code: 2, Status: 503, Transient: true, Message: "Service temporarily unavailable"},
		"maintenance":        {Code: 131057, Details: "The account is in maintenance mode."},
		"html":               {Status: 502, HTML: true},
		"window":             {Kind: FailStatus, Code: 131047, Details: "Message failed to send because more than 24 hours have passed since the customer last replied to this number."},
		"undeliverable":      {Kind: FailStatus, Code: 131026, Details: "Message undeliverable."},
		"experiment":         {Kind: FailStatus, Code: 130472, Details: "Failed to send message because this user's phone number is part of an experiment"},
		"marketing_limit":    {Kind: FailStatus, Code: 131049, Details: "This message was not delivered to maintain healthy ecosystem engagement."},
		"marketing_stopped":  {Kind: FailStatus, Code: 131050, Details: "The recipient has chosen to stop receiving marketing messages from this business."},
		"payment":            {Kind: FailStatus, Code: 131042, Details: "Message failed to send because there were one or more errors related to your payment method."},
		"media_link":         {Kind: FailStatus, Code: 131053, Details: "Unable to upload the media used in the message."},
		"timeout":            {Kind: FailTimeout},
		"timeout_taken":      {Kind: FailTimeout, Taken: true},
		"cut":                {Kind: FailCut},
		"cut_taken":          {Kind: FailCut, Taken: true},
		"server_error_taken": {Code: 131000, Status: 500, Transient: true, Taken: true},
		"media_other":        {Kind: FailFile, File: FileOther},
		"media_page":         {Kind: FailFile, File: FilePage},
		"media_long":         {Kind: FailFile, File: FileLong},
		"media_short":        {Kind: FailFile, File: FileShort},
		"media_gone":         {Kind: FailFile, File: FileGone},
		"media_redirect":     {Kind: FailFile, File: FileRedirect},
		"media_elsewhere":    {Kind: FailFile, File: FileElsewhere},
	}
}

// AddFailure has calls fail from now on and returns the rule's id.
func (s *Simulator) AddFailure(f Failure) (id int, err error) {
	if err := f.complete(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.failures) >= maxFailures {
		return 0, &inputError{"", fmt.Sprintf("There are %d failures already; clear some first.", maxFailures)}
	}
	s.lastFailure++
	f.ID, f.Matched, f.Failed = s.lastFailure, 0, 0
	s.failures = append(s.failures, &f)
	s.record(Step{Do: doFail, Failure: &f})
	s.touch()
	return f.ID, nil
}

func (f *Failure) complete() error {
	if f.Preset != "" {
		preset, known := Presets()[f.Preset]
		if !known {
			return &inputError{"preset", "No failure has this name. There are: " + strings.Join(presetNames(), ", ") + "."}
		}
		f.Kind, f.Taken, f.HTML = cmp.Or(f.Kind, preset.Kind), f.Taken || preset.Taken, f.HTML || preset.HTML
		f.Code, f.Subcode, f.Status = cmp.Or(f.Code, preset.Code), cmp.Or(f.Subcode, preset.Subcode), cmp.Or(f.Status, preset.Status)
		f.Message, f.Details = cmp.Or(f.Message, preset.Message), cmp.Or(f.Details, preset.Details)
		f.Transient, f.File = f.Transient || preset.Transient, cmp.Or(f.File, preset.File)
	}
	f.Kind = cmp.Or(f.Kind, FailError)
	f.Method = strings.ToUpper(f.Method)
	to, isPerson := readPerson(f.To)
	f.To = to
	switch {
	case !isPerson:
		return &inputError{"to", "A person is a phone number with its country code, such as +44 7700 900123, or a user id, such as GB.90100000000000000001."}
	case !slices.Contains([]string{FailError, FailStatus, FailTimeout, FailCut, FailFile}, f.Kind):
		return &inputError{"kind", "A failure is of the kind error, status, timeout, cut or file."}
	case (f.Kind == FailFile) != (f.File != "") || f.File != "" && !slices.Contains(fileFailures, f.File):
		return &inputError{"file", "What is wrong with a file, with the kind file: " + strings.Join(fileFailures, ", ") + "."}
	case f.Location != "" && !strings.HasPrefix(f.Location, "http://") && !strings.HasPrefix(f.Location, "https://"):
		return &inputError{"location", "A location is an address, such as https://elsewhere.example.org/."}
	case f.Code == 0 && !f.HTML && (f.Kind == FailStatus || f.Kind == FailError && f.Message == ""):
		return &inputError{"code", "Say which of Meta's error codes, or a preset."}
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return &inputError{"status", "The HTTP status of a failure is between 400 and 599."}
	case !(f.Share >= 0 && f.Share <= 1):
		return &inputError{"share", "The share is between 0 and 1."}
	case f.Next < 0 || f.Every < 0 || f.After < 0 || f.RetryAfter < 0:
		return &inputError{"next", "A count is 0 or more."}
	}
	f.Status = cmp.Or(f.Status, graphStatus(f.Code))
	return nil
}

func presetNames() []string {
	names := []string{}
	for name := range Presets() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Failures are those that are ordered now.
func (s *Simulator) Failures() []Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Failure, 0, len(s.failures))
	for _, f := range s.failures {
		list = append(list, *f)
	}
	return list
}

// ClearFailures ends the failure with this id, or all with 0. It reports
// whether there was one.
func (s *Simulator) ClearFailures(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.failures)
	s.failures = slices.DeleteFunc(s.failures, func(f *Failure) bool { return id == 0 || f.ID == id })
	s.record(Step{Do: doClear})
	s.touch()
	return len(s.failures) < before
}

// callFacts are what the conditions of a failure look at.
type callFacts struct {
	path, method string
	to           string    // digits or BSUID, as the call has it
	who          *customer // whose that is, if anybody's
	accepted     bool      // a message on its way, no call any more
	file         bool      // it asks for the bytes of a file
	address      bool      // it asks where those are
}

// findFailure is the first rule that has this call fail. The caller holds mu.
func (s *Simulator) findFailure(call callFacts) *Failure {
	for i, f := range s.failures {
		if !s.matches(f, call) {
			continue
		}
		f.Matched++
		if f.Every > 1 && f.Matched%f.Every != 0 ||
			f.Share > 0 && draw(f.Seed, "failure/"+strconv.Itoa(f.ID), strconv.Itoa(f.Matched)) >= f.Share {
			continue
		}
		f.Failed++
		if f.Next > 0 {
			if f.Next--; f.Next == 0 {
				s.failures = slices.Delete(s.failures, i, i+1)
			}
		}
		copied := *f
		return &copied
	}
	return nil
}

func (s *Simulator) matches(f *Failure, call callFacts) bool {
	if f.Endpoint == "messages" && call.to == "" {
		return false // note: a read receipt or a sign that somebody types is no message
	}
	if (f.Kind == FailStatus) != call.accepted || f.Kind == FailFile && !call.file && !(call.address && f.File == FileElsewhere) ||
		call.file && f.File == FileElsewhere {
		return false
	}
	return (f.Method == "" || f.Method == call.method) &&
		(f.Endpoint == "" || slices.Contains(strings.Split(call.path, "/"), f.Endpoint)) &&
		(f.To == "" || f.To == call.to || call.who != nil && s.recipient(f.To) == call.who)
}

// failLater lets an accepted message fail by webhook if that was ordered.
func (s *Simulator) failLater(m *message) {
	c := m.customer
	call := callFacts{path: s.options.PhoneNumberID + "/messages", method: "POST", to: c.id, who: c, accepted: true}
	if f := s.findFailure(call); f != nil {
		m.fail(f.Code, f.Details)
	}
}

// longestSilence is when a call without an answer is cut at the latest.
const longestSilence = 5 * time.Minute

package hooks

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"

	"pocketcrm/whatsapp"
)

// The keys of crm_settings. A key without a row has its default.
const (
	settingReadReceipts    = "read_receipts"    // Meta is told when staff open a thread
	settingTypingIndicator = "typing_indicator" // the customer sees that staff are writing
	settingStopWords       = "stop_words"       // a message of nothing else ends marketing
	settingStartWords      = "start_words"      // … and begins it again
	settingOff             = "_off"             // behind either: languages whose usual words don't count
	// settingProof is the server's own: Meta has asked for the proof of the app's
	// secret. Without a row it has not.
	settingProof = "app_secret_proof"
)

// Switches are truth values, and on unless somebody turned them off. The words
// of a list count beside the usual ones of settings_words.go: whoever adds one
// doesn't take STOP away.
var (
	settingSwitches = []string{settingReadReceipts, settingTypingIndicator, settingProof}
	settingLists    = map[string][]languageWords{settingStopWords: usualStopWords, settingStartWords: usualStartWords}
)

// Limits of lists of words.
const (
	maxSettingWords = 500
	maxSettingWord  = 60 // characters
)

// settingsKept is how long settings are used before they are read again: a
// command line beside the server may have changed them.
const settingsKept = time.Minute

// settingsHooks is how many handlers of saved records are bound to crm_settings,
// for ingest.Options.Hooks.
const settingsHooks = 2

// settings is a copy of crm_settings, one for each application.
type settings struct {
	mu     sync.Mutex
	values map[string]json.RawMessage
	lists  map[string]wordList
	until  time.Time
}

func (c *crm) settings() *settings {
	s, _ := c.app.Store().GetOrSet("crmSettings", func() any { return &settings{} }).(*settings)
	return s
}

// settingOn tells whether a switch is on.
func (c *crm) settingOn(key string) bool {
	on := true
	if value, ok := c.settingValues()[key]; ok {
		_ = json.Unmarshal(value, &on) // checked when it was saved
	}
	return on
}

// settingWords are the words that count: an admin's own, and the usual ones of
// each language that isn't switched off.
func (c *crm) settingWords(key string) []string {
	values := c.settingValues()
	var words, off []string
	_ = json.Unmarshal(values[key], &words) // checked when it was saved
	_ = json.Unmarshal(values[key+settingOff], &off)
	for _, usual := range settingLists[key] {
		if !slices.Contains(off, usual.Language) {
			words = append(words, usual.Words...)
		}
	}
	return words
}

// wordList is a list of words as messages are compared with it.
type wordList struct {
	folded  map[string]bool
	longest int // words in the longest one
}

// settingList is a list of words, ready to be compared with: whatever the
// capitals, the accents and the full stop behind a word are.
func (c *crm) settingList(key string) wordList {
	c.settingValues()
	s := c.settings()
	s.mu.Lock()
	list, ok := s.lists[key]
	s.mu.Unlock()
	if ok {
		return list
	}
	list.folded = make(map[string]bool)
	for _, w := range c.settingWords(key) {
		w = foldWord(w)
		list.folded[w] = true
		list.longest = max(list.longest, strings.Count(w, " ")+1)
	}
	s.mu.Lock()
	if s.lists != nil {
		s.lists[key] = list
	}
	s.mu.Unlock()
	return list
}

// hasMoreWords tells, at little cost, whether a text has more words than n.
// What has no letter is none; nor is what begins as emoji and symbols do, so
// that a few too few are counted.
func hasMoreWords(text string, n int) bool {
	within := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ' || c == '\n':
			within = false
		case within, c < '0', c >= 0x80 && c < 0xC0, c == 0xE2, c == 0xF0:
		default:
			if n--; n < 0 {
				return true
			}
			within = true
		}
	}
	return false
}

// keycap is an emoji that is written with a digit: 1, a selector and a frame.
var keycap = regexp.MustCompile(`[0-9#*]\x{FE0F}?\x{20E3}`)

// foldWord is a word as messages are compared with it: without capitals,
// accents, what can't be seen and the emoji and marks around it, and in one
// width.
func foldWord(s string) string {
	// note: before NFKC, which makes letters of some emoji
	if bare := strings.TrimFunc(keycap.ReplaceAllString(s, ""), isAround); bare != "" {
		s = bare
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == 'ʼ':
			return '\'' // note: telephones write it so
		case unicode.Is(unicode.Pd, r):
			return '-'
		case whatsapp.IsBlank(r) && !unicode.IsSpace(r):
			return -1 // zero-width spaces, marks of direction
		}
		return r
	}, norm.NFKC.String(s))
	return strings.TrimFunc(strings.Join(strings.Fields(Fold(s)), " "), isAround)
}

// isAround is true for what may stand around a word and says nothing by itself.
func isAround(r rune) bool {
	return r == 'ℹ' || whatsapp.IsBlank(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.In(r, unicode.Me, unicode.Variation_Selector)
}

// settingValues are the stored settings by key. What can't be read is as if it
// had never been set.
func (c *crm) settingValues() map[string]json.RawMessage {
	s := c.settings()
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.Before(s.until) {
		return s.values
	}
	rows := []struct {
		Key   string `db:"key"`
		Value string `db:"value"`
	}{}
	if err := c.app.DB().NewQuery("SELECT key, COALESCE(value, 'null') AS value FROM crm_settings").All(&rows); err != nil {
		c.app.Logger().Error("The settings could not be read; those known so far hold", "error", err)
		return s.values
	}
	s.values, s.lists, s.until = make(map[string]json.RawMessage, len(rows)), make(map[string]wordList), now.Add(settingsKept)
	for _, row := range rows {
		if row.Value != "null" {
			s.values[row.Key] = json.RawMessage(row.Value)
		}
	}
	return s.values
}

// settingsChanged has the settings read again.
func (c *crm) settingsChanged(e *core.RecordEvent) error {
	s := c.settings()
	s.mu.Lock()
	s.until = time.Time{}
	s.mu.Unlock()
	return e.Next()
}

// settingCheck refuses what the program would not understand later, whoever
// saves it.
func settingCheck(e *core.RecordEvent) error {
	key := e.Record.GetString("key")
	value, _ := json.Marshal(e.Record.Get("value"))
	if problem := checkSetting(key, value); problem != nil {
		return problem
	}
	if !e.Record.IsNew() && e.Record.Original().GetString("key") != key {
		return validation.Errors{"key": validation.NewError("crm_server_field", "The key of a setting can't be changed. Delete it and make another.")}
	}
	return e.Next()
}

func checkSetting(key string, value json.RawMessage) error {
	wrong := func(sentence string) error {
		return validation.Errors{"value": validation.NewError(validation.ErrInInvalid.Code(), sentence)}
	}
	for _, name := range settingSwitches {
		var on *bool
		if name == key {
			if json.Unmarshal(value, &on) != nil || on == nil {
				return wrong("This setting is true or false.")
			}
			return nil
		}
	}
	name, isOff := strings.CutSuffix(key, settingOff)
	usual, ok := settingLists[name]
	if !ok {
		return validation.Errors{"key": validation.NewError("crm_no_setting", "There is no such setting.")}
	}
	var words []string
	if json.Unmarshal(value, &words) != nil || words == nil {
		return wrong("This setting is a list of words.")
	}
	if len(words) > maxSettingWords {
		return wrong("There are too many words; 500 is the most.")
	}
	for _, word := range words {
		switch {
		case isOff && !slices.ContainsFunc(usual, func(l languageWords) bool { return l.Language == word }):
			return wrong("There are usual words of the languages that /api/crm/settings/usual lists only. Write a language as it does, for example es.")
		case !isOff && (foldWord(word) == "" || len([]rune(word)) > maxSettingWord):
			return wrong("A word has between 1 and 60 characters, and a letter among them.")
		}
	}
	return nil
}

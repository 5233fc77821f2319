package hooks

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/trustelem/zxcvbn"
)

const (
	shortestPassword, longestPassword = 12, 71
	// commonGuesses is how many guesses a password has to be good for: the lists
	// of known ones, with what people put behind and before them, end there
	commonGuesses = 1_000_000
	// joinedGuesses is the same for what is left of one without the signs between
	// its parts: few, because two words that mean something joined are no common one
	joinedGuesses = 100_000
)

// passwordGood refuses a new password of the staff or a superuser that is short
// or easily guessed, wherever it is set. Those that are there stay.
func passwordGood(e *core.RecordEvent) error {
	password := e.Record.GetString("password") // note: empty unless it is a new one
	if password == "" {
		return e.Next()
	}
	length := utf8.RuneCountInString(password)
	if length < shortestPassword {
		words := fmt.Sprintf("Use at least %d characters: a few words are easily remembered", shortestPassword)
		return validation.Errors{"password": validation.NewError("crm_password_short", words)}
	}
	// note: PocketBase refuses a longer one
	if length <= longestPassword && isCommon(password, e.Record.Email(), e.Record.GetString("name"), e.App.Settings().Meta.AppName) {
		return validation.Errors{"password": validation.NewError("crm_password_common",
			"This password is among the first to be guessed. Use a few words that nobody connects with you")}
	}
	return e.Next()
}

// isCommon tells whether a password is on the lists of those that people use,
// or made of such a one, of names, of a row of letters or keys, or of what the
// account itself is called.
func isCommon(password string, names ...string) bool {
	var inputs []string
	for _, name := range names {
		inputs = append(inputs, name, strings.ReplaceAll(name, " ", ""))
		inputs = append(inputs, strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" .-_@+", r) })...)
	}
	few := func(password string, most float64) bool {
		return zxcvbn.PasswordStrength(password, inputs).Guesses < most
	}
	plain := strings.Map(letterOrDigit, password)
	// note: a few signs between its parts hide a common one from the lists
	return few(password, commonGuesses) || 4*utf8.RuneCountInString(plain) >= 3*utf8.RuneCountInString(password) && few(plain, joinedGuesses)
}

func letterOrDigit(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

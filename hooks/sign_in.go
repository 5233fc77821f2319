package hooks

import (
	"errors"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// signInRefused says why somebody whose password is right can't sign in to the
// inbox: it is a superuser's, or the account is switched off or not verified.
//
// It tells a stranger nothing: it speaks only when the password is right, which
// the dashboard's own sign-in tells as well, and takes as long for an address
// that no superuser has. A wrong password is answered as ever. It is done here
// and not by the page trying the dashboard's sign-in, so that no token of a
// superuser is made, no second factor is asked for, no alert is mailed, and a
// failed sign-in counts once. Superusers can be guessed at two doors by it, each
// with the rate limit of *:auth.
func signInRefused(e *core.RecordAuthWithPasswordRequestEvent) error {
	err := e.Next()
	var answer *router.ApiError
	if err == nil || e.Written() || !errors.As(err, &answer) {
		return err
	}
	switch answer.Status {
	case http.StatusForbidden: // note: the password was right; the rule of the collection refused
		if e.Record == nil {
			return err
		}
		if !e.Record.GetBool("active") {
			return refuseSignIn(e, "crm_inactive", inactiveWords)
		}
		if !e.Record.Verified() {
			return refuseSignIn(e, "crm_unverified", "The address of this account is not verified. Ask an administrator to verify it.")
		}
	case http.StatusBadRequest:
		if isSuperuser(e.App, e.Identity, e.Password) {
			return refuseSignIn(e, "crm_superuser", "This is an administrator's account of the dashboard: sign in at /_/. For the inbox you need a staff account.")
		}
	}
	return err
}

func refuseSignIn(e *core.RecordAuthWithPasswordRequestEvent, code, sentence string) error {
	return e.ForbiddenError(sentence, validation.Errors{"identity": validation.NewError(code, sentence)})
}

// isSuperuser compares one password whether there is such an address or not.
func isSuperuser(app core.App, email, password string) bool {
	superusers, err := app.FindCachedCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil || !superusers.PasswordAuth.Enabled {
		return false
	}
	account, err := app.FindAuthRecordByEmail(superusers, email)
	known := err == nil
	if !known {
		if account, err = app.FindFirstRecordByFilter(superusers, "id != ''"); err != nil {
			return false
		}
	}
	return account.ValidatePassword(password) && known
}

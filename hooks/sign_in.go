package hooks

import (
	"errors"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// signIn stands in PocketBase's place, after the hooks of an application: the
// password is compared when it is its turn (see passwords), and a turn doesn't
// last until the mail about a new device is sent.
//
// It takes as long for an account that doesn't exist, and says the same.
func (c *crm) signIn(e *core.RecordAuthWithPasswordRequestEvent) error {
	right, superuser := false, false
	err := c.passwords.compare(e.RequestEvent, e.Collection, e.Identity, func() bool {
		if e.Record != nil {
			right = e.Record.ValidatePassword(e.Password)
		} else if somebody := anybody(e.App, e.Collection); somebody != nil {
			somebody.ValidatePassword(e.Password)
		}
		superuser = !right && e.Collection.Name == "users" && isSuperuser(e.App, e.Identity, e.Password)
		return right || superuser
	})
	switch {
	case err != nil:
		return err
	case superuser:
		return refuseSignIn(e, "crm_superuser", "This is an administrator's account of the dashboard: sign in at /_/. For the inbox you need a staff account.")
	case !right:
		return e.BadRequestError("Failed to authenticate.", errors.New("invalid login credentials"))
	}
	return signInRefused(e, apis.RecordAuthResponse(e.RequestEvent, e.Record, core.MFAMethodPassword, nil))
}

// signInRefused says why somebody whose password is right can't sign in to the
// inbox: the account is switched off or not verified.
//
// It tells a stranger nothing, as it speaks only when the password is right.
// That it may be a superuser's is found out above, and not by the page trying
// the dashboard's sign-in, so that no token of a superuser is made, no second
// factor is asked for, no alert is mailed, and a failed sign-in counts once.
func signInRefused(e *core.RecordAuthWithPasswordRequestEvent, err error) error {
	var answer *router.ApiError
	if e.Collection.Name != "users" || !errors.As(err, &answer) || answer.Status != http.StatusForbidden {
		return err
	}
	if !e.Record.GetBool("active") {
		return refuseSignIn(e, "crm_inactive", inactiveWords)
	}
	if !e.Record.Verified() {
		return refuseSignIn(e, "crm_unverified", "The address of this account is not verified. Ask an administrator to verify it.")
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
		account = anybody(app, superusers)
	}
	return account != nil && account.ValidatePassword(password) && known
}

// anybody is some account of a collection, whose password takes as long to
// compare as that of one that doesn't exist; nil if there is none.
func anybody(app core.App, collection *core.Collection) *core.Record {
	account := &core.Record{}
	if err := app.RecordQuery(collection).Limit(1).One(account); err != nil {
		return nil
	}
	return account
}

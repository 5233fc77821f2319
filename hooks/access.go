package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// isStaffOrSuperuser tells whether a record is an active member of staff or a
// superuser: those who may use the inbox.
func isStaffOrSuperuser(auth *core.Record) bool {
	return auth != nil && (auth.IsSuperuser() || auth.Collection().Name == "users" && auth.GetBool("active"))
}

const inactiveWords = "This needs an active staff account. Ask an admin to activate yours."

// isInactive tells whether a record is a member of staff whose account is off.
func isInactive(auth *core.Record) bool {
	return auth != nil && auth.Collection().Name == "users" && !auth.GetBool("active")
}

// refuseInactive refuses every request with the token of an account that is
// off, whatever it is for. The rules of the collections leave it to this: to
// say it there costs a join (see package pb_migrations). Such a token is rare,
// because switching an account off ends those that are out.
func refuseInactive() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       "crmRefuseInactive",
		Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1,
		Func: func(e *core.RequestEvent) error {
			if !isInactive(e.Auth) {
				return e.Next()
			}
			// note: a browser sends the old token along when somebody else signs in
			if strings.Contains(e.Request.URL.Path, "/auth-with-") {
				e.Auth = nil
				return e.Next()
			}
			return e.ForbiddenError(inactiveWords, nil)
		},
	}
}

// refuseInactiveSignIn makes no token for an account that is off: the rule of
// the collection doesn't bind a superuser who acts in somebody's place.
func refuseInactiveSignIn(e *core.RecordAuthRequestEvent) error {
	if isInactive(e.Record) {
		return e.ForbiddenError(inactiveWords, nil)
	}
	return e.Next()
}

// refuseInactiveFile does as refuseInactive for the token of a file, which is in the
// address and read by PocketBase alone.
func refuseInactiveFile(e *core.FileDownloadRequestEvent) error {
	if !e.FileField.Protected {
		return e.Next()
	}
	reader, err := e.App.FindAuthRecordByToken(e.Request.URL.Query().Get("token"), core.TokenTypeFile)
	if err == nil && isInactive(reader) {
		return e.ForbiddenError(inactiveWords, nil)
	}
	return e.Next()
}

// isAdmin tells whether a record is an admin among the staff, or a superuser.
func isAdmin(auth *core.Record) bool {
	return isStaffOrSuperuser(auth) && (auth.IsSuperuser() || auth.GetString("role") == "admin")
}

// requireStaff lets active staff and superusers through.
func requireStaff() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id: "crmRequireStaff",
		Func: func(e *core.RequestEvent) error {
			switch {
			case e.Auth == nil:
				return e.UnauthorizedError("Sign in first: this needs a staff account.", nil)
			case isStaffOrSuperuser(e.Auth):
				return e.Next()
			default:
				return e.ForbiddenError(inactiveWords, nil)
			}
		},
	}
}

// requireAdmin lets admins among the staff and superusers through.
func requireAdmin() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id: "crmRequireAdmin",
		Func: func(e *core.RequestEvent) error {
			switch {
			case e.Auth == nil:
				return e.UnauthorizedError("Sign in first: this needs an admin's account.", nil)
			case isAdmin(e.Auth):
				return e.Next()
			default:
				return e.ForbiddenError("Only an admin may see this. Ask one of yours.", nil)
			}
		},
	}
}

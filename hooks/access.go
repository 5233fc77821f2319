package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// isStaffOrSuperuser tells whether a record is an active member of staff or a
// superuser: those who may use the inbox.
func isStaffOrSuperuser(auth *core.Record) bool {
	return auth != nil && (auth.IsSuperuser() || auth.Collection().Name == "users" && auth.GetBool("active"))
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
				return e.ForbiddenError("This needs an active staff account. Ask an admin to activate yours.", nil)
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

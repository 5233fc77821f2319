package pb_migrations

import (
	"errors"

	"github.com/ganigeorgiev/fexpr"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/search"
)

// The rules of who may read. They compare values of the request with each
// other and join nothing: any field of the account itself, such as
// @request.auth.active, would become SELECT DISTINCT … LEFT JOIN users, and
// with one or two accounts SQLite then reads users first and sorts the whole
// table behind it. PocketBase knows id, collectionId, collectionName, email,
// emailVisibility and verified without a join, and nothing else.
//
// That the account is active is said where its token is read: hooks refuses
// every request of one that isn't.
const (
	// note: an application may have other collections that sign in
	ruleStaff = `@request.auth.collectionName = "users"`
	ruleAdmin = ruleStaff + ` && staffRole() = "admin"`
)

// staffRole() in a rule is the role of the active member of staff who asks,
// and of nobody else: it takes no argument. SQLite reads it once a query, by
// its id.
func init() {
	search.TokenFunctions["staffRole"] = func(resolve func(fexpr.Token) (*search.ResolverResult, error), args ...fexpr.Token) (*search.ResolverResult, error) {
		if len(args) > 0 {
			return nil, errors.New("[staffRole] takes no arguments")
		}
		id, err := resolve(fexpr.Token{Type: fexpr.TokenIdentifier, Literal: "@request.auth.id"})
		if err != nil {
			return nil, err
		}
		params := dbx.Params{}
		for name, value := range id.Params {
			params[name] = value
		}
		return &search.ResolverResult{
			Identifier: "(SELECT [[staff.role]] FROM {{users}} {{staff}} WHERE [[staff.id]] = " + id.Identifier + " AND [[staff.active]] = TRUE)",
			Params:     params,
		}, nil
	}
}

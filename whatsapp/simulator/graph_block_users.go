package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// maxBlocked is how long a block list may become.
const maxBlocked = 64_000

type blockedUser struct {
	Input  string         `json:"input,omitempty"`
	WaID   string         `json:"wa_id,omitempty"`
	UserID string         `json:"user_id,omitempty"`
	Errors []blockProblem `json:"errors,omitempty"`
}

type blockProblem struct {
	Message   string            `json:"message"`
	Code      int               `json:"code"`
	ErrorData map[string]string `json:"error_data"`
}

// getBlockedUsers lists who is blocked, the latest first.
//
// Source: block-users.
func (s *Simulator) getBlockedUsers(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*customer, 0, len(s.blocked))
	for c := range s.blocked {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *customer) int {
		return cmp.Or(s.blocked[b].Compare(s.blocked[a]), cmp.Compare(a.id, b.id))
	})
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.id
	}
	return pageOf(g, ids, func(i int) any {
		c := list[i]
		one := map[string]string{"messaging_product": "whatsapp", "user_id": c.UserID}
		if number := c.visibleWaID(); number != "" {
			one["wa_id"] = number
		}
		return one
	})
}

// postBlockedUsers blocks: messages of these people no longer arrive. Only
// somebody who has written within the last 24 hours can be blocked.
func (s *Simulator) postBlockedUsers(g *graphRequest) (any, *graphError) {
	return s.changeBlocked(g, "added_users", func(c *customer, now time.Time) (int, string) {
		switch {
		case c == nil || !now.Before(c.windowEnds()):
			return 139100, "Only users who have messaged the business within the last 24 hours can be blocked."
		case len(s.blocked) >= maxBlocked:
			return 139101, "The block list has 64,000 users already."
		}
		if _, already := s.blocked[c]; !already {
			s.blocked[c], c.shut = now, true
		}
		return 0, ""
	})
}

func (s *Simulator) deleteBlockedUsers(g *graphRequest) (any, *graphError) {
	return s.changeBlocked(g, "removed_users", func(c *customer, _ time.Time) (int, string) {
		if _, blocked := s.blocked[c]; c == nil || !blocked {
			return 139100, "The user is not blocked."
		}
		delete(s.blocked, c)
		c.shut = false
		return 0, ""
	})
}

// changeBlocked does it for each user on its own: some may fail.
func (s *Simulator) changeBlocked(g *graphRequest, done string, change func(*customer, time.Time) (int, string)) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	users, problem := aList(g.params, "", "block_users")
	if problem != nil {
		return nil, problem
	}
	if len(users) == 0 {
		return nil, badParameter("The parameter block_users is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	worked, failed := []blockedUser{}, []blockedUser{}
	for i, user := range users {
		c, one, problem := s.userToBlock(user, item("block_users", i))
		if problem != nil {
			return nil, problem
		}
		if code, details := change(c, s.now()); code != 0 {
			one.Errors = []blockProblem{{graphTitles[code], code, map[string]string{"details": details}}}
			failed = append(failed, one)
			continue
		}
		worked = append(worked, one)
		s.tell("customer", s.view(c))
	}
	s.touch()
	result := map[string]any{}
	if len(worked) > 0 || len(failed) == 0 {
		result[done] = worked
	}
	if len(failed) == 0 {
		return map[string]any{"messaging_product": "whatsapp", "block_users": result}, nil
	}
	result["failed_users"] = failed
	return nil, &graphError{
		status: http.StatusBadRequest, code: 139100, message: "(#139100) " + graphTitles[139100],
		details: "Some users failed, see block_users.failed_users.",
		beside:  map[string]any{"messaging_product": "whatsapp", "block_users": result},
	}
}

// userToBlock reads a phone number or a BSUID. The caller holds mu.
func (s *Simulator) userToBlock(user params, path string) (*customer, blockedUser, *graphError) {
	if number, given := user.text("user"); given && number != "" {
		digits, ok := readRecipient(number)
		if !ok {
			return nil, blockedUser{}, refuse(131009, "%s is not a phone number.", at(path, "user"))
		}
		c := s.findCustomer(digits)
		one := blockedUser{Input: number, WaID: digits}
		if c != nil {
			one.WaID = c.WaID
		}
		return c, one, nil
	}
	id, given := user.text("user_id")
	if !given || id == "" {
		return nil, blockedUser{}, refuse(131008, "The parameter %s or %s is required.", at(path, "user"), at(path, "user_id"))
	}
	return s.byUserID[id], blockedUser{Input: id, UserID: id}, nil
}

// isBlocked tells whether the business has blocked a customer. The caller
// holds mu.
func (s *Simulator) isBlocked(c *customer) bool {
	_, blocked := s.blocked[c]
	return blocked
}

// deleteContactBook forgets a person's number in the contact book, which the
// simulator doesn't keep.
//
// Source: business-scoped-user-ids.
func (s *Simulator) deleteContactBook(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	id, given := g.params.text("bsuid")
	switch {
	case !given || id == "":
		return nil, badParameter("The parameter bsuid is required.")
	case !isUserID(id):
		return nil, refuse(131009, "Param bsuid is not a business-scoped user ID.")
	}
	return success(), nil
}

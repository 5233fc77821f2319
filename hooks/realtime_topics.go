package hooks

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

const (
	// mostTopics are of one stream; a page of ours has half a dozen
	mostTopics = 50
	// mostOptions are the topics of a stream with a filter, an expand or anything
	// else of their own: PocketBase asks the database for each of them and each
	// record that is saved, where all pages together cost nothing (see inboxFeed)
	mostOptions = 5
	// longestFilter is enough for a few conditions
	longestFilter = 500
)

// topicsAllowed refuses what a stream may not follow. Of ours, strangers follow
// nothing, and nor do the accounts of an application that imports us: a rule
// would keep them from every record, but at the price of asking for each.
// Collections and topics that aren't ours are left to who made them.
func topicsAllowed(e *core.RealtimeSubscribeRequestEvent) error {
	isOurs := func(subscription string) bool { return isOurTopic(e.App, topicOf(subscription)) }
	if !isStaffOrSuperuser(e.Auth) && slices.ContainsFunc(e.Subscriptions, isOurs) {
		return e.ForbiddenError("Following the inbox needs an active staff account. Sign in again.", nil)
	}
	topics, withOptions := 0, 0
	for _, subscription := range e.Subscriptions {
		if isTheirTopic(e.App, topicOf(subscription)) {
			continue
		}
		if topics++; topics > mostTopics {
			return e.BadRequestError(fmt.Sprintf("One stream can follow %d topics at most. Follow whole collections instead of single records.", mostTopics), nil)
		}
		if !strings.Contains(subscription, "?") {
			continue
		}
		if withOptions++; withOptions > mostOptions {
			return e.BadRequestError(fmt.Sprintf("One stream can have %d topics with options at most: each costs a query for every record that is saved. "+
				"Follow the collection, and choose in the page.", mostOptions), nil)
		}
		if isOurs(subscription) && !e.HasSuperuserAuth() && isCostly(subscription) {
			return e.BadRequestError("This filter or expand costs too much for every record that is saved: "+
				"name fields of the record or of what it refers to, without records that refer to it or other collections.", nil)
		}
	}
	return e.Next()
}

// topicOf is a subscription without its options.
func topicOf(subscription string) string {
	topic, _, _ := strings.Cut(subscription, "?")
	return topic
}

// isTheirTopic tells whether a topic is records of an application's collection.
func isTheirTopic(app core.App, topic string) bool {
	name, _, _ := strings.Cut(topic, "/")
	collection, err := app.FindCachedCollectionByNameOrId(name)
	return err == nil && !isOurs(collection)
}

// isOurTopic tells whether a topic is the inbox's own, or records of a
// collection of ours or of PocketBase's own.
func isOurTopic(app core.App, topic string) bool {
	name, _, _ := strings.Cut(topic, "/")
	if name == "crm" {
		return true
	}
	collection, err := app.FindCachedCollectionByNameOrId(name)
	return err == nil && isOurs(collection)
}

func isOurs(collection *core.Collection) bool {
	return collection.System || isGuarded(collection.Name)
}

// isCostly tells whether the options of a subscription lead to other records
// than those that a record names: one customer may have a hundred thousand
// messages.
func isCostly(subscription string) bool {
	address, err := url.Parse(subscription)
	if err != nil {
		return true
	}
	var options struct {
		Query map[string]any `json:"query"`
	}
	// note: PocketBase goes on without options that it can't read
	_ = json.Unmarshal([]byte(address.Query().Get("options")), &options)
	filter, expand := fmt.Sprint(options.Query["filter"]), fmt.Sprint(options.Query["expand"])
	return len(filter)+len(expand) > longestFilter || strings.Contains(filter+expand, "_via_") || strings.Contains(filter, "@collection")
}

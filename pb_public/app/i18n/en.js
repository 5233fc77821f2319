// @ts-check
// What the first view says, in English. The rest is in en-more.js, which is fetched later. Keys are
// grouped by where they are read.

export const en = {
	// Shell
	"app.name": "PocketCRM",
	"app.nav": "Main",
	"app.skip": "Skip to content",
	"app.title": "{page} – PocketCRM",
	"app.titleUnread": "({count}) {page} – PocketCRM",
	"nav.inbox": "Inbox",
	"nav.customers": "Customers",
	"nav.settings": "Settings",
	"nav.unread": { one: "{count} unread conversation", other: "{count} unread conversations" },
	"nav.help": "Keyboard shortcuts",

	// Common
	"common.retry": "Try again",
	"common.loadMore": "Load more",
	"common.loading": "Loading…",
	"common.dismiss": "Dismiss",

	// Errors
	"error.offline": "The server can't be reached. Check the connection, then try again.",
	"error.server": "The server had a problem. Try again in a moment.",
	"error.forbidden": "Your account may not do this. Ask an administrator.",
	"error.notFound": "This no longer exists, or your account may not see it.",
	"error.page": "This page could not be shown.",

	// Sign-in

	// Connection
	"live.offline": "Offline – reconnecting. What you see may be out of date.",
	"live.back": "Connected again. Everything is up to date.",

	// Types, directions, statuses
	"type.whatsapp": "WhatsApp",
	"type.email": "E-mail",
	"type.call": "Call",
	"type.sms": "SMS",
	"type.note": "Note",
	"type.meeting": "Meeting",
	"direction.outbound": "Sent by us",
	"status.received": "Received",
	"status.queued": "Waiting to be sent",
	"status.unknown": "It isn't known whether this arrived",
	"status.accepted": "Accepted by WhatsApp",
	"status.sent": "Sent",
	"status.failed": "Not delivered",
	"status.delivered": "Delivered",
	"status.read": "Read",
	"status.played": "Played",
	"status.at": "{status}, {time}",

	// Inbox
	"inbox.title": "Inbox",
	"inbox.filter": "Show only",
	"inbox.all": "All",
	"inbox.allTypes": "All types",
	"inbox.unreadOnly": "Unread",
	"inbox.blocked": "Blocked",
	"inbox.closing": "Closing soon",
	"inbox.until": "until {time}",
	"inbox.failed": "Not delivered:",
	"inbox.unknown": "Not known if delivered:",
	"inbox.group": "Group by conversation",
	"inbox.list": "Conversations",
	"inbox.listUngrouped": "Communications, newest first",
	"inbox.unread": { one: "{count} unread message", other: "{count} unread messages" },
	"message.unverified": "Unverified: it came without a signature, so anybody may have sent it",
	"inbox.unknownSender": "Unknown sender",
	"message.empty": "[empty message]",
	"message.kind.image": "Photo",
	"message.kind.video": "Video",
	"message.kind.audio": "Audio",
	"message.kind.voice": "Voice note",
	"message.kind.document": "Document",
	"message.kind.sticker": "Sticker",
	"inbox.empty": "No messages yet",
	"inbox.emptyHelp": "Messages appear here by themselves. To try it, send a WhatsApp message to your business number, or log a call on a customer's page.",
	"inbox.emptyFilter": "Nothing of this kind yet",
	"inbox.emptyFilterHelp": "Choose another type above, or add an entry on a customer's page.",
	"inbox.emptyUnread": "All read",
	"inbox.emptyUnreadHelp": "There is nothing waiting for you.",
	"inbox.emptyClosing": "Nobody is waiting",
	"inbox.emptyClosingHelp": "Nobody's 24 hours end in the next four.",
	"inbox.emptyBlocked": "Nobody is blocked",
	"inbox.emptyBlockedHelp": "To block somebody, open the conversation and choose Block.",
	"inbox.showAll": "Show everything",
	"inbox.toCustomers": "Go to customers",
	"inbox.pick": "Choose a conversation",
	"inbox.pickHelp": "Up and down move through the list, Enter opens. Press ? for all keys.",

	// Customers
	"customers.nameless": "No name",
};

// @ts-check
// What the inbox list shows: conversations, or communications, by the chosen filter.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { allOf, pb } from "/app/pb.js";
import { onePerCustomer } from "/app/lib/merge.js";
import { index, learn, remember } from "/app/state/conversations.js";
import { onChange, onResync } from "/app/state/live.js";
import { createRows } from "/app/state/rows.js";
import { onSignOut } from "/app/state/session.js";
import { readPreference, writePreference } from "/app/state/preferences.js";

/** @typedef {{type: CommType | "all", grouped: boolean, unreadOnly: boolean, blocked: boolean, closing: boolean}} Filter */

export const filter = signal(
	/** @type {Filter} */ ({ type: "all", grouped: readPreference("grouped", "yes") === "yes", unreadOnly: false, blocked: false, closing: false }),
);

/** "Closing soon": the window ends within this time. */
const SOON = 4 * 60 * 60 * 1000;

/**
 * Unread, blocked and closing soon are things a conversation is, so these always list conversations. Without a
 * type, grouping is what the conversations collection already holds.
 *
 * @param {Filter} by
 */
const showsConversations = (by) => by.unreadOnly || by.blocked || by.closing || (by.grouped && by.type === "all");

const conversations = createRows(
	/** @type {import("/app/state/rows.js").Options} */ ({
		collection: "conversations",
		sort: "last_at",
		direction: -1,
		expand: "customer,assignee",
		filter: () => {
			const by = filter.value;
			return allOf(
				`state ${by.blocked ? "=" : "!="} 'blocked'`,
				by.unreadOnly && "unread > 0",
				by.type !== "all" && pb.filter("last_type = {:type}", { type: by.type }),
			);
		},
	}),
);

/** Where the customer had the last word and the window ends soon, the next one first. */
const closing = createRows(
	/** @type {import("/app/state/rows.js").Options} */ ({
		collection: "conversations",
		sort: "window_expires_at",
		direction: 1,
		expand: "customer,assignee",
		filter: () =>
			pb.filter("state != 'blocked' && last_direction = 'inbound' && window_expires_at > {:now} && window_expires_at < {:soon}", {
				now: new Date(),
				soon: new Date(Date.now() + SOON),
			}),
	}),
);

const comms = createRows(
	/** @type {import("/app/state/rows.js").Options} */ ({
		collection: "comms_log",
		sort: "occurred_at",
		direction: -1,
		expand: "customer",
		filter: () => (filter.value.type === "all" ? "" : pb.filter("type = {:type}", { type: filter.value.type })),
	}),
);

const active = computed(() => (filter.value.closing ? closing : showsConversations(filter.value) ? conversations : comms));

/**
 * One line of the list.
 *
 * @typedef {object} Line
 * @property {string} key
 * @property {string} customerID
 * @property {CommType} type
 * @property {Direction} direction
 * @property {string} preview
 * @property {string} at
 * @property {string} [until] the end of the window, where that is what the list is about
 * @property {string} status
 * @property {boolean} unverified what was said last came without a checked signature
 * @property {Conversation | undefined} conversation
 * @property {Customer | undefined} customer
 */

/** Blocked ones have their own list. */
export const lines = computed(() => {
	const { blocked } = filter.value;
	return allLines.value.filter((line) => (line.conversation?.state === "blocked") === blocked);
});

const allLines = computed(() => {
	const known = index.value;
	if (showsConversations(filter.value)) {
		return /** @type {Conversation[]} */ (/** @type {unknown} */ (active.value.items.value)).map((row) => {
			// The index is told of changes first, and knows what was read a moment ago.
			const talk = known.get(row.customer_id) ?? row;
			return /** @type {Line} */ ({
				key: row.customer_id,
				customerID: row.customer_id,
				type: row.last_type,
				direction: row.last_direction,
				preview: row.last_preview,
				at: row.last_at,
				until: filter.value.closing ? talk.window_expires_at : "",
				status: talk.last_direction === "outbound" ? (talk.last_status ?? "") : "",
				unverified: talk.last_unverified,
				conversation: talk,
				customer: talk.expand?.customer,
			});
		});
	}
	const rows = /** @type {Comm[]} */ (/** @type {unknown} */ (comms.items.value)).filter((row) => !row.revoked_by);
	return (filter.value.grouped ? onePerCustomer(rows) : rows).map(
		(row) =>
			/** @type {Line} */ ({
				key: row.id,
				customerID: row.customer_id,
				type: row.type,
				direction: row.direction,
				preview: row.body,
				at: row.occurred_at,
				status: row.direction === "outbound" ? row.status : "",
				unverified: row.unverified,
				conversation: known.get(row.customer_id),
				customer: row.expand?.customer ?? known.get(row.customer_id)?.expand?.customer,
			}),
	);
});

export const loading = computed(() => active.value.loading.value);
export const loaded = computed(() => active.value.loaded.value);
export const hasMore = computed(() => active.value.hasMore.value);
export const error = computed(() => active.value.error.value);

async function learnShown() {
	if (active.value === conversations) {
		remember(/** @type {Conversation[]} */ (/** @type {unknown} */ (conversations.items.value)));
		return;
	}
	await learn(lines.value.map((line) => line.customerID));
}

export async function load() {
	await active.value.load();
	await learnShown();
}

export async function more() {
	await active.value.more();
	await learnShown();
}

/** @param {Partial<Filter>} change */
export function setFilter(change) {
	filter.value = { ...filter.value, ...change };
	if (change.grouped !== undefined) writePreference("grouped", change.grouped ? "yes" : "no");
	clear();
	void load();
}

onChange((change) => {
	const by = filter.value;
	const rows = active.value;
	if (rows !== comms) {
		const shown = new Set(rows.items.value.map((row) => row.id));
		const soon = new Date(Date.now() + SOON).toISOString().replace("T", " ");
		// What was listed stays, even when it is read by now: nothing vanishes under the pointer.
		const fitting = change.conversations.filter(
			(row) =>
				shown.has(row.id) ||
				(by.closing
					? row.last_direction === "inbound" && row.window_expires_at < soon
					: (!by.unreadOnly || row.unread > 0) && (by.type === "all" || row.last_type === by.type)),
		);
		rows.apply(fitting);
		const gone = new Set(change.goneConversations);
		if (gone.size === 0) return;
		const talks = /** @type {Conversation[]} */ (/** @type {unknown} */ (rows.items.value));
		rows.remove(talks.filter((row) => gone.has(row.customer_id)).map((row) => row.id));
		return;
	}
	comms.apply(change.comms.filter((row) => by.type === "all" || row.type === by.type));
	comms.remove(change.goneComms);
	// Rows went to another customer, and only the conversations are named.
	if (change.goneConversations.length + Object.keys(change.moved).length > 0) void comms.refresh();
	void learnShown();
});

onResync(async () => {
	if (!active.value.loaded.value) return;
	await active.value.refresh();
	await learnShown();
});

function clear() {
	for (const rows of [conversations, closing, comms]) rows.clear();
}

onSignOut(clear);

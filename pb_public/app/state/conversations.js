// @ts-check
// The conversations: an index of every one seen (for names and unread counts anywhere), and the
// number of unread ones.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { mergeRow } from "/app/lib/merge.js";
import { fetchBy, onChange, onResync } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";

/** Every conversation seen, by customer_id. */
export const index = signal(/** @type {ReadonlyMap<string, Conversation>} */ (new Map()));
/** How many conversations have something unread. */
export const unreadCount = signal(0);

/** @type {Set<(fresh: Conversation[], before: ReadonlyMap<string, Conversation>) => void>} */
const arrivals = new Set();

/**
 * Told of conversations whose unread count rose while the page was open.
 *
 * @param {(fresh: Conversation[], before: ReadonlyMap<string, Conversation>) => void} listener
 */
export function onArrival(listener) {
	arrivals.add(listener);
}

/** @param {Conversation[]} rows */
export function remember(rows) {
	if (rows.length === 0) return;
	const next = new Map(index.value);
	for (const row of rows) next.set(row.customer_id, mergeRow(next.get(row.customer_id), row));
	index.value = next;
}

/** @param {string[]} customerIDs */
function forget(customerIDs) {
	if (!customerIDs.some((id) => index.value.has(id))) return;
	const next = new Map(index.value);
	for (const id of customerIDs) next.delete(id);
	index.value = next;
}

/** @param {string} customerID */
export function conversation(customerID) {
	return computed(() => index.value.get(customerID));
}

/**
 * Fetches the conversations of these customer_ids that are not known yet.
 *
 * @param {string[]} customerIDs
 * @param {boolean} [known] those too
 */
export async function learn(customerIDs, known = false) {
	const wanted = [...new Set(customerIDs)].filter((id) => id && (known || !index.value.has(id)));
	if (wanted.length === 0) return;
	try {
		const rows = await fetchBy("conversations", "customer_id", wanted, "customer,assignee");
		remember(rows);
		const found = new Set(rows.map((row) => row.customer_id));
		forget(wanted.filter((id) => !found.has(id)));
	} catch {
		// Names and counts are extras here: the rows are shown without.
	}
}

export async function countUnread() {
	try {
		const answer = await pb.collection("conversations").getList(1, 1, {
			filter: "unread > 0 && state != 'blocked'",
			fields: "id",
			requestKey: "unread-count",
		});
		unreadCount.value = answer.totalItems;
	} catch {
		// The number stays as it was; the next change asks again.
	}
}

onChange((change) => {
	const before = index.value;
	remember(change.conversations);
	forget(change.goneConversations);
	if (change.conversations.length + change.goneConversations.length === 0) return;
	void countUnread();
	const fresh = change.conversations.filter(
		(row) => row.state !== "blocked" && row.last_direction === "inbound" && row.unread > (before.get(row.customer_id)?.unread ?? 0),
	);
	if (fresh.length > 0) for (const listener of arrivals) listener(fresh, before);
});

onResync(() => countUnread());

onSignOut(() => {
	index.value = new Map();
	unreadCount.value = 0;
});

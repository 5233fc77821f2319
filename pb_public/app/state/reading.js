// @ts-check
// Marking a conversation as read or unread: only where one is open.

import { batch } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { countUnread, index, learn, unreadCount } from "/app/state/conversations.js";

/**
 * note: the count on screen falls at once. When the request fails, the next refresh restores it.
 *
 * @param {string} customerID
 */
export async function markRead(customerID) {
	const known = index.value.get(customerID);
	if (!known || known.unread === 0) return;
	batch(() => {
		const next = new Map(index.value);
		next.set(customerID, { ...known, unread: 0 });
		index.value = next;
		unreadCount.value = Math.max(0, unreadCount.value - 1);
	});
	try {
		await post(customerID, "read");
	} catch {
		await learn([customerID], true);
	}
	await countUnread();
}

/**
 * @param {string} customerID
 * @returns {Promise<Problem | null>}
 */
export async function markUnread(customerID) {
	try {
		await post(customerID, "unread");
		await Promise.all([learn([customerID], true), countUnread()]);
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/** @param {string} customerID @param {"read" | "unread"} what */
function post(customerID, what) {
	return pb.send(`/api/crm/conversations/${encodeURIComponent(customerID)}/${what}`, {
		method: "POST",
		requestKey: null,
	});
}

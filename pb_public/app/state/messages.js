// @ts-check
// What is done to a message that is in the log: sent again, cancelled, reacted to.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { bySendTime, isScheduled } from "/app/lib/schedule.js";
import { mergeRow } from "/app/lib/merge.js";
import { pb, problem } from "/app/pb.js";
import { onChange, onResync } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";
import { storeRow } from "/app/state/threads.js";

/** What was sent again from here: nobody does it twice by a second press. */
export const resent = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/**
 * Sends a message again: a new row. One whose fate isn't known needs a person who knows what that
 * means.
 *
 * @param {string} id
 * @param {boolean} [anyway]
 * @returns {Promise<Problem | null>}
 */
export async function resend(id, anyway = false) {
	resent.value = new Set(resent.value).add(id);
	try {
		storeRow(await pb.send(`/api/crm/whatsapp/messages/${id}/resend`, { method: "POST", body: { anyway }, requestKey: null }));
		return null;
	} catch (cause) {
		const what = problem(cause);
		// One that ended badly as well is a row of its own, with its own buttons. No answer: it may have been sent.
		if (what.data.record) return null;
		if (!what.offline) resent.value = new Set([...resent.value].filter((one) => one !== id));
		return what;
	}
}

/**
 * @param {Comm} row
 * @returns {Promise<Problem | null>}
 */
export async function cancel(row) {
	try {
		await pb.send(`/api/crm/whatsapp/messages/${row.id}/cancel`, { method: "POST", requestKey: null });
		waiting.value = waiting.value.filter((one) => one.id !== row.id);
		return null;
	} catch (cause) {
		void loadWaiting(row.customer_id);
		return problem(cause);
	}
}

/**
 * @param {Comm} row
 * @param {string} to
 * @param {string} emoji an empty one takes it away
 * @returns {Promise<Problem | null>}
 */
export async function react(row, to, emoji) {
	const body = { customer_id: row.customer_id, to_phone: to, reaction: { message_id: row.ext_message_id, emoji } };
	try {
		storeRow(await pb.send("/api/crm/whatsapp/send", { method: "POST", body, requestKey: null }));
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/** What is to leave later, of the conversation that is open. */
export const waiting = signal(/** @type {Comm[]} */ ([]));
let open = "";

/**
 * note: on their own. A message for next month may have been written long before what is loaded.
 *
 * @param {string} customerID
 */
export async function loadWaiting(customerID) {
	if (open !== customerID) waiting.value = [];
	open = customerID;
	try {
		const answer = await pb.collection("comms_log").getList(1, 100, {
			filter: pb.filter("customer_id = {:id} && status = 'queued' && send_at != ''", { id: customerID }),
			sort: "send_at,id",
			expand: "author",
			skipTotal: true,
			requestKey: null,
		});
		if (open === customerID) waiting.value = /** @type {Comm[]} */ (/** @type {unknown} */ (answer.items));
	} catch {
		// Shown without; the next refresh asks again.
	}
}

onChange((change) => {
	const gone = new Set(change.goneComms);
	const mine = change.comms.filter((row) => row.customer_id === open);
	if (gone.size + mine.length === 0) return;
	const rows = new Map(waiting.value.filter((row) => !gone.has(row.id)).map((row) => [row.id, row]));
	for (const row of mine) {
		if (isScheduled(row)) rows.set(row.id, mergeRow(rows.get(row.id), row));
		else rows.delete(row.id);
	}
	waiting.value = bySendTime([...rows.values()]);
});

onResync(() => (open ? loadWaiting(open) : undefined));

onSignOut(() => {
	open = "";
	waiting.value = [];
	resent.value = new Set();
});

/**
 * A message as WhatsApp sent it, or as it was sent to WhatsApp. Admins only.
 *
 * @param {string} id
 * @returns {Promise<{payload: unknown, error: Problem | null}>}
 */
export async function rawMessage(id) {
	try {
		const answer = await pb.send(`/api/crm/whatsapp/messages/${id}/payload`, { method: "GET", requestKey: null });
		return { payload: answer.payload, error: null };
	} catch (cause) {
		return { payload: null, error: problem(cause) };
	}
}

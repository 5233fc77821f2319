// @ts-check
// What a thread shows, from its rows: days, runs of messages, where the unread ones begin.

import { isCall, isMissed } from "/app/lib/calls.js";
import { dayKey, parseDate } from "/app/lib/dates.js";

/** Messages of one side within this time look like one run: the bubbles stand closer. */
const RUN = 5 * 60 * 1000;

/**
 * @typedef {{kind: "day", key: string, at: Date}
 *   | {kind: "unread", key: string, count: number}
 *   | {kind: "row", key: string, row: Comm, first: boolean}} Item
 */

/**
 * @param {Comm[]} rows oldest first
 * @param {string} [firstUnread] id of the row before which the unread ones begin
 * @param {number} [unread]
 * @param {string} [timeZone]
 * @returns {Item[]}
 */
export function threadItems(rows, firstUnread, unread = 0, timeZone) {
	/** @type {Item[]} */
	const items = [];
	let day = "";
	/** @type {Comm | null} */
	let before = null;
	for (const row of rows) {
		const at = parseDate(row.occurred_at) ?? new Date(0);
		const key = dayKey(at, timeZone);
		let first = !before || !sameRun(before, row);
		if (key !== day) {
			items.push({ kind: "day", key: `day-${key}`, at });
			day = key;
			first = true;
		}
		if (row.id === firstUnread) {
			items.push({ kind: "unread", key: "unread", count: unread });
			first = true;
		}
		items.push({ kind: "row", key: row.id, row, first });
		before = row;
	}
	return items;
}

/**
 * @param {Comm} a
 * @param {Comm} b
 */
function sameRun(a, b) {
	if (a.type !== b.type || a.direction !== b.direction || a.author !== b.author) return false;
	return Date.parse(b.occurred_at.replace(" ", "T")) - Date.parse(a.occurred_at.replace(" ", "T")) < RUN;
}

/**
 * The id of the oldest unread row: unread counts inbound WhatsApp messages and missed calls from the
 * newest back.
 *
 * @param {Comm[]} rows oldest first
 * @param {number} unread
 */
export function firstUnreadID(rows, unread) {
	let id = "";
	for (let i = rows.length - 1; i >= 0 && unread > 0; i--) {
		const row = rows[i];
		if (!(row.type === "whatsapp" || isMissed(row)) || row.direction !== "inbound" || row.group_id) continue;
		if (isFurtherFile(row)) continue;
		id = row.id;
		unread--;
	}
	return id;
}

/**
 * The identity a reply goes to: the one that wrote or called last, as it did.
 *
 * @param {Comm[]} rows oldest first
 */
export function replyAddress(rows) {
	for (let i = rows.length - 1; i >= 0; i--) {
		const row = rows[i];
		if ((row.type === "whatsapp" || isCall(row)) && row.direction === "inbound" && row.address && !row.group_id) return row.address;
	}
	return "";
}

/**
 * The identity of which it isn't clear whose it is: the last one that wrote so.
 *
 * @param {Comm[]} rows oldest first
 */
export function doubtfulAddress(rows) {
	for (let i = rows.length - 1; i >= 0; i--) {
		const row = rows[i];
		if (row.ambiguous && row.direction === "inbound" && row.address && !row.group_id) return row.address;
	}
	return "";
}

/**
 * Messages on their way that the log doesn't show yet. A stored row may arrive by the live
 * connection before the answer to its own request, so each takes the place of one. `after` is the
 * newest id known when the message was sent: ids grow with time, so its own row is beyond it. Rows
 * of a server that keeps no keys are known by their words.
 *
 * @param {Pending[]} pending
 * @param {Comm[]} rows
 * @returns {Pending[]}
 */
export function notYetStored(pending, rows) {
	const taken = new Set(pending.map((one) => one.record).filter(Boolean));
	return pending.filter((one) => {
		if (one.record) return !rows.some((row) => row.id === one.record);
		if (rows.some((row) => row.client_key === one.key)) return false;
		const stored = rows.find(
			(row) =>
				row.id > one.after &&
				!taken.has(row.id) &&
				!row.client_key &&
				row.type === "whatsapp" &&
				row.direction === "outbound" &&
				row.author === one.author &&
				row.body.trim() === one.message.trim(),
		);
		if (stored) taken.add(stored.id);
		return !stored;
	});
}

/** Whether a row is one of several files that one message brought: that counts once. @param {Comm} row */
const isFurtherFile = (row) => row.type === "whatsapp" && !row.ext_message_id && !!row.reply_to && !!row.media_state;

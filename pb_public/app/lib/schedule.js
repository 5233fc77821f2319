// @ts-check
// When a message is to leave. All in the reader's own time: "tomorrow at nine" stays nine where the
// clocks are changed in the night.

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** As far ahead as the server takes a message. */
export const MAX_DAYS = 90;
const MORNING = 9;
const MONDAY = 1;

/**
 * The usual times, without doubles.
 *
 * @param {Date} now
 * @returns {{key: "hour" | "tomorrow" | "monday", at: Date}[]}
 */
export function presets(now) {
	const hour = new Date(now.getTime() + HOUR);
	const tomorrow = morning(now, 1);
	const monday = morning(now, (MONDAY - now.getDay() + 7) % 7 || 7);
	/** @type {{key: "hour" | "tomorrow" | "monday", at: Date}[]} */
	const all = [
		{ key: "hour", at: hour },
		{ key: "tomorrow", at: tomorrow },
	];
	if (monday.getTime() !== tomorrow.getTime()) all.push({ key: "monday", at: monday });
	return all;
}

/**
 * Nine in the morning, some calendar days from now.
 *
 * @param {Date} now
 * @param {number} days
 */
function morning(now, days) {
	// note: by the calendar. 24 hours after nine is not nine when the clocks change.
	return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/**
 * Reads the value of an <input type="datetime-local">.
 *
 * @param {string} value
 * @param {Date} now
 * @returns {{at: Date | null, problem: "" | "missing" | "past" | "far"}}
 */
export function readWhen(value, now) {
	const at = new Date(value);
	if (!value || Number.isNaN(at.getTime())) return { at: null, problem: "missing" };
	if (at.getTime() <= now.getTime()) return { at: null, problem: "past" };
	if (at.getTime() - now.getTime() > MAX_DAYS * DAY) return { at: null, problem: "far" };
	return { at, problem: "" };
}

/**
 * Whether a message waits for a time of its own, not for WhatsApp.
 *
 * @param {{status: string, send_at?: string}} row
 */
export function isScheduled(row) {
	return row.status === "queued" && !!row.send_at;
}

/**
 * Rows that wait, the next one first.
 *
 * @template {{send_at?: string, id: string}} T
 * @param {T[]} rows
 * @returns {T[]}
 */
export function bySendTime(rows) {
	const key = (/** @type {T} */ row) => `${row.send_at ?? ""} ${row.id}`;
	return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

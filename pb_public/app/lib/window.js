// @ts-check
// WhatsApp's customer service window: free text reaches somebody within 24 hours of what they
// wrote last, templates always.

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
/** From here on the end is near enough to be told with emphasis. */
export const LAST_HOUR = HOUR;
/** What the inbox calls "closing soon". */
export const CLOSING_SOON = 4 * HOUR;

/**
 * @typedef {object} Window
 * @property {"unknown" | "never" | "open" | "last" | "closed" | "elsewhere"} state last: in its last
 *   hour; never: they have not written yet; elsewhere: another app has the chat
 * @property {Date | null} until
 * @property {number} minutes that are left, rounded down
 */

/**
 * @param {Date | null} until
 * @param {Date} now
 * @param {boolean} [known] whether the answer is there at all
 * @returns {Window}
 */
export function windowAt(until, now, known = true) {
	if (!known) return { state: "unknown", until: null, minutes: 0 };
	if (!until) return { state: "never", until: null, minutes: 0 };
	const left = until.getTime() - now.getTime();
	if (left <= 0) return { state: "closed", until, minutes: 0 };
	return { state: left > LAST_HOUR ? "open" : "last", until, minutes: Math.floor(left / MINUTE) };
}

/** Whether free text can't be sent. @param {Window} window */
export const isShut = (window) => ["closed", "never", "elsewhere"].includes(window.state);

/**
 * How long what windowAt says stays true, in milliseconds. Zero: it changes no more by itself.
 *
 * @param {Date | null} until
 * @param {Date} now
 */
export function steadyFor(until, now) {
	const left = until ? until.getTime() - now.getTime() : 0;
	if (left <= 0) return 0;
	// A timer holds no more than 24 days, and a sleeping computer's clock jumps: looked at hourly.
	if (left > LAST_HOUR) return Math.min(left - LAST_HOUR, HOUR) || 1;
	return left % MINUTE || MINUTE;
}

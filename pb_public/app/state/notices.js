// @ts-check
// Short notices at the edge of the page, and what screen readers are told.

import { signal } from "/vendor/preact-htm-signals.mjs";

/** @typedef {{id: number, text: string, action: string, run: (() => void) | null, bad: boolean}} Notice */

export const notices = signal(/** @type {Notice[]} */ ([]));
/** The one polite live region's text. */
export const announcement = signal("");

let next = 1;
/** @type {Map<number, ReturnType<typeof setTimeout>>} */
const timers = new Map();

/**
 * @param {string} text
 * @param {{action?: string, run?: () => void, bad?: boolean, stay?: number}} [options]
 */
export function notice(text, options = {}) {
	const id = next++;
	const one = { id, text, action: options.action ?? "", run: options.run ?? null, bad: !!options.bad };
	notices.value = [...notices.value.slice(-2), one];
	timers.set(id, setTimeout(() => dismiss(id), options.stay ?? (options.bad ? 10_000 : 4000)));
}

/** @param {number} id */
export function dismiss(id) {
	clearTimeout(timers.get(id));
	timers.delete(id);
	notices.value = notices.value.filter((one) => one.id !== id);
}

/**
 * Tells screen readers. The same words twice are told twice.
 *
 * @param {string} text
 */
export function announce(text) {
	announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}

// @ts-check
// Quick replies: "/" at the beginning of a message opens the list of them.

import { fold } from "/app/lib/fold.js";

/** @typedef {{id: string, shortcut: string, body: string}} Quick */

/**
 * What is being looked for, or null when the text is no call for a quick reply.
 *
 * @param {string} text
 */
export function quickQuery(text) {
	const match = /^\/([^\s/]*)$/.exec(text);
	return match ? fold(match[1]) : null;
}

/**
 * Those that fit, the best first: the shortcut itself, then its beginning, then words of either.
 *
 * @template {Quick} T
 * @param {T[]} list
 * @param {string} query folded
 * @returns {T[]}
 */
export function filterQuick(list, query) {
	/** @param {T} one */
	const rank = (one) => {
		const shortcut = fold(one.shortcut);
		if (shortcut === query) return 0;
		if (shortcut.startsWith(query)) return 1;
		if (shortcut.includes(query)) return 2;
		return fold(one.body).includes(query) ? 3 : -1;
	};
	return list
		.map((one) => ({ one, rank: rank(one) }))
		.filter(({ rank }) => rank >= 0)
		.sort((a, b) => a.rank - b.rank || (a.one.shortcut < b.one.shortcut ? -1 : 1))
		.map(({ one }) => one);
}

/**
 * A shortcut as it can be kept, of what somebody typed.
 *
 * @param {string} text
 */
export function cleanShortcut(text) {
	return fold(text).replace(/^\//, "").replace(/[^a-z0-9-]+/g, "-").replace(/-{2,}/g, "-").slice(0, 40);
}

// @ts-check
// What moved messages from one customer to another: where an open page goes, and what it is called.

import { formatAddress } from "/app/lib/phone.js";

/** How long a move can be undone. */
const UNDO_DAYS = 30;

/**
 * Where the messages of a conversation are by now. A → B → C leads from A to C, and A → B → A stays.
 *
 * @param {string} customerID
 * @param {Record<string, string>} moved
 */
export function follow(customerID, moved) {
	const seen = new Set();
	let at = customerID;
	while (Object.hasOwn(moved, at) && !seen.has(at)) {
		seen.add(at);
		at = moved[at];
	}
	return at;
}

/**
 * The moves of one gathering after those before it. What moved on is followed to its end, so that
 * a page that looks late still finds the way; what came back to where it was is forgotten.
 *
 * @param {Record<string, string>} known
 * @param {Record<string, string>} fresh
 * @returns {Record<string, string>}
 */
export function joinMoves(known, fresh) {
	/** @type {Record<string, string>} */
	const joined = {};
	for (const [from, to] of Object.entries(known)) {
		// Messages that left a place again, or came back to it, make the older way wrong.
		if (Object.hasOwn(fresh, from) || fresh[to] === from) continue;
		joined[from] = Object.hasOwn(fresh, to) ? follow(to, fresh) : to;
	}
	for (const from of Object.keys(fresh)) {
		const to = follow(from, fresh);
		if (to !== from) joined[from] = to;
	}
	return joined;
}

/**
 * What a move is called on the page of one customer.
 *
 * @param {Move} move
 * @param {string} here customer_id of the page
 * @returns {{key: string, values: Record<string, string | number>}}
 */
export function moveWords(move, here) {
	const out = move.from === here;
	const name = formatAddress(out ? move.to_name : move.from_name);
	const values = { name, count: move.messages, contacts: move.contacts };
	const none = move.messages === 0;
	switch (move.kind) {
		case "adopt":
			return { key: out ? "moves.adoptOut" : "moves.adoptIn", values };
		case "release":
			if (none) return { key: "moves.deleted", values };
			return { key: out ? "moves.releaseOut" : "moves.releaseIn", values };
		case "choose":
			return { key: out ? "moves.chooseOut" : "moves.chooseIn", values };
		case "merge":
			return { key: out ? "moves.mergeOut" : none ? "moves.mergeOnly" : "moves.mergeIn", values };
		case "edit":
			return { key: "moves.edited", values };
		default:
			if (none) return { key: out ? "moves.contactOut" : "moves.contactIn", values };
			return { key: out ? "moves.moveOut" : "moves.moveIn", values };
	}
}

/**
 * @param {Move} move
 * @param {Date} now
 */
export function undoable(move, now) {
	if (move.undone_at) return false;
	const made = Date.parse((move.created ?? "").replace(" ", "T"));
	return now.getTime() - made < UNDO_DAYS * 24 * 60 * 60 * 1000;
}

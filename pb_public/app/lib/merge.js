// @ts-check
// Merging rows that come from three places at once: a page of a list, a live update, the answer
// to a request. They come twice, late and in any order.

import { higherStatus } from "/app/lib/status.js";

/**
 * @typedef {{id: string, updated?: string, status?: string}} Mergeable
 */

/** Dates that a status sets and nothing unsets. */
const ONCE_SET = ["sent_at", "delivered_at", "read_at", "failed_at"];

/**
 * One row out of two versions of it: the newer one, but never with a lower status.
 *
 * @template {Mergeable} T
 * @param {T | undefined} old
 * @param {T} next
 * @returns {T}
 */
export function mergeRow(old, next) {
	if (!old) return next;
	const stale = !!old.updated && !!next.updated && next.updated < old.updated;
	const [newer, older] = /** @type {Record<string, any>[]} */ (stale ? [old, next] : [next, old]);
	const merged = { ...newer };
	if (older.status && newer.status) merged.status = higherStatus(older.status, newer.status);
	for (const field of ONCE_SET) {
		if (!merged[field] && older[field]) merged[field] = older[field];
	}
	// A live row may come without what a page had expanded.
	if (older.expand) merged.expand = { ...older.expand, ...newer.expand };
	return /** @type {T} */ (merged);
}

/**
 * Order by a text field, then by id. Ids grow with time, so they break ties in order of arrival.
 *
 * @param {string} field
 * @param {1 | -1} direction 1 ascending, -1 descending
 * @returns {(a: Record<string, any>, b: Record<string, any>) => number}
 */
export function byField(field, direction) {
	return (a, b) => {
		const x = a[field] ?? "";
		const y = b[field] ?? "";
		if (x !== y) return (x < y ? -1 : 1) * direction;
		return (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) * direction;
	};
}

/**
 * A sorted list with more rows in it. Returns the same list when nothing changed.
 *
 * @template {Mergeable} T
 * @param {T[]} list
 * @param {T[]} rows
 * @param {(a: T, b: T) => number} compare
 * @returns {T[]}
 */
export function mergeRows(list, rows, compare) {
	if (rows.length === 0) return list;
	const byID = new Map(list.map((row) => [row.id, row]));
	for (const row of rows) byID.set(row.id, mergeRow(byID.get(row.id), row));
	return [...byID.values()].sort(compare);
}

/**
 * @template {Mergeable} T
 * @param {T[]} list
 * @param {Iterable<string>} ids
 * @returns {T[]}
 */
export function withoutRows(list, ids) {
	const gone = new Set(ids);
	if (gone.size === 0) return list;
	const rest = list.filter((row) => !gone.has(row.id));
	return rest.length === list.length ? list : rest;
}

/**
 * Live rows for a list of which only the first pages are loaded. A row that belongs beyond the
 * last loaded one is left out: it comes with its page, and taken now it would leave a hole.
 *
 * @template {Mergeable} T
 * @param {T[]} list
 * @param {T[]} rows
 * @param {(a: T, b: T) => number} compare
 * @param {boolean} hasMore
 * @returns {T[]}
 */
export function mergeLive(list, rows, compare, hasMore) {
	const last = list[list.length - 1];
	if (!hasMore || !last) return mergeRows(list, rows, compare);
	const known = new Set(list.map((row) => row.id));
	return mergeRows(list, rows.filter((row) => known.has(row.id) || compare(row, last) <= 0), compare);
}

/**
 * The list after its first rows were fetched again. What the fetch should have contained and did
 * not is gone; what lies beyond it stays, if the two join without a hole.
 *
 * @template {Mergeable} T
 * @param {T[]} list
 * @param {T[]} fetched the first rows, in order
 * @param {boolean} full whether there may be more behind them
 * @param {(a: T, b: T) => number} compare
 * @returns {{list: T[], joined: boolean}}
 */
export function replaceStart(list, fetched, full, compare) {
	const byID = new Map(list.map((row) => [row.id, row]));
	const fresh = fetched.map((row) => mergeRow(byID.get(row.id), row));
	if (!full || fresh.length === 0) return { list: fresh, joined: true };
	const last = fresh[fresh.length - 1];
	const joined = list.some((row) => compare(row, last) === 0);
	if (!joined) return { list: fresh, joined: false };
	return { list: fresh.concat(list.filter((row) => compare(row, last) > 0)), joined: true };
}

/**
 * One row per customer, the first of each: a list of rows newest first becomes one of
 * conversations.
 *
 * @template {{customer_id: string}} T
 * @param {T[]} rows
 * @returns {T[]}
 */
export function onePerCustomer(rows) {
	const seen = new Set();
	return rows.filter((row) => !seen.has(row.customer_id) && seen.add(row.customer_id));
}

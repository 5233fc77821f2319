// @ts-check
// A list of one collection, loaded in pages and kept up to date: the inbox, a thread, the
// customers. What is in it is a signal; what to show of it is the page's business.

import { batch, signal } from "/vendor/preact-htm-signals.mjs";
import { after, allOf, pb, problem } from "/app/pb.js";
import { byField, mergeLive, mergeRows, replaceStart, withoutRows } from "/app/lib/merge.js";

export const PAGE = 50;
/** As many rows as one refresh fetches again; what lies beyond is loaded anew when scrolled to. */
const REFRESH = 500;

/**
 * @typedef {object} Options
 * @property {string} collection
 * @property {string} sort the field the list is sorted by
 * @property {1 | -1} direction
 * @property {() => string} filter
 * @property {string} [expand]
 */

/**
 * @template {{id: string, updated?: string, status?: string}} T
 * @param {Options} options
 */
export function createRows(options) {
	const compare = byField(options.sort, options.direction);
	const items = signal(/** @type {T[]} */ ([]));
	const loading = signal(false);
	const loaded = signal(false);
	const hasMore = signal(false);
	const error = signal(/** @type {Problem | null} */ (null));
	// Answers to questions nobody asks any more (another filter, another search) are dropped.
	let turn = 0;

	/**
	 * @param {number} perPage
	 * @param {string} [extra]
	 */
	async function fetchPage(perPage, extra) {
		const sign = options.direction < 0 ? "-" : "";
		const answer = await pb.collection(options.collection).getList(1, perPage, {
			filter: allOf(options.filter(), extra),
			sort: `${sign}${options.sort},${sign}id`,
			expand: options.expand,
			skipTotal: true,
			requestKey: null,
		});
		return /** @type {T[]} */ (/** @type {unknown} */ (answer.items));
	}

	/** @param {() => Promise<void>} work */
	async function guarded(work) {
		const mine = turn;
		loading.value = true;
		try {
			await work();
			if (mine === turn) error.value = null;
		} catch (cause) {
			const what = problem(cause);
			if (mine === turn && !what.aborted) error.value = what;
		} finally {
			if (mine === turn) loading.value = false;
		}
	}

	/** Starts from nothing: another filter. */
	function load() {
		turn++;
		const mine = turn;
		return guarded(async () => {
			const rows = await fetchPage(PAGE);
			if (mine !== turn) return;
			batch(() => {
				items.value = rows;
				hasMore.value = rows.length === PAGE;
				loaded.value = true;
			});
		});
	}

	/** The next page. */
	function more() {
		if (loading.value || !hasMore.value) return Promise.resolve();
		const mine = turn;
		return guarded(async () => {
			const last = items.value[items.value.length - 1];
			const rows = await fetchPage(PAGE, after(options.sort, options.direction, last));
			if (mine !== turn) return;
			batch(() => {
				items.value = mergeRows(items.value, rows, compare);
				hasMore.value = rows.length === PAGE;
			});
		});
	}

	/** Fetches again what is on screen: after a lost connection, or when coming back. */
	function refresh() {
		if (!loaded.value) return load();
		const mine = turn;
		const size = Math.min(REFRESH, Math.max(PAGE, items.value.length + 10));
		return guarded(async () => {
			const rows = await fetchPage(size);
			if (mine !== turn) return;
			const full = rows.length === size;
			const next = replaceStart(items.value, rows, full, compare);
			batch(() => {
				items.value = next.list;
				hasMore.value = full && (hasMore.value || !next.joined);
			});
		});
	}

	return {
		items,
		loading,
		loaded,
		hasMore,
		error,
		load,
		more,
		refresh,
		/** @param {T[]} rows live rows, of which those that belong here were chosen by the caller */
		apply(rows) {
			if (loaded.value) items.value = mergeLive(items.value, rows, compare, hasMore.value);
		},
		/** @param {T[]} rows rows that are certainly of this list, such as an answer to a request */
		add(rows) {
			items.value = mergeRows(items.value, rows, compare);
		},
		/** @param {Iterable<string>} ids */
		remove(ids) {
			items.value = withoutRows(items.value, ids);
		},
		clear() {
			turn++;
			batch(() => {
				items.value = [];
				loading.value = false;
				loaded.value = false;
				hasMore.value = false;
				error.value = null;
			});
		},
	};
}

/**
 * @template {{id: string, updated?: string, status?: string}} T
 * @typedef {ReturnType<typeof createRows<T>>} Rows
 */

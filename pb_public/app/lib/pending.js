// @ts-check
// Messages on their way, as a list that only changes by what happens to them. Pure: the network,
// the clock and the storage are state/outbox.js.

/** A message that was being sent when the page closed is sent by itself within this time only. */
const STILL_MEANT = 5 * 60 * 1000;

/**
 * @typedef {{kind: "add", one: Pending}
 *   | {kind: "try", key: string}
 *   | {kind: "lost", key: string, error: string}
 *   | {kind: "held", key: string}
 *   | {kind: "refused", key: string, error: string, field: string, code: string, record: string}
 *   | {kind: "stored", key: string, row: {id: string, customer_id: string}}
 *   | {kind: "discard", key: string}
 *   | {kind: "moved", from: string, to: string}} Event
 */

/**
 * @param {Pending[]} list
 * @param {Event} event
 * @returns {Pending[]}
 */
export function reducePending(list, event) {
	/** @param {Partial<Pending>} change */
	const change = (change) => list.map((one) => (one.key === /** @type {any} */ (event).key ? { ...one, ...change } : one));
	switch (event.kind) {
		case "add":
			return list.some((one) => one.key === event.one.key) ? list : [...list, event.one];
		case "try":
			return change({ state: "sending", error: "", field: "", code: "" });
		case "lost":
			return change({ state: "lost", error: event.error });
		case "held":
			return change({ state: "held", error: "" });
		case "refused":
			return change({ state: "failed", error: event.error, field: event.field, code: event.code, record: event.record });
		case "stored":
			// Messages behind this one wait for rows newer than it.
			return list
				.filter((one) => one.key !== event.key)
				.map((one) => (one.customer_id === event.row.customer_id && one.after < event.row.id ? { ...one, after: event.row.id } : one));
		case "discard":
			return list.filter((one) => one.key !== event.key);
		default:
			return list.map((one) => (one.customer_id === event.from ? { ...one, customer_id: event.to } : one));
	}
}

/**
 * What a closed page left behind. The key makes sending again harmless; what is too old to be sent
 * without a word waits for somebody to say so.
 *
 * @param {Pending[]} kept
 * @param {number} now
 * @param {string} interrupted what to say then
 * @returns {Pending[]}
 */
export function restorePending(kept, now, interrupted) {
	return kept
		.filter((one) => one && one.key && !one.record)
		.map((one) => {
			if (one.state === "failed") return one;
			const recent = now - Date.parse(one.at) < STILL_MEANT;
			return recent ? { ...one, state: "lost", error: "" } : { ...one, state: "failed", error: interrupted };
		});
}

/**
 * Whether no answer came, so that the same message is to be sent again under its key. A gateway in
 * between that gives up is no answer of ours.
 *
 * @param {Problem | null} error
 */
export function isLost(error) {
	if (!error || error.data?.record) return false;
	return error.offline || (error.status === 504 && !error.data?.status);
}

/**
 * Whether one message on its way has to leave before another, or not at all: one without an answer
 * before everything behind it, one that failed before those that were chosen together with it.
 *
 * @param {Pending} first
 * @param {Pending} then
 */
export function goesFirst(first, then) {
	if (first.customer_id !== then.customer_id) return false;
	return first.state === "lost" || (!!then.batch && first.batch === then.batch && (first.state === "failed" || first.state === "held"));
}

/** How long to wait before the next try, in milliseconds. @param {number} tries @param {number} chance 0 to 1 */
export function retryAfter(tries, chance) {
	return Math.min(1000 * 2 ** tries, 30_000) * (0.75 + chance / 2);
}

// @ts-check
// Notes, calls and other entries that people write by hand.

import { storedDate } from "/app/lib/dates-more.js";
import { pb, problem } from "/app/pb.js";
import { storeRow } from "/app/state/threads.js";

/**
 * @typedef {{type: CommType, direction: Direction, body: string, at: Date}} Entry
 */

/**
 * @param {string} customerID
 * @param {Entry} entry
 * @returns {Promise<Problem | null>}
 */
export function addEntry(customerID, entry) {
	return stored(
		pb.collection("comms_log").create(
			{
				// An unknown sender has no customer record, only the key of the conversation.
				...(customerID.startsWith("unknown:") ? { customer_id: customerID } : { customer: customerID }),
				type: entry.type,
				direction: entry.type === "note" ? "internal" : entry.direction,
				body: entry.body,
				occurred_at: storedDate(entry.at),
			},
			{ expand: "author", requestKey: null },
		),
	);
}

/**
 * @param {string} id
 * @param {Entry} entry
 * @returns {Promise<Problem | null>}
 */
export function changeEntry(id, entry) {
	const body = { body: entry.body, occurred_at: storedDate(entry.at) };
	return stored(pb.collection("comms_log").update(id, body, { expand: "author", requestKey: null }));
}

/** @param {Promise<any>} request */
async function stored(request) {
	try {
		storeRow(await request);
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

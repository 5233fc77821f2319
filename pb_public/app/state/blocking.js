// @ts-check
// Blocked: messages are kept, nobody is alerted.

import { pb, problem } from "/app/pb.js";
import { countUnread, index, learn, remember } from "/app/state/conversations.js";

/**
 * @param {string} customerID
 * @param {string} state "blocked", "open" or "done"
 * @returns {Promise<Problem | null>}
 */
export async function setState(customerID, state) {
	if (!index.value.has(customerID)) await learn([customerID]);
	const row = index.value.get(customerID);
	if (!row) return problem({ status: 404 });
	try {
		const options = { expand: "customer,assignee", requestKey: null };
		remember([await pb.collection("conversations").update(row.id, { state }, options)]);
		void countUnread();
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

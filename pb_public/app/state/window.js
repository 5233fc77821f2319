// @ts-check
// Whether free text reaches an address now, as the server knows it.

import { pb } from "/app/pb.js";

/**
 * @param {string} customerID
 * @param {string} address
 * @returns {Promise<WindowAnswer | null>} null when nobody knows
 */
export async function askWindow(customerID, address) {
	try {
		return await pb.send(`/api/crm/conversations/${encodeURIComponent(customerID)}/window`, {
			method: "GET",
			query: { address },
			requestKey: null,
		});
	} catch {
		return null;
	}
}

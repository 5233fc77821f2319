// @ts-check
// What to call the other side of a conversation.

import { formatAddress, identity } from "/app/lib/phone.js";

/**
 * @param {string} customerID
 * @param {{name?: string} | null | undefined} customer
 * @param {string} [profileName] what somebody calls themselves on WhatsApp: a label, never a proof
 * @returns {{title: string, unknown: boolean, profile: string}} an empty title where nothing is known yet
 */
export function party(customerID, customer, profileName = "") {
	const { known, address, userID } = identity(customerID);
	if (known) return { title: customer?.name ?? "", unknown: false, profile: "" };
	// A hidden number leaves only a long id, which says nothing to people.
	if (userID && profileName) return { title: `~${profileName}`, unknown: true, profile: "" };
	return { title: formatAddress(address), unknown: true, profile: profileName };
}

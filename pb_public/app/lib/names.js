// @ts-check
// What to call the other side of a conversation.

import { formatAddress, identity } from "/app/lib/phone.js";

// What can be seen by itself, as on the server (whatsapp/visible_name.go).
const SEEN = /[^\p{White_Space}\p{M}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{DI}\p{NChar}\u2800\ufffc\u{1d159}]/u;

/** A name, or "" when nothing of it can be seen. @param {string} name */
export const visibleName = (name) => (SEEN.test(name) ? name : "");

/**
 * @param {string} customerID
 * @param {{name?: string} | null | undefined} customer
 * @param {string} [profileName] what somebody calls themselves on WhatsApp: a label, never a proof
 * @returns {{title: string, unknown: boolean, profile: string}} an empty title where nothing is known yet
 */
export function party(customerID, customer, profileName = "") {
	const { known, address, userID } = identity(customerID);
	if (known) return { title: customer?.name ?? "", unknown: false, profile: "" };
	profileName = visibleName(profileName);
	// A hidden number leaves only a long id, which says nothing to people.
	if (userID && profileName) return { title: `~${profileName}`, unknown: true, profile: "" };
	return { title: formatAddress(address), unknown: true, profile: profileName };
}

// @ts-check
// What to call the other side of a conversation.

import { formatAddress, identity } from "/app/lib/phone.js";

/**
 * What shows nothing by itself: spaces, fillers that count as letters, marks of direction, a blank
 * Braille cell. The same as on the server (whatsapp/visible_name.go).
 */
const BLANK = /[\p{White_Space}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}]/gu;

/**
 * A name as it is, or "" when nothing of it can be seen.
 *
 * @param {string} name
 */
export function visibleName(name) {
	// A mark alone belongs to no letter.
	return name.replace(BLANK, "").replace(/\p{M}/gu, "") ? name : "";
}

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

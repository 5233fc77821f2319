// @ts-check
// Voice notes that were recorded and not sent: kept while somebody looks at another conversation.

import { onSignOut } from "/app/state/session.js";

/** @typedef {import("/app/lib/voice-note.js").Note} Note */

/** @type {Map<string, Note>} */
const notes = new Map();

/** @param {string} customerID */
export const keptVoice = (customerID) => notes.get(customerID) ?? null;

/** @param {string} customerID @param {Note | null} note */
export function keepVoice(customerID, note) {
	if (note) notes.set(customerID, note);
	else notes.delete(customerID);
}

onSignOut(() => notes.clear());

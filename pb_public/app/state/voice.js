// @ts-check
// Voice notes that were recorded and not sent: kept while somebody looks at another conversation.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { onSignOut } from "/app/state/session.js";

/** @typedef {import("/app/lib/voice-note.js").Note} Note */

const notes = signal(/** @type {ReadonlyMap<string, Note>} */ (new Map()));

/** @param {string} customerID */
export const keptVoice = (customerID) => notes.value.get(customerID) ?? null;

/** @param {string} customerID @param {Note | null} note */
export function keepVoice(customerID, note) {
	if (!note && !notes.value.has(customerID)) return;
	const next = new Map(notes.value);
	if (note) next.set(customerID, note);
	else next.delete(customerID);
	notes.value = next;
}

onSignOut(() => {
	notes.value = new Map();
});

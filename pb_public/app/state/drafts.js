// @ts-check
// Unsent text, kept per conversation: it survives leaving the thread and reloading the page.

import { debounce } from "/app/lib/debounce.js";
import { me, onSignOut } from "/app/state/session.js";
import { readPreference, writePreference } from "/app/state/preferences.js";

/** @param {string} customerID */
const name = (customerID) => `draft.${me.value?.id ?? ""}.${customerID}`;

/** @param {string} customerID */
export function readDraft(customerID) {
	return pending?.customerID === customerID ? pending.text : readPreference(name(customerID), "");
}

/** @type {{customerID: string, text: string} | null} */
let pending = null;
const write = debounce(() => {
	if (pending) writePreference(name(pending.customerID), pending.text);
	pending = null;
}, 250);

/**
 * @param {string} customerID
 * @param {string} text
 */
export function saveDraft(customerID, text) {
	if (pending && pending.customerID !== customerID) write.flush();
	pending = { customerID, text };
	write();
	if (!text) write.flush();
}

/**
 * What was being written in one conversation goes along when its messages go to another, below
 * what may be there already.
 *
 * @param {string} from
 * @param {string} to
 */
export function moveDraft(from, to) {
	const text = readDraft(from);
	if (!text) return;
	const there = readDraft(to);
	if (there !== text) saveDraft(to, there ? `${there}\n${text}` : text);
	saveDraft(from, "");
}

window.addEventListener("pagehide", () => write.flush());

// A session that ran out comes back to its drafts; signing out removes them (preferences.js).
onSignOut((why) => {
	if (why === "signedOut") write.cancel();
	else write.flush();
	pending = null;
});

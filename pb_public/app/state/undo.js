// @ts-check
// Deleting with a way back: the thing disappears at once, and is deleted when nobody said "undo".

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { t } from "/app/i18n/index.js";
import { notice } from "/app/state/notices.js";
import { onSignOut } from "/app/state/session.js";

const WAIT = 7000;

/** Ids of records that are about to be deleted. Lists leave them out. */
export const hiddenIDs = signal(/** @type {ReadonlySet<string>} */ (new Set()));

/** @type {Map<string, {collection: string, timer: ReturnType<typeof setTimeout>}>} */
const waiting = new Map();

/** @param {string} id @param {boolean} hidden */
function hide(id, hidden) {
	const next = new Set(hiddenIDs.value);
	if (hidden) next.add(id);
	else next.delete(id);
	hiddenIDs.value = next;
}

/**
 * @param {string} collection
 * @param {string} id
 * @param {string} words what to say
 */
export function deleteLater(collection, id, words) {
	hide(id, true);
	const timer = setTimeout(() => void remove(collection, id), WAIT);
	waiting.set(id, { collection, timer });
	notice(words, {
		stay: WAIT,
		action: t("common.undo"),
		run: () => {
			clearTimeout(timer);
			waiting.delete(id);
			hide(id, false);
		},
	});
}

/** @param {string} collection @param {string} id @param {boolean} [leaving] the page is being closed */
async function remove(collection, id, leaving = false) {
	waiting.delete(id);
	try {
		await pb.collection(collection).delete(id, { requestKey: null, keepalive: leaving });
	} catch (cause) {
		const what = problem(cause);
		if (what.status === 404) return;
		hide(id, false);
		notice(what.message, { bad: true });
	}
}

function removeAll() {
	for (const [id, { collection, timer }] of waiting) {
		clearTimeout(timer);
		void remove(collection, id, true);
	}
}

window.addEventListener("pagehide", removeAll);
onSignOut(removeAll);

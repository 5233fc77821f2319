// @ts-check
// Texts that staff use again and again.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { onSignOut } from "/app/state/session.js";
import { hiddenIDs } from "/app/state/undo.js";

const rows = signal(/** @type {QuickReply[]} */ ([]));
export const loaded = signal(false);
export const error = signal(/** @type {Problem | null} */ (null));
/** Those there are, without what is about to be deleted. */
export const quickReplies = computed(() => rows.value.filter((row) => !hiddenIDs.value.has(row.id)));

export async function loadQuickReplies() {
	try {
		const found = await pb.collection("quick_replies").getFullList({ sort: "shortcut", requestKey: null });
		rows.value = /** @type {QuickReply[]} */ (/** @type {unknown} */ (found));
		loaded.value = true;
		error.value = null;
	} catch (cause) {
		error.value = problem(cause);
	}
}

/** When they were asked for last: others change them too. */
let asked = 0;
export function needQuickReplies() {
	if (Date.now() - asked < 60_000) return;
	asked = Date.now();
	void loadQuickReplies();
}

/**
 * @param {string} id empty for a new one
 * @param {{shortcut: string, body: string}} input
 * @returns {Promise<Problem | null>}
 */
export async function saveQuickReply(id, input) {
	try {
		const service = pb.collection("quick_replies");
		const row = id ? await service.update(id, input, { requestKey: null }) : await service.create(input, { requestKey: null });
		const next = rows.value.filter((one) => one.id !== row.id);
		const all = [...next, /** @type {QuickReply} */ (/** @type {unknown} */ (row))];
		rows.value = all.sort((a, b) => (a.shortcut < b.shortcut ? -1 : 1));
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

onSignOut(() => {
	rows.value = [];
	loaded.value = false;
	asked = 0;
});

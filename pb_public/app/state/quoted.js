// @ts-check
// Messages that others quote and that are not among those on screen: older ones, mostly.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { onChange } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";

/** As many as fit into one question. */
const PAGE = 30;
/** Those of one screen are asked for together. */
const GATHER = 20;

/** By wamid; null for one that the log doesn't have. */
export const quotedRows = signal(/** @type {ReadonlyMap<string, Comm | null>} */ (new Map()));
/** @type {Set<string>} */
let wanted = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} wamid */
export function seek(wamid) {
	if (quotedRows.value.has(wamid)) return;
	wanted.add(wamid);
	timer ??= setTimeout(ask, GATHER);
}

async function ask() {
	timer = undefined;
	const wamids = [...wanted].slice(0, PAGE);
	for (const wamid of wamids) wanted.delete(wamid);
	if (wanted.size > 0) timer = setTimeout(ask, GATHER);
	try {
		const answer = await pb.send("/api/crm/whatsapp/messages", { method: "GET", query: { wamid: wamids }, requestKey: null });
		/** @type {Comm[]} */
		const found = answer.items;
		const next = new Map(quotedRows.value);
		for (const wamid of wamids) next.set(wamid, found.find((row) => row.ext_message_id === wamid) ?? null);
		quotedRows.value = next;
	} catch {
		// Shown without its words; the next look at the thread asks again.
	}
}

onChange((change) => {
	const changed = change.comms.filter((row) => row.ext_message_id && quotedRows.value.has(row.ext_message_id));
	if (changed.length === 0) return;
	const next = new Map(quotedRows.value);
	for (const row of changed) next.set(row.ext_message_id, row);
	quotedRows.value = next;
});

onSignOut(() => {
	wanted = new Set();
	quotedRows.value = new Map();
});

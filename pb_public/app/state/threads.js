// @ts-check
// The threads: the log of one customer_id each. The last few stay in memory, so that going back
// to one shows it at once; it is refreshed when it is opened.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { hiddenIDs } from "/app/state/undo.js";
import { onChange, onResync } from "/app/state/live.js";
import { createRows } from "/app/state/rows.js";
import { onSignOut } from "/app/state/session.js";

/** @typedef {ReturnType<typeof makeThread>} Thread */

const KEPT = 12;
/** As many pages as are loaded to get to a quoted message. */
const FAR = 40;
/** @type {Map<string, Thread>} */
const threads = new Map();
/** The thread that is on screen. */
export const openID = signal("");

/** What is said in groups is apart: it is no part of the talk between two. */
const IN_GROUPS = " groups";

/** The key of the messages of somebody in groups. @param {string} customerID */
export const inGroups = (customerID) => customerID + IN_GROUPS;

/** @param {string} key a customer_id, or inGroups of one */
function makeThread(key) {
	const groups = key.endsWith(IN_GROUPS);
	const customerID = groups ? key.slice(0, -IN_GROUPS.length) : key;
	/** @type {import("/app/state/rows.js").Rows<Comm>} */
	const rows = createRows({
		collection: "comms_log",
		sort: "occurred_at",
		direction: -1,
		expand: "author",
		filter: () => pb.filter(`customer_id = {:id} && group_id ${groups ? "!=" : "="} ''`, { id: customerID }),
	});
	return {
		customerID,
		/** Whether a row belongs here. @param {Comm} row */
		has: (row) => row.customer_id === customerID && !!row.group_id === groups,
		rows,
		/** Oldest first, as it is read, without what is about to be deleted. */
		shown: computed(() => {
			const hidden = hiddenIDs.value;
			return rows.items.value.filter((row) => !hidden.has(row.id) || row.revoked_at).reverse();
		}),
	};
}

/** @param {string} key a customer_id, or inGroups of one */
export function thread(key) {
	const known = threads.get(key);
	const found = known ?? makeThread(key);
	threads.delete(key);
	threads.set(key, found);
	if (threads.size > KEPT) threads.delete(/** @type {string} */ (threads.keys().next().value));
	return found;
}

/**
 * Opens a thread: what was kept is there at once, and refreshed.
 *
 * @param {string} customerID
 */
export function openThread(customerID) {
	openID.value = customerID;
	const opened = thread(customerID);
	void opened.rows.refresh();
	return opened;
}

/** @param {string} customerID */
export function closeThread(customerID) {
	if (openID.value === customerID) openID.value = "";
}

/**
 * The identity that wrote last, when it is further back than what is loaded.
 *
 * @param {string} customerID
 */
export async function lastAddress(customerID) {
	try {
		const answer = await pb.collection("comms_log").getList(1, 1, {
			filter: pb.filter("customer_id = {:id} && direction = 'inbound' && address != '' && group_id = ''", { id: customerID }),
			sort: "-occurred_at,-id",
			fields: "address",
			skipTotal: true,
			requestKey: null,
		});
		return String(answer.items[0]?.address ?? "");
	} catch {
		return "";
	}
}

/**
 * How much somebody has said in groups, up to `most`.
 *
 * @param {string} customerID
 * @param {number} most
 */
export async function countInGroups(customerID, most) {
	try {
		const answer = await pb.collection("comms_log").getList(1, most, {
			filter: pb.filter("customer_id = {:id} && group_id != ''", { id: customerID }),
			fields: "id",
			skipTotal: true,
			requestKey: null,
		});
		return answer.items.length;
	} catch {
		return 0;
	}
}

/**
 * Loads a thread back to a row that is further up.
 *
 * @param {string} key
 * @param {Comm} row
 * @returns {Promise<boolean>} false when it isn't in this thread, or too far up
 */
export async function reach(key, row) {
	const one = thread(key);
	const there = () => one.rows.items.value.some((item) => item.id === row.id);
	if (!one.has(row)) return false;
	for (let page = 0; page < FAR && !there() && one.rows.hasMore.value; page++) await one.rows.more();
	return there();
}

/**
 * A row that came as the answer to a request of ours.
 *
 * @param {Comm} row
 */
export function storeRow(row) {
	threads.get(row.customer_id)?.rows.add([row]);
}

/**
 * Shows the rows of one thread in another at once, where they are going: the server's own follow.
 *
 * @param {string} from
 * @param {string} to
 */
export function lendRows(from, to) {
	const source = threads.get(from);
	const target = thread(to);
	if (!source || target.rows.loaded.value) return;
	target.rows.add(source.rows.items.value.map((row) => ({ ...row, customer_id: to })));
}

onChange((change) => {
	for (const one of threads.values()) {
		if (!one.rows.loaded.value) continue;
		const mine = change.comms.filter(one.has);
		if (mine.length > 0) one.rows.apply(mine);
		// A row that moved to a customer is no longer of the unknown sender it was on.
		const moved = change.comms.filter((row) => row.customer_id !== one.customerID).map((row) => row.id);
		one.rows.remove([...change.goneComms, ...moved]);
		// Rows came over to this conversation, or left it: only the conversations are named then.
		const joined = change.goneConversations.length > 0 && change.conversations.some((row) => row.customer_id === one.customerID);
		if (joined || Object.entries(change.moved).flat().includes(one.customerID)) void one.rows.refresh();
	}
});

onResync(async () => {
	await threads.get(openID.value)?.rows.refresh();
});

onSignOut(() => {
	threads.clear();
	openID.value = "";
});

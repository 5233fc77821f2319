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
/** @type {Map<string, Thread>} */
const threads = new Map();
/** The thread that is on screen. */
export const openID = signal("");

/** @param {string} customerID */
function makeThread(customerID) {
	/** @type {import("/app/state/rows.js").Rows<Comm>} */
	const rows = createRows({
		collection: "comms_log",
		sort: "occurred_at",
		direction: -1,
		expand: "author",
		filter: () => pb.filter("customer_id = {:id}", { id: customerID }),
	});
	return {
		customerID,
		rows,
		/** Oldest first, as it is read, without what is about to be deleted. */
		shown: computed(() => {
			const hidden = hiddenIDs.value;
			return rows.items.value.filter((row) => !hidden.has(row.id)).reverse();
		}),
	};
}

/** @param {string} customerID */
export function thread(customerID) {
	const known = threads.get(customerID);
	const found = known ?? makeThread(customerID);
	threads.delete(customerID);
	threads.set(customerID, found);
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
			filter: pb.filter("customer_id = {:id} && type = 'whatsapp' && direction = 'inbound' && address != '' && group_id = ''", { id: customerID }),
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
 * The customer whose messages of this address are filed under by now. A number is written in two
 * ways in some countries, so the contact may hold another one than the messages.
 *
 * @param {string} address
 * @returns {Promise<string>} empty when they belong to nobody
 */
export async function filedUnder(address) {
	try {
		const answer = await pb.collection("comms_log").getList(1, 1, {
			filter: pb.filter("address = {:address} && customer != ''", { address }),
			sort: "-occurred_at,-id",
			fields: "customer",
			skipTotal: true,
			requestKey: null,
		});
		return String(answer.items[0]?.customer ?? "");
	} catch {
		return "";
	}
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
		const mine = change.comms.filter((row) => row.customer_id === one.customerID);
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

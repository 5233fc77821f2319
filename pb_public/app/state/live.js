// @ts-check
// The live connection. The server sends the ids of what changed; the rows are fetched once and
// handed to every store. After any gap all stores refresh, so that nothing is missing.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { anyOf, pb } from "/app/pb.js";
import { checkHealth } from "/app/state/health.js";
import { onSignOut, verify } from "/app/state/session.js";

/**
 * @typedef {object} Change
 * @property {Comm[]} comms
 * @property {Conversation[]} conversations
 * @property {string[]} goneComms ids of rows that are no more
 * @property {string[]} goneConversations customer_ids of conversations that are no more
 * @property {Record<string, string>} moved customer_ids whose messages went to another
 */

/** Changes within this time are fetched together. */
const GATHER = 40;
/** Above this it is cheaper to refresh what is on screen. */
const TOO_MANY = 200;
/** Filters have a length limit on the server. */
const CHUNK = 40;
/** The net under the live connection: what is on screen is refreshed this often while visible. */
const SAFETY = 60 * 1000;

export const connection = signal(/** @type {"starting" | "online" | "offline"} */ ("starting"));
/** Counts the refreshes that are done: pages may wait for one. */
export const resynced = signal(0);

/** @type {Set<(change: Change) => void>} */
const changeListeners = new Set();
/** @type {Set<() => Promise<unknown> | void>} */
const resyncListeners = new Set();
/** @type {Set<(collection: (typeof FOLLOWED)[number], action: string, record: any) => void>} */
const recordListeners = new Set();

/** @param {(change: Change) => void} listener */
export function onChange(listener) {
	changeListeners.add(listener);
	return () => changeListeners.delete(listener);
}

/** @param {() => Promise<unknown> | void} listener */
export function onResync(listener) {
	resyncListeners.add(listener);
	return () => resyncListeners.delete(listener);
}

const FOLLOWED = /** @type {const} */ (["customers", "contacts", "whatsapp_templates", "whatsapp_notices"]);

/** @param {(collection: (typeof FOLLOWED)[number], action: string, record: any) => void} listener */
export function onRecord(listener) {
	recordListeners.add(listener);
	return () => recordListeners.delete(listener);
}

let running = false;
let connecting = false;
let attempt = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retryTimer;

/** Connects, and keeps trying for as long as somebody is signed in. */
export function start() {
	if (running) return;
	running = true;
	attempt = 0;
	void connect();
}

/**
 * note: one at a time. Two at once close each other's connection, and the one that fails would
 * speak last.
 */
async function connect() {
	if (connecting || !running) return;
	connecting = true;
	clearTimeout(retryTimer);
	pb.realtime.onDisconnect = (topics) => {
		if (running && topics.length > 0) connection.value = "offline";
	};
	try {
		// What an earlier attempt left behind is subscribed anew.
		await pb.realtime.unsubscribe().catch(() => {});
		await Promise.all([
			pb.realtime.subscribe("PB_CONNECT", connected),
			pb.realtime.subscribe("crm/inbox", received),
			...FOLLOWED.map((name) => pb.collection(name).subscribe("*", (e) => told(name, e.action, e.record))),
		]);
		if (!running) await pb.realtime.unsubscribe().catch(() => {});
	} catch {
		// The SDK reconnects by itself only once it has been connected.
		if (!running) return;
		connection.value = "offline";
		attempt++;
		void verify();
		retryTimer = setTimeout(connect, Math.min(500 * 2 ** attempt, 10_000) * (0.75 + Math.random() / 2));
	} finally {
		connecting = false;
	}
}

/** Tries at once instead of waiting: the network is back, or somebody is looking again. */
function hurry() {
	if (running && connection.value === "offline" && !pb.realtime.isConnected) void connect();
}

function connected() {
	attempt = 0;
	connection.value = "online";
	void resync();
}

/** @param {(typeof FOLLOWED)[number]} collection @param {string} action @param {any} record */
function told(collection, action, record) {
	for (const listener of recordListeners) listener(collection, action, record);
}

/** @type {Set<string>} */
let comms = new Set();
/** @type {Set<string>} */
let conversations = new Set();
/** @type {Record<string, string>} */
let moved = {};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let gatherTimer;
let fetching = false;

/** @param {{comms?: string[], conversations?: string[], moved?: Record<string, string>, more?: boolean, health?: boolean}} message */
function received(message) {
	if (message.more) return void resync();
	if (message.health) void checkHealth();
	for (const id of message.comms ?? []) comms.add(id);
	for (const id of message.conversations ?? []) conversations.add(id);
	for (const id of Object.entries(message.moved ?? {}).flat()) conversations.add(id);
	Object.assign(moved, message.moved);
	gather();
}

/** What was to be fetched is fetched, or comes with a refresh of everything. */
function forget() {
	comms = new Set();
	conversations = new Set();
	moved = {};
}

function gather() {
	if (fetching || gatherTimer) return;
	gatherTimer = setTimeout(() => {
		gatherTimer = undefined;
		void fetchChanges();
	}, GATHER);
}

async function fetchChanges() {
	if (comms.size + conversations.size > TOO_MANY) return void resync();
	const ids = [...comms];
	const customerIDs = [...conversations];
	const moves = moved;
	forget();
	fetching = true;
	try {
		const [rows, talks] = await Promise.all([
			fetchBy("comms_log", "id", ids, "author,customer"),
			fetchBy("conversations", "customer_id", customerIDs, "customer,assignee"),
		]);
		/** @type {Change} */
		const change = {
			comms: rows,
			conversations: talks,
			goneComms: missing(ids, rows, "id"),
			goneConversations: missing(customerIDs, talks, "customer_id"),
			moved: moves,
		};
		for (const listener of changeListeners) listener(change);
	} catch {
		// What could not be fetched is not lost: the next refresh brings it.
		setTimeout(resync, 1000);
	} finally {
		fetching = false;
		if (comms.size + conversations.size > 0) gather();
	}
}

/**
 * Rows by one of their fields, whatever their number.
 *
 * @param {string} collection
 * @param {string} field
 * @param {string[]} values
 * @param {string} expand
 * @returns {Promise<any[]>}
 */
export async function fetchBy(collection, field, values, expand) {
	const rows = [];
	for (let i = 0; i < values.length; i += CHUNK) {
		const chunk = values.slice(i, i + CHUNK);
		const answer = await pb.collection(collection).getList(1, CHUNK, {
			filter: anyOf(field, chunk),
			expand,
			skipTotal: true,
			requestKey: null,
		});
		rows.push(...answer.items);
	}
	return rows;
}

/** @param {string[]} ids @param {any[]} rows @param {string} field */
function missing(ids, rows, field) {
	const found = new Set(rows.map((row) => row[field]));
	return ids.filter((id) => !found.has(id));
}

let resyncing = false;
let again = false;
let lastResync = 0;

/** Every store fetches again what is on screen. Calls while one runs become one more. */
export async function resync() {
	if (!running) return;
	if (resyncing) {
		again = true;
		return;
	}
	resyncing = true;
	forget();
	try {
		await verify();
		await Promise.all([checkHealth(), ...[...resyncListeners].map((listener) => listener())]);
	} finally {
		lastResync = Date.now();
		resyncing = false;
		resynced.value++;
		if (again) {
			again = false;
			setTimeout(resync, 1000);
		}
	}
}

document.addEventListener("visibilitychange", () => {
	if (document.visibilityState !== "visible" || !running) return;
	hurry();
	if (Date.now() - lastResync > 5000) void resync();
});
// A page that was left may live on in the browser's back/forward cache with its stream open, and a
// browser allows only six connections to a server without HTTP/2: let go of it, and take it up again.
window.addEventListener("pagehide", () => {
	if (!running) return;
	void pb.realtime.unsubscribe().catch(() => {});
	// note: the SDK doesn't close a stream that has not said its first word yet.
	/** @type {any} */ (pb.realtime).eventSource?.close();
});
window.addEventListener("pageshow", (event) => {
	if (event.persisted) void connect();
});
window.addEventListener("offline", () => {
	if (running) connection.value = "offline";
});
window.addEventListener("online", () => {
	// The stream may have survived a short gap, with nobody to say that it is well.
	if (running && pb.realtime.isConnected) connection.value = "online";
	hurry();
	void resync();
});
setInterval(() => {
	if (running && document.visibilityState === "visible" && Date.now() - lastResync >= SAFETY) void resync();
}, SAFETY / 4);

onSignOut(() => {
	running = false;
	clearTimeout(retryTimer);
	clearTimeout(gatherTimer);
	gatherTimer = undefined;
	forget();
	connection.value = "starting";
	void pb.realtime.unsubscribe().catch(() => {});
});

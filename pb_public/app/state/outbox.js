// @ts-check
// Messages on their way. Each is shown at once and stays, with its text, until the log has it.

import { effect, signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { t } from "/app/i18n/index.js";
import { readPreference, writePreference } from "/app/state/preferences.js";
import { me, onSignOut } from "/app/state/session.js";
import { storeRow, thread } from "/app/state/threads.js";

export const MAX_LENGTH = 4096;

export const pending = signal(/** @type {Pending[]} */ ([]));

const key = () => `outbox.${me.value?.id ?? ""}`;

/** What a closed page left behind. */
function restore() {
	/** @type {Pending[]} */
	let kept = [];
	try {
		kept = JSON.parse(readPreference(key(), "[]"));
	} catch {
		// Unreadable: nothing to restore.
	}
	// What the log has is shown from there.
	pending.value = kept
		.filter((one) => !one.record)
		.map((one) => (one.state === "sending" ? { ...one, state: "failed", error: t("message.interrupted") } : one));
}

/** @param {Pending[]} next */
function set(next) {
	pending.value = next;
	writePreference(key(), next.length > 0 ? JSON.stringify(next) : "");
}

/** @param {string} pendingKey @param {Partial<Pending>} change */
function change(pendingKey, change) {
	set(pending.value.map((one) => (one.key === pendingKey ? { ...one, ...change } : one)));
}

/** @param {string} pendingKey */
export function discard(pendingKey) {
	set(pending.value.filter((one) => one.key !== pendingKey));
}

/**
 * What was being sent in one conversation is shown where its messages went.
 *
 * @param {string} from
 * @param {string} to
 */
export function movePending(from, to) {
	if (!pending.value.some((one) => one.customer_id === from)) return;
	set(pending.value.map((one) => (one.customer_id === from ? { ...one, customer_id: to } : one)));
}

// One after the other per conversation, so that messages arrive in the order they were written.
/** @type {Map<string, Promise<unknown>>} */
const queues = new Map();

/**
 * Shows a message in its thread and sends it.
 *
 * @param {string} customerID
 * @param {string} to
 * @param {string} message
 */
export function send(customerID, to, message) {
	const newest = thread(customerID).rows.items.value.reduce((max, row) => (row.id > max ? row.id : max), "");
	/** @type {Pending} */
	const one = {
		key: crypto.randomUUID?.() ?? String(Math.random()),
		customer_id: customerID,
		to_phone: to,
		message,
		at: new Date().toISOString(),
		state: "sending",
		error: "",
		field: "",
		author: me.value?.id ?? "",
		record: "",
		after: newest,
	};
	set([...pending.value, one]);
	return enqueue(one);
}

/** @param {string} pendingKey */
export function retry(pendingKey) {
	const one = pending.value.find((other) => other.key === pendingKey);
	if (!one || one.state === "sending") return;
	change(pendingKey, { state: "sending", error: "", field: "" });
	void enqueue(one);
}

/** @param {Pending} one */
function enqueue(one) {
	const before = queues.get(one.customer_id) ?? Promise.resolve();
	const work = before.then(() => deliver(one));
	queues.set(one.customer_id, work);
	return work;
}

/**
 * @param {Pending} one
 * @returns {Promise<Problem | null>}
 */
async function deliver(one) {
	const { error, row } = await post(one.customer_id, one.to_phone, one.message);
	if (row) {
		storeRow(row);
		// Messages behind this one wait for rows newer than it.
		set(
			pending.value
				.filter((other) => other.key !== one.key)
				.map((other) => (other.customer_id === one.customer_id && other.after < row.id ? { ...other, after: row.id } : other)),
		);
		return null;
	}
	// A refusal that is in the log shows there, with its reason.
	if (error?.data.record) {
		const record = String(error.data.record);
		change(one.key, { state: "failed", error: error.message, record });
		if (await fetchRow(record)) discard(one.key);
	} else {
		const [field = ""] = Object.keys(error?.fields ?? {});
		change(one.key, { state: "failed", error: (field && error?.fields[field]) || error?.message || "", field });
	}
	return error;
}

/** @param {string} id */
async function fetchRow(id) {
	try {
		storeRow(await pb.collection("comms_log").getOne(id, { expand: "author", requestKey: null }));
		return true;
	} catch {
		return false;
	}
}

/**
 * Sends one message and waits for the answer.
 *
 * @param {string} customerID
 * @param {string} to
 * @param {string} message
 * @returns {Promise<{row: Comm | null, error: Problem | null}>}
 */
export async function post(customerID, to, message) {
	try {
		const row = await pb.send("/api/crm/whatsapp/send", {
			method: "POST",
			body: { customer_id: customerID, to_phone: to, message },
			requestKey: null,
		});
		return { row, error: null };
	} catch (cause) {
		return { row: null, error: problem(cause) };
	}
}

let restored = "";
effect(() => {
	const id = me.value?.id ?? "";
	// note: the person changes whenever the session is renewed; what is on its way stays then.
	if (id && id !== restored) restore();
	restored = id;
});

onSignOut(() => {
	pending.value = [];
	queues.clear();
});

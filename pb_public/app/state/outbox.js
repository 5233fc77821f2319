// @ts-check
// Messages on their way. Each is shown at once and stays, with its text, until the log has it. Each
// has one key for its whole life, so that sending it again after a lost connection never doubles it.

import { effect, signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { goesFirst, isLost, reducePending, restorePending, retryAfter } from "/app/lib/pending.js";
import { t } from "/app/i18n/index.js";
import { connection } from "/app/state/live.js";
import { announce } from "/app/state/notices.js";
import { readPreference, writePreference } from "/app/state/preferences.js";
import { me, onSignOut } from "/app/state/session.js";
import { storeRow, thread } from "/app/state/threads.js";
import { dropOtherFiles } from "/app/state/file-keeper.js";
import { keepFile, recall, releaseFile, stopUpload, upload } from "/app/state/uploads.js";

export const MAX_LENGTH = 4096;
/** The server answers well before this, in milliseconds, whatever WhatsApp does. */
const PATIENCE = 60 * 1000;

export const pending = signal(/** @type {Pending[]} */ ([]));

/**
 * @typedef {object} Outgoing
 * @property {string} customerID
 * @property {string} to
 * @property {Content} content
 * @property {string} shown what to show until the log has it
 * @property {string} [replyTo] wamid
 * @property {string} [sendAt] ISO
 * @property {PendingFile & {blob: Blob}} [file]
 * @property {string} [batch] of files that were chosen together: one that fails stops those behind it
 */

const storage = () => `outbox.${me.value?.id ?? ""}`;

/** @param {import("/app/lib/pending.js").Event} event */
function happen(event) {
	const batch = pending.value.find((one) => one.key === /** @type {any} */ (event).key)?.batch;
	keep(reducePending(pending.value, event));
	if (event.kind !== "stored" && event.kind !== "discard") return;
	releaseFile(event.key, event.kind === "stored");
	// The one that stopped the others is out of the way.
	if (batch) for (const one of pending.value) if (one.batch === batch && one.state === "held") retry(one.key);
}

/** @param {Pending[]} next */
function keep(next) {
	pending.value = next;
	writePreference(storage(), next.length > 0 ? JSON.stringify(next) : "");
}

/** What a closed page left behind. */
function restore() {
	try {
		keep(restorePending(JSON.parse(readPreference(storage(), "[]")), Date.now(), t("message.interrupted")));
	} catch {
		// Unreadable: nothing to restore.
	}
	for (const one of pending.value) if (one.file) void recall(one);
	void dropOtherFiles(new Set(pending.value.map((one) => one.key)));
	resume();
}

/** @param {string} key */
export function discard(key) {
	happen({ kind: "discard", key });
}

/** Doesn't send a file after all. Only as long as it is not wholly there. @param {string} key */
export function cancelUpload(key) {
	const name = pending.value.find((one) => one.key === key)?.file?.name ?? "";
	discard(key);
	stopUpload(key);
	announce(t("upload.cancelled", { name }));
}

/**
 * What was being sent in one conversation is shown where its messages went.
 *
 * @param {string} from
 * @param {string} to
 */
export function movePending(from, to) {
	if (pending.value.some((one) => one.customer_id === from)) happen({ kind: "moved", from, to });
}

// One after the other per conversation, so that messages arrive in the order they were written.
/** @type {Map<string, Promise<unknown>>} */
const queues = new Map();

/**
 * Shows a message in its thread and sends it.
 *
 * @param {Outgoing} what
 */
export function send(what) {
	const newest = thread(what.customerID).rows.items.value.reduce((max, row) => (row.id > max ? row.id : max), "");
	const one = { ...pendingOf(what), after: newest };
	if (what.file) keepFile(one.key, what.file.blob, what.file);
	happen({ kind: "add", one });
	void enqueue(one);
}

/** @param {Outgoing} what @returns {Pending} */
function pendingOf(what) {
	return {
		key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
		customer_id: what.customerID,
		to_phone: what.to,
		content: what.content,
		message: what.shown,
		template: what.content.template?.name ?? "",
		reply_to: what.replyTo ?? "",
		send_at: what.sendAt ?? "",
		at: new Date().toISOString(),
		state: "sending",
		error: "",
		field: "",
		code: "",
		author: me.value?.id ?? "",
		record: "",
		after: "",
		...(what.file && { file: { name: what.file.name, type: what.file.type, size: what.file.size, width: what.file.width, height: what.file.height } }),
		...(what.batch && { batch: what.batch }),
	};
}

/** @param {string} key */
export function retry(key) {
	const one = pending.value.find((other) => other.key === key);
	if (!one || one.state === "sending") return;
	happen({ kind: "try", key });
	void enqueue(one);
}

/** @param {Pending} one */
function enqueue(one) {
	const before = queues.get(one.customer_id) ?? Promise.resolve();
	const work = before.then(() => deliver(one.key));
	queues.set(one.customer_id, work);
	return work;
}

let tries = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Sends what found no answer, in the order it was written. */
function resume() {
	clearTimeout(timer);
	for (const one of pending.value) if (one.state === "lost" || one.state === "held") retry(one.key);
}

/** @param {string} key */
async function deliver(key) {
	const one = pending.value.find((other) => other.key === key);
	if (!one) return;
	// What was written before it and is still to be sent goes first.
	const before = pending.value.find((other) => other.key === key || goesFirst(other, one));
	if (before && before !== one) return happen(before.state === "lost" ? { kind: "lost", key, error: before.error } : { kind: "held", key });
	const { error, row } = await (one.file ? requestWithFile(one) : request(one));
	// Cancelled, or signed out meanwhile.
	if (error?.aborted) return;
	if (row) {
		if (one.file) announce(t("upload.done", { name: one.file.name }));
		tries = 0;
		storeRow(row);
		return happen({ kind: "stored", key, row });
	}
	if (isLost(error)) {
		happen({ kind: "lost", key, error: error?.message ?? "" });
		clearTimeout(timer);
		timer = setTimeout(resume, retryAfter(tries++, Math.random()));
		return;
	}
	// Stored before, under another conversation: its messages went to another customer since.
	const known = error?.status === 409 ? await fetchByKey(key) : null;
	if (known) return happen({ kind: "stored", key, row: known });
	const record = String(error?.data.record ?? "");
	const [field = ""] = Object.keys(error?.fields ?? {});
	const code = String(error?.data[field]?.code ?? error?.data.code ?? "");
	happen({ kind: "refused", key, error: (field && error?.fields[field]) || error?.message || "", field, code, record });
	// A refusal that is in the log shows there, with its reason.
	if (record && (await fetchRow(record))) discard(key);
}

/** What the log has of a message; null: it never arrived. @param {string} key @returns {Promise<Comm | null>} */
async function rowOf(key) {
	const answer = await pb.send("/api/crm/whatsapp/messages", { method: "GET", query: { client_key: key }, requestKey: null });
	return answer.items[0] ?? null;
}

/** @param {string} key @returns {Promise<Comm | null>} */
async function fetchByKey(key) {
	try {
		const row = await rowOf(key);
		if (row) storeRow(row);
		return row;
	} catch {
		return null;
	}
}

/** @param {string} id @returns {Promise<Comm | null>} */
async function fetchRow(id) {
	try {
		const row = /** @type {Comm} */ (/** @type {unknown} */ (await pb.collection("comms_log").getOne(id, { expand: "author", requestKey: null })));
		storeRow(row);
		return row;
	} catch {
		return null;
	}
}

/**
 * @param {Pending} one
 * @returns {Promise<{row: Comm | null, error: Problem | null}>}
 */
async function request(one) {
	/** @type {Record<string, any>} */
	const body = { customer_id: one.customer_id, to_phone: one.to_phone, client_key: one.key, ...one.content };
	if (one.reply_to) body.reply_to = one.reply_to;
	if (one.send_at) body.send_at = one.send_at;
	const patience = AbortSignal.timeout(PATIENCE);
	try {
		return { row: await pb.send("/api/crm/whatsapp/send", { method: "POST", body, requestKey: null, signal: patience }), error: null };
	} catch (cause) {
		// A connection that is dead without saying so: as if there were none, and under the same key.
		return { row: null, error: problem(patience.aborted ? { status: 0 } : cause) };
	}
}

/**
 * @param {Pending} one
 * @returns {Promise<{row: Comm | null, error: Problem | null}>}
 */
async function requestWithFile(one) {
	const local = await recall(one);
	if (local) return pending.value.some(({ key }) => key === one.key) ? upload(one, local) : { row: null, error: problem({ isAbort: true }) };
	// The page was closed, and the browser has not kept the file: it may have arrived all the same.
	try {
		const row = await rowOf(one.key);
		return { row, error: row ? null : { ...problem({ status: 400 }), message: t("upload.gone"), data: { code: "file_gone" } } };
	} catch (cause) {
		return { row: null, error: problem(cause) };
	}
}

/**
 * A form that sends one message and stays open until the answer is there. As long as the message
 * is the same it goes under the same key, so a form sent twice sends once.
 */
export function sender() {
	let last = "";
	/** @type {Pending | null} */
	let one = null;
	/**
	 * @param {Outgoing} what
	 * @param {(local: import("/app/state/uploads.js").Local) => void} [onUpload] told what shows how far its file is
	 * @returns {Promise<{row: Comm | null, error: Problem | null}>}
	 */
	return async (what, onUpload) => {
		const same = JSON.stringify(what);
		if (!one || same !== last) one = pendingOf(what);
		last = same;
		const { key } = one;
		const local = what.file && keepFile(key, what.file.blob, what.file);
		if (local) onUpload?.(local);
		let answer = await (local ? upload(one, local) : request(one));
		if (local) releaseFile(key, !!answer.row);
		const record = String(answer.error?.data.record ?? "");
		// Nobody knows whether it arrived: it is in the log, which says so. Sent from here again, it might arrive twice.
		if (record && answer.error?.data.status === "unknown") {
			const row = await fetchRow(record);
			if (row) answer = { row, error: null };
		} else if (record) void fetchRow(record);
		if (answer.row) storeRow(answer.row);
		// A refusal is final for its key: the same words again are another message.
		if (answer.row || (answer.error && !isLost(answer.error))) one = null;
		return answer;
	};
}

let restored = "";
effect(() => {
	const id = me.value?.id ?? "";
	// note: the person changes whenever the session is renewed; what is on its way stays then.
	if (id && id !== restored) setTimeout(restore);
	restored = id;
});
effect(() => {
	if (connection.value === "online") setTimeout(resume);
});

onSignOut(() => {
	clearTimeout(timer);
	pending.value = [];
	queues.clear();
});

// @ts-check
// Files that go out from this page: their bytes, how far they are, and the request that carries
// them. It is an XMLHttpRequest, because fetch doesn't tell how much has been sent.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { t } from "/app/i18n/index.js";
import { dropAllFiles, dropFile, getFile, putFile } from "/app/state/file-keeper.js";
import { onSignOut } from "/app/state/session.js";

/** A connection on which nothing moves for this long is lost, and the file is sent anew. */
const STALLED = 60 * 1000;
/** As many files that were sent are still shown from here, so that nothing is fetched back. */
const SHOWN = 40;

/**
 * @typedef {object} Local
 * @property {Blob} blob
 * @property {string} url to show it
 * @property {number} width
 * @property {number} height
 * @property {{value: number}} sent -1 before it begins, then 0 to 1
 */

/** @type {Map<string, Local>} */
const locals = new Map();
/** Grows when a file comes or goes. */
const changed = signal(0);
/** @type {Map<string, XMLHttpRequest>} */
const running = new Map();

/** The file of a message by its key, if it went out from here. @param {string | undefined} key @returns {Local | undefined} */
export function localFile(key) {
	return changed.value >= 0 && key ? locals.get(key) : undefined;
}

/** @param {string} key @param {Blob} blob @param {{width?: number, height?: number}} size */
function know(key, blob, { width = 0, height = 0 }) {
	const local = { blob, url: URL.createObjectURL(blob), width, height, sent: signal(-1) };
	locals.set(key, local);
	changed.value++;
	return local;
}

/** @param {string} key @param {Blob} blob @param {{width?: number, height?: number}} size */
export function keepFile(key, blob, size) {
	void putFile(key, blob);
	return know(key, blob, size);
}

/** The file of a message that a closed page has left. @param {Pending} one @returns {Promise<Local | undefined>} */
export async function recall(one) {
	const known = locals.get(one.key);
	if (known || !one.file) return known;
	const blob = await getFile(one.key);
	return locals.get(one.key) ?? (blob && know(one.key, blob, one.file));
}

/**
 * A message has left, or won't. What was sent and can be seen goes on being shown from here.
 *
 * @param {string} key
 * @param {boolean} sent
 */
export function releaseFile(key, sent) {
	const local = locals.get(key);
	if (!local) return;
	void dropFile(key);
	if (!sent || !/^(image|video|audio)\//.test(local.blob.type)) return forget(key);
	// note: the oldest in a Map come first; those that are still on their way are younger or few.
	for (const [old, { sent: progress }] of locals) {
		if (locals.size <= SHOWN) break;
		if (progress.value === 1) forget(old);
	}
}

/** @param {string} key */
function forget(key) {
	const local = locals.get(key);
	if (!local) return;
	locals.delete(key);
	changed.value++;
	// Whoever shows it has to have drawn without it first.
	setTimeout(() => URL.revokeObjectURL(local.url), 1000);
}

/** Stops sending a file. @param {string} key */
export function stopUpload(key) {
	running.get(key)?.abort();
}

/**
 * Sends a message with its file.
 *
 * @param {Pending} one
 * @param {Local} local
 * @returns {Promise<{row: Comm | null, error: Problem | null}>}
 */
export function upload(one, local) {
	const form = new FormData();
	const fields = { customer_id: one.customer_id, to_phone: one.to_phone, client_key: one.key, reply_to: one.reply_to, send_at: one.send_at, ...one.content };
	for (const [name, value] of Object.entries(fields)) if (value) form.append(name, typeof value === "string" ? value : JSON.stringify(value));
	const { name = "file", type = "" } = one.file ?? {};
	form.append("media", new File([local.blob], name, { type }));
	return new Promise((resolve) => {
		const request = new XMLHttpRequest();
		let timer = 0;
		let stalled = false;
		const watch = () => {
			clearTimeout(timer);
			timer = window.setTimeout(() => {
				stalled = true;
				request.abort();
			}, STALLED);
		};
		/** @param {any} cause */
		const fail = (cause) => resolve({ row: null, error: problem(cause) });
		request.upload.onprogress = ({ loaded, total }) => {
			watch();
			local.sent.value = total ? Math.min(loaded / total, 0.99) : 0;
		};
		request.upload.onload = () => {
			// All is there: from here on the server takes its time, and it answers before this.
			watch();
			local.sent.value = 1;
		};
		request.onload = () => {
			const data = read(request.responseText);
			pb.afterSend?.(new Response(null, { status: request.status }), data, {});
			if (request.status >= 200 && request.status < 300 && data.id) resolve({ row: data, error: null });
			else fail({ status: request.status, response: request.status === 413 && !data.message ? { message: t("upload.between") } : data });
		};
		request.onerror = () => fail({ status: 0 });
		request.onabort = () => fail(stalled ? { status: 0 } : { isAbort: true });
		request.onloadend = () => {
			clearTimeout(timer);
			running.delete(one.key);
		};
		running.set(one.key, request);
		local.sent.value = 0;
		request.open("POST", pb.buildURL("/api/crm/whatsapp/send"));
		request.setRequestHeader("Authorization", pb.authStore.token);
		request.send(form);
		watch();
	});
}

/** @param {string} text @returns {any} */
function read(text) {
	try {
		return JSON.parse(text);
	} catch {
		return {};
	}
}

// Who signs out leaves no files behind on this device; whoever is only asked to sign in again goes on with them.
onSignOut((why) => {
	for (const key of running.keys()) stopUpload(key);
	for (const key of locals.keys()) forget(key);
	if (why === "signedOut") void dropAllFiles();
});

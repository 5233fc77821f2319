// @ts-check
// Files with customers: read, checked, imported.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { onSignOut } from "/app/state/session.js";

/** The import on screen; null when there is none of that id. */
export const current = signal(/** @type {Import | null | undefined} */ (undefined));
/** The earlier ones, newest first. */
export const imports = signal(/** @type {Import[] | null} */ (null));

/** The net under the live connection while one runs. */
const POLL = 3000;

/** @param {any} row */
function take(row) {
	const known = current.value;
	// Late news of a running import is older than what is on screen.
	if (known?.id === row.id && known?.updated && row.updated && row.updated < known.updated) return;
	current.value = row;
}

/**
 * Shows one import and follows it.
 *
 * @param {string} id
 * @returns {() => void} ends it
 */
export function openImport(id) {
	let left = false;
	if (current.value?.id !== id) current.value = undefined;
	const load = async () => {
		try {
			const row = await pb.collection("imports").getOne(id, { requestKey: null });
			if (!left) take(row);
		} catch (cause) {
			if (!left && problem(cause).status === 404) current.value = null;
		}
	};
	void load();
	const timer = setInterval(() => {
		if (current.value?.state === "running" || current.value === undefined) void load();
	}, POLL);
	const following = pb.collection("imports").subscribe(id, (e) => left || take(e.record)).catch(() => null);
	return () => {
		left = true;
		clearInterval(timer);
		void following.then((end) => end?.()).catch(() => {});
	};
}

export async function loadImports() {
	try {
		const answer = await pb.collection("imports").getList(1, 20, { sort: "-created", skipTotal: true, requestKey: null });
		imports.value = /** @type {Import[]} */ (/** @type {unknown} */ (answer.items));
	} catch {
		// Shown without.
	}
}

/**
 * @param {File} file
 * @returns {Promise<{row: Import | null, error: Problem | null}>}
 */
export async function uploadImport(file) {
	try {
		const body = new FormData();
		body.append("file", file);
		const row = await pb.send("/api/crm/imports", { method: "POST", body, requestKey: null });
		current.value = row;
		return { row, error: null };
	} catch (cause) {
		return { row: null, error: problem(cause) };
	}
}

/**
 * What an import would do. Writes nothing but what the columns are.
 *
 * @param {string} id
 * @param {{mapping: Record<string, string>, options: ImportOptions, header: boolean}} body
 * @returns {Promise<{check: ImportCheck | null, error: Problem | null}>}
 */
export async function checkImport(id, body) {
	try {
		return { check: await pb.send(`/api/crm/imports/${id}/check`, { method: "POST", body, requestKey: "import-check" }), error: null };
	} catch (cause) {
		return { check: null, error: problem(cause) };
	}
}

/**
 * Reads the file in another encoding.
 *
 * @param {string} id
 * @param {string} encoding
 * @returns {Promise<{row: Import | null, error: Problem | null}>}
 */
export async function encodeImport(id, encoding) {
	try {
		const row = await pb.send(`/api/crm/imports/${id}/encoding`, { method: "POST", body: { encoding }, requestKey: "import-encoding" });
		take(row);
		return { row, error: null };
	} catch (cause) {
		return { row: null, error: problem(cause) };
	}
}

/**
 * @param {string} id
 * @param {"start" | "cancel"} what
 * @returns {Promise<Problem | null>}
 */
export async function tellImport(id, what) {
	try {
		const row = await pb.send(`/api/crm/imports/${id}/${what}`, { method: "POST", requestKey: null });
		if (row?.id === id) take(row);
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/**
 * The address of the rows that were not imported. It holds for a few minutes.
 *
 * @param {Import} row
 * @returns {Promise<string>}
 */
export async function errorsAddress(row) {
	const token = await pb.files.getToken({ requestKey: null });
	return pb.files.getURL(row, row.errors_file, { token, download: true });
}

onSignOut(() => {
	current.value = undefined;
	imports.value = null;
});

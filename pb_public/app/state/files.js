// @ts-check
// Files of messages are protected: their address needs a token that lives a few minutes.

import { pb, problem } from "/app/pb.js";
import { onSignOut } from "/app/state/session.js";

/** PocketBase's file tokens live three minutes. */
const FRESH = 90_000;

/** @type {{at: number, token: Promise<string>} | null} */
let kept = null;

/** One token for all that are shown at once. @param {boolean} anew */
function fileToken(anew) {
	if (!kept || anew || Date.now() - kept.at > FRESH) kept = { at: Date.now(), token: pb.files.getToken({ requestKey: null }) };
	return kept.token;
}

/**
 * @param {Comm} row
 * @param {Record<string, string>} query thumb, download
 * @param {boolean} [anew] the last address no longer worked
 */
export async function fileAddress(row, query, anew = false) {
	const token = await fileToken(anew);
	return pb.files.getURL(/** @type {any} */ (row), row.media, { ...query, token });
}

/** Has a file fetched again. @param {string} id @returns {Promise<Problem | null>} */
export async function fetchAgain(id) {
	try {
		await pb.send(`/api/crm/whatsapp/messages/${id}/media`, { method: "POST", requestKey: null });
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

onSignOut(() => {
	kept = null;
});

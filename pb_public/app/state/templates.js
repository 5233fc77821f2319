// @ts-check
// WhatsApp's message templates, and how they were filled in the last time.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { hasPlaceholder } from "/app/lib/placeholders.js";
import { templateKey } from "/app/lib/templates.js";
import { readPreference, writePreference } from "/app/state/preferences.js";
import { onSignOut } from "/app/state/session.js";

const KEPT = 20;

export const templates = signal(/** @type {Template[]} */ ([]));
export const loaded = signal(false);
export const error = signal(/** @type {Problem | null} */ (null));
/** When they were last fetched from Meta. */
export const syncedAt = computed(() => templates.value.reduce((max, one) => (one.synced_at > max ? one.synced_at : max), ""));

export async function loadTemplates() {
	try {
		const rows = await pb.collection("whatsapp_templates").getFullList({ sort: "name,language", requestKey: null });
		templates.value = /** @type {Template[]} */ (/** @type {unknown} */ (rows));
		loaded.value = true;
		error.value = null;
	} catch (cause) {
		error.value = problem(cause);
	}
}

/**
 * Fetches them from Meta.
 *
 * @returns {Promise<{counts: {created: number, updated: number, removed: number, total: number} | null, error: Problem | null}>}
 */
export async function syncTemplates() {
	try {
		const counts = await pb.send("/api/crm/whatsapp/templates/sync", { method: "POST", requestKey: null });
		await loadTemplates();
		return { counts, error: null };
	} catch (cause) {
		return { counts: null, error: problem(cause) };
	}
}

/** @returns {{key: string, values: Record<string, string>}[]} */
function used() {
	try {
		const kept = JSON.parse(readPreference("templates", "[]"));
		return Array.isArray(kept) ? kept : [];
	} catch {
		return [];
	}
}

/** The keys of those used on this device, the last one first. */
export const recent = () => used().map((one) => one.key);

/** How a template was filled in the last time. @param {Template} template @returns {Record<string, string>} */
export const valuesBefore = (template) => used().find((one) => one.key === templateKey(template))?.values ?? {};

/**
 * Remembers that a template was used. Of its values only those that are filled from the customer:
 * an order number of one would be wrong for the next.
 *
 * @param {Template} template
 * @param {Record<string, string>} values as they were typed
 */
export function rememberUse(template, values) {
	const key = templateKey(template);
	const again = Object.fromEntries(Object.entries(values).filter(([, text]) => hasPlaceholder(text)));
	const rest = used().filter((one) => one.key !== key);
	writePreference("templates", JSON.stringify([{ key, values: again }, ...rest].slice(0, KEPT)));
}

onSignOut(() => {
	templates.value = [];
	loaded.value = false;
	error.value = null;
});

// @ts-check
// What an administrator has set for everybody.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { me, onSignOut } from "/app/state/session.js";

const rows = signal(/** @type {ReadonlyMap<string, {id: string, value: any}>} */ (new Map()));
export const loaded = signal(false);
export const error = signal(/** @type {Problem | null} */ (null));
/** Whether this person may change them. */
export const mayChange = computed(() => me.value?.role === "admin");

/** A switch that is on until somebody turns it off. @param {string} key */
export const isOn = (key) => rows.value.get(key)?.value !== false;

/** Whether somebody has set it, so that the program's own words don't hold any more. @param {string} key */
export const isSet = (key) => rows.value.has(key);

/** @param {string} key @returns {string[]} */
export function words(key) {
	const value = rows.value.get(key)?.value;
	return Array.isArray(value) ? value.map(String) : [];
}

export async function loadSettings() {
	try {
		const answer = await pb.collection("crm_settings").getFullList({ requestKey: null });
		rows.value = new Map(answer.map((row) => [String(row.key), { id: row.id, value: row.value }]));
		loaded.value = true;
		error.value = null;
	} catch (cause) {
		error.value = problem(cause);
	}
}

/** Asked once: they change rarely. */
export function needSettings() {
	if (!loaded.value && !asking) asking = loadSettings().finally(() => (asking = null));
}
/** @type {Promise<void> | null} */
let asking = null;

/**
 * @param {string} key
 * @param {any} value
 * @returns {Promise<Problem | null>}
 */
export async function saveSetting(key, value) {
	const known = rows.value.get(key);
	try {
		const service = pb.collection("crm_settings");
		const row = known ? await service.update(known.id, { value }, { requestKey: null }) : await service.create({ key, value }, { requestKey: null });
		rows.value = new Map(rows.value).set(key, { id: row.id, value: row.value });
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/**
 * Takes back what was set: the program's own words hold again.
 *
 * @param {string} key
 * @returns {Promise<Problem | null>}
 */
export async function resetSetting(key) {
	const known = rows.value.get(key);
	if (!known) return null;
	try {
		await pb.collection("crm_settings").delete(known.id, { requestKey: null });
		rows.value = new Map([...rows.value].filter(([name]) => name !== key));
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/**
 * The words that hold where nobody has set any.
 *
 * @param {string} key
 * @returns {Promise<{list: string[] | null, problem: Problem | null}>}
 */
export async function usualWords(key) {
	try {
		const answer = await pb.send("/api/crm/settings/usual", { requestKey: null });
		return { list: answer[key] ?? [], problem: null };
	} catch (cause) {
		return { list: null, problem: problem(cause) };
	}
}

onSignOut(() => {
	rows.value = new Map();
	loaded.value = false;
});

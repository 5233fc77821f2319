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

/** A list that somebody has written. @param {string} key @returns {string[]} */
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
 * Takes back what was set.
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

/** @typedef {{language: string, words: string[]}} LanguageWords */

/**
 * The words that count unless their language is switched off.
 *
 * @param {string} key
 * @returns {Promise<{list: LanguageWords[] | null, problem: Problem | null}>}
 */
export async function usualWords(key) {
	try {
		const answer = await pb.send("/api/crm/settings/usual", { requestKey: null });
		return { list: answer[key] ?? [], problem: null };
	} catch (cause) {
		return { list: null, problem: problem(cause) };
	}
}

/**
 * Lets the usual words of a language count, or not. One after the other: each takes what the one before has left.
 *
 * @param {string} key
 * @param {string} language
 * @param {boolean} on
 * @returns {Promise<Problem | null>}
 */
export function switchLanguage(key, language, on) {
	const off = `${key}_off`;
	switching = switching.then(() => {
		const rest = words(off).filter((one) => one !== language);
		return saveSetting(off, on ? rest : [...rest, language]);
	});
	return switching;
}
/** @type {Promise<Problem | null>} */
let switching = Promise.resolve(null);

onSignOut(() => {
	rows.value = new Map();
	loaded.value = false;
});

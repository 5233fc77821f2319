// @ts-check
// What this person likes on this device. Kept in the browser only.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { onSignOut } from "/app/state/session.js";

const PREFIX = "crm.";

/** @param {string} name @param {string} fallback */
export function readPreference(name, fallback) {
	try {
		return localStorage.getItem(PREFIX + name) ?? fallback;
	} catch {
		return fallback;
	}
}

/** @param {string} name @param {string} value an empty one removes it */
export function writePreference(name, value) {
	try {
		if (value) localStorage.setItem(PREFIX + name, value);
		else localStorage.removeItem(PREFIX + name);
	} catch {
		// Storage is full or switched off: the choice holds until the page is left.
	}
}

/** @param {string} name @param {boolean} fallback */
function flag(name, fallback) {
	const value = signal(readPreference(name, fallback ? "yes" : "no") === "yes");
	return {
		value,
		/** @param {boolean} next */
		set(next) {
			value.value = next;
			writePreference(name, next ? "yes" : "no");
		},
	};
}

export const notify = flag("notify", false);
export const notifyText = flag("notifyText", false);
export const sound = flag("sound", false);
export const shortcuts = flag("shortcuts", true);

export const theme = signal(readPreference("theme", "system"));

/** @param {string} next "system", "light" or "dark" */
export function setTheme(next) {
	theme.value = next;
	writePreference("theme", next === "system" ? "" : next);
	if (next === "system") delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = next;
}

// Who signs out leaves no words behind on this device.
onSignOut((why) => {
	if (why !== "signedOut") return;
	try {
		for (const key of Object.keys(localStorage)) {
			if (key.startsWith(`${PREFIX}draft.`) || key.startsWith(`${PREFIX}outbox.`)) localStorage.removeItem(key);
		}
	} catch {
		// Nothing was kept then.
	}
});

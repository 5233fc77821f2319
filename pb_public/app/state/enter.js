// @ts-check
// What Enter does on this device. Where a finger is what one points with there is no Shift+Enter, so
// it breaks the line, unless somebody has chosen otherwise.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { readPreference, writePreference } from "/app/state/preferences.js";

// note: not (hover: none). Some phones say of themselves that they can hover.
const finger = matchMedia("(pointer: coarse)");
const byFinger = signal(finger.matches);
finger.addEventListener("change", () => (byFinger.value = finger.matches));

const chosen = signal(readPreference("enter", ""));

export const enterSends = computed(() => (chosen.value ? chosen.value === "send" : !byFinger.value));

/** @param {string} next "send" or "break" */
export function setEnter(next) {
	chosen.value = next;
	writePreference("enter", next);
}

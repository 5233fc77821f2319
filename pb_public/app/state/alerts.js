// @ts-check
// A new message, told: to screen readers always, as a desktop notification and a sound if wanted.

import { signal } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { visibleName } from "/app/lib/names.js";
import { identity, formatAddress } from "/app/lib/phone.js";
import { lineWords, t } from "/app/i18n/index.js";
import { onArrival } from "/app/state/conversations.js";
import { announce, notice } from "/app/state/notices.js";
import { notify, notifyText, sound } from "/app/state/preferences.js";
import { openID } from "/app/state/threads.js";

/** @type {(customerID: string) => void} */
let open = () => {};

/**
 * Starts telling.
 *
 * @param {(customerID: string) => void} go opens a conversation
 */
export function startAlerts(go) {
	open = go;
	// A set: starting again after the next sign-in adds nothing.
	onArrival(arrived);
	if (permission() !== "granted") cannot(permission());
}

/** @param {Conversation} row */
function nameOf(row) {
	const known = row.expand?.customer?.name;
	if (known) return known;
	const { address } = identity(row.customer_id);
	return visibleName(row.profile_name) || formatAddress(address) || t("inbox.unknownSender");
}

/** @param {Conversation[]} rows */
function arrived(rows) {
	if (rows.length === 1) {
		const [row] = rows;
		announce(t("inbox.announce", { name: nameOf(row), text: lineWords(row.last_preview) }));
	} else {
		announce(t("inbox.announceMany", { count: rows.length }));
	}
	const looking = document.visibilityState === "visible";
	if (!looking && notify.value.value) for (const row of rows.slice(0, 3)) show(row);
	const onlyOpen = looking && rows.every((row) => row.customer_id === openID.value);
	if (sound.value.value && !onlyOpen) beep();
}

/** @param {Conversation} row */
function show(row) {
	const made = tell(nameOf(row), {
		body: notifyText.value.value ? lineWords(row.last_preview) : undefined,
		// One per conversation: a later message takes the place of an earlier one.
		tag: row.customer_id,
	});
	if (!made) return;
	made.onclick = () => {
		window.focus();
		open(row.customer_id);
		made.close();
	};
}

/**
 * What came of notifications last: what the browser says, or "unable" when it has them, allows them
 * and shows none. Chrome on a phone says so only when it is to show one, and so does a system that
 * has them switched off.
 *
 * @typedef {"granted" | "denied" | "default" | "missing" | "unable"} Able
 */
export const able = signal(/** @type {Able} */ (permission()));

/** Somebody who looks elsewhere has to find it when they are back. */
const UNTIL_SEEN = 12 * 60 * 60 * 1000;

/** @param {Able} why */
function cannot(why) {
	able.value = why;
	if (!notify.value.value) return;
	notify.set(false);
	notice(t("alerts.off"), { bad: true, stay: UNTIL_SEEN });
}

/** @param {string} title @param {NotificationOptions} options @returns {Notification | null} */
function tell(title, options) {
	const now = permission();
	if (now !== "granted") return cannot(now), null;
	try {
		const made = new Notification(title, { icon: "/icon.svg", ...options });
		made.onerror = () => cannot("unable");
		return made;
	} catch {
		cannot("unable");
		return null;
	}
}

/** Switches notifications on, if they can be: the first one says so. */
export async function allowNotify() {
	able.value = await askPermission();
	if (able.value !== "granted") return;
	if (tell(t("settings.notifyFirst"), { tag: "crm-first" })) notify.set(true);
}

/** Follows what is allowed, which may change beside the page; returns how to stop. */
export function followPermission() {
	const look = () => {
		const now = permission();
		if (now === "granted") able.value = able.value === "unable" ? "unable" : now;
		else cannot(now);
	};
	look();
	document.addEventListener("visibilitychange", look);
	return () => document.removeEventListener("visibilitychange", look);
}

/** @type {AudioContext | null} */
let audio = null;

/** Two short soft tones; no file to load. */
export function beep() {
	try {
		audio ??= new AudioContext();
		const at = audio.currentTime;
		for (const [offset, pitch] of [
			[0, 660],
			[0.12, 880],
		]) {
			const tone = audio.createOscillator();
			const volume = audio.createGain();
			tone.frequency.value = pitch;
			volume.gain.setValueAtTime(0.0001, at + offset);
			volume.gain.exponentialRampToValueAtTime(0.08, at + offset + 0.02);
			volume.gain.exponentialRampToValueAtTime(0.0001, at + offset + 0.14);
			tone.connect(volume).connect(audio.destination);
			tone.start(at + offset);
			tone.stop(at + offset + 0.16);
		}
	} catch {
		// No sound is no error.
	}
}

/** @returns {Promise<Able>} */
async function askPermission() {
	if (permission() !== "default") return permission();
	try {
		await Notification.requestPermission();
	} catch {
		// Refused without asking: the permission says so.
	}
	return permission();
}

/** @returns {"granted" | "denied" | "default" | "missing"} */
function permission() {
	return "Notification" in window ? Notification.permission : "missing";
}

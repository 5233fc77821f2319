// @ts-check
// A new message, told: to screen readers always, as a desktop notification and a sound if wanted.

import "/app/i18n/more.js";
import { identity, formatAddress } from "/app/lib/phone.js";
import { lineWords, t } from "/app/i18n/index.js";
import { onArrival } from "/app/state/conversations.js";
import { announce } from "/app/state/notices.js";
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
}

/** @param {Conversation} row */
function nameOf(row) {
	const known = row.expand?.customer?.name;
	if (known) return known;
	const { address } = identity(row.customer_id);
	return row.profile_name || formatAddress(address) || t("inbox.unknownSender");
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
	if (!("Notification" in window) || Notification.permission !== "granted") return;
	try {
		const made = new Notification(nameOf(row), {
			body: notifyText.value.value ? lineWords(row.last_preview) : undefined,
			// One per conversation: a later message takes the place of an earlier one.
			tag: row.customer_id,
			icon: "/icon.svg",
		});
		made.onclick = () => {
			window.focus();
			open(row.customer_id);
			made.close();
		};
	} catch {
		// Phones only allow notifications from a service worker.
	}
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

/** @returns {Promise<"granted" | "denied" | "missing" | "default">} */
export async function askPermission() {
	if (!("Notification" in window)) return "missing";
	return Notification.permission === "default" ? Notification.requestPermission() : Notification.permission;
}

/** @returns {"granted" | "denied" | "missing" | "default"} */
export function permission() {
	return "Notification" in window ? Notification.permission : "missing";
}

// @ts-check
// What a browser records, as WhatsApp takes it.

import { KINDS, isMonoOpus } from "/app/lib/media-kinds.js";
import { webmToOgg } from "/app/lib/ogg-opus.js";

/** What is recorded, the best first: Firefox's, Chromium's, Safari's. */
const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
/** Speech. WhatsApp shows a voice note above 512 KB as a file to download: that is three minutes. */
export const BITS = 24_000;
export const LARGE = 512 * 1024;
/** Nobody listens longer, and no browser forgets a tab with a microphone sooner. */
export const MOST_SECONDS = 30 * 60;

/**
 * @typedef {object} Note
 * @property {Blob} blob
 * @property {string} name
 * @property {number} seconds
 * @property {boolean} voice false when it can only be sent as an audio file
 */

/** @param {(type: string) => boolean} supports @returns {string} empty when nothing that can be sent is */
export const pickFormat = (supports) => FORMATS.find(supports) ?? "";

/**
 * @param {Uint8Array<ArrayBuffer>} recorded
 * @param {string} type as the recorder calls it
 * @param {number} seconds
 * @param {Date} at when it was begun
 * @returns {Note}
 */
export function makeNote(recorded, type, seconds, at) {
	if (recorded.length === 0) throw new Error("Nothing was recorded.");
	const stamp = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
	if (type.startsWith("audio/mp4")) return checked({ blob: new Blob([recorded], { type: "audio/mp4" }), name: `voice-${stamp}.m4a`, seconds, voice: false });
	const ogg = type.startsWith("audio/ogg") ? recorded : webmToOgg(recorded, (at.getTime() ^ recorded.length) >>> 0);
	if (!isMonoOpus(ogg)) throw new Error("WhatsApp takes voice notes with one channel only.");
	return checked({ blob: new Blob([ogg], { type: "audio/ogg" }), name: `voice-${stamp}.ogg`, seconds, voice: true });
}

/** @param {Note} note */
function checked(note) {
	if (note.blob.size > KINDS.audio.most) throw new Error("The recording is too large.");
	return note;
}

/** @param {number} seconds */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/**
 * Why there is no sound to record.
 *
 * @param {any} error what the browser said
 * @returns {"refused" | "none" | "busy" | "failed"}
 */
export function microphoneProblem(error) {
	switch (error?.name) {
		case "NotAllowedError":
		case "SecurityError":
			return "refused";
		case "NotFoundError":
		case "OverconstrainedError":
			return "none";
		case "NotReadableError":
		case "AbortError":
			return "busy";
	}
	return "failed";
}

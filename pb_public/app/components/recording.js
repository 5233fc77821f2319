// @ts-check
// The microphone: begun, listened to, and put away again.

import { BITS, makeNote, pickFormat } from "/app/lib/voice-note.js";

/** @typedef {import("/app/lib/voice-note.js").Note} Note */

/**
 * @typedef {object} Recording
 * @property {() => number} seconds so far
 * @property {() => number} level how loud it is now, 0 to 1
 * @property {() => Promise<Note>} finish
 * @property {() => void} drop
 */

/** Why nothing can be recorded here, before anybody is asked. @returns {"" | "insecure" | "unsupported"} */
export function cannotRecord() {
	if (!window.isSecureContext) return "insecure";
	if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder !== "function" || !pickFormat((type) => MediaRecorder.isTypeSupported(type))) return "unsupported";
	return "";
}

/**
 * Asks for the microphone and begins.
 *
 * @param {() => void} onEnd the microphone was taken away
 * @returns {Promise<Recording>}
 */
export async function record(onEnd) {
	const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
	const context = new AudioContext();
	const source = context.createMediaStreamSource(stream);
	// A phone that is held wakes the sound only when it is let go; a call puts it to sleep.
	const wake = () => void (context.state === "closed" || context.resume().catch(() => {}));
	document.addEventListener("pointerup", wake);
	context.onstatechange = () => context.state === "running" || wake();
	const close = () => {
		document.removeEventListener("pointerup", wake);
		context.onstatechange = null;
		source.disconnect();
		for (const track of stream.getTracks()) track.stop();
		if (context.state !== "closed") void context.close();
	};
	try {
		// note: a browser may record two channels whatever it was asked for, and WhatsApp takes one.
		const mono = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: "explicit" });
		const meter = new AnalyserNode(context, { fftSize: 1024 });
		source.connect(mono);
		source.connect(meter);
		wake();
		const recorder = new MediaRecorder(mono.stream, { mimeType: pickFormat((type) => MediaRecorder.isTypeSupported(type)), audioBitsPerSecond: BITS });
		return begin(recorder, meter, () => context.currentTime, close, stream, onEnd);
	} catch (error) {
		close();
		throw error;
	}
}

/**
 * @param {MediaRecorder} recorder
 * @param {AnalyserNode} meter
 * @param {() => number} heard the seconds for which the sound has run. Not those that passed: it may begin late, or sleep
 * @param {() => void} close
 * @param {MediaStream} stream
 * @param {() => void} onEnd
 * @returns {Recording}
 */
function begin(recorder, meter, heard, close, stream, onEnd) {
	/** @type {Blob[]} */
	const parts = [];
	const at = new Date();
	const from = heard();
	let length = 0;
	const seconds = () => length || heard() - from;
	const wave = new Float32Array(meter.fftSize);
	const stopped = new Promise((resolve) => (recorder.onstop = resolve));
	recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data));
	for (const track of stream.getTracks()) track.onended = onEnd;
	// In parts, so that what was said before a fault isn't lost.
	recorder.start(1000);
	return {
		seconds,
		level: () => {
			meter.getFloatTimeDomainData(wave);
			return Math.min(1, wave.reduce((most, one) => Math.max(most, Math.abs(one)), 0));
		},
		finish: async () => {
			length ||= seconds();
			if (recorder.state !== "inactive") recorder.stop();
			await stopped;
			close();
			const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
			return makeNote(whole, recorder.mimeType, length, at);
		},
		drop: () => {
			if (recorder.state !== "inactive") recorder.stop();
			close();
		},
	};
}

// @ts-check
// Writes Opus packets into an Ogg file (RFC 3533, RFC 7845): what WhatsApp plays as a voice
// message. The sound itself is not touched.

import { readWebmOpus } from "/app/lib/webm-opus.js";

/** What the encoder needs to get going, and the player leaves out: libopus' at 48 kHz. */
const PRE_SKIP = 312;
/** A page has up to 255 lacing values, each of up to 255 bytes. */
const LACES = 255;
/** Half a second: short enough to play at once, long enough to cost little. */
const PAGE_SAMPLES = 24_000;
const FIRST = 2;
const LAST = 4;
const VENDOR = "pocketcrm";

/**
 * A recording in WebM as the same recording in Ogg.
 *
 * @param {Uint8Array} webm
 * @param {number} serial tells streams apart; any number of 32 bits
 */
export function webmToOgg(webm, serial) {
	const { head, packets, trim } = readWebmOpus(webm);
	return writeOggOpus(head, packets, serial, trim);
}

/**
 * @param {Uint8Array} head OpusHead
 * @param {Uint8Array[]} packets
 * @param {number} serial
 * @param {number} [trim] samples to leave out at the end
 */
export function writeOggOpus(head, packets, serial, trim = 0) {
	if (packets.length === 0) throw new Error("The recording is empty.");
	/** @type {Uint8Array[]} */
	const pages = [];
	/** @param {Uint8Array[]} content @param {number} granule @param {number} flags */
	const page = (content, granule, flags) => void pages.push(writePage(content, granule, flags, serial, pages.length));
	page([withPreSkip(head)], 0, FIRST);
	page([opusTags()], 0, 0);

	/** @type {Uint8Array[]} */
	let waiting = [];
	let laces = 0;
	let since = 0;
	// The position of a page is where the sound stands once all its packets are decoded, at 48 kHz
	// whatever the recorder's rate, with what the decoder is told to skip at the beginning.
	let granule = 0;
	const flush = () => {
		if (waiting.length > 0) page(waiting, granule, 0);
		waiting = [];
		laces = since = 0;
	};
	for (const packet of packets) {
		const needs = Math.floor(packet.length / 255) + 1;
		if (needs > LACES) throw new Error("A packet is too large to be sound.");
		if (laces + needs > LACES || since >= PAGE_SAMPLES) flush();
		waiting.push(packet);
		laces += needs;
		since += packetSamples(packet);
		granule += packetSamples(packet);
	}
	page(waiting, Math.max(granule - trim, 0), LAST);
	return join(pages);
}

/** Chromium doesn't say what is to be left out at the beginning. @param {Uint8Array} head */
function withPreSkip(head) {
	const own = head.slice();
	const view = new DataView(own.buffer);
	if (view.getUint16(10, true) === 0) view.setUint16(10, PRE_SKIP, true);
	return own;
}

/** How long a packet sounds, in samples at 48 kHz (RFC 6716, section 3.1). @param {Uint8Array} packet */
export function packetSamples(packet) {
	if (packet.length === 0) return 0;
	const config = packet[0] >> 3;
	const frame = config < 12 ? [480, 960, 1920, 2880][config & 3] : config < 16 ? [480, 960][config & 1] : [120, 240, 480, 960][config & 3];
	const code = packet[0] & 3;
	const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
	return frame * frames;
}

/** Sixteen letters and two lengths: who wrote it, and no comments. */
function opusTags() {
	const vendor = new TextEncoder().encode(VENDOR);
	const tags = new Uint8Array(16 + vendor.length);
	tags.set(new TextEncoder().encode("OpusTags"));
	new DataView(tags.buffer).setUint32(8, vendor.length, true);
	tags.set(vendor, 12);
	return tags;
}

/**
 * @param {Uint8Array[]} packets
 * @param {number} granule
 * @param {number} flags
 * @param {number} serial
 * @param {number} number
 */
function writePage(packets, granule, flags, serial, number) {
	/** @type {number[]} */
	const laces = [];
	for (const packet of packets) {
		for (let left = packet.length; ; left -= 255) {
			laces.push(Math.min(left, 255));
			// note: a packet of exactly 255 bytes ends with a lace of nothing
			if (left < 255) break;
		}
	}
	const page = join([new Uint8Array(27), Uint8Array.from(laces), ...packets]);
	const view = new DataView(page.buffer);
	page.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
	view.setBigUint64(6, BigInt(granule), true);
	view.setUint32(14, serial >>> 0, true);
	view.setUint32(18, number, true);
	page[26] = laces.length;
	view.setUint32(22, checksum(page), true);
	return page;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
	let value = i << 24;
	for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
	return value >>> 0;
});

/** Ogg's CRC 32: begun with zero, most significant bit first. @param {Uint8Array} bytes */
export function checksum(bytes) {
	let sum = 0;
	for (const byte of bytes) sum = ((sum << 8) ^ TABLE[((sum >>> 24) ^ byte) & 0xff]) >>> 0;
	return sum;
}

/** @param {Uint8Array[]} parts */
function join(parts) {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

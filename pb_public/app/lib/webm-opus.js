// @ts-check
// Reads the Opus packets out of a WebM file, as Chromium's recorder writes it. Not a demuxer for
// WebM at large: one track of Opus, in order, without lacing (https://www.rfc-editor.org/rfc/rfc9559).

/** What is opened; everything else is read or stepped over whole. */
const MASTERS = new Set([0x18538067 /* Segment */, 0x1654ae6b /* Tracks */, 0xae /* TrackEntry */, 0xe1 /* Audio */, 0x1f43b675 /* Cluster */, 0xa0 /* BlockGroup */]);
const EBML = 0x1a45dfa3;
const TRACK_NUMBER = 0xd7;
const CODEC_ID = 0x86;
const CODEC_PRIVATE = 0x63a2;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const DISCARD_PADDING = 0x75a2;

/**
 * @typedef {object} OpusStream
 * @property {Uint8Array} head the OpusHead of the track
 * @property {Uint8Array[]} packets
 * @property {number} trim samples at 48 kHz that the last packet has too many
 */

/**
 * @param {Uint8Array} bytes
 * @returns {OpusStream}
 */
export function readWebmOpus(bytes) {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	/** @type {Uint8Array[]} */
	const packets = [];
	let head = /** @type {Uint8Array | null} */ (null);
	let trim = 0;
	let track = 0;
	let opus = -1;
	let at = 0;
	if (bytes.length < 4 || view.getUint32(0) !== EBML) throw new Error("This is no WebM file.");
	while (at < bytes.length) {
		const id = readNumber(bytes, at, true);
		const size = id && readNumber(bytes, at + id.width, false);
		if (!id || !size) break;
		const from = at + id.width + size.width;
		// note: a recorder doesn't know how long a segment or a cluster gets, so theirs may be unknown.
		// Opened without looking at the size, both kinds are read alike.
		if (MASTERS.has(id.value)) {
			at = from;
			continue;
		}
		const to = from + size.value;
		// Cut off in the middle of an element: what came before it is whole.
		if (to > bytes.length) break;
		const content = bytes.subarray(from, to);
		if (id.value === TRACK_NUMBER) track = unsigned(content);
		else if (id.value === CODEC_ID && text(content) === "A_OPUS" && opus < 0) opus = track;
		else if (id.value === CODEC_PRIVATE && track === opus && text(content.subarray(0, 8)) === "OpusHead") head = content;
		else if (id.value === DISCARD_PADDING) trim = Math.max(0, Math.round((signed(content) * 48_000) / 1e9));
		else if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
			const packet = readBlock(content, opus);
			if (packet) packets.push(packet);
		}
		at = to;
	}
	if (!head) throw new Error("There is no Opus sound in this file.");
	return { head, packets, trim };
}

/** A block is a track, a time of two bytes, flags, and one packet. @param {Uint8Array} block @param {number} wanted */
function readBlock(block, wanted) {
	const track = readNumber(block, 0, false);
	if (!track || track.value !== wanted || block.length <= track.width + 3) return null;
	if (block[track.width + 2] & 0x06) throw new Error("Several packets in one block can't be read.");
	return block.subarray(track.width + 3);
}

/**
 * A number of variable width: the zeros before its first one say how many bytes follow. An id
 * keeps that one.
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {boolean} id
 */
function readNumber(bytes, at, id) {
	const first = bytes[at];
	if (!first) return null;
	const width = Math.clz32(first) - 23;
	if (at + width > bytes.length) return null;
	let value = id ? first : first & (0xff >> width);
	for (let i = 1; i < width; i++) value = value * 256 + bytes[at + i];
	return { value, width };
}

/** @param {Uint8Array} bytes */
const unsigned = (bytes) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** @param {Uint8Array} bytes */
const signed = (bytes) => (bytes.length > 0 && bytes[0] > 127 ? unsigned(bytes) - 256 ** bytes.length : unsigned(bytes));

/** @param {Uint8Array} bytes */
const text = (bytes) => String.fromCharCode(...bytes.subarray(0, 16)).replace(/\0+$/, "");

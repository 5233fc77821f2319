// @ts-check
// What WhatsApp doesn't take inside a file of a kind that it takes: codecs, sound tracks, colours. The
// same as whatsapp/media_movie.go and media_picture.go; both are tested with whatsapp/testdata/files.json.
// Only headers are read, wherever in the file they are.

/**
 * @typedef {(from: number, to: number) => Promise<Uint8Array>} Read a part of the file; less at its end
 *
 * @typedef {"" | "broken" | "cmyk" | "depth" | "grey" | "palette" | "videoCodec" | "audioCodec" | "audioStreams" | "noVideo"} Why
 *
 * @typedef {object} Flaw
 * @property {Why} flaw
 * @property {string} found the name of a codec, a number
 */

const H264 = "H.264";
const AAC = "AAC";
/** By the names of their sample descriptions. @type {Record<string, string>} */
const CODECS = {
	avc1: H264, avc3: H264, hvc1: "HEVC", hev1: "HEVC", dvh1: "HEVC", dvhe: "HEVC", vp08: "VP8", vp09: "VP9", av01: "AV1",
	mp4v: "MPEG-4 Part 2", s263: "H.263", jpeg: "Motion JPEG", mjpa: "Motion JPEG",
	".mp3": "MP3", Opus: "Opus", "ac-3": "AC-3", "ec-3": "E-AC-3", alac: "ALAC", fLaC: "FLAC", samr: "AMR", sawb: "AMR-WB",
	sowt: "PCM", twos: "PCM", lpcm: "PCM", ipcm: "PCM",
};
/** Object types of MPEG audio. @type {Record<number, string>} */
const OBJECTS = { 0x40: AAC, 0x66: AAC, 0x67: AAC, 0x68: AAC, 0x69: "MP3", 0x6b: "MP3", 0xa5: "AC-3", 0xa6: "E-AC-3", 0xa9: "DTS", 0xaa: "DTS", 0xab: "DTS", 0xac: "DTS", 0xad: "Opus", 0xdd: "Vorbis" };
/** A file can be made of nothing but headers. */
const MOST_HEADERS = 20_000;

/** @param {Why} [flaw] @param {string | number} [found] @returns {Flaw} */
const because = (flaw = "", found = "") => ({ flaw, found: String(found) });

/** @param {Uint8Array} bytes @param {number} from @param {number} to */
const letters = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/**
 * What a file really is, and what is wrong with it.
 *
 * @param {Read} read
 * @param {number} size
 * @param {string} type what its beginning and its name say
 * @returns {Promise<{type: string} & Flaw>}
 */
export async function lookInto(read, size, type) {
	if (type === "image/jpeg") return { type, ...(await flawOfJPEG(read, size)) };
	if (type === "image/png") return { type, ...flawOfPNG(await read(0, 32)) };
	if (!["video/mp4", "audio/mp4", "video/3gpp"].includes(type)) return { type, ...because() };
	const movie = await readMovie(read, size);
	if (!movie) return { type, ...because("broken") };
	if (movie.video.length === 0 && type !== "video/3gpp") return { type: "audio/mp4", ...because() };
	return { type: type === "audio/mp4" ? "video/mp4" : type, ...flawOfMovie(movie) };
}

/** @typedef {{video: string[], audio: string[]}} Movie codecs by track */

/** @param {Movie} movie */
function flawOfMovie({ video, audio }) {
	const other = video.find((codec) => codec !== H264);
	if (other) return because("videoCodec", other);
	if (video.length === 0) return because("noVideo");
	if (audio.length > 1) return because("audioStreams", audio.length);
	return audio.length === 1 && audio[0] !== AAC ? because("audioCodec", audio[0]) : because();
}

/** @param {Read} read @param {number} size @returns {Promise<Movie | null>} null when it is cut off or something else */
async function readMovie(read, size) {
	/** @type {Movie} */
	const movie = { video: [], audio: [] };
	const boxes = new Boxes(read);
	await boxes.each(0, size, async (name, from, to) => {
		if (name !== "moov") return true;
		await boxes.each(from, to, async (inner, start, end) => {
			if (inner === "trak") await readTrack(boxes, movie, start, end);
			return true;
		});
		return true; // what is seen and heard may come after it
	});
	return boxes.left > 0 && !boxes.cut && movie.video.length + movie.audio.length > 0 ? movie : null;
}

/** Walks the boxes of an MP4. */
class Boxes {
	/** @param {Read} read */
	constructor(read) {
		this.read = read;
		this.left = MOST_HEADERS;
		/** Whether what is seen and heard ends before its end. */
		this.cut = false;
	}

	/**
	 * @param {number} from
	 * @param {number} to
	 * @param {(name: string, from: number, to: number) => Promise<boolean>} visit false when it is enough
	 */
	async each(from, to, visit) {
		while (from + 8 <= to && this.left-- > 0) {
			const header = await this.read(from, from + 16);
			if (header.length < 8) return;
			const view = new DataView(header.buffer, header.byteOffset, header.length);
			let [length, start] = [view.getUint32(0), from + 8];
			if (length === 0) length = to - from;
			else if (length === 1 && header.length === 16) [length, start] = [Number(view.getBigUint64(8)), from + 16];
			// Whatever is longer than what it stands in was cut off, or is no box: some programs leave something behind the last one.
			this.cut ||= letters(header, 4, 8) === "mdat" && length > to - from;
			if (length < start - from || length > to - from || !(await visit(letters(header, 4, 8), start, from + length))) return;
			from += length;
		}
	}
}

/** moov/trak/mdia has its kind in hdlr, and its codec in minf/stbl/stsd. @param {Boxes} boxes @param {Movie} movie @param {number} from @param {number} to */
async function readTrack(boxes, movie, from, to) {
	let [kind, codec] = ["", ""];
	/** @type {(name: string, from: number, to: number) => Promise<boolean>} */
	const visit = async (name, start, end) => {
		if (name === "mdia" || name === "minf" || name === "stbl") await boxes.each(start, end, visit);
		else if (name === "hdlr") {
			// QuickTime and cameras write a second one, in minf, of where the data is.
			const handler = letters(await boxes.read(start + 4, Math.min(start + 12, end)), 0, 8);
			if (!handler.startsWith("dhlr") && handler.length === 8) kind = handler.slice(4);
		}
		else if (name === "stsd") {
			await boxes.each(start + 8, end, async (entry, first, last) => {
				codec = codecName(entry, await boxes.read(first, Math.min(first + 1024, last)));
				return codec === H264 || codec === AAC;
			});
		}
		return true;
	};
	await boxes.each(from, to, visit);
	if (kind === "vide") movie.video.push(codec);
	else if (kind === "soun") movie.audio.push(codec);
}

/** @param {string} name @param {Uint8Array} description */
function codecName(name, description) {
	if (name === "mp4a") return nameOfMPEGAudio(description);
	return CODECS[name] ?? (name.replace(/[^\w. -]/g, "").trim() || "unknown");
}

/** Descriptor 3 of an esds box, in it descriptor 4, which begins with the object type. @param {Uint8Array} description */
function nameOfMPEGAudio(description) {
	const at = letters(description, 0, 1024).indexOf("esds");
	const outer = at < 0 ? null : afterLength(description, at + 8, 3);
	if (!outer) return AAC;
	const inner = afterLength(description, outer + 3 + (description[outer + 2] & 0x80 ? 2 : 0), 4);
	if (!inner || inner >= description.length) return AAC;
	return OBJECTS[description[inner]] ?? `MPEG-4 audio ${description[inner]}`;
}

/** Where what follows the tag of a descriptor and its length begins; 0 when it is another one. @param {Uint8Array} bytes @param {number} at @param {number} tag */
function afterLength(bytes, at, tag) {
	if (bytes[at] !== tag) return 0;
	for (let i = at + 1; i < Math.min(bytes.length, at + 5); i++) if (!(bytes[i] & 0x80)) return i + 1;
	return 0;
}

/** The frame header has the bits and the number of colours. @param {Read} read @param {number} size */
async function flawOfJPEG(read, size) {
	for (let at = 2, i = 0; i < 10_000 && at < size; i++) {
		const segment = await read(at, at + 10);
		if (segment.length < 10 || segment[0] !== 0xff) break;
		const marker = segment[1];
		if (marker === 0xff) at += 1;
		else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
		else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return flawOfColours(segment[4], { 1: "grey", 3: "", 4: "cmyk" }, segment[9]);
		else if (marker === 0xd9 || marker === 0xda) break;
		else {
			const length = segment[2] * 256 + segment[3];
			if (length < 2) break;
			at += 2 + length;
		}
	}
	return because("broken");
}

/** @param {Uint8Array} head */
function flawOfPNG(head) {
	if (head.length < 26 || letters(head, 12, 16) !== "IHDR") return because("broken");
	return flawOfColours(head[24], { 0: "grey", 2: "", 3: "palette", 4: "grey", 6: "" }, head[25]);
}

/** Pictures have 8 bits, and are RGB or RGBA. @param {number} bits @param {Record<number, Why>} known @param {number} colours */
function flawOfColours(bits, known, colours) {
	const flaw = known[colours];
	if (flaw === undefined) return because("broken");
	return bits > 8 || (flaw === "" && bits !== 8) ? because("depth", bits) : because(flaw);
}

/**
 * Reads a file a window at a time: its headers stand close together. @param {Blob} file @returns {Read}
 */
export function windowOn(file) {
	const WINDOW = 64 * 1024;
	let [start, bytes] = [0, new Uint8Array()];
	return async (from, to) => {
		if (from < start || to > start + bytes.length) {
			start = from;
			bytes = new Uint8Array(await file.slice(from, Math.max(to, from + WINDOW)).arrayBuffer());
		}
		return bytes.subarray(from - start, to - start);
	};
}

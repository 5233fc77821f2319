// @ts-check
import { own } from "/app/lib/own.js";
// What WhatsApp takes of files, so that nothing is uploaded for nothing. Pure: reading a file and
// making a picture smaller are lib/picture.js.

/**
 * The same as in whatsapp/media_kinds.go; a test compares the two. It is JSON, for that test.
 *
 * @type {Record<string, {types: string[], most: number}>}
 */
export const KINDS = {
	"image": { "types": ["image/jpeg", "image/png"], "most": 5242880 },
	"video": { "types": ["video/mp4", "video/3gpp"], "most": 16777216 },
	"audio": { "types": ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], "most": 16777216 },
	"sticker": { "types": ["image/webp"], "most": 512000 },
	"document": {
		"types": [
			"application/pdf", "text/plain",
			"application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			"application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			"application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
			"image/jpeg", "image/png", "image/webp", "video/mp4", "video/3gpp",
			"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"
		],
		"most": 104857600
	}
};
export const STATIC_STICKER = 102400;
export const MAX_CAPTION = 1024;
/** A sticker is a square of this many pixels. */
const STICKER_EDGE = 512;

/** Other names of types that have one at Meta, as whatsapp.BaseType knows them. @type {Record<string, string>} */
export const ALIASES = {
	"video/3gp": "video/3gpp",
	"audio/3gpp": "video/3gpp",
	"video/x-m4v": "video/mp4",
	"image/jpg": "image/jpeg",
	"audio/x-m4a": "audio/mp4",
	"audio/x-mp4a": "audio/mp4",
	"audio/m4a": "audio/mp4",
	"audio/mp3": "audio/mpeg",
	"audio/opus": "audio/ogg",
	"application/ogg": "audio/ogg",
	"audio/amr-nb": "audio/amr"
};

/** Texts whose types don't begin with text/, as whatsapp.IsText has them. */
const TEXTS = ["json", "xml", "javascript", "x-ndjson", "x-subrip", "rtf", "yaml", "x-yaml", "sql", "toml"];
/** Office files that a browser doesn't know by their names. @type {Record<string, string>} */
const ENDINGS = {
	docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", doc: "application/msword",
	xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xls: "application/vnd.ms-excel",
	pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation", ppt: "application/vnd.ms-powerpoint",
};
const OFFICE = Object.values(ENDINGS);
const MP4_FAMILY = ["video/mp4", "audio/mp4", "video/3gpp"];
const HEIC = ["heic", "heix", "hevc", "mif1", "msf1", "heim", "heis"];

/**
 * @typedef {object} Facts what is known of a file
 * @property {string} type what it really is; empty when nobody can tell
 * @property {number} size
 * @property {number} width of a picture that this browser can read; 0 otherwise
 * @property {number} height
 * @property {boolean} animated a WebP that moves
 * @property {boolean} mono Ogg with one channel of Opus
 * @property {import("/app/lib/media-flaws.js").Why} flaw what keeps it from being seen or heard
 * @property {string} found what was found instead
 *
 * @typedef {"image" | "video" | "audio" | "sticker" | "document"} Kind
 *
 * @typedef {object} Ways how a file can be sent
 * @property {Kind[]} kinds the usual one first; none when it can't be sent at all
 * @property {boolean} convert whether as a picture it has to be made another one
 * @property {import("/app/lib/media-flaws.js").Why | "empty" | "huge" | "heic" | "picture" | "pictureLarge" | "gif" | "webp" | "videoType" | "videoLarge" | "audioType" | "audioFile" | "audioLarge" | "unknown"} why
 *   what to say about it
 */

/**
 * What a file is: by its first bytes where they tell, else what the browser makes of its name.
 *
 * @param {Uint8Array} head
 * @param {string} declared
 * @param {string} [name]
 */
export function typeOf(head, declared, name = "") {
	const base = declared.split(";")[0].trim().toLowerCase();
	const said = own(ALIASES, base) ?? base;
	const word = (/** @type {number} */ from, /** @type {number} */ to) => String.fromCharCode(...head.subarray(from, to));
	if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
	if (word(1, 4) === "PNG" && head[0] === 0x89) return "image/png";
	if (word(0, 4) === "GIF8") return "image/gif";
	if (word(0, 4) === "RIFF" && word(8, 12) === "WEBP") return "image/webp";
	if (word(0, 4) === "OggS") return said.startsWith("video/") && !word(0, 512).includes("OpusHead") ? "video/ogg" : "audio/ogg";
	if (word(0, 5) === "%PDF-") return "application/pdf";
	if (word(0, 5) === "#!AMR") return "audio/amr";
	if (word(4, 8) === "ftyp") {
		const brand = word(8, 12);
		if (HEIC.includes(brand)) return "image/heic";
		if (brand === "avif" || brand === "avis") return "image/avif";
		if (brand === "qt  ") return "video/quicktime";
		if (MP4_FAMILY.includes(said)) return said;
		if (brand.startsWith("M4A") || brand.startsWith("M4B")) return "audio/mp4";
		return brand.startsWith("3g") ? "video/3gpp" : "video/mp4";
	}
	if (MP4_FAMILY.includes(said) && (word(0, 3) === "ID3" || (head[0] === 0xff && head[1] >= 0xe0))) return (head[1] & 0xf6) === 0xf0 ? "audio/aac" : "audio/mpeg";
	const text = head.length > 0 && !head.includes(0);
	if (word(0, 2) === "PK" || (head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11 && head[3] === 0xe0)) {
		return OFFICE.includes(said) ? said : (own(ENDINGS, name.split(".").pop()?.toLowerCase() ?? "") ?? (said || "application/zip"));
	}
	// Windows calls a table in text an Excel file.
	if (OFFICE.includes(said) || said === "application/pdf" || said === "video/mp4") return text ? "text/plain" : "";
	// A script, a mail: what it is for doesn't matter to WhatsApp.
	if (text && /^(application|message)\//.test(said) && !isText(said)) return "text/plain";
	// It says that it is what its first bytes would have shown, or nothing that anybody knows.
	if (said && said !== "application/octet-stream" && !["image/jpeg", "image/png", "image/webp", "image/gif"].includes(said)) return said;
	return text ? "text/plain" : "";
}

/** @param {string} type */
const isText = (type) => type.startsWith("text/") || /\+(xml|json)$/.test(type) || TEXTS.some((one) => type === `application/${one}`);

/** Whether Meta takes files of a type as documents; texts go as one of its types. @param {string} type */
export const isDocument = (type) => isText(type) || KINDS.document.types.includes(type);

/** The animation flag of the extended header. @param {Uint8Array} head */
export const isAnimated = (head) => head.length > 20 && String.fromCharCode(...head.subarray(12, 16)) === "VP8X" && (head[20] & 2) !== 0;

/** Whether an Ogg file has one channel of Opus. @param {Uint8Array} head */
export function isMonoOpus(head) {
	const at = String.fromCharCode(...head.subarray(0, 512)).indexOf("OpusHead");
	return at >= 0 && head[at + 9] === 1;
}

/**
 * @param {Facts} facts
 * @returns {Ways}
 */
export function waysOf(facts) {
	const { type, size, width, height } = facts;
	/** @param {Kind[]} kinds @param {Ways["why"]} [why] @param {boolean} [convert] */
	const ways = (kinds, why = "", convert = false) => ({ kinds, why, convert });
	const readable = width > 0 && height > 0;
	if (size === 0) return ways([], "empty");
	const whole = size <= KINDS.document.most;
	/** @type {Kind[]} */
	const asIs = whole && isDocument(type) ? ["document"] : [];

	if (KINDS.image.types.includes(type)) {
		const fits = size <= KINDS.image.most && !facts.flaw;
		if (!fits && !readable) return ways(asIs, facts.flaw || (whole ? "pictureLarge" : "huge"));
		return ways(["image", ...asIs], "", !fits);
	}
	if (type.startsWith("image/") && (readable || !isText(type))) {
		if (!readable) return ways(asIs, whole ? (type === "image/heic" ? "heic" : "picture") : "huge");
		const sticker = type === "image/webp" && isSticker(facts);
		return ways(["image", ...(sticker ? /** @type {Kind[]} */ (["sticker"]) : []), ...asIs], type === "image/gif" ? "gif" : sticker ? "webp" : "", true);
	}
	if (!whole) return ways([], "huge");
	if (type.startsWith("video/")) {
		if (!KINDS.video.types.includes(type) || facts.flaw) return ways(asIs, facts.flaw || "videoType");
		return size > KINDS.video.most ? ways(asIs, "videoLarge") : ways(["video", "document"]);
	}
	if (type.startsWith("audio/")) {
		if (facts.flaw) return ways(asIs, facts.flaw);
		if (!KINDS.audio.types.includes(type) || (type === "audio/ogg" && !facts.mono)) return ways(asIs, asIs.length > 0 ? "audioFile" : "audioType");
		return size > KINDS.audio.most ? ways(asIs, "audioLarge") : ways(["audio", "document"]);
	}
	return asIs.length > 0 ? ways(asIs) : ways([], "unknown");
}

/** @param {Facts} facts */
function isSticker({ size, width, height, animated }) {
	return width === STICKER_EDGE && height === STICKER_EDGE && size <= (animated ? KINDS.sticker.most : STATIC_STICKER);
}

/** Whether WhatsApp shows words under it. @param {string} kind */
export const hasCaption = (kind) => kind === "image" || kind === "video" || kind === "document";

/** Rounded up: what is too large by a byte isn't as large as is allowed. @param {number} bytes */
export function sizeWords(bytes) {
	const [value, unit] = bytes < 1024 * 1024 ? [Math.ceil(bytes / 1024), "KB"] : [Math.ceil((bytes / 1024 / 1024) * 10) / 10, "MB"];
	return `${new Intl.NumberFormat().format(value)} ${unit}`;
}

// @ts-check
// Looks into a file, and makes pictures smaller, in the browser.

import { KINDS, isAnimated, isMonoOpus, typeOf } from "/app/lib/media-kinds.js";
import { lookInto, windowOn } from "/app/lib/media-flaws.js";

/** What WhatsApp itself makes of a picture: this many pixels at the longer edge. */
const STANDARD_EDGE = 1600;
/** Smaller than this, a picture is left as it is. */
const SMALL = 512 * 1024;
/** Larger ones are made smaller in steps until they fit: share of the edge, quality of the JPEG. */
const STEPS = [
	[1, 0.85],
	[1, 0.75],
	[0.75, 0.75],
	[0.5, 0.7],
	[0.3, 0.65],
];
/** A canvas is not larger than this in any browser that matters. */
const LARGEST_EDGE = 4096;

/** @param {File} file @returns {Promise<import("/app/lib/media-kinds.js").Facts>} */
export async function inspect(file) {
	const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
	const { type, flaw, found } = await lookInto(windowOn(file), file.size, typeOf(head, file.type, file.name));
	const facts = { type, flaw, found, size: file.size, width: 0, height: 0, animated: type === "image/webp" && isAnimated(head), mono: isMonoOpus(head) };
	if (!type.startsWith("image/")) return facts;
	try {
		const picture = await createImageBitmap(file);
		facts.width = picture.width;
		facts.height = picture.height;
		picture.close();
	} catch {
		// A kind of picture that this browser can't read.
	}
	return facts;
}

/**
 * @typedef {{blob: Blob, type: string, name: string, width: number, height: number}} Ready what is sent of a file
 */

/**
 * What is sent of a file as one of its kinds: pictures may be made anew.
 *
 * @param {File} file
 * @param {import("/app/lib/media-kinds.js").Facts} facts
 * @param {import("/app/lib/media-kinds.js").Kind} kind
 * @param {{standard: boolean, convert: boolean}} wish
 * @returns {Promise<Ready>}
 */
export async function makeReady(file, facts, kind, wish) {
	if (kind === "image") return makePicture(file, facts, wish);
	return { blob: file, type: facts.type || file.type, name: file.name, width: facts.width, height: facts.height };
}

/**
 * A picture as it is sent: as it is where that is wanted and possible, else as a smaller JPEG. What
 * is written anew has no place and no camera in it any more.
 *
 * @param {File} file
 * @param {import("/app/lib/media-kinds.js").Facts} facts
 * @param {{standard: boolean, convert: boolean}} wish
 * @returns {Promise<Ready>}
 */
async function makePicture(file, facts, { standard, convert }) {
	const asIs = { blob: file, type: facts.type, name: file.name, width: facts.width, height: facts.height };
	const longest = Math.max(facts.width, facts.height);
	const small = longest <= STANDARD_EDGE && file.size <= SMALL;
	if (!facts.width || (!convert && (!standard || small))) return asIs;
	const picture = await createImageBitmap(file);
	try {
		const edge = Math.min(longest, standard ? STANDARD_EDGE : LARGEST_EDGE);
		for (const [share, quality] of STEPS) {
			const scale = (edge * share) / longest;
			const made = await draw(picture, Math.max(1, Math.round(facts.width * scale)), Math.max(1, Math.round(facts.height * scale)), quality);
			if (made.blob.size > KINDS.image.most) continue;
			// A drawing with few colours is smaller as it was.
			if (!convert && made.blob.size >= file.size) return asIs;
			return { ...made, type: "image/jpeg", name: `${file.name.replace(/\.[^.]*$/, "") || "picture"}.jpg` };
		}
	} finally {
		picture.close();
	}
	throw new Error("This picture could not be made small enough.");
}

/** @param {ImageBitmap} picture @param {number} width @param {number} height @param {number} quality */
async function draw(picture, width, height, quality) {
	const canvas = document.createElement("canvas");
	canvas.width = width;
	canvas.height = height;
	const pen = canvas.getContext("2d");
	if (!pen) throw new Error("This browser can't draw pictures.");
	// A JPEG has no transparency: it would turn black.
	pen.fillStyle = "#fff";
	pen.fillRect(0, 0, width, height);
	pen.imageSmoothingQuality = "high";
	pen.drawImage(picture, 0, 0, width, height);
	const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
	if (!blob) throw new Error("This picture is too large for this browser.");
	return { blob, width, height };
}

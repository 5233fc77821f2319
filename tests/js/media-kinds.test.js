// What is said of a file before it is uploaded.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { lookInto, windowOn } from "/app/lib/media-flaws.js";
import { KINDS, STATIC_STICKER, hasCaption, isAnimated, isMonoOpus, sizeWords, typeOf, waysOf } from "/app/lib/media-kinds.js";

const OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const bytes = (text) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
const facts = (change) => ({ flaw: "", found: "", type: "image/jpeg", size: 1000, width: 800, height: 600, animated: false, mono: false, ...change });
const ways = (change) => {
	const { kinds, convert, why } = waysOf(facts(change));
	return `${kinds.join("/")}${convert ? " anew" : ""}${why && ` ${why}`}`;
};

test("a file is what its first bytes say, whatever it is called", () => {
	for (const [head, declared, type, name] of [
		["\xff\xd8\xff\xe0", "image/png", "image/jpeg"],
		["\x89PNG\r\n", "", "image/png"],
		["RIFF\0\0\0\0WEBPVP8 ", "image/jpeg", "image/webp"],
		["\0\0\0\x18ftypheic", "", "image/heic"],
		["\0\0\0\x18ftypmp42", "audio/x-m4a", "audio/mp4"],
		["\0\0\0\x18ftypM4A ", "", "audio/mp4"],
		["\0\0\0\x18ftyp3gp4", "", "video/3gpp"],
		["\0\0\0\x18ftypisom", "", "video/mp4"],
		["\0\0\0\x18ftypqt  ", "video/mp4", "video/quicktime"],
		["OggS", "", "audio/ogg"],
		["OggS", "audio/opus", "audio/ogg"],
		["OggS........OpusHead", "video/mp4", "audio/ogg"],
		["OggS........\x80theora", "video/ogg", "video/ogg"],
		["\xff\xfb\x90", "audio/x-m4a", "audio/mpeg"],
		["\xff\xf1\x50", "audio/mp4", "audio/aac"],
		["%PDF-1.7", "", "application/pdf"],
		["ID3", "audio/mp3", "audio/mpeg"],
		["hello", "text/csv; charset=utf-8", "text/csv"],
		["hello", "image/jpeg", "text/plain"],
		["hello", "", "text/plain"],
		["\x12\0\x01", "image/jpeg", ""],
		["\0\0\0", "model/stl", "model/stl"],
		["PK\x03\x04\0", "application/zip", "application/zip"],
		["PK\x03\x04\0", OFFICE, OFFICE],
		["PK\x03\x04\0", "", OFFICE, "Offer.DOCX"],
		["\xd0\xcf\x11\xe0\0", "", "application/vnd.ms-excel", "a.xls"],
		["a;b", "application/vnd.ms-excel", "text/plain"],
		["\0\x01", "application/msword", ""],
		["\0\x01\x02", "application/octet-stream", ""],
	]) {
		assert.equal(typeOf(bytes(head), declared, name), type, `${JSON.stringify(head)} ${declared}`);
	}
});

test("pictures", () => {
	assert.equal(ways({}), "image/document");
	assert.equal(ways({ size: KINDS.image.most }), "image/document");
	assert.equal(ways({ size: KINDS.image.most + 1 }), "image/document anew");
	assert.equal(ways({ size: KINDS.image.most + 1, width: 0 }), "document pictureLarge");
	assert.equal(ways({ type: "image/bmp", size: 200_000_000 }), "image anew");
	assert.equal(ways({ type: "image/heic", width: 0 }), " heic");
	assert.equal(ways({ type: "image/heic" }), "image anew");
	assert.equal(ways({ type: "image/gif" }), "image anew gif");
	assert.equal(ways({ type: "image/svg+xml", width: 0 }), "document");
});

test("a picture whose colours WhatsApp doesn't take is made anew where this browser can", () => {
	for (const flaw of ["cmyk", "depth", "grey", "palette"]) {
		assert.equal(ways({ flaw }), "image/document anew");
		assert.equal(ways({ flaw, width: 0 }), `document ${flaw}`);
	}
});

test("a WebP of the right size can be a sticker, and never goes as it is as a picture", () => {
	const webp = { type: "image/webp", width: 512, height: 512 };
	assert.equal(ways(webp), "image/sticker/document anew webp");
	assert.equal(ways({ ...webp, width: 800 }), "image/document anew");
	assert.equal(ways({ ...webp, size: STATIC_STICKER + 1 }), "image/document anew");
	assert.equal(ways({ ...webp, size: STATIC_STICKER + 1, animated: true }), "image/sticker/document anew webp");
	assert.equal(ways({ ...webp, size: KINDS.sticker.most + 1, animated: true }), "image/document anew");
	assert.equal(isAnimated(bytes("RIFF\0\0\0\0WEBPVP8X\n\0\0\0\x02")), true);
	assert.equal(isAnimated(bytes("RIFF\0\0\0\0WEBPVP8X\n\0\0\0\x10")), false);
});

test("films, sound and the rest", () => {
	assert.equal(ways({ type: "video/mp4" }), "video/document");
	assert.equal(ways({ type: "video/mp4", size: KINDS.video.most + 1 }), "document videoLarge");
	assert.equal(ways({ type: "video/quicktime" }), " videoType");
	assert.equal(ways({ type: "audio/mpeg" }), "audio/document");
	assert.equal(ways({ type: "audio/ogg", mono: true }), "audio/document");
	assert.equal(ways({ type: "audio/ogg" }), "document audioFile");
	assert.equal(ways({ type: "audio/mpeg", size: KINDS.audio.most + 1 }), "document audioLarge");
	assert.equal(ways({ type: "application/pdf", size: KINDS.document.most }), "document");
	for (const type of ["application/pdf", "video/mp4", "audio/mpeg", ""]) assert.equal(ways({ type, size: KINDS.document.most + 1 }), " huge");
	assert.equal(ways({ type: "audio/flac" }), " audioType");
	assert.equal(ways({ size: 0 }), " empty");
	assert.equal(ways({ type: "text/plain" }), "document");
	for (const type of ["text/csv", "application/json", OFFICE]) assert.equal(ways({ type }), "document");
	for (const type of ["", "model/stl", "application/zip"]) assert.equal(ways({ type }), " unknown");
	assert.equal(isMonoOpus(bytes("OggS\0\0OpusHead\x01\x01")), true);
	assert.equal(isMonoOpus(bytes("OggS\0\0OpusHead\x01\x02")), false);
	assert.deepEqual(Object.keys(KINDS).filter(hasCaption), ["image", "video", "document"]);
});

test("sizes in words", () => {
	assert.deepEqual([1, 1024, 1025, 5 * 1024 * 1024, KINDS.image.most + 1, 6.2 * 1024 * 1024].map(sizeWords), ["1 KB", "1 KB", "2 KB", "5 MB", "5.1 MB", "6.2 MB"]);
});

/** The bytes of a file as whatsapp/testdata/files.json describes it. */
const contentOf = (parts) => parts.flatMap((part) => (typeof part !== "string" ? box(part[0], ...contentOf(part.slice(1))) : part.startsWith("$") ? track(...part.slice(1).split(" ")) : [...bytes(part)]));
const box = (name, ...inner) => [0, 0, (8 + inner.length) >> 8, (8 + inner.length) & 255, ...bytes(name), ...inner];
const zeros = (count) => Array(count).fill(0);
function track(kind, codec) {
	const [name, object] = codec.split(":");
	const inner = object ? box("esds", 0, 0, 0, 0, 3, 0x80, 0x80, 25, 0, 1, 0, 4, 17, parseInt(object, 16)) : [];
	const entry = box(name, ...zeros(28), ...inner);
	const described = box("minf", ...box("stbl", ...box("stsd", 0, 0, 0, 0, 0, 0, 0, 1, ...entry)));
	return box("trak", ...box("mdia", ...box("hdlr", ...zeros(8), ...bytes(kind), ...zeros(12)), ...described));
}

test("a file is looked into as the server does", async () => {
	const { files } = JSON.parse(await readFile(new URL("../../whatsapp/testdata/files.json", import.meta.url), "utf8"));
	for (const { name, declared, parts, pages, type, kinds, why = "", found = "" } of files) {
		const content = Uint8Array.from(contentOf(parts));
		const looked = await lookInto(windowOn(new Blob([content])), content.length, typeOf(content.subarray(0, 4096), declared));
		assert.deepEqual([looked.type, looked.flaw, looked.found], [pages ?? type, why, found], name);
		assert.deepEqual(waysOf(facts({ ...looked, width: 0, mono: false })).kinds, kinds, name);
	}
});

test("of a large file only its headers are read", async () => {
	const moov = contentOf([["moov", "$vide hvc1"]]);
	const [film, end] = [0x4000_0000, 0x4000_0000 + moov.length];
	let total = 0;
	const read = async (from, to) => {
		total += to - from;
		if (from >= film) return Uint8Array.from(moov).subarray(from - film, to - film);
		return from === 0 ? Uint8Array.from([0x40, 0, 0, 0, ...bytes("mdat"), ...zeros(8)]) : new Uint8Array();
	};
	assert.equal((await lookInto(read, end, "video/mp4")).found, "HEVC");
	assert.ok(total < 4096, `${total} bytes`);
});

// A recording of Chromium's becomes an Ogg file that anything plays.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checksum, packetSamples, webmToOgg, writeOggOpus } from "/app/lib/ogg-opus.js";
import { readWebmOpus } from "/app/lib/webm-opus.js";

const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : [...(part.length === undefined ? [part] : part)])));
const hex = (text) => Uint8Array.from(text.replace(/\s/g, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
const HEAD = bytes("OpusHead", [1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);

/** An element with its size in one byte, or two. */
const element = (id, content) => bytes(hex(id), content.length < 127 ? [0x80 | content.length] : [0x40 | (content.length >> 8), content.length & 255], content);
const block = (track, time, packet, id = "a3", flags = 0x80) => element(id, bytes([0x80 | track, time >> 8, time & 255, flags], packet));
const tracks = (head = HEAD) =>
	element("1654ae6b", element("ae", bytes(element("d7", [1]), element("86", bytes("A_OPUS\0\0")), element("63a2", head), element("e1", bytes(element("9f", [1]))))));
/** As Chromium writes it: a segment and clusters of unknown size. */
const recording = (...clusters) =>
	bytes(hex("1a45dfa3 9f 4286 81 01 42f7 81 01 42f2 81 04 42f3 81 08 4282 84"), "webm", hex("4287 81 04 4285 81 02 18538067 01ffffffffffffff"),
		element("1549a966", element("4d80", bytes("Chrome"))), tracks(), ...clusters.map((blocks) => bytes(hex("1f43b675 01ffffffffffffff e7 81 00"), ...blocks)));

/** 60 ms of sound, as Chromium makes them, of a length of one's own. */
const packet = (length, fill = 7) => bytes([0xfb, 0x03], new Uint8Array(length - 2).fill(fill));

/** Reads Ogg by the specification, not by our writer: pages, and packets across them. */
function readOgg(file) {
	const pages = [];
	const packets = [];
	let begun = [];
	for (let at = 0; at < file.length; ) {
		const view = new DataView(file.buffer, file.byteOffset + at);
		assert.equal(String.fromCharCode(...file.subarray(at, at + 4)), "OggS");
		assert.equal(file[at + 4], 0);
		const laces = file.subarray(at + 27, at + 27 + file[at + 26]);
		const length = 27 + laces.length + laces.reduce((sum, lace) => sum + lace, 0);
		const page = file.slice(at, at + length);
		const sum = new DataView(page.buffer).getUint32(22, true);
		page.fill(0, 22, 26);
		assert.equal(checksum(page), sum, `the checksum of page ${pages.length}`);
		let from = at + 27 + laces.length;
		for (const lace of laces) {
			begun.push(...file.subarray(from, from + lace));
			from += lace;
			if (lace < 255) {
				packets.push(Uint8Array.from(begun));
				begun = [];
			}
		}
		pages.push({ flags: file[at + 5], granule: Number(view.getBigInt64(6, true)), serial: view.getUint32(14, true), number: view.getUint32(18, true), done: packets.length });
		at += length;
	}
	assert.equal(begun.length, 0, "the last packet is whole");
	return { pages, packets };
}

test("the checksum is Ogg's", () => {
	// CRC-32 with the same polynomial, not reflected, from zero: its published check value.
	assert.equal(checksum(bytes("123456789")), 0x89a1897f);
});

test("the packets of a recording are the packets of the voice note", () => {
	const sound = Array.from({ length: 40 }, (_, i) => packet(100 + i, i));
	const webm = recording(sound.slice(0, 25).map((one, i) => block(1, i * 60, one)), sound.slice(25).map((one, i) => block(1, i * 60, one)));
	const { pages, packets } = readOgg(webmToOgg(webm, 0xdeadbeef));
	assert.deepEqual(packets[0], HEAD);
	assert.equal(String.fromCharCode(...packets[1].subarray(0, 8)), "OpusTags");
	assert.deepEqual(packets.slice(2), sound);
	assert.deepEqual(pages.map((page) => page.number), pages.map((_, i) => i));
	assert.ok(pages.every((page) => page.serial === 0xdeadbeef));
	assert.equal(pages[0].flags, 2);
	assert.equal(pages.at(-1).flags, 4);
	assert.ok(pages.slice(1, -1).every((page) => page.flags === 0));
	assert.deepEqual([pages[0].granule, pages[0].done, pages[1].granule, pages[1].done], [0, 1, 0, 2]);
});

test("the position of each page is the sound up to its end", () => {
	const sound = Array.from({ length: 40 }, () => packet(120));
	const { pages } = readOgg(writeOggOpus(HEAD, sound, 1));
	for (const page of pages.slice(2)) assert.equal(page.granule, (page.done - 2) * 2880);
	assert.ok(pages.length > 5, "there is a page for each half second");
	assert.equal(readOgg(writeOggOpus(HEAD, sound, 1, 500)).pages.at(-1).granule, 40 * 2880 - 500);
});

test("what a recorder leaves unsaid about its beginning is said", () => {
	const silent = HEAD.with(10, 0).with(11, 0);
	assert.deepEqual(readOgg(writeOggOpus(silent, [packet(30)], 1)).packets[0], HEAD);
	assert.deepEqual(silent, HEAD.with(10, 0).with(11, 0), "what was given stays as it is");
	const other = HEAD.with(10, 0xa0);
	assert.deepEqual(readOgg(writeOggOpus(other, [packet(30)], 1)).packets[0], other);
});

test("packets of any length keep their borders", () => {
	const sound = [2, 254, 255, 256, 509, 510, 511, 1275, 3000, 20_000, 3].map((length) => packet(length));
	assert.deepEqual(readOgg(writeOggOpus(HEAD, sound, 1)).packets.slice(2), sound);
	assert.throws(() => writeOggOpus(HEAD, [packet(70_000)], 1), /too large/);
	assert.throws(() => writeOggOpus(HEAD, [], 1), /empty/);
});

test("how long a packet sounds", () => {
	for (const [toc, samples] of [[[0x00], 480], [[0x18], 2880], [[0x60], 480], [[0x68], 960], [[0x80], 120], [[0xf8], 960], [[0xf9], 1920], [[0xfa], 1920], [[0xfb, 0x03], 2880], [[], 0]]) {
		assert.equal(packetSamples(Uint8Array.from(toc)), samples, `${toc}`);
	}
});

test("blocks in groups are read, with what is to be left out at the end", () => {
	const padding = element("75a2", [0, 0x98, 0x96, 0x80]); // 10 ms
	const last = element("a0", bytes(block(1, 60, packet(50, 2), "a1", 0), padding));
	const read = readWebmOpus(recording([block(1, 0, packet(60, 1)), last]));
	assert.deepEqual([read.packets.length, read.trim], [2, 480]);
});

test("sizes that are known are read like those that aren't, and other tracks are left out", () => {
	const cluster = element("1f43b675", bytes(element("e7", [0]), block(1, 0, packet(30)), block(2, 0, packet(31)), element("ec", [0, 0])));
	const whole = bytes(hex("1a45dfa3 80"), element("18538067", bytes(tracks(), cluster)));
	assert.deepEqual(readWebmOpus(whole).packets, [packet(30)]);
});

test("a recording that was cut off ends with its last whole packet", () => {
	const webm = recording([block(1, 0, packet(80, 1)), block(1, 60, packet(80, 2))]);
	assert.deepEqual(readWebmOpus(webm.subarray(0, webm.length - 10)).packets, [packet(80, 1)]);
});

test("what is no such recording is refused", () => {
	assert.throws(() => readWebmOpus(bytes("hello world")), /no WebM/);
	assert.throws(() => readWebmOpus(new Uint8Array()), /no WebM/);
	assert.throws(() => readWebmOpus(bytes(hex("1a45dfa3 80"))), /no Opus/);
	assert.throws(() => readWebmOpus(recording([block(1, 0, packet(30), "a3", 0x82)])), /Several packets/);
	const webm = recording([block(1, 0, packet(30))]);
	// Nothing that is cut anywhere, or has a wrong byte, runs forever or reads beyond its end.
	for (let i = 0; i < webm.length; i++) {
		for (const broken of [webm.subarray(0, i), webm.with(i, 0xff), webm.with(i, 0)]) {
			try {
				readWebmOpus(broken);
			} catch (error) {
				assert.match(String(error), /no WebM|no Opus|Several packets/);
			}
		}
	}
});

// What is dropped and pasted, and what a microphone gives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { droppedFiles, hasFiles, pastedFiles } from "/app/lib/file-entry.js";
import { writeOggOpus } from "/app/lib/ogg-opus.js";
import { clock, makeNote, microphoneProblem, pickFormat } from "/app/lib/voice-note.js";

const file = (name) => ({ kind: "file", getAsFile: () => name, webkitGetAsEntry: () => ({ isDirectory: false }) });

test("folders are counted, not sent", () => {
	const folder = { kind: "file", getAsFile: () => "folder", webkitGetAsEntry: () => ({ isDirectory: true }) };
	const text = { kind: "string", getAsFile: () => null };
	assert.deepEqual(droppedFiles({ items: [file("a"), folder, text, file("b")] }), { files: ["a", "b"], folders: 1 });
	assert.equal(hasFiles({ types: ["Files"] }), true);
	assert.equal(hasFiles({ types: ["text/plain", "text/uri-list"] }), false);
	assert.equal(hasFiles(null), false);
});

test("a picture is pasted, and text that has one with it is text", () => {
	assert.deepEqual(pastedFiles({ types: ["text/html", "Files"], files: ["a"] }), ["a"]);
	assert.deepEqual(pastedFiles({ types: ["text/plain", "text/html", "Files"], files: ["a"] }), []);
	assert.deepEqual(pastedFiles(null), []);
});

test("what needs no changing is recorded before what does", () => {
	const only = (...types) => pickFormat((type) => types.includes(type));
	assert.equal(only("audio/mp4", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"), "audio/ogg;codecs=opus");
	assert.equal(only("audio/mp4", "audio/webm;codecs=opus"), "audio/webm;codecs=opus");
	assert.equal(only("audio/mp4"), "audio/mp4");
	assert.equal(only("audio/x-nothing"), "");
});

const ogg = (channels) => writeOggOpus(Uint8Array.from([..."OpusHead"].map((letter) => letter.charCodeAt(0)).concat(1, channels, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0)), [Uint8Array.of(0xfb, 3, 1)], 1);

test("a recording is a voice note where WhatsApp would play it as one", () => {
	const at = new Date(2026, 10, 23, 8, 5, 9);
	const note = makeNote(ogg(1), "audio/ogg; codecs=opus", 4, at);
	assert.deepEqual([note.name, note.blob.type, note.voice, note.seconds], ["voice-2026-11-23-080509.ogg", "audio/ogg", true, 4]);
	const plain = makeNote(Uint8Array.of(0, 0, 0, 1), "audio/mp4", 4, at);
	assert.deepEqual([plain.name, plain.blob.type, plain.voice], ["voice-2026-11-23-080509.m4a", "audio/mp4", false]);
	assert.throws(() => makeNote(ogg(2), "audio/ogg;codecs=opus", 4, at), /one channel/);
	assert.throws(() => makeNote(new Uint8Array(), "audio/webm;codecs=opus", 4, at), /Nothing/);
	assert.throws(() => makeNote(Uint8Array.of(1, 2, 3, 4), "audio/webm;codecs=opus", 4, at), /WebM/);
	assert.throws(() => makeNote(new Uint8Array(17 << 20), "audio/mp4", 4, at), /too large/);
});

test("lengths and problems in words", () => {
	assert.deepEqual([0, 9.9, 65, 1800].map(clock), ["0:00", "0:09", "1:05", "30:00"]);
	assert.deepEqual(["NotAllowedError", "NotFoundError", "NotReadableError", "TypeError"].map((name) => microphoneProblem({ name })), ["refused", "none", "busy", "failed"]);
});

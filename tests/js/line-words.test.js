import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlank, lineWords } from "/app/i18n/index.js";

test("a file without words is called by its kind, a document by its name", () => {
	assert.equal(lineWords("Media message received: image"), "Photo");
	assert.equal(lineWords("Media message sent: voice note"), "Voice note");
	assert.equal(lineWords("Media message received: audio file"), "Audio");
	assert.equal(lineWords("Media message received: document (Invoice 2041 (copy).pdf)"), "Invoice 2041 (copy).pdf");
});

test("what somebody has written stays as it is", () => {
	for (const body of ["The scratch is on the left side", "Media message received: lunch", "He said: Media message sent: image", "Media message received: file not loaded yet"]) {
		assert.equal(lineWords(body), body);
	}
});

test("a text in which nothing can be seen is called empty", () => {
	for (const body of ["", "   ", "\n\t \u00a0", "\u200b\u2060", "\u3164"]) assert.equal(lineWords(body), "[empty message]", JSON.stringify(body));
	for (const body of [" .", "👋", "👩\u200d🔧", "\u0627\u200c"]) assert.ok(!isBlank(body), JSON.stringify(body));
});

test("a message of 65,536 characters is a line, and no character is cut in two", () => {
	for (const character of ["字", "😀", "a"]) {
		const line = lineWords(character.repeat(65_536));
		assert.ok(line.length <= 401 && line.endsWith("…"), `${line.length}`);
		assert.equal(line.replaceAll(character, ""), "…");
	}
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { lineWords } from "/app/i18n/index.js";

test("a file without words is called by its kind, a document by its name", () => {
	assert.equal(lineWords("Media message received: image"), "Photo");
	assert.equal(lineWords("Media message sent: voice note"), "Voice note");
	assert.equal(lineWords("Media message received: audio file"), "Audio");
	assert.equal(lineWords("Media message received: document (Invoice 2041 (copy).pdf)"), "Invoice 2041 (copy).pdf");
});

test("what somebody has written stays as it is", () => {
	for (const body of ["", "The scratch is on the left side", "Media message received: lunch", "He said: Media message sent: image", "Media message received: file not loaded yet"]) {
		assert.equal(lineWords(body), body);
	}
});

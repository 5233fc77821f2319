import assert from "node:assert/strict";
import { test } from "node:test";
import { enterHint, isSend } from "/app/lib/enter.js";

const key = (more) => ({ key: "Enter", keyCode: 13, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more });

test("Enter sends on a desk and breaks the line on a phone, with Ctrl or Cmd it sends on both", () => {
	for (const [more, desk, phone] of [
		[{}, true, false],
		[{ shiftKey: true }, false, false],
		[{ altKey: true }, false, false],
		[{ ctrlKey: true }, true, true],
		[{ metaKey: true }, true, true],
		[{ ctrlKey: true, shiftKey: true }, false, false],
		[{ key: "a", ctrlKey: true }, false, false],
	]) {
		assert.equal(isSend(key(more), true), desk, `desk ${JSON.stringify(more)}`);
		assert.equal(isSend(key(more), false), phone, `phone ${JSON.stringify(more)}`);
	}
});

test("an Enter that finishes a word of an input method sends nowhere", () => {
	for (const word of [{ isComposing: true }, { keyCode: 229 }, { isComposing: true, ctrlKey: true }]) {
		for (const sends of [true, false]) assert.equal(isSend(key(word), sends), false);
	}
});

test("the key on the screen says what it does", () => {
	assert.deepEqual([enterHint(true), enterHint(false)], ["send", "enter"]);
});

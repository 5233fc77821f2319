// What somebody else has chosen may be called as JavaScript's own things are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { own } from "/app/lib/own.js";
import { typeOf } from "/app/lib/media-kinds.js";
import { summary } from "../../whatsapp/simulator/page/js/summary.js";

const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];

test("a table has only what was put into it", () => {
	for (const name of NAMES) assert.equal(own({ a: 1 }, name), undefined, name);
	assert.equal(own({ a: 1 }, "a"), 1);
});

test("files and messages of such kinds are like others that nobody knows", () => {
	for (const name of NAMES) {
		assert.equal(typeof typeOf(new Uint8Array(8), name, `file.${name}`), "string", name);
		assert.equal(typeof typeOf(Uint8Array.from([0x50, 0x4b, 3, 4]), "application/zip", `file.${name}`), "string", name);
		assert.equal(summary({ type: name, text: "hello", content: {} }), "hello", name);
	}
});

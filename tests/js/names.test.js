import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { party, visibleName } from "/app/lib/names.js";
import { initials } from "/app/lib/phone.js";

// The cases of the server, which does the same.
const { invisible, visible } = JSON.parse(readFileSync(new URL("../../whatsapp/testdata/names.json", import.meta.url), "utf8"));

test("a name that nobody can see is none", () => {
	for (const name of invisible) {
		assert.equal(visibleName(name), "", JSON.stringify(name));
		assert.deepEqual(party("unknown:447700900123", null, name), { title: "+44 7700 900123", unknown: true, profile: "" });
		assert.equal(party("unknown:GB.90100000000000001", null, name).title, "GB.…00001", JSON.stringify(name));
		assert.equal(initials(name), "?", JSON.stringify(name));
	}
});

test("a name in any script, or of emoji alone, is one", () => {
	for (const name of visible) {
		assert.equal(visibleName(name), name);
		assert.equal(party("unknown:GB.90100000000000001", null, name).title, `~${name}`);
		assert.notEqual(initials(name).trim(), "", JSON.stringify(name));
	}
	assert.equal(initials("\u3164Ada \u200fLovelace"), "AL");
});

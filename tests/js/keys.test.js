import assert from "node:assert/strict";
import { test } from "node:test";
import { debounce } from "/app/lib/debounce.js";
import { shortcutReader, typesText } from "/app/lib/keys.js";
import { roveFrom } from "/app/lib/rove-from.js";
import { rove } from "/app/lib/rove.js";

test("single keys and two-key sequences", () => {
	const read = shortcutReader();
	assert.equal(read({ key: "j" }, 0), "next");
	assert.equal(read({ key: "?" }, 0), "help");
	assert.equal(read({ key: "g" }, 100), "");
	assert.equal(read({ key: "c" }, 200), "go-customers");
	assert.equal(read({ key: "c" }, 300), "");
	assert.equal(read({ key: "g" }, 400), "");
	assert.equal(read({ key: "i" }, 9000), "", "too late");
	assert.equal(read({ key: "g" }, 9100), "");
	assert.equal(read({ key: "j" }, 9200), "next", "not of the sequence");
});

test("the browser's own combinations are left alone", () => {
	const read = shortcutReader();
	for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) assert.equal(read({ key: "r", [held]: true }, 0), "");
});

test("a key that types something is no shortcut", () => {
	for (const target of [{ tagName: "TEXTAREA" }, { tagName: "SELECT" }, { tagName: "INPUT", type: "search" }, { isContentEditable: true }]) {
		assert.equal(typesText(target), true);
	}
	for (const target of [null, { tagName: "A" }, { tagName: "INPUT", type: "radio" }]) assert.equal(typesText(target), false);
});

test("the focus roves within the list", () => {
	assert.equal(rove("ArrowDown", 0, 3), 1);
	assert.equal(rove("ArrowDown", 2, 3), 2);
	assert.equal(rove("ArrowUp", 0, 3), 0);
	assert.equal(rove("End", 0, 3), 2);
	assert.equal(rove("Home", 2, 3), 0);
	assert.equal(rove("x", 0, 3), -1);
	assert.equal(rove("ArrowDown", 0, 0), -1);
});

test("debounce runs once, with the last words, and can be told to hurry", ({ mock }) => {
	mock.timers.enable({ apis: ["setTimeout"] });
	const said = [];
	const say = debounce((word) => said.push(word), 10);
	say("a");
	say("b");
	say.flush();
	say.flush();
	say("c");
	say.cancel();
	say("d");
	mock.timers.tick(10);
	assert.deepEqual(said, ["b", "d"]);
});

test("down leads from the box into its list, and up from the first one back", () => {
	const at = { name: "" };
	const element = (/** @type {string} */ name) => /** @type {any} */ ({ name, focus: () => void (at.name = name) });
	const [box, first, last] = ["box", "first", "last"].map(element);
	const press = (/** @type {any} */ from, /** @type {string} */ key, list = [first, last]) => {
		let taken = false;
		at.name = from.name;
		globalThis.document = /** @type {any} */ ({ activeElement: from });
		roveFrom(/** @type {any} */ ({ key, preventDefault: () => void (taken = true) }), box, list);
		return taken ? at.name : "left alone";
	};
	assert.equal(press(box, "ArrowDown"), "first");
	assert.equal(press(first, "ArrowDown"), "last");
	assert.equal(press(last, "ArrowUp"), "first");
	assert.equal(press(first, "ArrowUp"), "box");
	assert.equal(press(box, "ArrowUp"), "left alone");
	assert.equal(press(box, "ArrowDown", []), "left alone");
	assert.equal(press(first, "x"), "left alone");
});

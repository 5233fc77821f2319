import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.window = new EventTarget();
const { fingerDone, isFinger } = await import("/app/components/finger.js");

/** Whether an event gets to what is under the finger. */
function arrives(name, more = {}) {
	let heard = false;
	const hear = () => (heard = true);
	window.addEventListener(name, hear);
	window.dispatchEvent(Object.assign(new Event(name, { cancelable: true }), more));
	window.removeEventListener(name, hear);
	return heard;
}
const press = (more = {}) => window.dispatchEvent(Object.assign(new Event("pointerdown"), { isPrimary: true, ...more }));
beforeEach(() => press());

test("what a browser makes of a finger afterwards goes to nobody, however late", () => {
	fingerDone();
	for (const name of ["contextmenu", "mousedown", "mouseup"]) assert.equal(arrives(name), false, name);
	for (let i = 0; i < 2; i++) assert.equal(arrives("click", { detail: 1 }), false);
	assert.equal(arrives("pointerup"), true, "that it was lifted is known");
});

test("a key and a screen reader press all the same", () => {
	fingerDone();
	assert.equal(arrives("click", { detail: 0 }), true);
});

test("the next press is one again, of whatever was kept how often", () => {
	fingerDone();
	fingerDone();
	press({ isPrimary: false });
	assert.equal(arrives("click", { detail: 1 }), false, "a second finger is not the next press");
	press();
	for (const name of ["contextmenu", "mousedown", "mouseup", "click"]) assert.equal(arrives(name, { detail: 1 }), true, name);
});

test("a finger and a pen, not a mouse", () => {
	assert.deepEqual(["touch", "pen", "mouse", "", undefined].map((pointerType) => isFinger({ pointerType })), [true, true, false, false, false]);
});

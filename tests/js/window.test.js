// Until when free text reaches somebody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isShut, steadyFor, windowAt } from "/app/lib/window.js";

const now = new Date("2026-11-03T12:00:00Z");
const inMinutes = (minutes) => new Date(now.getTime() + minutes * 60_000);

test("the window is open, in its last hour, closed, or was never open", () => {
	assert.equal(windowAt(inMinutes(61), now).state, "open");
	assert.deepEqual(windowAt(inMinutes(60), now), { state: "last", until: inMinutes(60), minutes: 60 });
	assert.equal(windowAt(inMinutes(0.5), now).minutes, 0);
	assert.equal(windowAt(inMinutes(0), now).state, "closed");
	assert.equal(windowAt(null, now).state, "never");
	assert.equal(windowAt(null, now, false).state, "unknown");
});

test("only what is known to be closed keeps text from being sent", () => {
	assert.deepEqual([inMinutes(90), inMinutes(5), inMinutes(-1), null].map((until) => isShut(windowAt(until, now))), [false, false, true, true]);
	assert.equal(isShut(windowAt(null, now, false)), false);
	assert.equal(isShut({ state: "elsewhere", until: inMinutes(90), minutes: 0 }), true, "another app has the chat");
});

test("what is said changes when the last hour begins, then every minute, then never", () => {
	assert.equal(steadyFor(inMinutes(90), now), 30 * 60_000);
	assert.equal(steadyFor(inMinutes(600), now), 60 * 60_000, "a long timer is looked at hourly");
	assert.equal(steadyFor(inMinutes(41.5), now), 30_000);
	assert.equal(steadyFor(inMinutes(41), now), 60_000);
	assert.equal(steadyFor(inMinutes(-1), now), 0);
	assert.equal(steadyFor(null, now), 0);
});

// Messages on their way: nothing doubles, nothing disappears.

import assert from "node:assert/strict";
import { test } from "node:test";
import { notYetStored } from "/app/lib/groups.js";
import { goesFirst, isLost, reducePending, restorePending, retryAfter } from "/app/lib/pending.js";

const one = (change) => ({
	key: "k1", customer_id: "c", to_phone: "1", content: { message: "hi" }, message: "hi", template: "", reply_to: "", send_at: "",
	at: "2026-11-03T10:00:00.000Z", state: "sending", error: "", field: "", code: "", author: "me", record: "", after: "", ...change,
});
const run = (list, ...events) => events.reduce(reducePending, list);

test("a message keeps its key through lost connections and new tries", () => {
	const list = run([], { kind: "add", one: one() }, { kind: "lost", key: "k1", error: "offline" }, { kind: "try", key: "k1" }, { kind: "lost", key: "k1", error: "offline" });
	assert.equal(list.length, 1);
	assert.deepEqual([list[0].key, list[0].state], ["k1", "lost"]);
});

test("the same message is added once", () => {
	assert.equal(run([], { kind: "add", one: one() }, { kind: "add", one: one({ message: "other" }) }).length, 1);
});

test("a refusal keeps the text and its reason, and a new try forgets it", () => {
	const refused = run([one()], { kind: "refused", key: "k1", error: "Too late", field: "message", code: "crm_window", record: "" });
	assert.deepEqual([refused[0].state, refused[0].error, refused[0].code, refused[0].message], ["failed", "Too late", "crm_window", "hi"]);
	assert.deepEqual(run(refused, { kind: "try", key: "k1" })[0], one());
});

test("a stored message leaves, and those behind it wait for newer rows", () => {
	const list = run([one(), one({ key: "k2", after: "a" }), one({ key: "k3", customer_id: "d", after: "a" })], { kind: "stored", key: "k1", row: { id: "b", customer_id: "c" } });
	assert.deepEqual(list.map(({ key, after }) => [key, after]), [["k2", "b"], ["k3", "a"]]);
});

test("what is on its way goes along to another conversation", () => {
	assert.equal(run([one()], { kind: "moved", from: "c", to: "d" })[0].customer_id, "d");
	assert.deepEqual(run([one()], { kind: "discard", key: "k1" }), []);
});

test("after a reload a fresh message is sent by itself, an old one asks", () => {
	const now = Date.parse("2026-11-03T10:02:00Z");
	assert.equal(restorePending([one()], now, "closed")[0].state, "lost");
	const old = restorePending([one({ at: "2026-11-03T09:00:00.000Z" })], now, "closed")[0];
	assert.deepEqual([old.state, old.error], ["failed", "closed"]);
	assert.equal(restorePending([one({ state: "failed", error: "why" })], now, "closed")[0].error, "why");
	assert.deepEqual(restorePending([one({ record: "r" }), null], now, "closed"), []);
});

test("only a missing answer is tried again", () => {
	const answer = (change) => ({ status: 0, message: "", fields: {}, data: {}, aborted: false, offline: false, ...change });
	assert.equal(isLost(answer({ offline: true })), true);
	assert.equal(isLost(answer({ status: 504 })), true);
	for (const status of [400, 401, 409, 500, 502, 503]) assert.equal(isLost(answer({ status })), false, `${status}`);
	assert.equal(isLost(answer({ offline: true, data: { record: "r" } })), false);
	assert.equal(isLost(null), false);
});

test("the waits grow and end at half a minute", () => {
	assert.deepEqual([0, 1, 2, 9].map((tries) => retryAfter(tries, 0.5)), [1000, 2000, 4000, 30_000]);
});

test("a stored row takes the place of the message with its key, not of its double in words", () => {
	const row = (change) => ({ id: "z", client_key: "", type: "whatsapp", direction: "outbound", author: "me", body: "hi", ...change });
	const list = [one(), one({ key: "k2" })];
	assert.deepEqual(notYetStored(list, [row({ client_key: "k2" })]).map(({ key }) => key), ["k1"]);
	assert.deepEqual(notYetStored(list, [row({ client_key: "somebody's" })]).length, 2);
	assert.deepEqual(notYetStored([one({ content: { template: {} } })], [row({ client_key: "k1", body: "the text as the customer reads it" })]), []);
});

test("of files that go together, one that fails holds those behind it, and nothing else", () => {
	const failed = one({ key: "k1", state: "failed", batch: "b" });
	assert.equal(goesFirst(failed, one({ key: "k2", batch: "b" })), true);
	assert.equal(goesFirst({ ...failed, state: "held" }, one({ key: "k2", batch: "b" })), true);
	assert.equal(goesFirst(failed, one({ key: "k2" })), false);
	assert.equal(goesFirst(failed, one({ key: "k2", batch: "other" })), false);
	assert.equal(goesFirst(one({ state: "lost" }), one({ key: "k2" })), true);
	assert.equal(goesFirst(one({ state: "lost" }), one({ key: "k2", customer_id: "d" })), false);
	const list = run([failed, one({ key: "k2", batch: "b" })], { kind: "held", key: "k2" });
	assert.deepEqual(list.map(({ state }) => state), ["failed", "held"]);
});

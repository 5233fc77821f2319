import assert from "node:assert/strict";
import { test } from "node:test";
import { byField, mergeLive, mergeRow, mergeRows, onePerCustomer, replaceStart, withoutRows } from "/app/lib/merge.js";
import { higherStatus, statusRank, tickOf } from "/app/lib/status.js";

const newest = byField("at", -1);
const row = (id, at, more = {}) => ({ id, at, ...more });
const ids = (list) => list.map((one) => one.id).join("");

test("statuses rank as on the server", () => {
	const order = ["queued", "unknown", "accepted", "sent", "failed", "delivered", "read", "played"];
	order.forEach((status, i) => assert.equal(statusRank(status), i + 1));
	for (const other of ["", "received", "warning", undefined]) assert.equal(statusRank(other), 0);
});

test("a status rises and never falls", () => {
	assert.equal(higherStatus("read", "delivered"), "read");
	assert.equal(higherStatus("sent", "read"), "read");
	assert.equal(higherStatus("sent", ""), "sent");
});

test("every status has a mark, also one nobody has heard of", () => {
	assert.deepEqual(["queued", "accepted", "sent", "delivered", "read", "played", "failed", "unknown", "new"].map(tickOf), [
		"clock",
		"one",
		"one",
		"two",
		"blue",
		"blue",
		"failed",
		"unknown",
		"unknown",
	]);
});

test("statuses in any order end at the highest", () => {
	const steps = ["accepted", "sent", "delivered", "read"].map((status, i) => ({ id: "a", status, updated: `2026-01-0${i + 1}` }));
	for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [3, 3, 0, 0]]) {
		let merged;
		for (const i of order) merged = mergeRow(merged, steps[i]);
		assert.equal(merged?.status, "read");
	}
});

test("an older version changes no text, but lends what only it knows", () => {
	const now = { id: "a", updated: "2", body: "edited", status: "sent", sent_at: "1", read_at: "", expand: undefined };
	const late = { id: "a", updated: "1", body: "first", status: "read", sent_at: "", read_at: "3", expand: undefined };
	const merged = mergeRow(now, late);
	assert.deepEqual([merged.body, merged.status, merged.sent_at, merged.read_at], ["edited", "read", "1", "3"]);
});

test("what was expanded once is kept", () => {
	const merged = mergeRow({ id: "a", expand: { author: { name: "Sam" } } }, { id: "a", expand: undefined });
	assert.equal(merged.expand?.author.name, "Sam");
});

test("rows are merged by id, sorted, and ids break ties", () => {
	const list = mergeRows([row("b", "2"), row("a", "1")], [row("c", "2"), row("b", "2"), row("d", "0")], newest);
	assert.equal(ids(list), "cbad");
	assert.equal(mergeRows(list, [], newest), list);
});

test("a hundred shuffled deliveries, some twice, give one list", () => {
	const rows = Array.from({ length: 100 }, (_, i) => row(String(i).padStart(3, "0"), String(1000 - (i % 40))));
	const wanted = ids([...rows].sort(newest));
	let list = /** @type {any[]} */ ([]);
	const shuffled = [...rows, ...rows.slice(0, 30)].sort((a, b) => ((Number(a.id) * 7919) % 101) - ((Number(b.id) * 7919) % 101));
	for (let i = 0; i < shuffled.length; i += 7) list = mergeRows(list, shuffled.slice(i, i + 7), newest);
	assert.equal(ids(list), wanted);
});

test("a live row beyond the loaded pages waits for its page", () => {
	const list = [row("c", "3"), row("b", "2")];
	assert.equal(ids(mergeLive(list, [row("a", "1"), row("d", "4")], newest, true)), "dcb");
	assert.equal(ids(mergeLive(list, [row("a", "1")], newest, false)), "cba");
});

test("a refresh brings what is new and drops what is gone", () => {
	const list = [row("d", "4"), row("c", "3"), row("b", "2"), row("a", "1")];
	const next = replaceStart(list, [row("e", "5"), row("d", "4"), row("b", "2")], true, newest);
	assert.equal(ids(next.list), "edba");
	assert.equal(next.joined, true);
});

test("a refresh that no longer meets the old rows leaves no hole", () => {
	const list = [row("b", "2"), row("a", "1")];
	const next = replaceStart(list, [row("z", "9"), row("y", "8")], true, newest);
	assert.equal(ids(next.list), "zy");
	assert.equal(next.joined, false);
});

test("a refresh that is the whole list replaces it", () => {
	const next = replaceStart([row("b", "2"), row("a", "1")], [row("b", "2")], false, newest);
	assert.equal(ids(next.list), "b");
});

test("a refresh lowers no status", () => {
	const next = replaceStart([row("a", "1", { status: "read", updated: "2" })], [row("a", "1", { status: "sent", updated: "1" })], false, newest);
	assert.equal(next.list[0].status, "read");
});

test("rows are taken out by id", () => {
	const list = [row("b", "2"), row("a", "1")];
	assert.equal(ids(withoutRows(list, ["b", "x"])), "a");
	assert.equal(withoutRows(list, ["x"]), list);
});

test("one line per customer, the newest", () => {
	const rows = [{ id: 1, customer_id: "x" }, { id: 2, customer_id: "y" }, { id: 3, customer_id: "x" }];
	assert.deepEqual(onePerCustomer(rows).map((one) => one.id), [1, 2]);
});

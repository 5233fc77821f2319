import assert from "node:assert/strict";
import { test } from "node:test";
import { firstUnreadID, notYetStored, replyAddress, threadItems } from "/app/lib/groups.js";

const row = (id, at, more = {}) => ({ id, occurred_at: at, type: "whatsapp", direction: "inbound", author: "", body: id, address: "", ...more });
const line = (item) => (item.kind === "row" ? (item.first ? item.key.toUpperCase() : item.key) : `[${item.kind}]`);

test("days are separated and runs stand together", () => {
	const rows = [
		row("a", "2026-11-02 10:00:00Z"),
		row("b", "2026-11-02 10:02:00Z"),
		row("c", "2026-11-02 10:30:00Z"),
		row("d", "2026-11-02 10:31:00Z", { direction: "outbound" }),
		row("e", "2026-11-03 10:31:00Z", { direction: "outbound" }),
	];
	assert.equal(threadItems(rows, "", 0, "UTC").map(line).join(" "), "[day] A b C D [day] E");
});

test("the unread line stands before the first unread message", () => {
	const rows = [row("a", "2026-11-02 10:00:00Z"), row("b", "2026-11-02 10:01:00Z"), row("c", "2026-11-02 10:02:00Z")];
	assert.equal(firstUnreadID(rows, 2), "b");
	assert.equal(threadItems(rows, "b", 2, "UTC").map(line).join(" "), "[day] A [unread] B c");
});

test("unread counts inbound WhatsApp messages only", () => {
	const rows = [
		row("a", "1"),
		row("b", "2"),
		row("c", "3", { type: "call" }),
		row("d", "4", { direction: "outbound" }),
	];
	assert.equal(firstUnreadID(rows, 1), "b");
	assert.equal(firstUnreadID(rows, 9), "a");
	assert.equal(firstUnreadID(rows, 0), "");
});

test("a reply goes to the identity that wrote last, as it wrote", () => {
	const rows = [
		row("a", "1", { address: "447700900123" }),
		row("b", "2", { address: "GB.901" }),
		row("c", "3", { address: "111", direction: "outbound" }),
		row("d", "4", { address: "222", type: "call" }),
	];
	assert.equal(replyAddress(rows), "GB.901");
	assert.equal(replyAddress([]), "");
});

const out = (id, body, more = {}) => row(id, "1", { direction: "outbound", author: "me", body, ...more });
const pending = (key, message, more = {}) => ({ key, message, author: "me", record: "", after: "a5", ...more });
const keys = (list) => list.map((one) => one.key).join("");

test("a stored row takes the place of the message on its way", () => {
	assert.equal(keys(notYetStored([pending("1", "hello")], [out("a6", "hello")])), "");
	assert.equal(keys(notYetStored([pending("1", "hello ")], [out("a6", "hello")])), "");
});

test("an older row with the same words does not", () => {
	assert.equal(keys(notYetStored([pending("1", "ok")], [out("a4", "ok")])), "1");
});

test("nor does a colleague's, nor another text", () => {
	assert.equal(keys(notYetStored([pending("1", "ok")], [out("a6", "ok", { author: "her" }), out("a7", "no")])), "1");
});

test("each stored row takes one place", () => {
	const two = [pending("1", "ok"), pending("2", "ok")];
	assert.equal(keys(notYetStored(two, [out("a6", "ok")])), "2");
	assert.equal(keys(notYetStored(two, [out("a6", "ok"), out("a7", "ok")])), "");
});

test("a refused message waits for its own row", () => {
	const refused = pending("1", "ok", { record: "a9" });
	assert.equal(keys(notYetStored([refused], [out("a6", "ok")])), "1");
	assert.equal(keys(notYetStored([refused], [out("a9", "ok")])), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { callLength, isCall, isMissed } from "/app/lib/calls.js";
import { firstUnreadID, replyAddress } from "/app/lib/groups.js";

/** @param {Partial<Comm>} more */
const row = (more) => /** @type {Comm} */ ({ id: "1", type: "call", direction: "inbound", call_outcome: "missed", address: "447700900123", group_id: "", ...more });

test("how long a call took is said the way the server says it", () => {
	for (const [seconds, words] of /** @type {[number, string][]} */ ([
		[0, "0 s"], [59, "59 s"], [60, "1 min"], [85, "1 min 25 s"], [3600, "1 h 0 min"], [3696, "1 h 1 min"],
	])) {
		assert.equal(callLength(seconds), words);
	}
});

test("a call that staff have logged is none of WhatsApp's", () => {
	assert.equal(isCall(row({})), true);
	assert.equal(isCall(row({ call_outcome: "" })), false);
	assert.equal(isCall(row({ type: "whatsapp" })), false);
	assert.equal(isMissed(row({ call_outcome: "completed" })), false);
});

test("a missed call counts among what is unread, an answered one doesn't", () => {
	const rows = [row({ id: "1", type: "whatsapp", call_outcome: "" }), row({ id: "2" }), row({ id: "3", call_outcome: "completed" })];
	assert.equal(firstUnreadID(rows, 1), "2");
	assert.equal(firstUnreadID(rows, 2), "1");
});

test("a reply goes to who called last", () => {
	const wrote = row({ id: "1", type: "whatsapp", call_outcome: "", address: "15550100311" });
	assert.equal(replyAddress([wrote, row({ id: "2" })]), "447700900123");
	assert.equal(replyAddress([wrote, row({ id: "2", call_outcome: "", address: "" })]), "15550100311");
	assert.equal(replyAddress([wrote, row({ id: "2", direction: "outbound" })]), "15550100311");
});

test("a customer's call whose end isn't known waits for an answer, ours doesn't", () => {
	const call = (/** @type {string} */ direction) => /** @type {any} */ ({ type: "call", call_outcome: "unknown", direction });
	assert.equal(isMissed(call("inbound")), true);
	assert.equal(isMissed(call("outbound")), false);
});

test("the further files of a form are no messages of their own", () => {
	const row = (/** @type {any} */ fields) => /** @type {any} */ ({ type: "whatsapp", direction: "inbound", ...fields });
	const rows = [
		row({ id: "a", ext_message_id: "wamid.1" }),
		row({ id: "b", ext_message_id: "wamid.2" }),
		row({ id: "c", ext_message_id: "", reply_to: "wamid.2", media_state: "stored" }),
		row({ id: "d", ext_message_id: "", reply_to: "wamid.2", media_state: "failed" }),
	];
	assert.equal(firstUnreadID(rows, 1), "b");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, joinMoves, moveWords, undoable } from "/app/lib/moves.js";
import { doubtfulAddress } from "/app/lib/groups.js";
import { more } from "/app/i18n/en-more.js";

test("a page follows to where the messages are by now", () => {
	assert.equal(follow("a", {}), "a");
	assert.equal(follow("a", { a: "b" }), "b");
	assert.equal(follow("a", { a: "b", b: "c" }), "c");
	assert.equal(follow("constructor", {}), "constructor");
});

test("moves in a circle end", () => {
	assert.equal(follow("a", { a: "b", b: "a" }), "a");
	assert.equal(follow("a", { a: "a" }), "a");
});

test("moves add up", () => {
	assert.deepEqual(joinMoves({ a: "b" }, { b: "c" }), { a: "c", b: "c" });
	assert.deepEqual(joinMoves({ a: "b" }, { x: "y" }), { a: "b", x: "y" });
	assert.deepEqual(joinMoves({ a: "b" }, { a: "c" }), { a: "c" });
});

test("what came back is not followed any more", () => {
	const linked = joinMoves({}, { "unknown:1": "ada" });
	const undone = joinMoves(linked, { ada: "unknown:1" });
	assert.equal(follow("unknown:1", undone), "unknown:1");
	// And a second time there.
	assert.equal(follow("unknown:1", joinMoves(undone, { "unknown:1": "ada" })), "ada");
	assert.equal(follow("ada", joinMoves(undone, { "unknown:1": "ada" })), "ada");
});

test("told twice is told once", () => {
	const once = joinMoves({}, { a: "b" });
	assert.deepEqual(joinMoves(once, { a: "b" }), once);
});

const move = (kind, from, to, rest = {}) => ({ kind, from, to, from_name: "From", to_name: "To", messages: 2, contacts: 1, ...rest });

test("every move has words from both sides, and a name in them", () => {
	for (const kind of ["adopt", "release", "move", "choose", "merge", "something new"]) {
		for (const here of ["a", "b"]) {
			const { key, values } = moveWords(move(kind, "a", "b"), here);
			assert.ok(key in more, key);
			assert.equal(values.name, here === "a" ? "To" : "From");
			assert.equal(values.count, 2);
		}
	}
});

test("a contact that was deleted with nothing to move says so", () => {
	assert.equal(moveWords(move("release", "a", "unknown:1", { messages: 0 }), "a").key, "moves.deleted");
	assert.equal(moveWords(move("release", "a", "unknown:1"), "a").key, "moves.releaseOut");
});

test("a move is undone once, and within thirty days", () => {
	const now = new Date("2026-11-30T12:00:00Z");
	assert.ok(undoable(move("adopt", "a", "b", { created: "2026-11-01 12:00:00.000Z" }), now));
	assert.ok(!undoable(move("adopt", "a", "b", { created: "2026-10-31 11:00:00.000Z" }), now));
	assert.ok(!undoable(move("adopt", "a", "b", { created: "2026-11-29 12:00:00.000Z", undone_at: "2026-11-29 13:00:00.000Z" }), now));
	assert.ok(!undoable(move("adopt", "a", "b", {}), now));
});

test("the doubt is about the last identity that wrote so", () => {
	const row = (address, rest = {}) => ({ id: address, direction: "inbound", address, ambiguous: true, group_id: "", ...rest });
	assert.equal(doubtfulAddress([row("1"), row("2"), row("3", { ambiguous: false })]), "2");
	assert.equal(doubtfulAddress([row("1"), row("2", { group_id: "g" }), row("3", { direction: "outbound" })]), "1");
	assert.equal(doubtfulAddress([]), "");
});

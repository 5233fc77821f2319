// When a message leaves: by the reader's calendar, also where the clocks change.

process.env.TZ = "Europe/Berlin";
import assert from "node:assert/strict";
import { test } from "node:test";
import { toLocalInput, whenWords } from "/app/lib/dates-more.js";
import { bySendTime, isScheduled, presets, readWhen } from "/app/lib/schedule.js";

const times = (now) => Object.fromEntries(presets(new Date(now)).map(({ key, at }) => [key, at.toISOString()]));

test("nine in the morning stays nine when the clocks go back", () => {
	// The night of 25 October 2026 has 25 hours: nine is 07:00 UTC before it and 08:00 after it.
	assert.equal(times("2026-10-24T10:00:00Z").tomorrow, "2026-10-25T08:00:00.000Z");
	assert.equal(times("2026-10-23T10:00:00Z").tomorrow, "2026-10-24T07:00:00.000Z");
	assert.equal(times("2026-10-24T10:00:00Z").monday, "2026-10-26T08:00:00.000Z");
});

test("and when they go forward", () => {
	assert.equal(times("2026-03-28T10:00:00Z").tomorrow, "2026-03-29T07:00:00.000Z");
	assert.equal(times("2026-03-28T10:00:00Z").monday, "2026-03-30T07:00:00.000Z");
});

test("an hour is an hour, also in the hour that comes twice", () => {
	assert.equal(times("2026-10-25T00:30:00Z").hour, "2026-10-25T01:30:00.000Z");
});

test("tomorrow begins at midnight here, and Monday is the next one", () => {
	assert.equal(times("2026-11-03T23:30:00Z").tomorrow, "2026-11-05T08:00:00.000Z", "half past midnight on Wednesday");
	assert.equal(times("2026-11-02T10:00:00Z").monday, "2026-11-09T08:00:00.000Z", "on a Monday it is the next one");
	assert.deepEqual(Object.keys(times("2026-11-01T10:00:00Z")), ["hour", "tomorrow"], "on a Sunday tomorrow is Monday");
});

test("a time that was typed is in the future, and not too far", () => {
	const now = new Date("2026-11-03T10:00:00Z");
	assert.equal(readWhen("2026-11-03T11:30", now).at?.toISOString(), "2026-11-03T10:30:00.000Z");
	assert.equal(readWhen("2026-11-03T11:00", now).problem, "past");
	assert.equal(readWhen("", now).problem, "missing");
	assert.equal(readWhen("2027-02-02T11:00", now).problem, "far");
	assert.equal(readWhen("2027-02-01T10:59", now).problem, "");
	const [{ at }] = presets(now);
	assert.equal(readWhen(toLocalInput(at), now).at?.getTime(), at.getTime());
});

test("times to come are as short as they are clear", () => {
	const now = new Date("2026-11-03T10:00:00Z");
	const words = (iso) => whenWords(new Date(iso), now, "en-GB", "UTC");
	assert.equal(words("2026-11-03T14:05:00Z"), "14:05");
	assert.equal(words("2026-11-05T09:00:00Z"), "Thu 09:00");
	assert.match(words("2026-11-20T09:00:00Z"), /^Fri,? 20 Nov,? 0?9:00$/);
});

test("scheduled is what waits for its own time, the next one first", () => {
	assert.equal(isScheduled({ status: "queued", send_at: "2026-11-03 10:00:00.000Z" }), true);
	assert.equal(isScheduled({ status: "queued", send_at: "" }), false);
	assert.equal(isScheduled({ status: "sent", send_at: "2026-11-03 10:00:00.000Z" }), false);
	const rows = [{ id: "b", send_at: "2" }, { id: "c", send_at: "1" }, { id: "a", send_at: "2" }];
	assert.deepEqual(bySendTime(rows).map((row) => row.id), ["c", "a", "b"]);
});

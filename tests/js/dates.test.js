import assert from "node:assert/strict";
import { test } from "node:test";
import { daysAgo, parseDate, shortTime } from "/app/lib/dates.js";
import { dayLabel, storedDate, toLocalInput } from "/app/lib/dates-more.js";

const now = new Date("2026-11-03T10:00:00Z");
const at = (text) => /** @type {Date} */ (parseDate(text));

test("a stored date is UTC, with a space", () => {
	assert.equal(at("2026-11-03 10:00:00.000Z").getTime(), now.getTime());
	assert.equal(storedDate(now), "2026-11-03 10:00:00.000Z");
	for (const nothing of ["", null, undefined, "yesterday"]) assert.equal(parseDate(nothing), null);
});

test("days are those of the local calendar, not of UTC", () => {
	// 23:30 in London on the second is the third in Athens.
	const late = at("2026-11-02 23:30:00.000Z");
	assert.equal(daysAgo(late, now, "Europe/London"), 1);
	assert.equal(daysAgo(late, now, "Europe/Athens"), 0);
});

test("a day of 25 hours is still one day", () => {
	const before = new Date("2026-10-24T21:30:00Z");
	const after = new Date("2026-10-25T22:30:00Z");
	assert.equal(daysAgo(before, after, "Europe/Berlin"), 1);
});

test("the list shows a time, then a weekday, then a date", () => {
	const short = (text) => shortTime(at(text), now, "en-GB", "UTC");
	assert.match(short("2026-11-03 08:05:00Z"), /^0?8:05$/);
	assert.equal(short("2026-11-02 08:05:00Z"), "Yesterday");
	assert.equal(short("2026-10-30 08:05:00Z"), "Fri");
	assert.equal(short("2026-10-20 08:05:00Z"), "20 Oct");
	assert.equal(short("2025-10-20 08:05:00Z"), "20/10/25");
});

test("times follow the reader's language", () => {
	assert.equal(shortTime(at("2026-11-02 08:05:00Z"), now, "de", "UTC"), "Gestern");
	assert.match(shortTime(at("2026-11-03 14:05:00Z"), now, "en-US", "UTC"), /2:05\sPM/);
});

test("the line between days names the day", () => {
	const label = (text) => dayLabel(at(text), now, "en-GB", "UTC");
	assert.equal(label("2026-11-03 00:00:00Z"), "Today");
	assert.equal(label("2026-11-02 23:59:00Z"), "Yesterday");
	assert.match(label("2026-10-30 10:00:00Z"), /^Friday,? 30 October$/);
	assert.match(label("2025-01-05 10:00:00Z"), /2025$/);
	assert.match(label("2027-01-05 10:00:00Z"), /2027$/);
});

test("a date goes into a form and comes back as it was", () => {
	assert.equal(new Date(toLocalInput(now)).getTime(), now.getTime());
});

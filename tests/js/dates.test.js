import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { daysAgo, parseDate, shortTime } from "/app/lib/dates.js";
import { dayLabel, localEnds, localTimes, storedDate, toLocalInput } from "/app/lib/dates-more.js";

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

test("times that the server writes into a sentence are told as they are here", () => {
	const here = (text) => localTimes(text, "en-GB", "Asia/Tokyo");
	assert.equal(here("It is MARKETING from 3 December 2026, 18:05 UTC. Do this."), "It is MARKETING from 4 Dec 2026, 03:05. Do this.");
	assert.equal(here("3 December 2026, 18:05 UTC or 31 January 2027, 00:00 UTC"), "4 Dec 2026, 03:05 or 31 Jan 2027, 09:00");
	for (const other of ["", "3 Dec 2026, 18:05 UTC", "3 December 2026", "18:05 UTC", "2026-12-03 18:05:00Z"]) assert.equal(here(other), other);
	const go = readFileSync(new URL("../../whatsapp/describe.go", import.meta.url), "utf8");
	assert.ok(go.includes(`at.Format("2 January 2006, 15:04") + " UTC"`), "the server writes times in another way now");
});

test("in a message only the lines of ours are: what somebody wrote stays", () => {
	const here = (text) => localEnds(text, "en-GB", "America/New_York");
	assert.equal(here("Sale\nUntil 3 December 2026, 18:05 UTC\nCome in"), "Sale\nUntil 3 Dec 2026, 13:05\nCome in");
	assert.equal(here("Calls allowed until 10 November 2026, 02:00 UTC"), "Calls allowed until 9 Nov 2026, 21:00");
	for (const theirs of ["We meet 3 December 2026, 18:05 UTC", "Until 3 December 2026, 18:05 UTC we are open"]) assert.equal(here(theirs), theirs);
});

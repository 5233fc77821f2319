// @ts-check
// Times as a conversation and its dialogs say them: what the first view has no use for.

import { daysAgo, format, fullTime, relativeDay } from "/app/lib/dates.js";

/**
 * A date as the API stores and compares it.
 *
 * @param {Date} date
 */
export function storedDate(date) {
	return date.toISOString().replace("T", " ");
}

/**
 * A time to come, as short as it is clear: "14:05" today, "Tue 14:05" within a week, else with the
 * date.
 *
 * @param {Date} date
 * @param {Date} now
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function whenWords(date, now, locale, timeZone) {
	const days = -daysAgo(date, now, timeZone);
	/** @type {Intl.DateTimeFormatOptions} */
	const time = { hour: "numeric", minute: "2-digit" };
	if (days === 0) return format(time, locale, timeZone).format(date);
	if (days > -7 && days < 7) return format({ weekday: "short", ...time }, locale, timeZone).format(date);
	return format({ weekday: "short", day: "numeric", month: "short", ...time }, locale, timeZone).format(date);
}

/**
 * The line between two days of a thread: "Today", "Yesterday", "Monday 2 November".
 *
 * @param {Date} date
 * @param {Date} now
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function dayLabel(date, now, locale, timeZone) {
	const days = daysAgo(date, now, timeZone);
	if (days === 0 || days === 1) return relativeDay(-days, locale);
	/** @type {Intl.DateTimeFormatOptions} */
	const options = { weekday: "long", day: "numeric", month: "long" };
	if (days < 0 || days > 300) options.year = "numeric";
	return format(options, locale, timeZone).format(date);
}

/**
 * The value of an <input type="datetime-local"> for a moment, in local time.
 *
 * @param {Date} date
 */
export function toLocalInput(date) {
	const local = new Date(date.getTime() - date.getTimezoneOffset() * 60 * 1000);
	return local.toISOString().slice(0, 16);
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** A time in a sentence of the server's; shortTime in whatsapp/describe.go writes it, and a test compares the two. */
const WRITTEN = `(\\d{1,2}) (${MONTHS.join("|")}) (\\d{4}), (\\d\\d):(\\d\\d) UTC`;
const ANYWHERE = new RegExp(`\\b${WRITTEN}\\b`, "g");
/** The lines of ours in a message; what else stands in it somebody has written, and stays. */
const OWN_LINE = new RegExp(`^(Until|Calls allowed until) ${WRITTEN}$`, "gm");

/**
 * What the server says, with the times in it as they are here.
 *
 * @param {string} text
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function localTimes(text, locale, timeZone) {
	return text.replace(ANYWHERE, (_, day, month, year, hours, minutes) => fullTime(new Date(Date.UTC(year, MONTHS.indexOf(month), day, hours, minutes)), locale, timeZone));
}

/**
 * The same for the body of a message: when an offer ends, until when calls are allowed.
 *
 * @param {string} body
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function localEnds(body, locale, timeZone) {
	return body.replace(OWN_LINE, (line) => localTimes(line, locale, timeZone));
}

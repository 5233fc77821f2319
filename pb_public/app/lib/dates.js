// @ts-check
// Times as people read them. PocketBase's dates are UTC with a space: "2026-11-03 10:00:00.000Z".

const DAY = 24 * 60 * 60 * 1000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * note: building a DateTimeFormat costs as much as formatting a hundred dates, so each is kept.
 *
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function format(options, locale, timeZone) {
	const key = JSON.stringify([options, locale, timeZone]);
	let made = formats.get(key);
	if (!made) {
		made = new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options);
		formats.set(key, made);
	}
	return made;
}

/**
 * Reads a stored date; null when there is none or it makes no sense.
 *
 * @param {string | null | undefined} stored
 * @returns {Date | null}
 */
export function parseDate(stored) {
	if (!stored) return null;
	const date = new Date(stored.replace(" ", "T"));
	return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * The local calendar day as a sortable key: "2026-11-03".
 *
 * @param {Date} date
 * @param {string} [timeZone]
 */
export function dayKey(date, timeZone) {
	return format({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA", timeZone).format(date);
}

/**
 * How many calendar days lie between two moments, seen on a local calendar.
 *
 * @param {Date} date
 * @param {Date} now
 * @param {string} [timeZone]
 */
export function daysAgo(date, now, timeZone) {
	const a = Date.parse(`${dayKey(date, timeZone)}T00:00:00Z`);
	const b = Date.parse(`${dayKey(now, timeZone)}T00:00:00Z`);
	return Math.round((b - a) / DAY);
}

/**
 * "14:05" or "2:05 pm", whichever the reader is used to.
 *
 * @param {Date} date
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function timeOfDay(date, locale, timeZone) {
	return format({ hour: "numeric", minute: "2-digit" }, locale, timeZone).format(date);
}

/**
 * For a list: the time today, the weekday in the last week, else the date.
 *
 * @param {Date} date
 * @param {Date} now
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function shortTime(date, now, locale, timeZone) {
	const days = daysAgo(date, now, timeZone);
	if (days === 0) return timeOfDay(date, locale, timeZone);
	if (days === 1) return relativeDay(-1, locale);
	if (days > 1 && days < 7) return format({ weekday: "short" }, locale, timeZone).format(date);
	const sameYear = dayKey(date, timeZone).slice(0, 4) === dayKey(now, timeZone).slice(0, 4);
	if (sameYear) return format({ day: "numeric", month: "short" }, locale, timeZone).format(date);
	return format({ day: "2-digit", month: "2-digit", year: "2-digit" }, locale, timeZone).format(date);
}

/**
 * Date and time in full, for tooltips and screen readers.
 *
 * @param {Date} date
 * @param {string} [locale]
 * @param {string} [timeZone]
 */
export function fullTime(date, locale, timeZone) {
	return format({ dateStyle: "medium", timeStyle: "short" }, locale, timeZone).format(date);
}

/**
 * @param {number} days
 * @param {string} [locale]
 */
export function relativeDay(days, locale) {
	const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
	return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

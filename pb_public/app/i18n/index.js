// @ts-check
// Looks up what the interface says. Another language is another pair of files like en.js and
// en-more.js, chosen here and in more.js.

import { en } from "/app/i18n/en.js";

/** @typedef {keyof typeof en | keyof typeof import("/app/i18n/en-more.js").more} Key */

/** @type {Record<string, string | {one: string, other: string}>} */
const texts = { ...en };

/** @param {typeof import("/app/i18n/en-more.js").more} more */
export function addTexts(more) {
	Object.assign(texts, more);
}

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat();

/**
 * The text of a key with its {placeholders} filled in. Texts with several forms choose by `count`.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values) {
	// A missing text is a mistake that a test finds; a page that says its key still works.
	const entry = texts[key] ?? key;
	let text;
	if (typeof entry === "string") text = entry;
	else text = plurals.select(Number(values?.count ?? 0)) === "one" ? entry.one : entry.other;
	if (!values) return text;
	return text.replace(/\{(\w+)\}/g, (whole, name) => {
		const value = values[name];
		if (value === undefined) return whole;
		return typeof value === "number" ? numbers.format(value) : value;
	});
}

/** The types of communication in the order of the filter. */
export const TYPES = /** @type {CommType[]} */ (["whatsapp", "email", "call", "sms", "note", "meeting"]);

/** @param {CommType | string} type */
export function typeName(type) {
	return TYPES.includes(/** @type {CommType} */ (type)) ? t(/** @type {Key} */ (`type.${type}`)) : type;
}

/** @param {string} status */
export function statusName(status) {
	const key = /** @type {Key} */ (`status.${status}`);
	return key in texts ? t(key) : status;
}

const FILE = /^Media message \w+: (image|video|audio|voice|document|sticker)(?:[^(]*\((.+)\))?/;

/** No line is longer; a message may have 65,536 characters. */
const LINE = 400;

/** Whether nothing of it can be seen. @param {string} text */
export const isBlank = (text) => /^[\s\p{DI}]*$/u.test(text);

/** What the log says of a message, in a line: of a file without words its name, or its kind. @param {string} body */
export function lineWords(body) {
	if (isBlank(body)) return t("message.empty");
	const file = FILE.exec(body);
	if (file) return file[2] || t(/** @type {any} */ (`message.kind.${file[1]}`));
	return body.length > LINE ? `${Array.from(body.slice(0, LINE)).slice(0, -1).join("")}…` : body;
}

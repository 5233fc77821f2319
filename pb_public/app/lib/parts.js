// @ts-check
// How the parts of messages are written.

/**
 * An amount of money in the reader's way of writing it. Its digits are as many as they were: the
 * server has added them up exactly, and nothing is rounded here.
 *
 * @param {string | undefined} value a decimal number as text, or whatever stood there
 * @param {string | undefined} currency
 * @param {string} [language]
 */
export function amountText(value, currency, language) {
	if (!value) return "";
	const digits = /^-?\d{1,15}(?:\.(\d{1,20}))?$/.exec(value);
	const plain = [value, currency].filter(Boolean).join(" ");
	if (!digits) return plain;
	const places = { minimumFractionDigits: digits[1]?.length ?? 0, maximumFractionDigits: digits[1]?.length ?? 0 };
	try {
		const look = currency ? { style: "currency", currency, currencyDisplay: "code", ...places } : places;
		// note: a number of the language would lose digits; its text does not
		return new Intl.NumberFormat(language, /** @type {any} */ (look)).format(/** @type {any} */ (value));
	} catch {
		return plain; // no currency of this world
	}
}

/**
 * The name of a form's field as words: screen_0_First_Name_1 is "First Name".
 *
 * @param {string} name
 */
export function fieldWords(name) {
	const words = name
		.replace(/(^|\.)screen_\d+_/g, "$1")
		.replace(/_\d+(?=\.|$)/g, "")
		.replaceAll(".", ", ")
		.replaceAll("_", " ")
		.trim();
	return words ? words[0].toUpperCase() + words.slice(1) : name;
}

/** Whose page an address leads to; empty for what is no address of the web. @param {string} link */
export function hostOf(link) {
	try {
		const { protocol, host } = new URL(link);
		return /^https?:$/.test(protocol) ? host : "";
	} catch {
		return "";
	}
}

/** What calls a number; empty for what is none. @param {string} number */
export function phoneLink(number) {
	const digits = number.replace(/[^\d+]/g, "");
	return /^\+?\d{3,20}$/.test(digits) ? `tel:${digits}` : "";
}

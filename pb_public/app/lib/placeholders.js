// @ts-check
// {name} and its like in a text, filled from the customer it goes to.

export const PLACEHOLDERS = ["name", "first_name", "company", "email", "me"];
const PATTERN = /\{([a-z_]+)\}/g;

/** @typedef {Record<string, string>} Values */

/**
 * What is known of a customer, under the names of the placeholders.
 *
 * @param {{name?: string, company?: string, email?: string} | null | undefined} customer
 * @param {string} me the name of whoever writes
 * @returns {Values}
 */
export function valuesOf(customer, me) {
	const name = customer?.name?.trim() ?? "";
	return {
		name,
		first_name: name.split(/\s+/)[0] ?? "",
		company: customer?.company?.trim() ?? "",
		email: customer?.email?.trim() ?? "",
		me: me.trim(),
	};
}

/**
 * The text with its placeholders filled. One that nothing is known for stays as it is, and so does
 * a word in braces that is none.
 *
 * @param {string} text
 * @param {Values} values
 */
export function fill(text, values) {
	return text.replace(PATTERN, (whole, name) => (PLACEHOLDERS.includes(name) && values[name] ? values[name] : whole));
}

/**
 * The placeholders in a text that nothing is known for.
 *
 * @param {string} text
 * @param {Values} values
 * @returns {string[]}
 */
export function unfilled(text, values) {
	const found = [...text.matchAll(PATTERN)].map(([, name]) => name);
	return [...new Set(found.filter((name) => PLACEHOLDERS.includes(name) && !values[name]))];
}

/** Whether there is anything to fill. @param {string} text */
export function hasPlaceholder(text) {
	return [...text.matchAll(PATTERN)].some(([, name]) => PLACEHOLDERS.includes(name));
}

// @ts-check
// Phone numbers and WhatsApp identities as people read them. Only for display: which numbers
// are the same is decided by the server, which knows every country's plan.

/** Calling codes of one and two digits; all others have three. */
const SHORT_CODES = new Set(
	"1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(" "),
);

/** @type {Record<string, Record<number, number[]>>} groups by calling code and length of the rest */
const GROUPS = {
	1: { 10: [3, 3, 4] },
	7: { 10: [3, 3, 2, 2] },
	30: { 10: [3, 3, 4] },
	33: { 9: [1, 2, 2, 2, 2] },
	34: { 9: [3, 3, 3] },
	44: { 10: [4, 6] },
	52: { 10: [2, 4, 4], 11: [1, 2, 4, 4] },
	54: { 10: [2, 4, 4], 11: [1, 2, 4, 4] },
	55: { 10: [2, 4, 4], 11: [2, 5, 4] },
	91: { 10: [5, 5] },
};

/**
 * "+44 7700 900123" from "447700900123". Anything that is not digits comes back as it is.
 *
 * @param {string} digits
 */
export function formatPhone(digits) {
	if (!/^\d{6,15}$/.test(digits)) return digits;
	const code = callingCode(digits);
	const rest = digits.slice(code.length);
	return `+${code} ${group(rest, GROUPS[code]?.[rest.length]).join(" ")}`;
}

/** @param {string} digits */
function callingCode(digits) {
	for (const length of [1, 2]) {
		const code = digits.slice(0, length);
		if (SHORT_CODES.has(code)) return code;
	}
	return digits.slice(0, 3);
}

/**
 * @param {string} rest
 * @param {number[]} [sizes]
 */
function group(rest, sizes) {
	if (!sizes) {
		// Threes from the left, and never a last group of one.
		sizes = [];
		let left = rest.length;
		while (left > 4) {
			sizes.push(3);
			left -= 3;
		}
		sizes.push(left);
	}
	let from = 0;
	return sizes.map((size) => rest.slice(from, (from += size)));
}

/**
 * What is behind a customer_id: a customer, or a sender nobody knows yet.
 *
 * @param {string} customerID
 * @returns {{known: boolean, address: string, phone: string, userID: string}}
 */
export function identity(customerID) {
	if (!customerID.startsWith("unknown:")) return { known: true, address: "", phone: "", userID: "" };
	const address = customerID.slice("unknown:".length);
	const phone = /^\d+$/.test(address) ? address : "";
	return { known: false, address, phone, userID: phone ? "" : address };
}

/**
 * An address for people: a formatted number, or a shortened user id of WhatsApp.
 *
 * @param {string} address
 */
export function formatAddress(address) {
	// Only what is international: a number as people write it at home stays as they wrote it.
	if (/^\d+$|^\+[\d\s().-]+$/.test(address)) return formatPhone(address.replace(/\D/g, ""));
	if (/^[A-Z]{2}\./.test(address)) {
		return address.length > 12 ? `${address.slice(0, 3)}…${address.slice(-5)}` : address;
	}
	return address;
}

/**
 * Two letters for an avatar. A number gets its last two digits.
 *
 * @param {string} name
 */
export function initials(name) {
	const words = name.replace(/\p{DI}/gu, "").trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
	if (words.length === 0) return "?";
	if (/^[+\d\s]+$/.test(name)) return name.replace(/\D/g, "").slice(-2);
	const first = firstLetter(words[0]);
	const last = words.length > 1 ? firstLetter(words[words.length - 1]) : "";
	return (first + last).toLocaleUpperCase();
}

/** @param {string} word */
function firstLetter(word) {
	return word.match(/[\p{L}\p{N}]/u)?.[0] ?? "";
}

/**
 * A steady number from 0 to count-1 for a text: which tint an avatar gets.
 *
 * @param {string} text
 * @param {number} count
 */
export function tint(text, count) {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	// Similar texts differ in the low bits only: mix them before the remainder.
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return ((hash ^ (hash >>> 13)) >>> 0) % count;
}

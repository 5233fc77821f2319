// @ts-check
// Words as they are searched for: without capitals and accents, as the server keeps them in
// customers.search (Fold in hooks/customers_search.go).

/** @type {Record<string, string>} what no accent can be taken from, and the sigma at an end */
const LETTERS = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ı: "i", ς: "σ" };

/** @param {string} text */
export function fold(text) {
	// note: letter by letter, as the server does. Of a whole word the browser would write the last
	// Greek sigma in another way.
	const plain = [...text.normalize("NFD").replace(/\p{Mn}/gu, "")].map((letter) => letter.toLowerCase()).join("");
	return plain.replace(/[ßøæœłđıς]/g, (letter) => LETTERS[letter]);
}

/**
 * The words to look for.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function searchWords(text) {
	return fold(text).split(/\s+/).filter(Boolean);
}

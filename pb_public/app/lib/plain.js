// @ts-check

const MARKED = /(^|[^\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/gu;

/**
 * The beginning of a text for one line of a list, without the marks of *bold* _italic_ ~strike~.
 *
 * @param {string} text
 */
export function plainText(text) {
	// note: cut first. A list shows one line, and a text of nothing but marks takes long to search.
	const start = text.length > 300 ? `${text.slice(0, 300)}…` : text;
	return start.replace(MARKED, "$1$3").replace(MARKED, "$1$3");
}

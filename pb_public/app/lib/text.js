// @ts-check
// WhatsApp's own text marks: *bold* _italic_ ~strike~ `mono` ```block``` and links. The text
// becomes a small tree and then vnodes, never markup, so what a customer writes can't be code.

/**
 * @typedef {{kind: "text" | "mono" | "link", text: string, href?: string}} Leaf
 * @typedef {{kind: "bold" | "italic" | "strike", children: Node[]}} Branch
 * @typedef {Leaf | Branch} Node
 */

/** @type {Record<string, "bold" | "italic" | "strike">} */
const MARKS = { "*": "bold", _: "italic", "~": "strike" };
const LINK = /\bhttps?:\/\/[^\s<>"]+/giu;
/** Nesting deeper than this is a prank, not a message. */
const MAX_DEPTH = 4;

/**
 * @param {string} text
 * @param {number} [depth]
 * @returns {Node[]}
 */
export function parseText(text, depth = 0) {
	/** @type {Node[]} */
	const nodes = [];
	let plain = "";
	const flush = () => {
		if (plain) nodes.push(...links(plain));
		plain = "";
	};
	let i = 0;
	// note: a link is taken whole, so that the underscores in it stay underscores.
	const starts = linkRanges(text);
	/** Up to where nothing closes a mark: looked for once, however many open before it. @type {Record<string, number>} */
	const unclosed = {};
	while (i < text.length) {
		const link = starts.get(i);
		if (link) {
			plain += link;
			i += link.length;
			continue;
		}
		const char = text[i];
		if (char === "`") {
			const fence = text.startsWith("```", i) ? "```" : "`";
			const end = text.indexOf(fence, i + fence.length);
			const inner = end < 0 ? "" : text.slice(i + fence.length, end);
			if (inner.trim() && (fence === "```" || !inner.includes("\n"))) {
				flush();
				nodes.push({ kind: "mono", text: inner });
				i = end + fence.length;
				continue;
			}
		}
		const kind = MARKS[char];
		if (kind && depth < MAX_DEPTH) {
			const end = closing(text, i, char, unclosed);
			if (end > 0) {
				flush();
				nodes.push({ kind, children: parseText(text.slice(i + 1, end), depth + 1) });
				i = end + 1;
				continue;
			}
		}
		plain += char;
		i++;
	}
	flush();
	return nodes;
}

/**
 * Where the mark that opens at `at` closes, or -1. As in WhatsApp: a mark opens after a space or
 * punctuation, holds no space at its inner edges, and never reaches over a line break.
 *
 * @param {string} text
 * @param {number} at
 * @param {string} char
 * @param {Record<string, number>} unclosed
 */
function closing(text, at, char, unclosed) {
	if (at < (unclosed[char] ?? 0)) return -1;
	const before = at === 0 ? "" : text[at - 1];
	if (before && /[\p{L}\p{N}]/u.test(before)) return -1;
	const first = text[at + 1];
	if (!first || /\s/.test(first) || first === char) return -1;
	let i = at + 2;
	for (; i < text.length && text[i] !== "\n"; i++) {
		if (text[i] !== char || /\s/.test(text[i - 1])) continue;
		const after = text[i + 1] ?? "";
		if (!after || !/[\p{L}\p{N}]/u.test(after)) return i;
	}
	unclosed[char] = i;
	return -1;
}

/** @param {string} text */
function linkRanges(text) {
	/** @type {Map<number, string>} */
	const found = new Map();
	for (const match of text.matchAll(LINK)) found.set(match.index, trimLink(match[0]));
	return found;
}

/**
 * A full stop, a bracket or a text mark at the end belongs to the sentence, not to the address.
 *
 * @param {string} href
 */
function trimLink(href) {
	// What each bracket closes, and how many more are opened than closed in what is left.
	/** @type {Record<string, string>} */
	const closes = { ")": "(", "]": "[" };
	const open = { "(": 0, "[": 0 };
	for (const char of href) {
		if (char in open) open[/** @type {"("} */ (char)]++;
		if (char in closes) open[/** @type {"("} */ (closes[char])]--;
	}
	let end = href.length;
	for (; end > 0; end--) {
		const last = href[end - 1];
		const opener = /** @type {"(" | undefined} */ (closes[last]);
		if (opener && open[opener] < 0) open[opener]++;
		else if (opener || !/[.,;:!?'*_~]/.test(last)) break;
	}
	return href.slice(0, end);
}

/**
 * @param {string} text
 * @returns {Leaf[]}
 */
function links(text) {
	/** @type {Leaf[]} */
	const leaves = [];
	let from = 0;
	for (const [at, href] of linkRanges(text)) {
		if (at > from) leaves.push({ kind: "text", text: text.slice(from, at) });
		leaves.push(isWebAddress(href) ? { kind: "link", text: href, href } : { kind: "text", text: href });
		from = at + href.length;
	}
	if (from < text.length) leaves.push({ kind: "text", text: text.slice(from) });
	return leaves;
}

/** @param {string} href */
function isWebAddress(href) {
	try {
		return /^https?:$/.test(new URL(href).protocol);
	} catch {
		return false;
	}
}

/**
 * The text as vnodes. `h` is given, so that this file knows no library.
 *
 * @param {string} text
 * @param {(tag: string, props: any, ...children: any[]) => any} h
 * @returns {any[]}
 */
export function renderText(text, h) {
	const tags = { bold: "strong", italic: "em", strike: "s" };
	/** @param {Node} node @returns {any} */
	const vnode = (node) => {
		switch (node.kind) {
			case "text":
				return node.text;
			case "mono":
				return h("code", null, node.text);
			case "link":
				return h("a", { href: node.href, target: "_blank", rel: "noopener noreferrer" }, node.text);
			default:
				return h(tags[node.kind], null, ...node.children.map(vnode));
		}
	};
	return parseText(text).map(vnode);
}

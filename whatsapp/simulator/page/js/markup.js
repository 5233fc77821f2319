// @ts-check

/**
 * A piece of a message's text.
 *
 * @typedef {object} Piece
 * @property {"text"|"bold"|"italic"|"strike"|"mono"|"link"} kind
 * @property {string} [text] of text, mono and link
 * @property {string} [href] of a link
 * @property {Piece[]} [children] of bold, italic and strike
 */

/** @type {Record<string, "bold"|"italic"|"strike">} */
const marks = { "*": "bold", _: "italic", "~": "strike" };
const word = /[\p{L}\p{N}]/u;
const address = /(?:https?:\/\/|www\.)[^\s<>"]+/iy;

/**
 * Reads *bold*, _italic_, ~strike~, `code`, ```mono``` and addresses. A mark
 * begins at the edge of a word, ends at one, and stays within its line.
 *
 * @param {string} text
 * @param {string} [open] the marks it is within
 * @returns {Piece[]}
 */
export function markup(text, open = "") {
  /** @type {Piece[]} */
  const pieces = [];
  let plain = "";
  /** @param {Piece} piece @param {number} end */
  const add = (piece, end) => {
    if (plain) pieces.push({ kind: "text", text: plain });
    plain = "";
    pieces.push(piece);
    at = end;
  };
  let at = 0;
  while (at < text.length) {
    const before = text[at - 1] || "";
    const letter = text[at];
    if (letter === "`") {
      const fence = text.startsWith("```", at) ? "```" : "`";
      const end = text.indexOf(fence, at + fence.length + 1);
      const inside = end > 0 ? text.slice(at + fence.length, end) : "";
      if (inside.trim() && (fence === "```" || !/[\n`]/.test(inside))) {
        add({ kind: "mono", text: inside }, end + fence.length);
        continue;
      }
    } else if (marks[letter] && !open.includes(letter) && !word.test(before)) {
      const end = closing(text, at, letter);
      if (end > 0) {
        add({ kind: marks[letter], children: markup(text.slice(at + 1, end), open + letter) }, end + 1);
        continue;
      }
    } else if (!word.test(before) && /[hw]/i.test(letter)) {
      const link = linkAt(text, at);
      if (link) {
        add({ kind: "link", text: link, href: /^www/i.test(link) ? "https://" + link : link }, at + link.length);
        continue;
      }
    }
    plain += letter;
    at++;
  }
  if (plain) pieces.push({ kind: "text", text: plain });
  return pieces;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {string} mark
 */
function closing(text, start, mark) {
  const first = text[start + 1] || " ";
  if (/\s/.test(first) || first === mark) return -1;
  for (let at = start + 2; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === mark && /\S/.test(text[at - 1]) && !word.test(text[at + 1] || "")) return at;
  }
  return -1;
}

/**
 * An address without the full stop or bracket of the sentence around it.
 *
 * @param {string} text
 * @param {number} at
 */
function linkAt(text, at) {
  address.lastIndex = at;
  let link = (address.exec(text) || [""])[0];
  for (;;) {
    const shorter = link.replace(/[.,;:!?*_~'"]+$/, "");
    const open = shorter.split("(").length;
    const next = shorter.endsWith(")") && shorter.split(")").length > open ? shorter.slice(0, -1) : shorter;
    if (next === link) break;
    link = next;
  }
  try {
    return link && new URL(/^www/i.test(link) ? "https://" + link : link).host.includes(".") ? link : "";
  } catch {
    return "";
  }
}

/**
 * The text without its marks, for lists and quotes.
 *
 * @param {string} text
 * @returns {string}
 */
export const withoutMarks = (text) => flat(markup(text)).replace(/\s+/g, " ").trim();

/** @param {Piece[]} pieces @returns {string} */
const flat = (pieces) => pieces.map((piece) => piece.text ?? flat(piece.children || [])).join("");

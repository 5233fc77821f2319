// @ts-check
import { h } from "./dom.js";
import { isBigEmoji } from "./format.js";
import { markup } from "./markup.js";

/** @type {Record<string, "strong"|"em"|"s">} */
const tags = { bold: "strong", italic: "em", strike: "s" };

/**
 * @param {import("./markup.js").Piece} piece
 * @returns {Node|string}
 */
function draw(piece) {
  if (piece.kind === "text") return piece.text || "";
  if (piece.kind === "mono") return h("code", {}, piece.text);
  if (piece.kind === "link") return h("a", { href: piece.href, target: "_blank", rel: "noopener noreferrer" }, piece.text);
  return h(tags[piece.kind], {}, ...(piece.children || []).map(draw));
}

/**
 * A message's text as a messenger shows it.
 *
 * @param {string} text
 * @param {string} [classes]
 */
export function words(text, classes = "") {
  if (isBigEmoji(text)) return h("span", { class: "message-text message-big" }, text);
  return h("span", { class: "message-text " + classes, dir: "auto" }, ...markup(text).map(draw));
}

/** A value that ought to be a text. @param {any} value */
export const text = (value) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** @param {string} words */
export const quiet = (words) => h("span", { class: "label", dir: "auto" }, words);

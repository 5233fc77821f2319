// @ts-check
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A button under a message.
 *
 * @typedef {object} Under
 * @property {import("./icons.js").IconName} [sign]
 * @property {string} label
 * @property {string} [href]
 * @property {string} [hint] for who wonders why nothing happens
 * @property {(button: HTMLElement) => void} [tap]
 */

/** @param {Under} one */
function button({ sign, label, href, hint, tap }) {
  const inside = [sign && icon(sign), h("span", { dir: "auto" }, label)];
  if (href) return h("a", { class: "under", href, target: "_blank", rel: "noopener noreferrer", title: href }, ...inside);
  const element = h("button", { type: "button", class: "under", title: hint, "aria-disabled": tap ? undefined : "true", onclick: () => tap?.(element) }, ...inside);
  return element;
}

/** @param {Under[]} list */
export const under = (list) => list.length > 0 && h("span", { class: "unders" }, ...list.map(button));

/** Says something in place of a button's label for a moment. @param {HTMLElement} element @param {string} words */
export function say(element, words) {
  const before = [...element.childNodes];
  fill(element, icon("check"), h("span", { role: "status" }, words));
  setTimeout(() => fill(element, ...before), 1600);
}

/** A web address, or "" for all that a page should not lead to. @param {any} address */
export const webAddress = (address) => (typeof address === "string" && /^https?:\/\//i.test(address) ? address : "");

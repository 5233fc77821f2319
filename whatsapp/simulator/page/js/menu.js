// @ts-check
import { fill, h } from "./dom.js";
import { quickEmoji } from "./emoji.js";
import { icon } from "./icons.js";

/**
 * @typedef {object} Entry
 * @property {import("./icons.js").IconName} sign
 * @property {string} label
 * @property {() => void} [tap] without it the entry says why it can't be done
 * @property {string} [why]
 */

const menu = h("div", { class: "menu", popover: "auto", id: "message-menu", role: "dialog", "aria-label": "What to do with the message" });
document.body.append(menu);
menu.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const entries = [...menu.querySelectorAll("button")];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + (event.key === "ArrowDown" ? 1 : entries.length - 1)) % entries.length]?.focus();
});

/**
 * Opens the menu of a message beside a button.
 *
 * @param {HTMLElement} place
 * @param {string} chosen the emoji that is on it
 * @param {((emoji: string) => void)|null} react with "" it is taken off
 * @param {() => void} anyEmoji
 * @param {Entry[]} entries
 */
export function openMenu(place, chosen, react, anyEmoji, entries) {
  /** @param {() => void} [tap] */
  const then = (tap) => () => {
    menu.hidePopover();
    tap?.();
  };
  fill(
    menu,
    react &&
      h(
        "div",
        { class: "menu-emoji", role: "group", "aria-label": "React" },
        ...quickEmoji.map((emoji) =>
          h("button", { type: "button", class: "emoji", "aria-pressed": String(emoji === chosen), "aria-label": `React with ${emoji}`, onclick: then(() => react(emoji === chosen ? "" : emoji)) }, emoji),
        ),
        chosen && !quickEmoji.includes(chosen)
          ? h("button", { type: "button", class: "emoji", "aria-pressed": "true", "aria-label": `Take ${chosen} off`, onclick: then(() => react("")) }, chosen)
          : h("button", { type: "button", class: "emoji", "aria-label": "Other emoji", onclick: then(anyEmoji) }, icon("plus")),
      ),
    ...entries.map(({ sign, label, tap, why }) =>
      h(
        "button",
        { type: "button", class: "menu-entry", "aria-disabled": tap ? undefined : "true", onclick: tap && then(tap) },
        icon(sign),
        h("span", {}, label, why && h("small", {}, why)),
      ),
    ),
  );
  menu.showPopover();
  const at = place.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = Math.max(8, Math.min(at.left, innerWidth - width - 8)) + "px";
  menu.style.top = Math.max(8, at.bottom + 4 + height > innerHeight ? at.top - height - 4 : at.bottom + 4) + "px";
  menu.querySelector("button")?.focus();
}

// @ts-check
import { fill, h } from "./dom.js";
import { iconButton } from "./icons.js";

/**
 * A sheet that comes up from the bottom of one phone. The rest of that phone
 * can't be used meanwhile, the other phones can.
 *
 * @param {HTMLElement} screen
 * @param {HTMLElement[]} behind
 */
export function makeSheet(screen, behind) {
  /** @type {Element|null} */
  let before = null;
  const title = h("h2", { class: "sheet-title", tabindex: "-1", dir: "auto" });
  const body = h("div", { class: "sheet-body" });
  const panel = h("div", { class: "sheet", role: "dialog", "aria-modal": "true" }, h("header", { class: "sheet-head" }, title, iconButton("close", "Close", close)), body);
  const shade = h("div", { class: "shade", hidden: true, onclick: (/** @type {Event} */ event) => event.target === shade && close() }, panel);
  shade.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  screen.append(shade);

  function close() {
    if (shade.hidden) return;
    shade.hidden = true;
    for (const element of behind) element.inert = false;
    fill(body);
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }

  return {
    close,
    /** @param {string} name @param {Node} content @param {Element|null} [opener] where the keyboard was */
    open(name, content, opener = document.activeElement) {
      if (shade.hidden) before = opener;
      title.textContent = name;
      panel.setAttribute("aria-label", name);
      fill(body, content);
      shade.hidden = false;
      for (const element of behind) element.inert = true;
      const first = body.querySelector("input, textarea, button");
      (first instanceof HTMLElement && first.matches("input, textarea") ? first : title).focus();
    },
    get isOpen() {
      return !shade.hidden;
    },
  };
}

// @ts-check
import { fill, h } from "./dom.js";
import { iconButton } from "./icons.js";

const dialog = h("dialog", { class: "viewer", "aria-label": "Photo" });
document.body.append(dialog);
dialog.addEventListener("click", () => dialog.close());

/** @param {string} address @param {string} words */
export function showPicture(address, words) {
  fill(dialog, h("img", { src: address, alt: words }), iconButton("close", "Close the photo", () => dialog.close()));
  dialog.showModal();
}

const source = h("dialog", { class: "dialog dialog-wide", "aria-labelledby": "source-title" });
document.body.append(source);

/** What the simulator knows of a message. @param {string} title @param {any} value */
export function showSource(title, value) {
  const raw = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const copied = h("span", { class: "quiet", role: "status" });
  fill(
    source,
    h("h2", { id: "source-title" }, title),
    h("pre", { tabindex: "0", class: "source", "aria-label": "JSON" }, raw),
    h(
      "div",
      { class: "actions" },
      copied,
      h("button", { type: "button", class: "button quiet-button", onclick: () => copy(raw, copied) }, "Copy"),
      h("button", { type: "button", class: "button main-button", onclick: () => source.close() }, "Close"),
    ),
  );
  source.showModal();
}

/** @param {string} words @param {HTMLElement} place where it says that it was done */
export async function copy(words, place) {
  try {
    await navigator.clipboard.writeText(words);
    place.textContent = "Copied.";
  } catch {
    place.textContent = "The browser doesn’t allow it: mark the text and copy it.";
  }
}

// @ts-check
import { wordsOf } from "./api.js";
import { fill, h } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * A part of the drawer that folds.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} why
 * @param {boolean} [open]
 */
export function makePart(id, title, why, open = false) {
  const mark = h("span", { class: "part-mark" });
  const body = h("div", { class: "part-body" });
  const status = h("p", { class: "part-status", role: "status" });
  const element = h("details", { class: "part", open, "data-testid": "part-" + id }, h("summary", {}, h("span", { class: "part-title" }, title), mark), why && h("p", { class: "part-why" }, why), body, status);

  /** @param {string} words @param {boolean} [bad] */
  function say(words, bad = false) {
    status.textContent = words;
    status.classList.toggle("error", bad);
  }

  return {
    element,
    body,
    say,
    /** What the closed part says at its end. @param {string} words @param {boolean} [warns] */
    mark(words, warns = false) {
      if (mark.textContent !== words) fill(mark, words);
      mark.classList.toggle("part-warns", warns);
    },
    /**
     * A button that does something and says how it went.
     *
     * @param {string} label
     * @param {() => Promise<string|void>} does
     * @param {Record<string, any>} [attributes]
     */
    button(label, does, attributes = {}) {
      const element = h(
        "button",
        {
          type: "button",
          class: "button small",
          ...attributes,
          onclick: async () => {
            element.disabled = true;
            try {
              say((await does()) || "");
            } catch (problem) {
              say(wordsOf(problem), true);
            }
            element.disabled = false;
            if (document.activeElement === document.body) element.focus();
          },
        },
        label,
      );
      return element;
    },
  };
}

/** @param {...Child} children */
export const line = (...children) => h("div", { class: "part-line" }, ...children);

/**
 * @param {string} label
 * @param {[string, string][]} options value and words
 * @param {Record<string, any>} [attributes]
 */
export function select(label, options, attributes = {}) {
  const input = h("select", { class: "select", ...attributes });
  for (const [value, words] of options) input.append(new Option(words, value));
  return { input, element: h("label", { class: "part-field" }, h("span", {}, label), input) };
}

/** Offers a file for saving. @param {string} name @param {any} content */
export function save(name, content) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2) + "\n"], { type: "application/json" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Asks for a file and hands it on. @param {(file: File) => Promise<string|void>} take @returns {Promise<string|void>} */
export function pickFile(take) {
  return new Promise((resolve, reject) => {
    const input = h("input", { type: "file", accept: ".json,application/json" });
    input.onchange = () => {
      const file = input.files?.[0];
      if (file) take(file).then(resolve, reject);
      else resolve();
    };
    input.oncancel = () => resolve();
    input.click();
  });
}

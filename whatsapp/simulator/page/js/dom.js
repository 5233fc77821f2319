// @ts-check

/** @typedef {Node|string|null|undefined|false} Child */

/**
 * Makes an element. Properties beginning with "on" are listeners, the rest are
 * attributes. Children are nodes or text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  fill(element, ...children);
  return element;
}

/**
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child || child === "").map((child) => /** @type {Node|string} */ (child)));
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * Keeps one child per item, in order, and makes or draws only what changed, so
 * that focus and open details stay where they are.
 *
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => string} versionOf a text that changes when the item must be drawn again
 * @param {(item: T, old: HTMLElement|undefined) => HTMLElement} draw
 */
export function keyed(parent, items, keyOf, versionOf, draw) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of parent.children) {
    if (child instanceof HTMLElement && child.dataset.key) old.set(child.dataset.key, child);
  }
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    const version = versionOf(item);
    const before = old.get(key);
    let element = before;
    if (!element || element.dataset.version !== version) {
      element = draw(item, before);
      element.dataset.key = key;
      element.dataset.version = version;
      if (before && before !== element) {
        if (place === before) place = element;
        before.replaceWith(element);
      }
    }
    old.delete(key);
    if (element === place) place = element.nextSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
}

const paths = {
  clock: "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  back: "M15 5l-7 7 7 7",
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12 5l7 7-7 7",
  reply: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  close: "M6 6l12 12M18 6L6 18",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  video: "M4 6h11v12H4zM15 11l5-3v8l-5-3",
  audio: "M12 4v10M12 14a3 3 0 0 1-6 0M9 17.500M12 4l6 2v4l-6-2",
  document: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  sticker: "M12 21a9 9 0 1 1 9-9l-9 9ZM12 21c0-5 4-9 9-9M8.500 10h.01M14 9h.01",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21ZM14.500 9.500a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0Z",
  person: "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4 21c1-5 4-7 8-7s7 2 8 7",
};

/**
 * @param {keyof typeof paths} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return drawing("0 0 24 24", paths[name], "icon");
}

/**
 * @param {string} viewBox
 * @param {string} path
 * @param {string} classes
 */
function drawing(viewBox, path, classes) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("class", classes);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const ticks = {
  pending: { words: "on its way", box: "0 0 24 24", path: paths.clock, classes: "icon tick" },
  sent: { words: "received by the business", box: "0 0 19 12", path: "M5 6.500l3.500 3.500L16 2.500", classes: "icon tick" },
  read: { words: "read by the business", box: "0 0 19 12", path: "M1.500 6.500L5 10l7.500-7.500M9 9l1 1 7.500-7.500", classes: "icon tick tick-read" },
};

/**
 * How far a customer's own message has come.
 *
 * @param {string} status
 * @returns {HTMLElement}
 */
export function tick(status) {
  const kind = ticks[/** @type {keyof typeof ticks} */ (status)] || ticks.pending;
  return h("span", { role: "img", "aria-label": kind.words, title: kind.words, "data-tick": status }, drawing(kind.box, kind.path, kind.classes));
}

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

/**
 * What a table has for a key that somebody else has chosen: a kind of message
 * may be called constructor.
 *
 * @template T
 * @param {Record<string, T>} table
 * @param {string} key
 * @returns {T | undefined}
 */
export const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

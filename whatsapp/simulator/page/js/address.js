// @ts-check
import { changed, drawNow, store } from "./store.js";

/** how many phones lie on the desk at most */
export const places = 3;

const wide = matchMedia("(min-width: 768px)");

/** One phone at a time on a phone, several on a desk. */
export const isWide = () => wide.matches;

/**
 * Whose phones are shown is in the address, so that reload and "back" work.
 */
function read() {
  const keys = location.hash.slice(1).split(",").filter(Boolean).map(decodeURIComponent);
  store.desk = [...new Set(keys)].slice(0, places);
  if (!store.desk.includes(store.active)) store.active = store.desk.at(-1) || "";
  drawNow();
}

/** @param {string[]} desk @param {string} active @param {boolean} [replace] leaves no step for "back" */
function show(desk, active, replace = false) {
  store.active = active;
  const hash = "#" + desk.map(encodeURIComponent).join(",");
  if (replace) history.replaceState(null, "", hash);
  else if (location.hash !== hash) history.pushState({ fromList: !wide.matches && store.desk.length === 0 }, "", hash);
  read();
}

/** Shows a customer's phone in place of the active one. @param {string} key @param {boolean} [replace] */
export function openPhone(key, replace = false) {
  if (!isWide()) return show([key], key, replace);
  if (store.desk.includes(key)) {
    store.active = key;
    return changed();
  }
  const at = Math.max(0, store.desk.indexOf(store.active));
  show(store.desk.length === 0 ? [key] : store.desk.toSpliced(at, 1, key), key, replace);
}

/** Shows a customer's phone beside the others; on a full desk the active one makes room. @param {string} key */
export function openBeside(key) {
  if (store.desk.includes(key) || store.desk.length >= places) return openPhone(key);
  show([...store.desk, key], key);
}

/** @param {string} key */
export function putAway(key) {
  const rest = store.desk.filter((other) => other !== key);
  show(rest, rest.at(-1) || "");
}

/** From a phone back to the list, as the browser's "back" does. */
export function toList() {
  if (history.state?.fromList) history.back();
  else show([], "");
}

export function followAddress() {
  addEventListener("hashchange", read);
  addEventListener("popstate", read);
  wide.addEventListener("change", changed);
  read();
}

// @ts-check
import { h } from "./dom.js";

/** Lines on a field of 24 by 24. */
const paths = {
  clock: "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-6 17-3-7ZM11 14l9-10",
  reply: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  forward: "M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 13l5 5L20 7",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  smile: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM8.500 14.500c2 2.500 5 2.500 7 0M9 9.500h.01M15 9.500h.01",
  mic: "M12 15a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6 11a6 6 0 0 0 12 0M12 17v4",
  play: "M8 5l11 7-11 7Z",
  pause: "M8 5v14M16 5v14",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  edit: "M4 20l1-4L16 5l3 3L8 19Z",
  copy: "M9 9h11v11H9ZM15 9V4H4v11h5",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  video: "M4 6h11v12H4zM15 11l5-3v8l-5-3",
  audio: "M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0ZM19 16a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0Z",
  document: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  sticker: "M12 21a9 9 0 1 1 9-9l-9 9ZM12 21c0-5 4-9 9-9M8.500 10h.01M14 9h.01",
  pin: "M12 21s7-6.200 7-11.500a7 7 0 0 0-14 0C5 14.800 12 21 12 21ZM14.500 9.500a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0Z",
  person: "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4 21c1-5 4-7 8-7s7 2 8 7",
  card: "M3 6h18v13H3ZM10.500 11a2 2 0 1 1-4 0 2 2 0 0 1 4 0ZM5.500 16c1-2 5-2 6 0M14.500 10h4M14.500 14h3",
  cart: "M3 4h3l2.500 11h9L20 7H7M10 20h.01M17 20h.01",
  phone: "M6 3l3 5-2 2c1 3 4 6 7 7l2-2 5 3c0 2-2 4-4 3C10 19 5 14 3 7c0-2 1-4 3-4Z",
  link: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  form: "M5 4h14v16H5ZM9 9h6M9 13h6M9 17h3",
  sliders: "M4 7h9M17 7h3M15 9V5M4 17h3M11 17h9M9 19v-4M4 12h5M13 12h7M11 14v-4",
  beside: "M4 5h7v14H4ZM17 8v8M13 12h8",
  pulse: "M3 12h4l3-8 4 16 3-8h4",
  plane: "M10 14l-6 1v-2l6-4V5a2 2 0 0 1 4 0v4l6 4v2l-6-1v4l2 2v1l-4-1-4 1v-1l2-2Z",
  wifi: "M4 9a12 12 0 0 1 16 0M7 13a7.500 7.500 0 0 1 10 0M12 17.500h.01",
  block: "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM6 6l12 12",
  ad: "M4 10v4h3l8 4V6L7 10ZM18 9a4 4 0 0 1 0 6",
  moon: "M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10Z",
  key: "M14 10a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM13 13l7 7M17 17l2-2",
};

/** @typedef {keyof typeof paths} IconName */

/** @param {IconName} name */
export const icon = (name) => drawing("0 0 24 24", paths[name], "icon");

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

/**
 * A round button with an icon and a name.
 *
 * @param {IconName} name
 * @param {string} label
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "round", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

const ticks = {
  pending: { words: "on its way to the business", path: "M5 6.500l3.500 3.500L16 2.500", classes: "icon tick" },
  sent: { words: "received by the business", path: "M1.500 6.500L5 10l7.500-7.500M9 9l1 1 7.500-7.500", classes: "icon tick" },
  read: { words: "read by the business", path: "M1.500 6.500L5 10l7.500-7.500M9 9l1 1 7.500-7.500", classes: "icon tick tick-read" },
};

/**
 * How far a customer's own message has come.
 *
 * @param {string} status
 */
export function tick(status) {
  const kind = ticks[/** @type {keyof typeof ticks} */ (status)] || ticks.pending;
  return h("span", { role: "img", "aria-label": kind.words, title: kind.words, "data-tick": status }, drawing("0 0 19 12", kind.path, kind.classes));
}

// @ts-check
import { fill, h } from "./dom.js";
import { initials } from "./format.js";
import { icon } from "./icons.js";
import { quiet, text } from "./words.js";

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * A map that is drawn and not fetched: the same place always looks the same.
 *
 * @param {number} latitude
 * @param {number} longitude
 */
function map(latitude, longitude) {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("viewBox", "0 0 240 120");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("class", "map-lines");
  svg.setAttribute("aria-hidden", "true");
  /** @param {string} d @param {string} classes */
  const line = (d, classes) => {
    const path = document.createElementNS(svgNamespace, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", classes);
    svg.append(path);
  };
  const turn = Math.abs(Math.round(latitude * 997 + longitude * 331)) % 60;
  line(`M0 ${90 + (turn % 20)} C60 ${70 - turn / 3} 120 ${110 + turn / 4} 240 ${60 + turn / 2} V120 H0Z`, "map-water");
  line(`M${150 + turn / 2} 8 h54 v34 h-60Z`, "map-park");
  line(`M0 ${34 + turn / 2} L240 ${14 + turn}M${60 + turn} 0 L${40 + turn / 2} 120`, "map-road");
  line(`M${130 + turn} 0 L${150 + turn / 2} 120M0 ${64 + turn / 3} L240 ${50 + turn / 2}M${20 + turn / 2} 0 l-14 120`, "map-street");
  return svg;
}

/** @param {any} place */
export function location(place) {
  const latitude = Number(place?.latitude);
  const longitude = Number(place?.longitude);
  const position = Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` : "nowhere";
  return h(
    "span",
    { class: "place" },
    h("span", { class: "map", role: "img", "aria-label": "Map around " + position }, map(latitude || 0, longitude || 0), h("span", { class: "map-pin" }, icon("pin")), h("span", { class: "map-position" }, position)),
    text(place?.name) && h("span", { class: "place-name", dir: "auto" }, text(place.name)),
    text(place?.address) && quiet(text(place.address)),
  );
}

/** @param {any} one a contact of the type "contacts" */
function person(one) {
  const name = text(one?.name?.formatted_name) || "Contact";
  const phones = Array.isArray(one?.phones) ? one.phones : [];
  const mails = Array.isArray(one?.emails) ? one.emails : [];
  const company = [text(one?.org?.title), text(one?.org?.company)].filter(Boolean).join(", ");
  const more = [...phones.map((/** @type {any} */ entry) => text(entry?.phone) || text(entry?.wa_id)), ...mails.map((/** @type {any} */ entry) => text(entry?.email))].filter(Boolean);
  return h(
    "span",
    { class: "card" },
    h("span", { class: "card-sign card-face", "aria-hidden": "true" }, initials(name)),
    h("span", { class: "card-title", dir: "auto" }, name),
    h("span", { class: "card-line", dir: "auto" }, [company, more[0]].filter(Boolean).join(" · ") || "no number"),
  );
}

/** @param {any} content */
export function contacts(content) {
  const all = Array.isArray(content) ? content : [];
  const list = h("span", { class: "people-cards" }, ...all.slice(0, 3).map(person));
  if (all.length <= 3) return list;
  const rest = h("button", { type: "button", class: "text-button", onclick: () => fill(list, ...all.map(person)) }, `${all.length - 3} more`);
  list.append(rest);
  return list;
}

// @ts-check
import { h } from "./dom.js";

/**
 * Small forms in a sheet of the phone.
 *
 * @typedef {(message: object) => void} Send
 */

let fields = 0;

/**
 * @param {string} label
 * @param {Record<string, any>} attributes
 */
export function field(label, attributes = {}) {
  const id = "field-" + ++fields;
  const input = h("input", { id, autocomplete: "off", ...attributes });
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input) };
}

/**
 * @param {(HTMLElement|string)[]} children
 * @param {string} action
 * @param {() => string|void} submit says what is wrong
 */
function form(children, action, submit) {
  const error = h("p", { class: "error", role: "alert" });
  const element = h("form", { class: "sheet-form", novalidate: true }, ...children, error, h("button", { type: "submit", class: "button main-button" }, action));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    error.textContent = submit() || "";
  });
  return element;
}

const places = [
  { name: "Borough Lamp Works", address: "8 Example Street, London", latitude: 51.5079, longitude: -0.0877 },
  { name: "Πλατεία Συντάγματος", address: "Αθήνα", latitude: 37.9755, longitude: 23.7348 },
  { name: "", address: "", latitude: -34.6037, longitude: -58.3816 },
];

/** @param {Send} send */
export function placeForm(send) {
  const name = field("Name (may be empty)", { maxlength: "100", value: places[0].name });
  const address = field("Address (may be empty)", { maxlength: "200", value: places[0].address });
  const latitude = field("Latitude", { inputmode: "decimal", value: String(places[0].latitude) });
  const longitude = field("Longitude", { inputmode: "decimal", value: String(places[0].longitude) });
  const samples = places.map((place) =>
    h(
      "button",
      {
        type: "button",
        class: "sample",
        dir: "auto",
        onclick: () => {
          name.input.value = place.name;
          address.input.value = place.address;
          latitude.input.value = String(place.latitude);
          longitude.input.value = String(place.longitude);
        },
      },
      place.name || "Only coordinates",
    ),
  );
  return form([h("div", { class: "samples" }, ...samples), name.element, address.element, h("div", { class: "field-pair" }, latitude.element, longitude.element)], "Send location", () => {
    const [north, east] = [Number(latitude.input.value), Number(longitude.input.value)];
    if (!latitude.input.value.trim() || !(Math.abs(north) <= 90)) return "The latitude is between -90 and 90.";
    if (!longitude.input.value.trim() || !(Math.abs(east) <= 180)) return "The longitude is between -180 and 180.";
    send({ type: "location", latitude: north, longitude: east, place: name.input.value.trim(), address: address.input.value.trim() });
  });
}

/** @param {Send} send */
export function contactForm(send) {
  const name = field("Name", { maxlength: "100", value: "Wren Okafor" });
  const number = field("Phone number", { type: "tel", inputmode: "tel", maxlength: "40", value: "+1 555 010 0311" });
  const company = field("Company (may be empty)", { maxlength: "100", value: "Okafor Studio" });
  return form([name.element, number.element, company.element], "Send contact", () => {
    const full = name.input.value.trim();
    if (!full) return "A contact has a name.";
    const typed = number.input.value.trim();
    send({
      type: "contacts",
      content: [
        {
          name: { formatted_name: full, first_name: full.split(" ")[0], last_name: full.split(" ").slice(1).join(" ") || undefined },
          phones: typed ? [{ phone: typed, wa_id: typed.replace(/\D/g, ""), type: "WORK" }] : undefined,
          org: company.input.value.trim() ? { company: company.input.value.trim() } : undefined,
        },
      ],
    });
  });
}

/**
 * Stands in for a form (flow) of the business: what is filled in here arrives
 * as the answer of one.
 *
 * @param {Send} send
 */
export function flowForm(send) {
  const name = field("Name", { maxlength: "100", value: "Ada" });
  const wish = field("What do you need?", { maxlength: "200", value: "A bike check on Thursday" });
  return form([h("p", { class: "quiet" }, "The simulator doesn’t know the screens of your form. It sends these two answers as the form’s result."), name.element, wish.element], "Send the form", () => {
    const answers = { flow_token: "unused", name: name.input.value, wish: wish.input.value };
    send({ type: "interactive", content: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json: JSON.stringify(answers) } } });
  });
}

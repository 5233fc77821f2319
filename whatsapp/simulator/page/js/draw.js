// @ts-check
import { h, own } from "./dom.js";
import { count } from "./format.js";
import { call } from "./draw_call.js";
import { interactive } from "./draw_interactive.js";
import { media } from "./draw_media.js";
import { contacts, location } from "./draw_place.js";
import { template } from "./draw_template.js";
import { icon } from "./icons.js";
import { text, words } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./dom.js").Child} Child
 * @typedef {import("./bubble.js").Actions} Actions
 */

/** @param {any} content */
function order(content) {
  const items = Array.isArray(content?.product_items) ? content.product_items : [];
  const total = items.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + Number(one.item_price || 0) * Number(one.quantity || 1), 0);
  const currency = text(items[0]?.currency);
  return [
    h(
      "span",
      { class: "card" },
      h("span", { class: "card-sign" }, icon("cart")),
      h("span", { class: "card-title" }, "Order of " + count(items.length, "item")),
      h("span", { class: "card-line" }, `${total.toFixed(2)} ${currency} (estimated)`),
    ),
    ...items.slice(0, 5).map((/** @type {any} */ one) => h("span", { class: "label", dir: "auto" }, `${text(one.quantity) || 1} × ${text(one.product_retailer_id)}`)),
    content?.text && words(text(content.text)),
  ];
}

/** @type {Record<string, string>} */
const unsupportedKinds = { poll_creation: "a poll", event: "an event", view_once: "a view-once message", interactive: "an interactive message", edit: "an edit" };

/**
 * What this phone has no drawing for is named, with all that is known of it
 * one click away.
 *
 * @param {Message} message
 * @param {Actions} actions
 */
function unknown(message, actions) {
  const kind = message.type === "unsupported" ? own(unsupportedKinds, String(message.content?.type)) || text(message.content?.type) || "something" : `a message of the type “${message.type}”`;
  const line = message.author === "customer" ? "The business is told “unsupported”, as by Meta." : "This phone has no drawing for it.";
  return [
    h(
      "span",
      { class: "card" },
      h("span", { class: "card-sign" }, icon("code")),
      h("span", { class: "card-title" }, kind.charAt(0).toUpperCase() + kind.slice(1)),
      h("span", { class: "card-line card-wrap" }, message.type === "unsupported" ? line : message.author === "customer" ? "Sent as it is." : line),
    ),
    h("button", { type: "button", class: "text-button", onclick: () => actions.source(message) }, "Show the JSON"),
  ];
}

/**
 * The inside of a message, and what hangs below it.
 *
 * @param {Message} message
 * @param {Actions} actions
 * @returns {{inside: Child[], below: Child[]}}
 */
export function draw(message, actions) {
  if (message.revoked) return { inside: [h("em", { class: "message-text gone" }, icon("block"), message.author === "customer" ? "You deleted this message" : "This message was deleted")], below: [] };
  const content = message.content || {};
  switch (message.type) {
    case "text":
      return { inside: [words(message.text)], below: [] };
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return { inside: media(message), below: [] };
    case "location":
      return { inside: [location(content)], below: [] };
    case "contacts":
      return { inside: [contacts(content)], below: [] };
    case "call":
      return { inside: call(content), below: [] };
    case "order":
      return { inside: order(content), below: [] };
    case "button":
      return { inside: [words(message.text)], below: [] };
    case "interactive":
      return interactive(message, actions);
    case "template":
      return template(message, actions);
  }
  return { inside: unknown(message, actions), below: [] };
}

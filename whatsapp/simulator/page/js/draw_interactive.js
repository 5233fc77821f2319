// @ts-check
import { h } from "./dom.js";
import { say, under, webAddress } from "./draw_buttons.js";
import { head } from "./draw_template.js";
import { icon } from "./icons.js";
import { answer } from "./summary.js";
import { quiet, text, words } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./dom.js").Child} Child
 * @typedef {import("./bubble.js").Actions} Actions
 * @typedef {import("./draw_buttons.js").Under} Under
 */

/** @param {string} title @param {string} line */
const product = (title, line) => h("span", { class: "card" }, h("span", { class: "card-sign" }, icon("cart")), h("span", { class: "card-title", dir: "auto" }, title), h("span", { class: "card-line card-wrap", dir: "auto" }, line));

/**
 * The rows of a list, in sections; the one that is tapped is sent.
 *
 * @param {Message} message
 * @param {Actions} actions
 */
function rows(message, actions) {
  const sections = message.content.action.sections || [];
  return h(
    "div",
    { class: "rows" },
    ...sections.map((/** @type {any} */ section) =>
      h(
        "section",
        {},
        section.title && h("h3", { dir: "auto" }, text(section.title)),
        ...(section.rows || []).map((/** @type {any} */ row) =>
          h(
            "button",
            { type: "button", class: "row", onclick: () => actions.answer(message, { choose: text(row.id) }) },
            h("span", { class: "row-title", dir: "auto" }, text(row.title)),
            row.description && h("span", { class: "row-line", dir: "auto" }, text(row.description)),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {Message} message
 * @param {Actions} actions
 * @returns {Under[]}
 */
function buttons(message, actions) {
  const { action = {}, type } = message.content;
  const parameters = action.parameters || {};
  /** @param {object} content */
  const reply = (content) => actions.answer(message, { type: "interactive", content });
  switch (type) {
    case "button":
      return (action.buttons || []).map((/** @type {any} */ one) => ({ sign: "reply", label: text(one.reply?.title), tap: () => actions.answer(message, { choose: text(one.reply?.id) }) }));
    case "list":
      return [{ sign: "list", label: text(action.button) || "Choose", tap: () => actions.choices(text(action.button), rows(message, actions)) }];
    case "cta_url":
      return [{ sign: "link", label: text(parameters.display_text), href: webAddress(parameters.url) }];
    case "flow":
      return [{ sign: "form", label: text(parameters.flow_cta) || "Open", tap: () => actions.form(message) }];
    case "location_request_message":
      return [{ sign: "pin", label: "Send location", tap: () => actions.place(message) }];
    case "request_contact_info":
      return [{ sign: "card", label: "Share phone number", tap: () => actions.answer(message, { type: "contacts" }) }];
    case "address_message":
      return [{ sign: "pin", label: "Provide address", tap: () => reply({ type: "nfm_reply", nfm_reply: { name: "address_message", body: "Ada Merrow\n8 Example Street", response_json: JSON.stringify({ values: { name: "Ada Merrow", address: "8 Example Street" } }) } }) }];
    case "call_permission_request":
      return [
        { sign: "phone", label: "Allow calls", tap: () => reply({ type: "call_permission_reply", call_permission_reply: { response: "accept", is_permanent: false, response_source: "user_action" } }) },
        { sign: "block", label: "Don’t allow", tap: () => reply({ type: "call_permission_reply", call_permission_reply: { response: "reject", response_source: "user_action" } }) },
      ];
    case "voice_call":
      return [{ sign: "phone", label: text(parameters.display_text) || "Call now", tap: (button) => say(button, "There are no calls here") }];
    case "product":
    case "product_list":
    case "catalog_message":
      return [{ sign: "cart", label: type === "product" ? "Order this" : "View items and order", tap: () => actions.answer(message, { type: "order" }) }];
  }
  return [];
}

/** @param {Message} message @param {Actions} actions */
function slides(message, actions) {
  const cards = message.content.action?.cards || [];
  return h(
    "ul",
    { class: "slides", role: "list", tabindex: "0", "aria-label": "Cards" },
    ...cards.map((/** @type {any} */ card, /** @type {number} */ i) => {
      const parameters = card.action?.parameters;
      /** @type {Under[]} */
      const list = (card.action?.buttons || []).map((/** @type {any} */ one) => {
        const { id, title } = one.reply || one.quick_reply || {};
        return { sign: "reply", label: text(title), tap: () => actions.answer(message, { type: "interactive", content: { type: "button_reply", button_reply: { id, title } } }) };
      });
      if (parameters?.url) list.push({ sign: "link", label: text(parameters.display_text), href: webAddress(parameters.url) });
      return h(
        "li",
        { class: "slide", "aria-label": `Card ${i + 1}` },
        head(card.header),
        card.action?.product_retailer_id && product(text(card.action.product_retailer_id), "A product of your catalogue"),
        card.body && words(text(card.body.text)),
        under(list),
      );
    }),
  );
}

/**
 * @param {Message} message
 * @param {Actions} actions
 * @returns {{inside: Child[], below: Child[]}}
 */
export function interactive(message, actions) {
  const content = message.content || {};
  if (message.author === "customer") return { inside: tapped(content, message), below: [] };
  const { header, body, footer, action, type } = content;
  const items = (action?.sections || []).flatMap((/** @type {any} */ section) => section.product_items || []).length;
  return {
    inside: [
      head(header),
      type === "product" && product(text(action?.product_retailer_id), "A product of your catalogue"),
      type === "product_list" && product(`${items} products`, "Of your catalogue"),
      body?.text ? words(text(body.text)) : type === "call_permission_request" && words("May we call you about this?"),
      footer?.text && quiet(text(footer.text)),
    ],
    below: [under(buttons(message, actions)), type === "carousel" && slides(message, actions)],
  };
}

/** @param {any} content @param {Message} message @returns {Child[]} */
function tapped(content, message) {
  const row = content.list_reply;
  return [words(answer(content) || message.text), row?.description && quiet(text(row.description))];
}

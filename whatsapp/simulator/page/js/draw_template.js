// @ts-check
import { h, own } from "./dom.js";
import { say, under, webAddress } from "./draw_buttons.js";
import { file, film, picture } from "./draw_media.js";
import { location } from "./draw_place.js";
import { dateAndTime } from "./format.js";
import { copy } from "./viewer.js";
import { quiet, text, words } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./dom.js").Child} Child
 * @typedef {import("./bubble.js").Actions} Actions
 */

/** @param {any} header @returns {Child} */
export function head(header) {
  if (!header) return null;
  const kind = String(header.format || header.type || "").toLowerCase();
  const media = header.media || own(header, kind);
  if (kind === "text") return header.text && h("strong", { class: "message-head", dir: "auto" }, text(header.text));
  if (kind === "image") return picture(media);
  if (kind === "video" || kind === "gif") return film(media || header.video);
  if (kind === "document") return file(media);
  if (kind === "location") return location(header.location);
  return null;
}

/**
 * @param {any} one a button of a template
 * @param {Message} message
 * @param {Actions} actions
 * @returns {import("./draw_buttons.js").Under}
 */
function drawButton(one, message, actions) {
  const label = text(one.text) || "Button";
  switch (one.type) {
    case "QUICK_REPLY":
      return { sign: "reply", label, tap: () => actions.answer(message, { type: "button", content: { payload: text(one.payload) || label, text: label } }) };
    case "URL":
      return { sign: "link", label, href: webAddress(one.url), hint: "The template gives no web address" };
    case "PHONE_NUMBER":
    case "VOICE_CALL":
      return { sign: "phone", label, hint: text(one.phone_number), tap: (button) => say(button, `Would call ${text(one.phone_number) || "the business"}`) };
    case "COPY_CODE":
    case "OTP":
      return {
        sign: "copy",
        label: label === "Button" ? "Copy code" : label,
        tap: (button) => {
          copy(text(one.code), h("span"));
          say(button, "Copied " + text(one.code));
        },
      };
    case "FLOW":
      return { sign: "form", label, tap: () => actions.form(message) };
    case "REQUEST_CONTACT_INFO":
      return { sign: "card", label, tap: () => actions.answer(message, { type: "contacts" }) };
    case "CATALOG":
    case "MPM":
    case "SPM":
      return { sign: "cart", label, tap: () => actions.answer(message, { type: "order" }) };
  }
  return { label, hint: `A button of the type ${text(one.type)}: the phone can do nothing with it` };
}

/** @param {any} offer */
const drawOffer = (offer) =>
  offer && h("span", { class: "offer" }, h("strong", { dir: "auto" }, text(offer.text)), offer.expiration_time_ms && quiet("Ends " + dateAndTime(Number(offer.expiration_time_ms))));

/**
 * @param {Message} message
 * @param {Actions} actions
 * @returns {{inside: Child[], below: Child[]}}
 */
export function template(message, actions) {
  const drawn = message.rendered;
  if (!drawn) {
    return { inside: [h("strong", { class: "message-head" }, text(message.content?.name) || "Template"), words(message.text)], below: [] };
  }
  const buttons = (drawn.buttons || []).map((/** @type {any} */ one) => drawButton(one, message, actions));
  const cards = (drawn.cards || []).map((/** @type {any} */ card, /** @type {number} */ i) =>
    h(
      "li",
      { class: "slide", "aria-label": `Card ${i + 1}` },
      head(card.header),
      card.body && words(text(card.body)),
      under((card.buttons || []).map((/** @type {any} */ one) => drawButton(one, message, actions))),
    ),
  );
  return {
    inside: [head(drawn.header), drawOffer(drawn.limited_time_offer), drawn.body && words(text(drawn.body)), drawn.footer && quiet(text(drawn.footer))],
    below: [shown(buttons, actions), cards.length > 0 && h("ul", { class: "slides", role: "list", tabindex: "0", "aria-label": "Cards" }, ...cards)],
  };
}

/**
 * Of more than three buttons the rest is behind "See all options".
 *
 * @param {import("./draw_buttons.js").Under[]} buttons
 * @param {Actions} actions
 */
function shown(buttons, actions) {
  if (buttons.length <= 3) return under(buttons);
  return under([...buttons.slice(0, 2), { sign: "list", label: "See all options", tap: () => actions.choices("All options", under(buttons) || null) }]);
}

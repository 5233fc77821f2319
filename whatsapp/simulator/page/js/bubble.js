// @ts-check
import { draw } from "./draw.js";
import { h } from "./dom.js";
import { phone, time } from "./format.js";
import { icon, iconButton, tick } from "./icons.js";
import { store } from "./store.js";
import { summary } from "./summary.js";
import { text } from "./words.js";

/**
 * @typedef {import("./types.js").Message} Message
 *
 * @typedef {object} Actions what can be done with a message on the phone
 * @property {(id: string) => Message|undefined} find
 * @property {(id: string) => void} jump shows the message that was quoted
 * @property {(message: Message, place: HTMLElement) => void} menu
 * @property {(message: Message, emoji: string) => void} react
 * @property {(message: Message, inbound: object) => void} answer sends something that quotes the message
 * @property {(title: string, content: Node|null) => void} choices
 * @property {(message: Message) => void} form fills a form (flow) in
 * @property {(message: Message) => void} place sends a location
 * @property {(message: Message) => void} source
 */

/** @param {any} referral the ad that the chat began with */
const ad = (referral) =>
  referral &&
  h(
    "span",
    { class: "ad" },
    h("span", { class: "card-sign" }, icon("ad")),
    h("span", { class: "card-title", dir: "auto" }, text(referral.headline) || "Advertisement"),
    h("span", { class: "card-line", dir: "auto" }, text(referral.body) || "Message from an ad"),
  );

/**
 * @param {Message} message
 * @param {Actions} actions
 */
function quote(message, actions) {
  if (!message.reply_to || message.revoked) return null;
  const quoted = actions.find(message.reply_to);
  if (!quoted) return h("span", { class: "quote" }, h("span", { class: "quote-text" }, "An earlier message"));
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => actions.jump(quoted.id), title: "Show the quoted message" },
    h("span", { class: "quote-who" }, quoted.author === "customer" ? "You" : store.business.name || "Business"),
    h("span", { class: "quote-text", dir: "auto" }, summary(quoted)),
  );
}

/**
 * One message on the phone.
 *
 * @param {Message} message
 * @param {boolean} turn it is the first after the other side's
 * @param {Actions} actions
 */
export function bubble(message, turn, actions) {
  const own = message.author === "customer";
  const { inside, below } = draw(message, actions);
  const emoji = [...new Set([message.customer_reaction, message.business_reaction].filter(Boolean))];
  const bare = message.type === "sticker" && !message.revoked;
  const more = iconButton("more", "More for this message", () => actions.menu(message, more), { class: "round message-more", "aria-haspopup": "true" });
  const reactions =
    emoji.length > 0 &&
    h(
      "button",
      { type: "button", class: "emoji-on", "aria-label": `Reactions: ${emoji.join(" ")}`, onclick: () => actions.menu(message, more) },
      emoji.join(""),
      message.customer_reaction && message.customer_reaction === message.business_reaction && h("span", { class: "emoji-count" }, "2"),
    );
  const element = h(
    "div",
    {
      class: ["message", turn && "turn", emoji.length > 0 && "has-emoji", bare && "bare"].filter(Boolean).join(" "),
      "data-testid": "phone-message",
      "data-direction": own ? "out" : "in",
      "data-status": message.status,
      "data-id": message.id,
      oncontextmenu: (/** @type {MouseEvent} */ event) => {
        if (event.target instanceof Element && event.target.closest("a, img, video")) return;
        event.preventDefault();
        actions.menu(message, more);
      },
    },
    h(
      "div",
      { class: "bubble" },
      h("span", { class: "only-heard" }, own ? "You: " : "Business: "),
      !message.revoked && message.forwarded && h("span", { class: "forwarded" }, icon("forward"), "Forwarded"),
      !message.revoked && message.group_id && h("span", { class: "forwarded" }, icon("person"), "In a group"),
      !message.revoked && ad(message.referral),
      quote(message, actions),
      ...inside,
      h(
        "span",
        { class: "message-foot" },
        message.edited && !message.revoked && h("span", {}, "edited"),
        h("time", { datetime: message.at }, time(message.at)),
        own && !message.revoked && message.type !== "call" && tick(message.status),
      ),
    ),
    ...below,
    reactions,
    more,
  );
  return element;
}

/**
 * What the business sent and this phone never got: a note of the simulator's.
 *
 * @param {Message} message
 */
export function lost(message) {
  return h("p", { class: "lost", "data-testid": "phone-undelivered" }, h("strong", {}, "Never arrived. "), `Meta told the business: ${message.error || "it failed."} (to ${phone(message.customer)})`);
}

// @ts-check
import { h, icon, tick } from "./dom.js";
import { isBigEmoji, phone, time } from "./format.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./dom.js").Child} Child
 *
 * @typedef {object} Actions what can be done with a message on the phone
 * @property {(message: Message) => void} reply
 * @property {(message: Message) => void} react
 * @property {(message: Message, content: object) => void} choose
 * @property {(id: string) => Message|undefined} find
 */

/** @param {string} text */
function words(text) {
  return h("span", { class: isBigEmoji(text) ? "message-text message-big" : "message-text" }, text);
}

/**
 * @param {Parameters<typeof icon>[0]} picture
 * @param {string} title
 * @param {string} [line]
 */
function card(picture, title, line = "") {
  return h("span", { class: "card" }, icon(picture), h("span", { class: "card-title", dir: "auto" }, title), h("span", { class: "card-line", dir: "auto" }, line));
}

/** @param {any} value */
const text = (value) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** @param {any} media where the file is: this page fetches nothing from elsewhere */
function origin(media) {
  try {
    return "from " + new URL(media.link).host;
  } catch {
    return media?.id ? "file " + text(media.id) : "";
  }
}

/**
 * @param {Message} message
 * @param {Actions} actions
 * @returns {Child[]}
 */
function interactive(message, actions) {
  const { header, body, footer, action } = message.content || {};
  /** @type {{id: string, title: string, description?: string, kind: string}[]} */
  const choices = [];
  for (const button of action?.buttons || []) choices.push({ ...button.reply, kind: "button_reply" });
  for (const section of action?.sections || []) {
    for (const row of section.rows || []) choices.push({ ...row, kind: "list_reply" });
  }
  return [
    header?.text && h("strong", { class: "message-text" }, text(header.text)),
    words(text(body?.text) || message.text),
    footer?.text && h("span", { class: "label", dir: "auto" }, text(footer.text)),
    choices.length > 0 &&
      h(
        "span",
        { class: "choices" },
        ...choices.map(({ kind, id, title, description }) =>
          h(
            "button",
            { class: "choice", type: "button", onclick: () => actions.choose(message, { type: kind, [kind]: { id, title, description } }) },
            text(title),
            description && h("small", {}, text(description)),
          ),
        ),
      ),
    action?.parameters?.display_text && h("span", { class: "label" }, `Link: ${text(action.parameters.display_text)}`),
  ];
}

/** @param {Message} message */
function template(message) {
  const { name, language, components } = message.content || {};
  const values = (components || []).flatMap((/** @type {any} */ part) => (part?.parameters || []).map((/** @type {any} */ value) => text(value?.text) || text(value?.type)));
  return [
    card("document", text(name), `Template · ${text(language?.code)}`),
    values.length > 0 && words(values.join("\n")),
  ];
}

/**
 * @param {Message} message
 * @param {Actions} actions
 * @returns {Child[]}
 */
function inside(message, actions) {
  const content = message.content || {};
  const caption = content.caption && words(text(content.caption));
  const from = message.author === "business" ? origin(content) : "";
  switch (message.type) {
    case "image":
    case "video":
      return [h("span", { class: "picture", role: "img", "aria-label": message.type === "image" ? "Photo" : "Video" }, icon(message.type)), from && h("span", { class: "label" }, from), caption];
    case "audio":
      return [card("audio", content.voice ? "Voice message" : "Audio", from)];
    case "document":
      return [card("document", text(content.filename) || "Document", from), caption];
    case "sticker":
      return [card("sticker", "Sticker", from)];
    case "location":
      return [
        h("span", { class: "map", role: "img", "aria-label": "Map" }, icon("pin")),
        words(text(content.name) || "Location"),
        h("span", { class: "label", dir: "auto" }, text(content.address) || `${text(content.latitude)}, ${text(content.longitude)}`),
      ];
    case "contacts": {
      const cards = Array.isArray(content) ? content : [];
      return cards.slice(0, 5).map((one) => card("person", text(one?.name?.formatted_name) || "Contact", text(one?.phones?.[0]?.phone)));
    }
    case "interactive":
      return content.action ? interactive(message, actions) : [words(message.text)];
    case "template":
      return template(message);
  }
  return [words(message.text)];
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
  const quoted = message.reply_to && actions.find(message.reply_to);
  const emoji = [message.customer_reaction, message.business_reaction].filter(Boolean).join(" ");
  return h(
    "div",
    {
      class: ["message", turn && "turn", emoji && "has-emoji"].filter(Boolean).join(" "),
      "data-testid": "phone-message",
      "data-direction": own ? "out" : "in",
      "data-status": message.status,
    },
    h("span", { class: "only-heard" }, own ? "You: " : "Business: "),
    quoted && h("span", { class: "quote", dir: "auto" }, quoted.text),
    ...inside(message, actions),
    h("span", { class: "message-foot" }, h("time", { datetime: message.at }, time(message.at)), own && tick(message.status)),
    emoji && h("span", { class: "emoji-on" }, emoji),
    !own &&
      h(
        "span",
        { class: "tools" },
        h("button", { class: "tool", type: "button", "aria-label": "Reply to this message", title: "Reply", onclick: () => actions.reply(message) }, icon("reply")),
        h(
          "button",
          { class: "tool", type: "button", "aria-label": message.customer_reaction ? "Take the reaction away" : "React with thumbs up", title: "React", onclick: () => actions.react(message) },
          "👍",
        ),
      ),
  );
}

/**
 * What the business sent and this phone never got.
 *
 * @param {Message} message
 */
export function lost(message) {
  return h("p", { class: "lost", "data-testid": "phone-undelivered" }, `Not delivered to ${phone(message.customer)}: ${message.error || "it failed."}`);
}

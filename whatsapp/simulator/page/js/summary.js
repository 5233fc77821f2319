// @ts-check
import { own } from "./dom.js";
import { withoutMarks } from "./markup.js";

/** @typedef {import("./types.js").Message} Message */

/** @type {Record<string, string>} */
const names = {
  image: "📷 Photo",
  video: "🎥 Video",
  audio: "🎵 Audio",
  document: "📄 Document",
  sticker: "🌟 Sticker",
  location: "📍 Location",
  contacts: "👤 Contact",
  order: "🛒 Order",
  call: "📞 Voice call",
  unsupported: "Unsupported message",
};

/**
 * A message in one line, for the list of chats, quotes and screen readers.
 *
 * @param {Message} message
 * @returns {string}
 */
export function summary(message) {
  const content = message.content || {};
  if (message.revoked) return message.author === "customer" ? "You deleted this message" : "This message was deleted";
  const named = own(names, message.type) || "";
  switch (message.type) {
    case "image":
    case "video":
      return content.caption ? named.slice(0, 3).trim() + " " + withoutMarks(content.caption) : named;
    case "document":
      return "📄 " + (content.filename || content.caption || "Document");
    case "audio":
      return content.voice ? "🎤 Voice message" : named;
    case "location":
      return content.name ? "📍 " + content.name : named;
    case "contacts":
      return "👤 " + (content[0]?.name?.formatted_name || "Contact");
    case "interactive":
      return answer(content) || withoutMarks(content.body?.text || "") || message.text;
  }
  return named || withoutMarks(message.text);
}

/** @param {any} content what was tapped or filled in */
export function answer(content) {
  const reply = content.button_reply || content.list_reply;
  if (reply) return String(reply.title || "");
  if (content.nfm_reply) return content.nfm_reply.name === "address_message" ? "Address sent" : "Form sent";
  if (content.call_permission_reply) return content.call_permission_reply.response === "accept" ? "Calls allowed" : "Calls refused";
  return "";
}

// @ts-check
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { now } from "./store.js";
import { copy } from "./viewer.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./menu.js").Entry} Entry
 */

const editable = 15 * 60_000;
const deletable = 60 * 3600_000;
const captioned = ["image", "video", "document"];

/**
 * What a customer can do with one message.
 *
 * @param {Message} message
 * @param {HTMLElement} place
 * @param {{actions: import("./bubble.js").Actions, composer: ReturnType<typeof import("./composer.js").makeComposer>, send: (message: object) => void, able: boolean, anyEmoji: () => void}} phone
 */
export function messageMenu(message, place, { actions, composer, send, able, anyEmoji }) {
  const own = message.author === "customer";
  const age = now() - Date.parse(message.at);
  const there = able && !message.revoked && message.type !== "call";
  /** @type {Entry[]} */
  const entries = [];
  if (there) entries.push({ sign: "reply", label: "Reply", tap: () => composer.turnTo({ kind: "reply", message }) });
  if (message.text && !message.revoked && message.type !== "call") entries.push({ sign: "copy", label: "Copy text", tap: () => copy(message.text, h("span")) });
  if (there && message.type === "text") entries.push({ sign: "forward", label: "Send it as forwarded", tap: () => send({ text: message.text, forwarded: true }) });
  if (there && own && (message.type === "text" || captioned.includes(message.type))) {
    entries.push(age <= editable ? { sign: "edit", label: "Edit", tap: () => composer.turnTo({ kind: "edit", message }) } : { sign: "edit", label: "Edit", why: "Only within 15 minutes" });
  }
  if (there && own) {
    entries.push(
      age <= deletable ? { sign: "trash", label: "Delete for everyone", tap: () => send({ type: "revoke", message_id: message.id }) } : { sign: "trash", label: "Delete for everyone", why: "Only within two and a half days" },
    );
  }
  entries.push({ sign: "code", label: "Show the JSON", tap: () => actions.source(message) });
  openMenu(place, message.customer_reaction || "", there ? (emoji) => actions.react(message, emoji) : null, anyEmoji, entries);
}

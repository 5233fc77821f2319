// @ts-check
import { h, own } from "./dom.js";
import { icon } from "./icons.js";

/** @type {Record<string, string>} */
const outcomes = { ringing: "Ringing…", connected: "On the phone", answered: "", missed: "No answer", declined: "Declined by the business", cancelled: "You hung up" };

/** @param {number} seconds */
export const duration = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A call in the chat. @param {any} content */
export function call(content) {
  const over = !["ringing", "connected", "answered"].includes(content.state);
  return [
    h(
      "span",
      { class: "card" },
      h("span", { class: over ? "card-sign call-over" : "card-sign" }, icon("phone")),
      h("span", { class: "card-title" }, "Voice call"),
      h("span", { class: "card-line" }, own(outcomes, content.state) || `Lasted ${duration(content.seconds || 0)}`),
    ),
  ];
}

// @ts-check
import { api, wordsOf } from "./api.js";
import { duration } from "./draw_call.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { chatOf, now, store } from "./store.js";

/**
 * A call that is under way, above the chat. There is no voice in it: whoever
 * tries it decides what the business does, too.
 *
 * @param {string} key
 * @param {(words: string) => void} complain
 */
export function makeCallBar(key, complain) {
  const element = h("div", { class: "call-bar", role: "group", "aria-label": "The call", hidden: true });
  const words = h("p", { role: "status" });
  let version = "";
  let since = 0;
  const timer = setInterval(() => since && tell(), 1000);

  function tell() {
    const text = `On the phone ${duration(Math.max(0, (now() - since) / 1000))}`;
    if (words.textContent !== text) words.textContent = text;
  }

  /** @param {string} id @param {"answer"|"decline"|"hangup"} action @param {string} label @param {string} [more] */
  const button = (id, action, label, more = "") =>
    h("button", { type: "button", class: `button small ${more}`, "data-testid": "call-" + action, onclick: () => api.callAction(id, action).catch((problem) => complain(wordsOf(problem))) }, label);

  return {
    element,
    draw() {
      const call = chatOf(key).findLast((message) => message.type === "call" && ["ringing", "connected"].includes(message.content?.state));
      const state = call ? call.content.state : "";
      if (version === state + (call?.id || "")) return;
      version = state + (call?.id || "");
      element.hidden = !call;
      since = state === "connected" ? Date.parse(call?.content.since) : 0;
      if (!call) return fill(element);
      words.textContent = `Calling ${store.business.name}…`;
      if (since) tell();
      fill(
        element,
        h("div", { class: "call-words" }, icon("phone"), words, button(call.id, "hangup", "Hang up", "call-end")),
        state === "ringing" && h("div", { class: "call-words" }, h("span", { class: "quiet" }, "The business"), button(call.id, "answer", "Picks up"), button(call.id, "decline", "Declines")),
      );
    },
    leave: () => clearInterval(timer),
  };
}

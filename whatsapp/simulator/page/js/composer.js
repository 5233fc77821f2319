// @ts-check
import { api } from "./api.js";
import { fill, h, icon } from "./dom.js";

/** @typedef {import("./types.js").Message} Message */

const samples = [
  { label: "👋🏽 Hello", message: { text: "Hello 👋🏽 are you open today?" } },
  { label: "Γειά σου", message: { text: "Γειά σου 👋 Έχετε τραπέζι για δύο απόψε;" } },
  { label: "مرحبا", message: { text: "مرحبا! هل لديكم توصيل إلى المنزل؟ 🚚" } },
  { label: "Many lines", message: { text: "I need:\n- 2 × oat milk\n- 1 × coffee, ground\n\nCan I collect it at 17:30?" } },
  { label: "Photo", message: { type: "image", content: { caption: "The scratch is on the left side" } } },
  { label: "Voice message", message: { type: "audio", content: { voice: true } } },
  { label: "Location", message: { type: "location", content: { latitude: 51.5079, longitude: -0.0877, name: "Borough Lamp Works", address: "8 Example Street, London" } } },
  { label: "Contact", message: { type: "contacts", content: [{ name: { formatted_name: "Wren Okafor", first_name: "Wren" }, phones: [{ phone: "+1 555-010-0311", type: "WORK" }] }] } },
];

/** What was begun to be written, by customer: it survives another chat and a reload. */
const drafts = {
  /** @param {string} key */
  read: (key) => sessionStorage.getItem("draft " + key) || "",
  /**
   * @param {string} key
   * @param {string} text
   */
  write: (key, text) => (text ? sessionStorage.setItem("draft " + key, text) : sessionStorage.removeItem("draft " + key)),
};

/**
 * The line in which the customer writes.
 *
 * @param {() => string} current the key of the customer whose phone it is
 */
export function makeComposer(current) {
  /** @type {Message|null} */
  let replyingTo = null;
  /** one after the other, so that what was written first arrives first */
  let sending = Promise.resolve();

  const error = h("p", { class: "error composer-top", role: "alert" });
  const replying = h("div", { class: "replying composer-top", hidden: true });
  const choices = h("div", { class: "samples composer-top", id: "samples", hidden: true, role: "group", "aria-label": "Samples to send" });
  const more = h("button", { class: "round", type: "button", "aria-label": "Samples", title: "Samples to send", "aria-expanded": "false", "aria-controls": "samples", onclick: toggle }, icon("plus"));
  const input = h("textarea", {
    id: "phone-input",
    "data-testid": "phone-input",
    rows: "1",
    dir: "auto",
    maxlength: "4096",
    placeholder: "Write as the customer",
    "aria-label": "Message of the customer",
    enterkeyhint: "send",
  });
  const form = h(
    "form",
    { class: "composer" },
    error,
    replying,
    choices,
    more,
    input,
    h("button", { class: "round", type: "submit", "data-testid": "phone-send", "aria-label": "Send", title: "Send" }, icon("send")),
  );

  function toggle() {
    choices.hidden = !choices.hidden;
    more.setAttribute("aria-expanded", String(!choices.hidden));
    if (!choices.hidden) choices.querySelector("button")?.focus();
  }

  /** @param {Message|null} message */
  function replyTo(message) {
    replyingTo = message;
    replying.hidden = !message;
    fill(
      replying,
      message && h("span", { class: "quote", dir: "auto" }, message.text),
      message && h("button", { class: "round", type: "button", "aria-label": "Don’t reply to it", onclick: () => replyTo(null) }, icon("close")),
    );
    if (message) input.focus();
  }

  /**
   * @param {object} message
   * @param {string} [text] goes back into the box when it could not be sent
   */
  function send(message, text = "") {
    const from = current();
    const who = /^\d+$/.test(from) ? { from } : { user_id: from };
    sending = sending.then(async () => {
      try {
        await api.write({ ...who, ...message });
        error.textContent = "";
      } catch (problem) {
        error.textContent = problem instanceof Error ? problem.message : String(problem);
        if (text && current() === from && !input.value) input.value = text;
      }
    });
  }

  function submit() {
    const text = input.value;
    if (!text.trim()) return;
    send({ text, reply_to: replyingTo?.id }, text);
    input.value = "";
    drafts.write(current(), "");
    replyTo(null);
    input.focus();
  }

  for (const { label, message } of samples) {
    choices.append(
      h("button", { class: "sample", type: "button", dir: "auto", onclick: () => (toggle(), send(message), input.focus()) }, label),
    );
  }
  input.addEventListener("input", () => drafts.write(current(), input.value));
  input.addEventListener("keydown", (event) => {
    // note: Enter that ends a Chinese or Japanese word sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    replyTo(null);
    if (!choices.hidden) {
      toggle();
      more.focus();
    }
  });

  return {
    form,
    send,
    replyTo,
    /** Another customer's phone is shown now. */
    switched() {
      replyTo(null);
      error.textContent = "";
      input.value = drafts.read(current());
    },
  };
}

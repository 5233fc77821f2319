// @ts-check
import { fill, h } from "./dom.js";
import { drafts } from "./drafts.js";
import { icon, iconButton } from "./icons.js";
import { summary } from "./summary.js";
import { recordVoice } from "./voice.js";

/**
 * @typedef {import("./types.js").Message} Message
 *
 * @typedef {object} Composing
 * @property {string} key
 * @property {(message: object, text?: string) => void} send the text goes back into the box when it could not be sent
 * @property {() => void} attach
 * @property {() => void} emoji
 * @property {(files: FileList, text: string) => void} files
 */

/**
 * The line in which the customer writes.
 *
 * @param {Composing} does
 */
export function makeComposer({ key, send, attach, emoji, files }) {
  /** @type {{kind: "reply"|"edit", message: Message}|null} */
  let about = null;
  const error = h("p", { class: "error composer-top", role: "alert" });
  const bar = h("div", { class: "about composer-top", hidden: true });
  const record = h("div", { class: "record", hidden: true });
  const input = h("textarea", {
    class: "composer-input",
    "data-testid": "phone-input",
    rows: "1",
    dir: "auto",
    maxlength: "4096",
    placeholder: "Message",
    "aria-label": "Message of the customer",
    enterkeyhint: "send",
  });
  const submitButton = h("button", { class: "round main-round", type: "submit", "data-testid": "phone-send", "aria-label": "Send", title: "Send" }, icon("send"));
  const voice = iconButton("mic", "Record a voice message", startRecording, { "data-testid": "phone-voice" });
  const line = h("div", { class: "composer-line" }, iconButton("plus", "Send something else", attach, { "data-testid": "phone-attach" }), h("div", { class: "composer-box" }, input, iconButton("smile", "Emoji", emoji)), voice, submitButton);
  const form = h("form", { class: "composer" }, error, bar, line, record);

  function startRecording() {
    line.hidden = true;
    record.hidden = false;
    recordVoice(
      record,
      (message) => {
        send({ ...message, reply_to: about?.kind === "reply" ? about.message.id : undefined });
        turnTo(null);
      },
      () => {
        record.hidden = true;
        line.hidden = false;
        input.focus();
      },
    ).catch((problem) => (error.textContent = String(problem)));
  }

  function drawButtons() {
    const empty = input.value.trim() === "";
    voice.hidden = !empty;
    submitButton.hidden = empty;
  }

  /** @param {{kind: "reply"|"edit", message: Message}|null} to */
  function turnTo(to) {
    if (about?.kind === "edit" && !to) input.value = drafts.read(key);
    about = to;
    bar.hidden = !to;
    fill(
      bar,
      to && icon(to.kind === "edit" ? "edit" : "reply"),
      to && h("span", { class: "quote" }, h("span", { class: "quote-who" }, to.kind === "edit" ? "Edit your message" : to.message.author === "customer" ? "Reply to yourself" : "Reply"), h("span", { class: "quote-text", dir: "auto" }, summary(to.message))),
      to && iconButton("close", to.kind === "edit" ? "Leave it as it is" : "Don’t reply to it", () => turnTo(null)),
    );
    if (to?.kind === "edit") input.value = to.message.content?.caption || (to.message.type === "text" ? to.message.text : "");
    drawButtons();
    if (to) input.focus();
  }

  function submit() {
    const text = input.value;
    if (!text.trim()) return;
    if (about?.kind === "edit") send({ type: "edit", message_id: about.message.id, text });
    else send({ text, reply_to: about?.message.id }, text);
    if (about?.kind !== "edit") drafts.write(key, "");
    input.value = "";
    turnTo(null);
    input.focus();
  }

  input.addEventListener("input", () => {
    if (about?.kind !== "edit") drafts.write(key, input.value);
    drawButtons();
  });
  input.addEventListener("keydown", (event) => {
    // note: Enter that ends a Chinese or Japanese word sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    files(event.clipboardData.files, "");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && about) turnTo(null);
  });
  input.value = drafts.read(key);
  drawButtons();

  return {
    form,
    turnTo,
    /** @param {string} words */
    complain(words) {
      error.textContent = words;
    },
    /** @param {string} words */
    giveBack(words) {
      if (input.value === "") input.value = words;
      drawButtons();
    },
    /** @param {string} words */
    insert(words) {
      input.setRangeText(words, input.selectionStart, input.selectionEnd, "end");
      input.dispatchEvent(new Event("input"));
    },
    /** What the next message quotes, once. */
    takeQuote() {
      const id = about?.kind === "reply" ? about.message.id : undefined;
      if (about?.kind === "reply") turnTo(null);
      return id;
    },
    focus: () => input.focus(),
  };
}

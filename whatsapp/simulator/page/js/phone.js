// @ts-check
import { api, wordsOf } from "./api.js";
import { attachMenu } from "./attach.js";
import { makeCallBar } from "./call_bar.js";
import { makeComposer } from "./composer.js";
import { messageWith } from "./device_file.js";
import { fill, h } from "./dom.js";
import { emojiBoard } from "./emoji.js";
import { flowForm, placeForm } from "./forms.js";
import { messageMenu } from "./message_menu.js";
import { drawStatusBar, drawHead, drawOwner, stopped } from "./phone_frame.js";
import { makeSheet } from "./sheet.js";
import { chatOf, store, unreadOf } from "./store.js";
import { makeThread } from "./thread.js";
import { showSource } from "./viewer.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * One customer's phone on the desk.
 *
 * @param {string} key
 * @param {{activate: () => void, close: () => void, back: () => void}} desk
 */
export function makePhone(key, desk) {
  /** one after the other, so that what was written first arrives first */
  let sending = Promise.resolve();
  const customer = () => store.customers.get(key);

  /** @param {object} message @param {string} [text] */
  function send(message, text = "") {
    const who = customer();
    const from = { name: who?.name, ...(who?.wa_id ? { from: who.wa_id } : { user_id: who?.user_id || key }) };
    sending = sending.then(async () => {
      try {
        // somebody who writes has the chat open, and so has read it
        if (who && unreadOf(who).length > 0) await api.openChat(key);
        await api.write({ ...from, ...message });
        composer.complain("");
      } catch (problem) {
        composer.complain(wordsOf(problem));
        composer.giveBack(text);
      }
    });
  }

  async function call() {
    const who = customer();
    try {
      await api.startCall(who?.wa_id ? { from: who.wa_id } : { user_id: who?.user_id || key });
      composer.complain("");
    } catch (problem) {
      composer.complain(wordsOf(problem));
    }
  }

  /** @param {object} message */
  const sendQuoting = (message) => send({ ...message, reply_to: composer.takeQuote() });

  /** @param {FileList} files @param {string} caption */
  async function sendFiles(files, caption) {
    for (const file of files) {
      try {
        sendQuoting(await messageWith(file, false, caption));
      } catch (problem) {
        composer.complain(wordsOf(problem));
      }
    }
  }

  /** @param {(emoji: string) => void} pick */
  const pickEmoji = (pick) => sheet.open("Emoji", emojiBoard(pick));

  /** @type {import("./bubble.js").Actions} */
  const actions = {
    find: (id) => chatOf(key).find((message) => message.id === id),
    jump: (id) => thread.jump(id),
    react: (message, emoji) => send({ type: "reaction", message_id: message.id, emoji }),
    answer: (message, inbound) => {
      sheet.close();
      send({ ...inbound, reply_to: message.id });
    },
    choices: (title, content) => content && sheet.open(title, content),
    form: (message) => sheet.open("Fill the form in", flowForm((answer) => actions.answer(message, answer))),
    place: (message) => sheet.open("Send your location", placeForm((place) => actions.answer(message, place))),
    source: (message) => showSource(`Message of the type “${message.type}”`, message),
    menu: (message, place) =>
      messageMenu(message, place, {
        actions,
        composer,
        send,
        able: !stopped(customer()),
        anyEmoji: () =>
          pickEmoji((emoji) => {
            sheet.close();
            actions.react(message, emoji);
          }),
      }),
  };

  const composer = makeComposer({
    key,
    send,
    attach: () => sheet.open("Send", attachMenu(sheet, sendQuoting, composer.complain)),
    emoji: () => pickEmoji((emoji) => composer.insert(emoji)),
    files: sendFiles,
  });
  const bar = makeCallBar(key, composer.complain);
  const thread = makeThread(key, actions, send);
  const owner = h("header", { class: "owner" });
  const status = h("div", { class: "status-bar", "aria-hidden": "true" });
  const head = h("div", { class: "chat-head" });
  const notice = h("div", { class: "notice", hidden: true });
  const screen = h("div", { class: "screen" }, status, head, bar.element, thread.element, notice, composer.form);
  const sheet = makeSheet(screen, [head, thread.element, composer.form]);
  const element = h("section", { class: "column", "data-testid": "phone-" + key }, owner, h("div", { class: "device" }, screen));

  element.addEventListener("focusin", desk.activate);
  element.addEventListener("pointerdown", desk.activate);
  screen.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  screen.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    sendFiles(event.dataTransfer.files, "");
  });

  /** What stands in the way of writing, or waits to be read. */
  function drawNotice() {
    const who = customer();
    const unread = who ? unreadOf(who).length : 0;
    const stop = stopped(who);
    const version = JSON.stringify([stop?.words, unread > 0 && !who?.reads_at_once ? unread : 0]);
    composer.form.hidden = !who || Boolean(stop);
    if (notice.dataset.version === version) return;
    notice.dataset.version = version;
    const later = !stop && who && !who.reads_at_once && unread > 0;
    notice.hidden = !stop && !later;
    fill(
      notice,
      stop && h("p", {}, stop.words),
      stop && h("button", { type: "button", class: "button", onclick: () => api.changeCustomer(key, stop.change).catch((problem) => composer.complain(wordsOf(problem))) }, stop.button),
      later && h("p", {}, `${unread} unread. The business sees two grey ticks.`),
      later && h("button", { type: "button", class: "button", "data-testid": "phone-read", onclick: () => api.openChat(key) }, "Read now"),
    );
  }

  return {
    element,
    focus: composer.focus,
    draw() {
      drawOwner(owner, key, desk);
      drawStatusBar(status, key);
      drawHead(head, key, { back: desk.back, call });
      bar.draw();
      drawNotice();
      thread.draw();
    },
    leave() {
      thread.leave();
      bar.leave();
    },
  };
}

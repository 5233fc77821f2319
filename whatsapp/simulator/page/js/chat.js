// @ts-check
import { api } from "./api.js";
import { bubble, lost } from "./bubble.js";
import { makeComposer } from "./composer.js";
import { byId, fill, h, icon, keyed } from "./dom.js";
import { day, initials, left, nameOf, phone } from "./format.js";
import { chatOf, now, onPhone, store, watch } from "./store.js";

/** @typedef {import("./types.js").Message} Message */

/** how many messages are drawn; older ones are in the inbox */
const shownMessages = 200;

/** The phone: its owner, the chat with the business, and what can be written. */
export function startChat() {
  const composer = makeComposer(() => store.selected);
  const head = h("header", { class: "chat-head" });
  const thread = h("div", { class: "thread", tabindex: "0", role: "region", "aria-label": "Chat with the business" });
  const newer = h("button", { class: "newer", type: "button", hidden: true, onclick: () => scrollDown() }, "New messages");
  fill(byId("screen"), head, thread, newer, composer.form);

  let shown = "";
  let atEnd = true;
  /** newest message that was on the screen or announced */
  let newest = "";
  /** read receipts that are on the way @type {Set<string>} */
  const opened = new Set();

  thread.addEventListener("scroll", () => {
    atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 48;
    if (atEnd) newer.hidden = true;
  });
  new ResizeObserver(() => atEnd && scrollDown()).observe(thread);
  document.addEventListener("visibilitychange", readWhatArrived);

  function scrollDown() {
    thread.scrollTop = thread.scrollHeight;
    atEnd = true;
    newer.hidden = true;
  }

  /** The chat is open in front of a person, so what has arrived is read. */
  function readWhatArrived() {
    if (document.hidden || byId("app").dataset.view !== "chat") return;
    const unread = chatOf(store.selected).filter((message) => message.author === "business" && message.status === "delivered" && !opened.has(message.id));
    if (unread.length === 0) return;
    for (const message of unread) opened.add(message.id);
    api.openChat(store.selected).catch(() => unread.forEach((message) => opened.delete(message.id)));
  }

  /** @type {import("./bubble.js").Actions} */
  const actions = {
    find: (id) => chatOf(store.selected).find((message) => message.id === id),
    reply: composer.replyTo,
    react: (message) => composer.send({ type: "reaction", content: { message_id: message.id, emoji: message.customer_reaction ? "" : "👍" } }),
    choose: (message, content) => composer.send({ type: "interactive", content, reply_to: message.id }),
  };

  function drawThread() {
    /** @type {{key: string, version: string, draw: () => HTMLElement}[]} */
    const rows = [];
    let lastDay = "";
    let lastAuthor = "";
    for (const message of chatOf(store.selected).slice(-shownMessages)) {
      const failed = message.status === "failed";
      if (!failed && !onPhone(message)) continue;
      const today = day(message.at, now());
      if (today !== lastDay) {
        rows.push({ key: "day " + today, version: "", draw: () => h("p", { class: "day" }, today) });
        lastAuthor = "";
      }
      lastDay = today;
      const turn = lastAuthor !== message.author && lastAuthor !== "";
      lastAuthor = message.author;
      rows.push({
        key: message.id,
        version: (turn ? "turn " : "") + JSON.stringify(message),
        draw: () => (failed ? lost(message) : bubble(message, turn, actions)),
      });
    }
    if (rows.length === 0 && store.loaded) {
      const customer = store.customers.get(store.selected);
      const name = customer ? nameOf(customer) : "";
      rows.push({ key: "hint", version: name, draw: () => h("p", { class: "hint" }, name ? `Write something as ${name}. It arrives in your inbox as a WhatsApp message.` : "Pick a customer, or add one.") });
    }
    if ((store.typing.get(store.selected) || 0) > now()) {
      rows.push({ key: "typing", version: "", draw: () => h("p", { class: "typing", role: "img", "aria-label": "The business is typing" }, h("i"), h("i"), h("i")) });
    }
    keyed(thread, rows, (row) => row.key, (row) => row.version, (row) => row.draw());
  }

  /** Keeps the end in view, or says that there is more below; tells a screen reader. */
  function followUp() {
    const last = chatOf(store.selected).filter(onPhone).at(-1);
    const id = last ? last.id : "";
    if (shown !== store.selected) {
      shown = store.selected;
      newest = id;
      composer.switched();
      scrollDown();
      return;
    }
    if (id === newest) {
      if (atEnd) scrollDown();
      return;
    }
    newest = id;
    if (atEnd || last?.author === "customer") scrollDown();
    else newer.hidden = false;
    if (last?.author === "business") byId("heard").textContent = `${store.business.name}: ${last.text}`;
  }

  watch(() => {
    drawHead(head);
    drawOwner();
    const known = store.customers.has(store.selected);
    composer.form.hidden = !known;
    drawThread();
    followUp();
    readWhatArrived();
  });
}

/** The business, as the customer sees it, and the window, as the business sees it. */
function drawHead(/** @type {HTMLElement} */ head) {
  const customer = store.customers.get(store.selected);
  const ends = customer?.window_ends_at ? Date.parse(customer.window_ends_at) : 0;
  const open = ends > now();
  const state = !customer ? "" : open ? `24-hour window open · ${left(ends - now())}` : "24-hour window closed · templates only";
  const version = JSON.stringify([store.loaded, store.business.name, state]);
  if (head.dataset.version === version) return;
  head.dataset.version = version;
  fill(
    head,
    h("button", { class: "back", type: "button", "aria-label": "Back to the customers", onclick: () => (location.hash = "") }, icon("back")),
    store.loaded ? h("span", { class: "avatar", "aria-hidden": "true" }, initials(store.business.name)) : h("span"),
    h(
      "span",
      { class: "person-text" },
      h("span", { class: "chat-name", dir: "auto" }, store.business.name),
      state && h("span", { class: `window ${open ? "window-open" : "window-closed"}`, "data-testid": "phone-window", "data-open": String(open) }, state),
    ),
  );
}

/** Whose phone it is, and how it behaves. */
function drawOwner() {
  const owner = byId("owner");
  const customer = store.customers.get(store.selected);
  const version = JSON.stringify(customer || null);
  if (owner.dataset.version === version) return;
  owner.dataset.version = version;
  if (!customer) {
    fill(owner);
    return;
  }
  /**
   * @param {string} label
   * @param {boolean} checked
   * @param {(on: boolean) => Promise<any>} change
   */
  const option = (label, checked, change) => {
    const box = h("input", { type: "checkbox", checked, onchange: () => change(box.checked).catch(() => (box.checked = !box.checked)) });
    return h("label", { class: "check" }, box, h("span", {}, label));
  };
  const focused = [...owner.querySelectorAll("input")].findIndex((box) => box === document.activeElement);
  fill(
    owner,
    h(
      "p",
      {},
      h("span", { class: "owner-name", dir: "auto" }, `${nameOf(customer)}’s phone`),
      h("span", { class: "quiet owner-number" }, customer.wa_id ? `  ${phone(customer.wa_id)}` : "  no number"),
    ),
    option("Reads messages at once", customer.reads_at_once, (on) => api.changeCustomer(customer.key, { reads_at_once: on })),
    customer.wa_id && option("Hides the number", customer.hidden_phone, (on) => api.changeCustomer(customer.key, { hidden_phone: on })),
  );
  if (focused >= 0) owner.querySelectorAll("input")[focused]?.focus();
}

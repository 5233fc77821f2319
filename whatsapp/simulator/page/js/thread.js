// @ts-check
import { starters } from "./attach.js";
import { bubble, lost } from "./bubble.js";
import { h, keyed } from "./dom.js";
import { count, day, nameOf } from "./format.js";
import { chatOf, now, onPhone, store } from "./store.js";
import { summary } from "./summary.js";

/** how many messages are drawn; older ones are in the inbox */
const shownMessages = 200;

/**
 * The chat on one phone: newest at the bottom, and kept there unless somebody
 * has scrolled up.
 *
 * @param {string} key
 * @param {import("./bubble.js").Actions} actions
 * @param {(message: object) => void} send
 */
export function makeThread(key, actions, send) {
  const list = h("div", { class: "thread", tabindex: "0", role: "log", "aria-live": "off", "aria-label": "Chat with the business" });
  const newer = h("button", { class: "newer", type: "button", hidden: true, onclick: scrollDown }, "New messages");
  let atEnd = true;
  let newest = "";
  let first = true;

  list.addEventListener("scroll", () => {
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
    if (atEnd) newer.hidden = true;
  });
  const resized = new ResizeObserver(() => atEnd && scrollDown());
  resized.observe(list);
  // pictures come later than their message
  for (const event of ["load", "loadedmetadata"]) list.addEventListener(event, () => atEnd && scrollDown(), true);

  function scrollDown() {
    list.scrollTop = list.scrollHeight;
    atEnd = true;
    newer.hidden = true;
  }

  /** @returns {{key: string, version: string, draw: () => HTMLElement}[]} */
  function rows() {
    const rows = [];
    let lastDay = "";
    let lastAuthor = "";
    const messages = chatOf(key).slice(-shownMessages);
    for (const message of messages) {
      const failed = message.status === "failed" && message.author === "business";
      if (message.type === "reaction" || (!failed && !onPhone(message))) continue;
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
        version: (turn ? "turn " : "") + JSON.stringify({ ...message, status: failed || message.author === "customer" ? message.status : "" }),
        draw: () => (failed ? lost(message) : bubble(message, turn, actions)),
      });
    }
    const customer = store.customers.get(key);
    if (rows.length === 0 && store.loaded && customer) {
      const name = nameOf(customer);
      rows.push({ key: "hint", version: name, draw: () => h("p", { class: "hint" }, `Write something as ${name}. It arrives in your inbox as a WhatsApp message.`, h("span", { class: "samples" }, ...starters.map(({ label, make }) => h("button", { type: "button", class: "sample", onclick: () => make().then(send) }, label)))) });
    }
    const waiting = messages.filter((message) => message.author === "business" && message.status === "sent" && message.type !== "reaction").length;
    if (waiting > 0 && customer && (!customer.online || customer.blocked)) {
      const words = customer.blocked ? `${count(waiting, "message")} of the business won’t arrive: it is blocked, and sees one tick.` : `${count(waiting, "message")} from the business will arrive when this phone is online. It sees one tick.`;
      rows.push({ key: "waiting", version: words, draw: () => h("p", { class: "lost lost-waiting", "data-testid": "phone-waiting" }, words) });
    }
    if ((store.typing.get(key) || 0) > now() && customer?.online && !customer.blocked) {
      rows.push({ key: "typing", version: "", draw: () => h("p", { class: "typing", role: "img", "aria-label": "The business is typing" }, h("i"), h("i"), h("i")) });
    }
    return rows;
  }

  /** Keeps the end in view, or says that there is more below; tells a screen reader. */
  function followUp() {
    const last = chatOf(key).filter(onPhone).at(-1);
    const id = last ? last.id : "";
    if (first || id === newest) {
      if (atEnd || first) scrollDown();
      first = !store.loaded;
      newest = id;
      return;
    }
    newest = id;
    if (atEnd || last?.author === "customer") scrollDown();
    else newer.hidden = false;
    if (last?.author === "business") {
      const heard = document.getElementById("heard");
      const customer = store.customers.get(key);
      if (heard) heard.textContent = `${store.business.name} to ${customer ? nameOf(customer) : "the customer"}: ${summary(last)}`;
    }
  }

  return {
    element: h("div", { class: "thread-box" }, list, newer),
    draw() {
      keyed(list, rows(), (row) => row.key, (row) => row.version, (row) => row.draw());
      followUp();
    },
    /** @param {string} id */
    jump(id) {
      for (const element of list.children) {
        if (!(element instanceof HTMLElement) || element.dataset.id !== id) continue;
        element.scrollIntoView({ block: "center" });
        element.classList.remove("flash");
        void element.offsetWidth; // so that the animation begins anew
        element.classList.add("flash");
      }
    },
    leave: () => resized.disconnect(),
  };
}

// @ts-check
import { openBehaviour } from "./behaviour.js";
import { fill, h } from "./dom.js";
import { initials, left, nameOf, phone, timeAt } from "./format.js";
import { icon, iconButton } from "./icons.js";
import { now, store } from "./store.js";

/** @typedef {import("./types.js").Customer} Customer */

/**
 * What keeps this person from writing, and how it ends.
 *
 * @param {Customer|undefined} customer
 */
export function stopped(customer) {
  if (!customer) return null;
  if (!customer.on_whatsapp) return { words: "This number is not on WhatsApp. Messages to it fail with 131026.", button: "Install it", change: { on_whatsapp: true } };
  if (!customer.online) return { words: "This phone is offline.", button: "Go online", change: { online: true } };
  if (customer.blocked) return { words: "You have blocked this business.", button: "Unblock", change: { blocked: false } };
  return null;
}

/**
 * Fills an element again only when what it shows has changed.
 *
 * @param {HTMLElement} element
 * @param {unknown} facts
 * @param {() => import("./dom.js").Child[]} children
 */
function refill(element, facts, children) {
  const version = JSON.stringify(facts);
  if (element.dataset.version === version) return;
  element.dataset.version = version;
  const name = element.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
  fill(element, ...children());
  if (name) [...element.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === name)?.focus();
}

/** The simulated time, and whether there is a network. @param {HTMLElement} bar @param {string} key */
export function drawStatusBar(bar, key) {
  const customer = store.customers.get(key);
  const time = timeAt(now());
  refill(bar, [time, customer?.online], () => [h("span", {}, time), h("span", { class: "status-signs" }, icon(customer?.online === false ? "plane" : "wifi"), h("span", { class: "battery" }))]);
}

/** The business, as the customer sees it. @param {HTMLElement} head @param {string} key @param {{back: () => void, call: () => void}} does */
export function drawHead(head, key, { back, call }) {
  const { name, phone: number } = store.business;
  const customer = store.customers.get(key);
  const typing = (store.typing.get(key) || 0) > now() && customer?.online && !customer.blocked;
  const able = Boolean(customer) && !stopped(customer);
  refill(head, [store.loaded, name, number, typing, able], () => [
    iconButton("back", "Back to the customers", back, { class: "round back" }),
    store.loaded ? h("span", { class: "avatar business", "aria-hidden": "true" }, initials(name)) : h("span"),
    h(
      "span",
      { class: "person-text" },
      h("span", { class: "chat-name", dir: "auto" }, name),
      h("span", { class: typing ? "chat-sub chat-typing" : "chat-sub" }, typing ? "typing…" : number ? `Business · ${phone(number)}` : "Business account"),
    ),
    able && iconButton("phone", `Call ${name}`, call, { "data-testid": "phone-call" }),
  ]);
}

/** @param {Customer} customer */
function chips(customer) {
  const list = [];
  if (!customer.on_whatsapp) list.push("Not on WhatsApp");
  if (!customer.online) list.push("Offline");
  if (customer.blocked) list.push("Blocks the business");
  if (customer.blocked_by_business) list.push("Blocked by the business");
  if (!customer.reads_at_once) list.push("Reads later");
  if (!customer.read_receipts) list.push("No read receipts");
  if (customer.hidden_phone) list.push("Number hidden");
  if (customer.stops_marketing) list.push("No marketing");
  return list;
}

/** Whose phone it is, and what is special about it. @param {HTMLElement} owner @param {string} key @param {{close: () => void}} desk */
export function drawOwner(owner, key, desk) {
  const customer = store.customers.get(key);
  const ends = customer?.window_ends_at ? Date.parse(customer.window_ends_at) : 0;
  const open = ends > now();
  const window = !customer ? "" : open ? `Window open, ${left(ends - now())}` : "Window closed";
  const several = store.desk.length > 1;
  owner.closest("section")?.setAttribute("aria-label", customer ? `${nameOf(customer)}’s phone` : "A phone");
  refill(owner, [customer && { ...customer, last_wrote_at: "", waiting_events: 0 }, window, several], () => {
    if (!customer) return [h("p", { class: "owner-name" }, store.loaded ? "Nobody has this number" : "")];
    return [
      h(
        "div",
        { class: "owner-text" },
        h("h2", { class: "owner-name" }, h("bdi", {}, nameOf(customer)), h("span", { class: "only-heard" }, "’s phone")),
        h("p", { class: "owner-number" }, [customer.username && "@" + customer.username, customer.wa_id ? phone(customer.wa_id) : "no number"].filter(Boolean).join(" · ")),
      ),
      h("div", { class: "owner-buttons" }, iconButton("sliders", `How ${nameOf(customer)}’s phone behaves`, () => openBehaviour(key), { "data-testid": "phone-behaviour" }), several && iconButton("close", "Put this phone away", desk.close, { class: "round put-away" })),
      h(
        "p",
        { class: "chips" },
        h("span", { class: `chip window ${open ? "window-open" : "window-closed"}`, "data-testid": "phone-window", "data-open": String(open), title: open ? "The business may write freely" : "The business may send templates only, until the customer writes" }, window),
        ...chips(customer).map((words) => h("span", { class: "chip" }, words)),
      ),
    ];
  });
}

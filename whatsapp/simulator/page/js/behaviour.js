// @ts-check
import { api, wordsOf } from "./api.js";
import { fill, h } from "./dom.js";
import { field } from "./forms.js";
import { nameOf, phone } from "./format.js";
import { store, watch } from "./store.js";

/** @typedef {import("./types.js").Customer} Customer */

/**
 * @typedef {object} Switch
 * @property {string} id
 * @property {string} label
 * @property {string} why
 * @property {(customer: Customer) => boolean} on
 * @property {(on: boolean) => object} [change]
 * @property {(key: string, on: boolean) => Promise<any>} [does]
 * @property {(customer: Customer) => boolean} [only]
 */

/** @type {Switch[]} */
const switches = [
  { id: "online", label: "Online", why: "Off: messages stay at one tick (“sent”), and all arrive when it is on again.", on: (c) => c.online, change: (online) => ({ online }) },
  { id: "reads", label: "Reads at once", why: "Off: messages stay unread at two grey ticks until you press “Read now” or write.", on: (c) => c.reads_at_once, change: (reads_at_once) => ({ reads_at_once }) },
  { id: "receipts", label: "Sends read receipts", why: "Off: the business never learns that something was read.", on: (c) => c.read_receipts, change: (read_receipts) => ({ read_receipts }) },
  { id: "block", label: "Blocks the business", why: "Messages stay at one tick for ever. Nothing tells the business why.", on: (c) => c.blocked, change: (blocked) => ({ blocked }) },
  {
    id: "hidden",
    label: "Hides the number",
    why: "A username user: webhooks carry the user id and the username, no phone number.",
    on: (c) => c.hidden_phone,
    change: (hidden_phone) => ({ hidden_phone }),
    only: (c) => c.wa_id !== "",
  },
  {
    id: "marketing",
    label: "Refuses marketing",
    why: "The business is told; marketing templates fail with 131050 from now on.",
    on: (c) => c.stops_marketing,
    does: (key, on) => api.marketing(key, on ? "stop" : "resume"),
  },
  { id: "absent", label: "Not on WhatsApp", why: "Messages to this number fail with 131026.", on: (c) => !c.on_whatsapp, change: (absent) => ({ on_whatsapp: !absent }) },
];

const dialog = h("dialog", { class: "dialog behaviour", "aria-labelledby": "behaviour-title" });
document.body.append(dialog);
let shown = "";

/** @param {Switch} one @param {Customer} customer @param {HTMLElement} error */
function drawSwitch(one, customer, error) {
  const box = h("input", {
    type: "checkbox",
    role: "switch",
    id: "behaves-" + one.id,
    "data-testid": "behaves-" + one.id,
    "aria-describedby": `behaves-${one.id}-why`,
    checked: one.on(customer),
    onchange: async () => {
      try {
        await (one.does ? one.does(customer.key, box.checked) : api.changeCustomer(customer.key, one.change?.(box.checked) || {}));
        error.textContent = "";
      } catch (problem) {
        box.checked = !box.checked;
        error.textContent = wordsOf(problem);
      }
    },
  });
  return h("div", { class: "switch" }, h("label", { for: "behaves-" + one.id }, one.label), box, h("p", { class: "quiet", id: `behaves-${one.id}-why` }, one.why));
}

/**
 * A line whose value is changed with a button.
 *
 * @param {Customer} customer
 * @param {string} label
 * @param {string} why
 * @param {Record<string, any>} attributes
 * @param {string} action
 * @param {(value: string) => object} change
 */
function drawLine(customer, label, why, attributes, action, change) {
  const { input, element } = field(label, attributes);
  const said = h("p", { class: "quiet", role: "status" }, why);
  const form = h("form", { class: "change" }, element, h("button", { type: "submit", class: "button" }, action), said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api.changeCustomer(customer.key, change(input.value.trim()));
      said.className = "quiet";
      said.textContent = "Done.";
    } catch (problem) {
      said.className = "error";
      said.textContent = wordsOf(problem);
    }
  });
  return form;
}

/** How one customer's phone behaves. @param {string} key */
export function openBehaviour(key) {
  const customer = store.customers.get(key);
  if (!customer) return;
  shown = key;
  const error = h("p", { class: "error", role: "alert" });
  /** @param {object} change */
  const renew = (change) => api.changeCustomer(key, change).catch((problem) => (error.textContent = wordsOf(problem)));
  fill(
    dialog,
    h("h2", { id: "behaviour-title", tabindex: "-1", autofocus: true }, h("bdi", {}, nameOf(customer)), "’s phone"),
    ...switches.filter((one) => !one.only || one.only(customer)).map((one) => drawSwitch(one, customer, error)),
    error,
    customer.wa_id
      ? drawLine(customer, "Change the number", `Now ${phone(customer.wa_id)}. The business gets a system message, and the user id changes too.`, { type: "tel", inputmode: "tel", maxlength: "40", placeholder: "+44 7700 900456" }, "Change", (value) => ({ phone: value }))
      : null,
    drawLine(customer, "Username", "What the business sees beside the name.", { maxlength: "35", value: customer.username }, "Save", (value) => ({ username: value.replace(/^@/, "") })),
    drawLine(customer, "Name", "The profile’s name, which the person chose.", { maxlength: "100", value: customer.name }, "Save", (value) => ({ name: value })),
    h("details", { class: "facts" }, h("summary", {}, "For developers"), h("p", { class: "quiet" }, "User id (BSUID)"), h("code", { "data-fact": "user_id" }, customer.user_id), h("button", { type: "button", class: "text-button", onclick: () => renew({ new_user_id: true }) }, "Give another user id"), h("p", { class: "quiet" }, "Identity hash, which another phone changes"), h("code", { "data-fact": "identity_key_hash" }, customer.identity_key_hash), h("button", { type: "button", class: "text-button", onclick: () => renew({ new_device: true }) }, "Move to another phone")),
    h("div", { class: "actions" }, h("button", { type: "button", class: "button main-button", onclick: () => dialog.close() }, "Done")),
  );
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener("close", () => (shown = ""));
// the switches follow what happens elsewhere: the bar of the phone, a scenario; what is renewed is told after the answer
watch(() => {
  const customer = store.customers.get(shown);
  if (!customer) return;
  for (const one of switches) {
    const box = dialog.querySelector("#behaves-" + one.id);
    if (box instanceof HTMLInputElement) box.checked = one.on(customer);
  }
  for (const fact of dialog.querySelectorAll("[data-fact]")) {
    const text = fact.getAttribute("data-fact") === "user_id" ? customer.user_id : customer.identity_key_hash;
    if (fact.textContent !== text) fact.textContent = text;
  }
});

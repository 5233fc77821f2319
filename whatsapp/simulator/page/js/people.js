// @ts-check
import { isWide, openBeside, openPhone, places } from "./address.js";
import { byId, h, keyed } from "./dom.js";
import { hue, initials, nameOf, phone, shortTime } from "./format.js";
import { iconButton } from "./icons.js";
import { chatOf, now, onPhone, store, unreadOf, watch } from "./store.js";
import { summary } from "./summary.js";

/** @typedef {import("./types.js").Customer} Customer */

/** @param {Customer} customer */
function facts(customer) {
  const last = chatOf(customer.key).findLast((message) => onPhone(message) && message.type !== "reaction");
  return {
    key: customer.key,
    name: nameOf(customer),
    own: last?.author === "customer" && !last.revoked,
    text: last ? summary(last) : phone(customer.wa_id) || (customer.username && "@" + customer.username) || "no number",
    at: last ? Date.parse(last.at) : 0,
    when: last ? shortTime(last.at, now()) : "",
    unread: unreadOf(customer).length,
    offline: !customer.online || !customer.on_whatsapp,
    shown: store.desk.includes(customer.key),
    current: customer.key === store.active,
    beside: isWide() && store.desk.length > 0 && store.desk.length < places && !store.desk.includes(customer.key),
  };
}

/** @param {ReturnType<typeof facts>} person */
function draw({ key, name, own, text, when, unread, offline, shown, current, beside }) {
  return h(
    "li",
    { class: "person-row" },
    h(
      "button",
      {
        class: shown ? "person shown" : "person",
        type: "button",
        "data-testid": "phone-customer-" + key,
        "aria-current": current ? "true" : undefined,
        onclick: () => {
          openPhone(key);
          // on a wide screen the keyboard goes to the phone; on a small one that would open the on-screen keyboard
          setTimeout(() => focusPhone(key), 60);
        },
      },
      h("span", { class: `avatar avatar-${hue(key)}`, "aria-hidden": "true" }, initials(name), h("span", { class: offline ? "dot dot-off" : "dot" })),
      h("span", { class: "person-text" }, h("span", { class: "person-name" }, h("bdi", {}, name)), h("span", { class: "person-last" }, own && "You: ", h("bdi", {}, text))),
      h("span", { class: "person-side" }, h("span", {}, when), unread > 0 && h("span", { class: "badge" }, String(unread), h("span", { class: "only-heard" }, " unread")), offline && h("span", { class: "only-heard" }, "offline")),
    ),
    beside && iconButton("beside", `Put ${name}’s phone beside`, () => openBeside(key), { class: "round beside", "data-testid": "phone-beside-" + key }),
  );
}

/** @param {string} key */
function focusPhone(key) {
  const phone = document.querySelector(`[data-testid="${CSS.escape("phone-" + key)}"]`);
  const place = phone?.querySelector(isWide() ? "textarea" : ".back");
  if (place instanceof HTMLElement) place.focus();
}

/** how many are drawn; the search finds the rest */
const shownPeople = 150;

/** The customers, those with the newest message first. */
export function startPeople() {
  const list = byId("people");
  const search = /** @type {HTMLInputElement} */ (byId("people-search"));
  const update = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const all = [...store.customers.values()];
    const people = all.map(facts).filter((person) => !wanted || person.name.toLocaleLowerCase().includes(wanted) || person.key.includes(wanted.replace(/\s/g, "")));
    people.sort((a, b) => b.at - a.at);
    const focused = document.activeElement?.closest("li")?.dataset.key;
    byId("people-more").textContent = people.length > shownPeople ? `${people.length - shownPeople} more: search for them.` : "";
    keyed(list, people.slice(0, shownPeople), (person) => person.key, (person) => JSON.stringify({ ...person, at: 0 }), draw);
    search.hidden = all.length < 8;
    const empty = byId("people-empty");
    empty.hidden = !store.loaded || people.length > 0;
    empty.textContent = all.length > 0 ? "Nobody has this name." : "Nobody yet. Add a customer, then write as them.";
    // a row that was drawn again or has moved keeps the focus
    if (focused && document.activeElement === document.body) {
      for (const row of list.children) {
        if (row instanceof HTMLElement && row.dataset.key === focused) row.querySelector("button")?.focus();
      }
    }
  };
  search.addEventListener("input", update);
  watch(update);
}

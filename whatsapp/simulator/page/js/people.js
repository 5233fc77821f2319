// @ts-check
import { byId, h, keyed } from "./dom.js";
import { hue, initials, nameOf, phone, shortTime } from "./format.js";
import { chatOf, now, onPhone, store, watch } from "./store.js";

/** @typedef {import("./types.js").Customer} Customer */

/** @param {Customer} customer */
function summary(customer) {
  const shown = chatOf(customer.key).filter(onPhone);
  const last = shown.at(-1);
  const unread = shown.filter((message) => message.author === "business" && message.status !== "read").length;
  return {
    customer,
    name: nameOf(customer),
    own: last?.author === "customer",
    text: last ? last.text : phone(customer.wa_id) || customer.user_id,
    at: last ? Date.parse(last.at) : 0,
    when: last ? shortTime(last.at, now()) : "",
    unread,
    current: customer.key === store.selected,
  };
}

/** @param {ReturnType<typeof summary>} person */
function draw(person) {
  const { customer, name, own, text, when, unread, current } = person;
  return h(
    "li",
    {},
    h(
      "button",
      {
        class: "person",
        type: "button",
        "data-testid": "phone-customer-" + customer.key,
        "aria-current": current ? "true" : undefined,
        onclick: () => {
          location.hash = encodeURIComponent(customer.key);
          // on a narrow screen the chat comes in front; the keyboard follows it
          setTimeout(() => document.getElementById("phone-input")?.focus(), 50);
        },
      },
      h("span", { class: `avatar avatar-${hue(customer.key)}`, "aria-hidden": "true" }, initials(name)),
      h("span", { class: "person-text" }, h("span", { class: "person-name" }, h("bdi", {}, name)), h("span", { class: "person-last" }, own && "You: ", h("bdi", {}, text))),
      h(
        "span",
        { class: "person-side" },
        h("span", {}, when),
        unread > 0 && h("span", { class: "badge" }, String(unread), h("span", { class: "only-heard" }, " unread")),
      ),
    ),
  );
}

/** The customers, those with the newest message first. */
export function startPeople() {
  const list = byId("people");
  watch(() => {
    const people = [...store.customers.values()].map(summary);
    people.sort((a, b) => b.at - a.at);
    const focused = document.activeElement?.closest("li")?.dataset.key;
    keyed(list, people, (person) => person.customer.key, (person) => JSON.stringify(person), draw);
    byId("people-empty").hidden = !store.loaded || people.length > 0;
    // a row that was drawn again or has moved keeps the focus
    if (focused && document.activeElement === document.body) {
      for (const row of list.children) {
        if (row instanceof HTMLElement && row.dataset.key === focused) row.querySelector("button")?.focus();
      }
    }
  });
}

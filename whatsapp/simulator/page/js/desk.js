// @ts-check
import { isWide, openBeside, openPhone, places, putAway, toList } from "./address.js";
import { byId, h } from "./dom.js";
import { nameOf } from "./format.js";
import { icon } from "./icons.js";
import { makePhone } from "./phone.js";
import { changed, chatOf, store, watch } from "./store.js";

/** The phones that lie side by side. */
export function startDesk() {
  const desk = byId("desk");
  /** @type {Map<string, ReturnType<typeof makePhone>>} */
  const phones = new Map();
  const label = h("span", {}, "Another phone beside");
  const add = h("button", { type: "button", class: "another", "data-testid": "phone-another", onclick: () => openBeside(next()) }, icon("plus"), label);

  /** the customer whose chat is the newest of those not on the desk */
  function next() {
    const others = [...store.customers.keys()].filter((key) => !store.desk.includes(key));
    const newest = (/** @type {string} */ key) => Date.parse(chatOf(key).at(-1)?.at || "") || 0;
    return others.sort((a, b) => newest(b) - newest(a))[0] || "";
  }

  watch(() => {
    byId("app").dataset.view = store.desk.length > 0 ? "chat" : "list";
    // on a wide screen there is always a phone; a narrow one begins with the list
    if (store.desk.length === 0 && store.customers.size > 0 && isWide()) return openPhone(next(), true);
    for (const [key, phone] of phones) {
      if (store.desk.includes(key)) continue;
      phone.leave();
      phone.element.remove();
      phones.delete(key);
    }
    store.desk.forEach((key, i) => {
      let phone = phones.get(key);
      if (!phone) {
        phone = makePhone(key, {
          activate: () => {
            if (store.active === key) return;
            store.active = key;
            changed();
          },
          close: () => putAway(key),
          back: toList,
        });
        phones.set(key, phone);
      }
      if (desk.children[i] !== phone.element) desk.insertBefore(phone.element, desk.children[i] || null);
      phone.element.toggleAttribute("data-active", key === store.active);
      phone.draw();
    });
    const another = store.customers.get(next());
    add.hidden = !isWide() || store.desk.length >= places || !another;
    if (another) add.setAttribute("aria-label", `Another phone beside: ${nameOf(another)}’s`);
    if (desk.lastElementChild !== add) desk.append(add);
    desk.dataset.phones = String(store.desk.length);
  });
}

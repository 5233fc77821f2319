// @ts-check
import { api } from "./api.js";
import { h } from "./dom.js";
import { field } from "./forms.js";
import { nameOf } from "./format.js";
import { line, makePart } from "./part.js";
import { store } from "./store.js";

/** What somebody at the business does in the WhatsApp Business app, beside the Cloud API. */
export function appPart() {
  const part = makePart("app", "The business’s own phone", "The WhatsApp Business app of a number that is in the Cloud API, too. What is written there reaches the customer, and the inbox as an echo.");
  const text = field("Message", { maxlength: "4096", value: "We open at nine.", "data-testid": "app-text" });
  const to = h("p", { class: "quiet" });
  const whom = () => store.customers.get(store.active || store.desk[0] || "");
  /** @param {string} what @param {boolean} declined @param {string} label @param {string} done */
  const sync = (what, declined, label, done) =>
    part.button(label, async () => {
      await api.appSync(what, declined);
      return done;
    });
  part.body.append(
    to,
    line(
      text.element,
      part.button(
        "Send from the app",
        async () => {
          const customer = whom();
          if (!customer) return "Open a chat first.";
          await api.appMessage({ ...(customer.wa_id ? { to: customer.wa_id } : { user_id: customer.user_id }), text: text.input.value });
          return `Sent to ${nameOf(customer)}.`;
        },
        { "data-testid": "app-send" },
      ),
    ),
    line(
      sync("history", false, "Share the history", "The chats of the last 180 days are on their way."),
      sync("history", true, "Refuse it", "The inbox was told that nothing is shared."),
      sync("contacts", false, "Share the address book", "The address book is on its way."),
    ),
  );
  return {
    element: part.element,
    draw() {
      const customer = whom();
      const words = customer ? `To ${nameOf(customer)}, whose chat is open.` : "To whoever’s chat is open.";
      if (to.textContent !== words) to.textContent = words;
    },
  };
}

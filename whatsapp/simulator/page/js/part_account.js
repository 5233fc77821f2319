// @ts-check
import { api } from "./api.js";
import { line, makePart, select } from "./part.js";
import { store } from "./store.js";

/** What Meta does to the account and the number. */
export function accountPart() {
  const part = makePart("account", "Account", "Meta judges the number, restricts the account, changes a limit. The inbox is told by webhook; what you send goes on working unless you order a failure.");
  const event = select("What happens", [], { "data-testid": "account-event" });
  part.body.append(
    line(event.element),
    line(
      part.button(
        "Let it happen",
        async () => {
          await api.accountEvent(event.input.value);
          return "The inbox was told.";
        },
        { "data-testid": "account-raise" },
      ),
    ),
  );
  let asked = false;

  return {
    element: part.element,
    draw() {
      if (asked || !store.connected) return;
      asked = true;
      api.accountEvents().then(
        ({ events }) => event.input.append(...events.map((one) => new Option(one.words, one.event))),
        () => {
          asked = false;
        },
      );
    },
  };
}

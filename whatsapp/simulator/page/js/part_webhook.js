// @ts-check
import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { field } from "./forms.js";
import { line, makePart } from "./part.js";
import { store } from "./store.js";

/** The handshake that Meta does when somebody enters a webhook address. */
export function webhookPart() {
  const part = makePart("webhook", "Verify the webhook", "Asks your inbox for a challenge back, as Meta does before it uses an address.");
  const address = field("Address", { type: "url", inputmode: "url" });
  const token = field("Verify token (empty: the simulator’s own)", {});
  const result = h("div", { class: "part-result", role: "status" });
  part.body.append(
    address.element,
    token.element,
    line(
      part.button("Verify", async () => {
        const answer = await api.verify(address.input.value.trim(), token.input.value);
        fill(
          result,
          h("p", { class: answer.ok ? "good" : "error" }, answer.ok ? "It works: the challenge came back." : answer.problem),
          ...answer.warnings.map((/** @type {string} */ words) => h("p", { class: "quiet" }, words)),
        );
      }, { "data-testid": "webhook-verify" }),
      part.button("Try refused webhooks now", async () => {
        await api.retry();
        return "Trying.";
      }),
    ),
    result,
  );
  return {
    element: part.element,
    draw() {
      if (!address.input.value && store.webhook) address.input.value = store.webhook;
    },
  };
}

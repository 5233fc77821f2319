// @ts-check
import { api } from "./api.js";
import { fill, h, keyed } from "./dom.js";
import { nameOf, phone, timeWithSeconds } from "./format.js";
import { line, makePart } from "./part.js";
import { store } from "./store.js";
import { copy } from "./viewer.js";

/** @typedef {import("./types.js").Delivery} Delivery */

const shown = 60;

/** @param {number} ms */
const duration = (ms) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0)) + "\u00a0ms";

/** @param {string} body */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** Every webhook that left, with its answer. */
export function deliveriesPart() {
  const part = makePart("deliveries", "Webhooks to your inbox", "What Meta would have posted, and how it was answered. Open one for its body.", true);
  const list = h("ol", { role: "list" });
  const empty = h("p", { class: "quiet" }, "Nothing was delivered yet. Write something on a phone.");
  // of one height, so that what stands below stays where it is while webhooks come
  part.body.append(h("div", { class: "log" }, empty, list));

  /** @param {HTMLElement} place @param {Delivery} delivery */
  async function showMore(place, delivery) {
    const { deliveries } = await api.deliveries().catch(() => ({ deliveries: [] }));
    const full = deliveries.find((other) => other.id === delivery.id);
    const said = h("span", { class: "quiet", role: "status" });
    fill(
      place,
      delivery.problem && h("p", { class: "entry-problem" }, delivery.problem),
      full &&
        line(
          part.button("Deliver again", async () => {
            const again = await api.redeliver(delivery.id);
            return again.ok ? `Delivered again: ${again.code}.` : `Refused: ${again.problem || again.code}`;
          }),
          h("button", { type: "button", class: "button small", onclick: async () => copy(await api.curl(delivery.id), said) }, "Copy as curl"),
          said,
        ),
      full?.answer && h("p", { class: "quiet" }, "Answer"),
      full?.answer && h("pre", { tabindex: "0", "aria-label": "Answer" }, full.answer),
      full?.signature && h("p", { class: "quiet" }, "X-Hub-Signature-256"),
      full?.signature && h("pre", {}, full.signature),
      h("p", { class: "quiet" }, full ? `Body, ${full.body.length} bytes (shown with line breaks)` : "This one is no longer in the log."),
      full && h("pre", { tabindex: "0", "aria-label": "Body" }, pretty(full.body)),
    );
  }

  /** @param {Delivery} delivery */
  function draw(delivery) {
    const customer = store.customers.get(delivery.customer);
    const more = h("div", { class: "entry-more" });
    const details = h(
      "details",
      { ontoggle: () => details.open && !more.hasChildNodes() && showMore(more, delivery) },
      h(
        "summary",
        {},
        h("span", { class: delivery.ok ? "code" : "code code-bad" }, delivery.code ? String(delivery.code) : "none"),
        h(
          "span",
          { class: "entry-text" },
          h("span", { class: "entry-what" }, delivery.what + (delivery.attempt > 1 ? ` · try ${delivery.attempt}` : "")),
          h("span", { class: "entry-who" }, h("bdi", {}, customer ? nameOf(customer) : phone(delivery.customer))),
        ),
        h("span", { class: "entry-side" }, h("span", {}, timeWithSeconds(delivery.at)), h("span", {}, duration(delivery.latency_ms))),
      ),
      more,
    );
    return h("li", { class: "entry" }, details);
  }

  return {
    element: part.element,
    draw() {
      const some = store.deliveries.slice(0, shown);
      keyed(list, some, (one) => String(one.id), () => "", draw);
      empty.hidden = some.length > 0;
      const bad = store.receiver.refused;
      part.mark(bad ? `${store.receiver.waiting} wait` : "", true);
    },
  };
}

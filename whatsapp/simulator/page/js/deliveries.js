// @ts-check
import { api } from "./api.js";
import { byId, fill, h, keyed } from "./dom.js";
import { nameOf, phone, timeWithSeconds } from "./format.js";
import { store, watch } from "./store.js";

/** @typedef {import("./types.js").Delivery} Delivery */

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

/**
 * @param {HTMLElement} place
 * @param {Delivery} delivery
 */
async function showMore(place, delivery) {
  const { deliveries } = await api.deliveries().catch(() => ({ deliveries: [] }));
  const full = deliveries.find((other) => other.id === delivery.id);
  fill(
    place,
    delivery.problem && h("p", { class: "entry-problem" }, delivery.problem),
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
    {
      ontoggle: () => {
        if (details.open && !more.hasChildNodes()) showMore(more, delivery);
      },
    },
    h(
      "summary",
      {},
      h("span", { class: delivery.ok ? "code" : "code code-bad" }, delivery.code ? String(delivery.code) : "none"),
      h(
        "span",
        {},
        h("span", { class: "entry-what" }, delivery.what),
        h("span", { class: "entry-who" }, h("bdi", {}, customer ? nameOf(customer) : phone(delivery.customer))),
      ),
      h(
        "span",
        { class: "entry-side" },
        h("span", {}, timeWithSeconds(delivery.at)),
        h("span", {}, (delivery.attempt > 1 ? `attempt ${delivery.attempt} · ` : "") + duration(delivery.latency_ms)),
      ),
    ),
    more,
  );
  return h("li", { class: "entry" }, details);
}

/** The webhooks that went out, newest first. */
export function startDeliveries() {
  const list = byId("log");
  watch(() => {
    keyed(list, store.deliveries, (delivery) => String(delivery.id), () => "", draw);
    byId("log-empty").hidden = !store.loaded || store.deliveries.length > 0;
    byId("log-count").textContent = store.deliveries.length > 0 ? `last ${store.deliveries.length}` : "";
  });
}

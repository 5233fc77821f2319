// @ts-check
import { byId, h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { accountPart } from "./part_account.js";
import { appPart } from "./part_app.js";
import { clockPart } from "./part_clock.js";
import { deliveriesPart } from "./part_deliveries.js";
import { failuresPart } from "./part_failures.js";
import { scenariosPart, statePart } from "./part_scenarios.js";
import { templatesPart } from "./part_templates.js";
import { disorderPart, outagePart } from "./part_trouble.js";
import { webhookPart } from "./part_webhook.js";
import { changed, store, watch } from "./store.js";

/**
 * What Meta does, at the side: closed at first, so that a demonstration shows
 * the phones and nothing else.
 */
export function startDrawer() {
  const drawer = byId("drawer");
  const opener = byId("drawer-open");
  const title = h("h2", { tabindex: "-1", id: "drawer-title" }, "What Meta does");
  const parts = [clockPart(), deliveriesPart(), templatesPart(), accountPart(), appPart(), failuresPart(), disorderPart(), outagePart(), webhookPart(), scenariosPart(), statePart()];
  drawer.append(h("header", { class: "bar" }, title, iconButton("close", "Close", () => show(false))), h("div", { class: "drawer-body" }, ...parts.map((part) => part.element)));

  /** @param {boolean} open */
  function show(open) {
    drawer.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("drawer-open", open);
    changed();
    if (open) title.focus();
    else opener.focus();
  }
  opener.append(icon("pulse"));
  opener.addEventListener("click", () => show(Boolean(drawer.hidden)));
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
  });
  setInterval(() => !drawer.hidden && parts[0].draw(), 500);

  watch(() => {
    const odd = store.clock.held ? "The clock stands" : store.clock.speed !== 1 ? `The clock runs × ${store.clock.speed}` : "";
    const chip = byId("clock-chip");
    chip.hidden = odd === "";
    chip.textContent = odd;
    if (drawer.hidden) return;
    for (const part of parts) part.draw();
  });
}

// @ts-check
import { startAdding } from "./add_customer.js";
import { followAddress } from "./address.js";
import { api } from "./api.js";
import { startDesk } from "./desk.js";
import { byId, fill, h } from "./dom.js";
import { startDrawer } from "./drawer.js";
import { startPeople } from "./people.js";
import { changed, start, store, watch } from "./store.js";

/** What is wrong between the simulator and the business, above everything. */
function showAlert() {
  const { connected, loaded, receiver } = store;
  const alert = byId("alert");
  let text = "";
  if (loaded && !connected) text = "The simulator does not answer. Trying again…";
  else if (loaded && !receiver.configured) text = "No webhook address is set: nothing reaches your inbox.";
  else if (receiver.refused > 0) {
    text = receiver.problem + (receiver.waiting > 1 ? ` ${receiver.waiting} webhooks wait.` : "");
  }
  if (alert.dataset.text === text) return;
  alert.dataset.text = text;
  alert.hidden = text === "";
  const again = receiver.refused > 0 && connected && h("button", { class: "button", type: "button", onclick: () => api.retry().catch(() => {}) }, "Try again now");
  fill(alert, h("span", {}, text), again);
}

watch(showAlert);
startPeople();
startDesk();
startAdding();
startDrawer();
followAddress();
start();
// the clock, the minutes left of the window, "Today" after midnight
setInterval(changed, 10_000);

// @ts-check
import { api } from "./api.js";
import { startAdding } from "./add_customer.js";
import { startChat } from "./chat.js";
import { startDeliveries } from "./deliveries.js";
import { byId, fill, h } from "./dom.js";
import { startPeople } from "./people.js";
import { changed, start, store, watch } from "./store.js";

/** The chosen customer is in the address, so that reload and "back" work. */
function readAddress() {
  store.selected = decodeURIComponent(location.hash.slice(1));
  changed();
}

/** On a wide screen there is always a chat; a narrow one begins with the list. */
function showView() {
  byId("app").dataset.view = store.selected ? "chat" : "list";
  if (!store.selected && store.customers.size > 0 && matchMedia("(min-width: 768px)").matches) {
    location.replace("#" + encodeURIComponent([...store.customers.keys()][0]));
  }
}

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

watch(showView);
watch(showAlert);
startPeople();
startChat();
startDeliveries();
startAdding();
addEventListener("hashchange", readAddress);
matchMedia("(min-width: 768px)").addEventListener("change", changed);
readAddress();
start();
// the minutes left of the window, "Today" after midnight
setInterval(changed, 20_000);

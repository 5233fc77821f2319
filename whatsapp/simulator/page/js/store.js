// @ts-check
import { api, listen } from "./api.js";

/**
 * @typedef {import("./types.js").Customer} Customer
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Delivery} Delivery
 */

const maxDeliveries = 200;

/** All that the page shows. Change it here only, then call changed(). */
export const store = {
  business: { name: "", phone: "" },
  /** @type {Map<string, Customer>} */
  customers: new Map(),
  /** by customer, oldest first @type {Map<string, Message[]>} */
  chats: new Map(),
  /** newest first @type {Delivery[]} */
  deliveries: [],
  /** @type {import("./types.js").Receiver} */
  receiver: { configured: true, refused: 0, problem: "", waiting: 0 },
  /** until when the business is typing, by customer @type {Map<string, number>} */
  typing: new Map(),
  connected: false,
  loaded: false,
  selected: "",
  clockOffset: 0,
};

/** The simulator's time, which need not be this computer's. */
export const now = () => Date.now() + store.clockOffset;

/** @param {string} key */
export const chatOf = (key) => store.chats.get(key) || [];

/**
 * What is on the screen of the customer's phone: not what failed, nor what has
 * not left yet.
 *
 * @param {Message} message
 */
export const onPhone = (message) => message.author === "customer" || ["sent", "delivered", "read"].includes(message.status);

/** @type {Set<() => void>} */
const watchers = new Set();
let planned = false;

/** @param {() => void} draw */
export function watch(draw) {
  watchers.add(draw);
}

/** Draws once, however much has changed until then. */
export function changed() {
  if (planned) return;
  planned = true;
  // note: not requestAnimationFrame, which stands still in a hidden tab.
  setTimeout(() => {
    planned = false;
    for (const draw of watchers) draw();
  });
}

/** @param {Message} message */
function putMessage(message) {
  const chat = store.chats.get(message.customer) || [];
  store.chats.set(message.customer, chat);
  const at = chat.findLastIndex((other) => other.id === message.id);
  if (at >= 0) chat[at] = message;
  else chat.push(message);
  if (message.author === "business") store.typing.delete(message.customer);
}

/**
 * @param {string} kind
 * @param {any} data
 */
function apply(kind, data) {
  switch (kind) {
    case "customer":
      store.customers.set(data.key, data);
      break;
    case "message":
      putMessage(data);
      break;
    case "typing":
      store.typing.set(data.customer, Date.parse(data.until));
      setTimeout(changed, Math.max(0, Date.parse(data.until) - now()) + 50);
      break;
    case "delivery":
      if (!store.deliveries.some((other) => other.id === data.id)) {
        store.deliveries = [data, ...store.deliveries].slice(0, maxDeliveries);
      }
      break;
    case "receiver":
      store.receiver = data;
  }
}

/** Reads everything, and goes on with what happens after. */
export function start() {
  /** events that came while the whole state was being read @type {[string, any][]|null} */
  let early = [];

  async function load() {
    early = [];
    try {
      const [state, log] = await Promise.all([api.state(), api.deliveries()]);
      store.business = state.business;
      store.clockOffset = Date.parse(state.now) - Date.now();
      store.customers = new Map(state.customers.map((customer) => [customer.key, customer]));
      store.chats = new Map();
      for (const message of state.messages) putMessage(message);
      store.receiver = state.receiver;
      store.deliveries = log.deliveries;
      store.connected = store.loaded = true;
    } catch {
      setTimeout(load, 1000);
      return;
    }
    for (const [kind, data] of early) apply(kind, data);
    early = null;
    changed();
  }

  listen({
    onOpen: load,
    onLost: () => {
      store.connected = false;
      changed();
    },
    onEvent: (kind, data) => {
      if (early) early.push([kind, data]);
      else apply(kind, data);
      changed();
    },
  });
}

// @ts-check
import { api } from "./api.js";
import { listen } from "./listen.js";

/**
 * @typedef {import("./types.js").Customer} Customer
 * @typedef {import("./types.js").Message} Message
 * @typedef {import("./types.js").Delivery} Delivery
 */

const maxDeliveries = 200;

/** All that the page shows. Change it here only, then call changed(). */
export const store = {
  business: { name: "", phone: "" },
  webhook: "",
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
  /** the simulated time at a moment of this computer's */
  clock: { now: Date.now(), at: Date.now(), held: false, speed: 1 },
  /** grows when what the drawer shows has changed elsewhere */
  disorders: 0,
  templates: 0,
  recording: false,
  connected: false,
  loaded: false,
  /** whose phones are on the desk, from left to right @type {string[]} */
  desk: [],
  /** the one that a click in the list replaces */
  active: "",
};

/** The simulator's time, which need not be this computer's. */
export function now() {
  const { now, at, held, speed } = store.clock;
  return held ? now : now + (Date.now() - at) * speed;
}

/** @param {import("./types.js").Clock} state */
export function setClock(state) {
  store.clock = { now: Date.parse(state.now), at: Date.now(), held: state.held, speed: state.speed };
  changed();
}

/** @param {string} key */
export const chatOf = (key) => store.chats.get(key) || [];

/**
 * What is on the screen of the customer's phone: neither what failed nor what
 * has not reached it yet.
 *
 * @param {Message} message
 */
export const onPhone = (message) => message.author === "customer" || ["delivered", "read", "played"].includes(message.status);

/** @param {Customer} customer */
export const unreadOf = (customer) =>
  customer.read_receipts ? chatOf(customer.key).filter((message) => message.author === "business" && message.status === "delivered") : [];

/** @type {Set<() => void>} */
const watchers = new Set();
let planned = false;
let drawing = false;
/** how long the last drawing took */
let cost = 0;
const longestPause = 500;

/** @param {() => void} draw */
export function watch(draw) {
  watchers.add(draw);
}

/** Draws once, however much has changed until then; under load not all the time. */
export function changed() {
  if (planned) return;
  planned = true;
  // note: not requestAnimationFrame, which stands still in a hidden tab.
  setTimeout(() => {
    planned = false;
    drawNow();
  }, Math.min(longestPause, cost > 40 ? cost * 3 : 0));
}

/** Draws before anything else happens: what a person has just chosen is there at once. */
export function drawNow() {
  if (drawing) return changed();
  drawing = true;
  const began = performance.now();
  try {
    for (const draw of watchers) draw();
  } finally {
    cost = performance.now() - began;
    drawing = false;
  }
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
      break;
    case "clock":
      setClock(data);
      break;
    case "disorder":
      store.disorders++;
      break;
    case "template":
      store.templates++;
  }
}

/** @param {import("./types.js").Snapshot} state @param {Delivery[]} deliveries */
function replace(state, deliveries) {
  store.business = state.business;
  store.webhook = state.webhook;
  store.recording = state.recording;
  store.customers = new Map(state.customers.map((customer) => [customer.key, customer]));
  store.chats = new Map();
  for (const message of state.messages) putMessage(message);
  store.receiver = state.receiver;
  store.deliveries = deliveries;
  store.connected = store.loaded = true;
  store.disorders++;
  store.templates++;
  setClock(state.clock);
}

/** Reads everything, and goes on with what happens after. */
export function start() {
  /** events that came while the whole state was being read @type {[string, any][]|null} */
  let early = [];

  async function load() {
    early = [];
    try {
      const [state, log] = await Promise.all([api.state(), api.deliveries()]);
      replace(state, log.deliveries);
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

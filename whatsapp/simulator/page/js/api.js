// @ts-check

/** A refusal of the simulator, with the form field it is about. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {string} [field]
   */
  constructor(message, field = "") {
    super(message);
    this.field = field;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function call(method, path, body) {
  let response;
  try {
    response = await fetch("/simulator/" + path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Problem("The simulator does not answer. Is it still running?");
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.message || `The simulator answered ${response.status}.`, answer.field);
  return answer;
}

const path = encodeURIComponent;

export const api = {
  /** @returns {Promise<import("./types.js").Snapshot>} */
  state: () => call("GET", "state"),
  /** @returns {Promise<{deliveries: import("./types.js").Delivery[]}>} */
  deliveries: () => call("GET", "deliveries"),
  /** @param {{phone: string, name: string, hidden_phone: boolean}} customer */
  addCustomer: (customer) => call("POST", "customers", customer),
  /**
   * @param {string} key
   * @param {{reads_at_once?: boolean, hidden_phone?: boolean}} change
   */
  changeCustomer: (key, change) => call("PATCH", "customers/" + path(key), change),
  /** @param {string} key */
  openChat: (key) => call("POST", `customers/${path(key)}/open`),
  /** @param {object} message */
  write: (message) => call("POST", "inbound", message),
  retry: () => call("POST", "retry"),
};

/**
 * Listens for what happens. onOpen is called after each connection, also after
 * a lost one: events of the meantime are gone, so everything is read again.
 *
 * @param {{onOpen: () => void, onLost: () => void, onEvent: (kind: string, data: any) => void}} listener
 */
export function listen({ onOpen, onLost, onEvent }) {
  const source = new EventSource("/simulator/events");
  source.onopen = onOpen;
  source.onerror = () => {
    onLost();
    // note: after an answer that is no stream the browser gives up for good.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ onOpen, onLost, onEvent }), 2000);
    }
  };
  for (const kind of ["customer", "message", "typing", "delivery", "receiver"]) {
    source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
  }
}

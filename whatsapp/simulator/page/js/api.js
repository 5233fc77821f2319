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

/** @param {unknown} problem */
export const wordsOf = (problem) => (problem instanceof Error ? problem.message : String(problem));

/**
 * @param {string} method
 * @param {string} path
 * @param {object|Blob} [body]
 * @returns {Promise<any>}
 */
async function call(method, path, body) {
  const plain = body && !(body instanceof Blob);
  let response;
  try {
    response = await fetch("/simulator/" + path, {
      method,
      headers: plain ? { "Content-Type": "application/json" } : {},
      body: body instanceof Blob ? body : body && JSON.stringify(body),
    });
  } catch {
    throw new Problem("The simulator does not answer. Is it still running?");
  }
  if (response.status === 204) return null;
  if (response.ok && !response.headers.get("Content-Type")?.includes("json")) return response.text();
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.message || `The simulator answered ${response.status}.`, answer.field);
  return answer;
}

const part = encodeURIComponent;

/** Where the bytes of a file are. @param {string} id */
export const mediaAddress = (id) => "/simulator/media/" + part(id);

export const api = {
  /** @returns {Promise<import("./types.js").Snapshot>} */
  state: () => call("GET", "state"),
  /** @returns {Promise<{deliveries: import("./types.js").Delivery[]}>} */
  deliveries: () => call("GET", "deliveries"),
  /** @param {object} customer */
  addCustomer: (customer) => call("POST", "customers", customer),
  /** @param {string} key @param {object} change */
  changeCustomer: (key, change) => call("PATCH", "customers/" + part(key), change),
  /** @param {string} key @param {"stop"|"resume"} value */
  marketing: (key, value) => call("POST", `customers/${part(key)}/marketing`, { value }),
  /** @param {string} key */
  openChat: (key) => call("POST", `customers/${part(key)}/open`),
  /** @param {string} id */
  play: (id) => call("POST", `messages/${part(id)}/play`),
  /** @param {object} message */
  write: (message) => call("POST", "inbound", message),
  /** @param {Blob} file @param {string} kind @param {string} name */
  upload: (file, kind, name) => call("POST", `media?kind=${kind}&filename=${part(name)}&mime_type=${part(file.type)}`, file),
  retry: () => call("POST", "retry"),
  /** @param {object} from */
  startCall: (from) => call("POST", "calls", from),
  /** @param {string} id @param {"answer"|"decline"|"hangup"} action */
  callAction: (id, action) => call("POST", `calls/${part(id)}/${action}`),
  /** @param {object} message */
  appMessage: (message) => call("POST", "app/messages", message),
  /** @param {string} what @param {boolean} declined */
  appSync: (what, declined) => call("POST", "app/sync", { what, declined }),
  /** @returns {Promise<{events: {event: string, words: string}[]}>} */
  accountEvents: () => call("GET", "account-events"),
  /** @param {string} event */
  accountEvent: (event) => call("POST", "account-events", { event }),

  /** @param {object} change @returns {Promise<import("./types.js").Clock>} */
  clock: (change) => call("POST", "clock", change),
  disorder: () => call("GET", "disorder"),
  /** @param {object} disorder */
  setDisorder: (disorder) => call("PUT", "disorder", disorder),
  /** @param {string} length */
  outage: (length) => call("POST", "outage", { for: length }),
  failures: () => call("GET", "failures"),
  /** @param {object} failure */
  addFailure: (failure) => call("POST", "failures", failure),
  /** @param {number} [id] */
  clearFailures: (id) => call("DELETE", id ? `failures/${id}` : "failures"),
  /** @param {number} id */
  redeliver: (id) => call("POST", `deliveries/${id}/redeliver`),
  /** @param {number} id @returns {Promise<string>} */
  curl: (id) => call("GET", `deliveries/${id}/curl`),
  /** @param {string} url @param {string} token */
  verify: (url, token) => call("POST", "verify", { url, verify_token: token }),
  templates: () => call("GET", "templates"),
  /** @param {string} id @param {object} review */
  review: (id, review) => call("POST", `templates/${part(id)}/review`, review),
  /** @param {string} name */
  record: (name) => call("POST", "recording", { name }),
  stopRecording: () => call("DELETE", "recording"),
  /** @param {Blob} scenario */
  runScenario: (scenario) => call("POST", "scenarios/run", scenario),
  exportState: () => call("GET", "state.json"),
  /** @param {Blob} state */
  importState: (state) => call("POST", "state.json", state),
};

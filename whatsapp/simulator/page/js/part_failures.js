// @ts-check
import { api } from "./api.js";
import { fill, h, own } from "./dom.js";
import { iconButton } from "./icons.js";
import { line, makePart, select } from "./part.js";
import { store } from "./store.js";

/** @type {Record<string, string>} */
const words = {
  window: "The 24-hour window is closed (131047)",
  undeliverable: "Can’t be delivered (131026)",
  throughput: "Too many messages (130429)",
  pair_rate: "Too many to one customer (131056)",
  account_rate: "The account’s limit is reached (80007)",
  app_rate: "The app’s limit is reached (4)",
  spam_rate: "Restricted for spam (131048)",
  token_expired: "The token has expired (190)",
  token_invalid: "The token is invalid (190)",
  auth: "The token isn’t recognised (0)",
  permission: "No permission (10)",
  locked: "The account is locked (131031)",
  server_error: "Meta has an error (131000)",
  unavailable: "Meta is unavailable (503)",
  maintenance: "Maintenance (131057)",
  html: "A web page instead of an answer (502)",
  experiment: "The customer is in an experiment (130472)",
  marketing_limit: "Enough marketing for this customer (131049)",
  marketing_stopped: "The customer refuses marketing (131050)",
  payment: "A problem with the payment method (131042)",
  media_link: "The file can’t be fetched (131053)",
  timeout: "No answer; not sent",
  timeout_taken: "No answer, but it was sent",
  cut: "The connection breaks; not sent",
  cut_taken: "The connection breaks, but it was sent",
  server_error_taken: "An error, but it was sent",
  media_other: "A file arrives with other bytes",
  media_page: "A web page arrives instead of a file",
  media_long: "A file never ends",
  media_short: "The connection breaks in the middle of a file",
  media_gone: "The address of a file has expired (404)",
  media_redirect: "The address of a file leads elsewhere",
  media_elsewhere: "The address of a file is not Meta’s",
};

/** Calls of the business that go wrong, as they do with Meta. */
export function failuresPart() {
  const part = makePart("failures", "Failures", "What the business sends or downloads goes wrong in one of Meta’s ways.");
  const preset = select("What goes wrong", [], { "data-testid": "failure" });
  const next = select("How often", [["1", "the next call"], ["5", "the next five"], ["0", "every call"]]);
  const list = h("ul", { class: "part-list", role: "list" });
  const clear = part.button("Clear all", async () => {
    await api.clearFailures();
    await read();
    return "Nothing goes wrong any more.";
  });
  const add = part.button("Let it fail", async () => {
    const name = preset.input.value;
    const ofFile = own(byName, name)?.kind === "file";
    await api.addFailure({ preset: name, endpoint: ofFile ? undefined : "messages", next: Number(next.input.value) || undefined });
    await read();
    return ofFile ? "Ordered. Now send a file from the phone." : "Ordered. Now answer from the inbox.";
  }, { "data-testid": "failure-add" });
  part.body.append(preset.element, line(next.element, add), list, line(clear));
  let known = 0;
  /** @type {Record<string, {kind?: string}>} */
  let byName = {};

  async function read() {
    const { failures, presets } = await api.failures();
    byName = presets;
    if (preset.input.options.length === 0) {
      const names = Object.keys(presets).sort((a, b) => Object.keys(words).indexOf(a) - Object.keys(words).indexOf(b));
      for (const name of names) preset.input.append(new Option(own(words, name) || name, name));
    }
    fill(
      list,
      ...failures.map((/** @type {any} */ one) =>
        h(
          "li",
          {},
          h("span", {}, own(words, one.preset) || one.preset || `${one.kind} ${one.code || ""}`, h("small", {}, [one.to && `to ${one.to}`, one.next ? `${one.next} more` : "every time", `${one.failed} so far`].filter(Boolean).join(", "))),
          iconButton("close", "End this failure", () => api.clearFailures(one.id).then(read)),
        ),
      ),
    );
    clear.hidden = failures.length === 0;
    part.mark(failures.length ? String(failures.length) : "", true);
  }
  // how often each has struck is not told by events
  part.element.addEventListener("toggle", () => part.element.open && read().catch(() => {}));

  return {
    element: part.element,
    draw() {
      const moved = store.deliveries[0]?.id || -1;
      if (!store.connected || known === moved || (known !== 0 && !part.element.open)) return;
      known = moved;
      read().catch(() => {});
    },
  };
}

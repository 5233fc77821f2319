// @ts-check
import { api } from "./api.js";
import { fill, h, own } from "./dom.js";
import { line, makePart } from "./part.js";
import { store } from "./store.js";

/** @type {Record<string, string>} */
const states = { APPROVED: "approved", PENDING: "waits for review", REJECTED: "rejected", PAUSED: "paused", DISABLED: "disabled", ARCHIVED: "archived", IN_APPEAL: "in appeal" };

/** @param {any} template */
function bodyOf(template) {
  const components = typeof template.components === "string" ? JSON.parse(template.components) : template.components || [];
  const body = components.find((/** @type {any} */ one) => String(one.type).toUpperCase() === "BODY");
  return body?.text || "";
}

/** Meta's review of the business's templates. */
export function templatesPart() {
  const part = makePart("templates", "Templates", "Decide as Meta’s reviewers do. The inbox is told by webhook.");
  const list = h("ul", { class: "part-list", role: "list" });
  part.body.append(list);
  let known = -1;

  /** @param {string} id @param {string} label @param {object} review */
  const decide = (id, label, review) =>
    part.button(label, async () => {
      await api.review(id, review);
      return "Done.";
    });

  /** @param {any} template */
  function draw(template) {
    const { id, name, language, status } = template;
    const buttons = own({
      PENDING: [decide(id, "Approve", { event: "APPROVED" }), decide(id, "Reject", { event: "REJECTED", reason: "INVALID_FORMAT" })],
      APPROVED: [decide(id, "Pause for low quality", { quality: "RED" }), decide(id, "Disable", { event: "DISABLED" })],
      PAUSED: [decide(id, "Resume", { event: "UNPAUSED" })],
    }, status) || [decide(id, "Approve", { event: "APPROVED" })];
    return h(
      "li",
      { class: "template" },
      h("p", { class: "template-name" }, h("span", {}, name), h("small", {}, `${language} · ${String(template.category).toLowerCase()}`), h("span", { class: `chip template-${String(status).toLowerCase()}` }, own(states, status) || String(status).toLowerCase())),
      h("p", { class: "quiet template-body", dir: "auto" }, bodyOf(template)),
      line(...buttons),
    );
  }

  return {
    element: part.element,
    draw() {
      if (known === store.templates || !store.connected) return;
      known = store.templates;
      api.templates().then(({ templates }) => {
        const waiting = templates.filter((/** @type {any} */ one) => one.status === "PENDING");
        fill(list, ...[...waiting, ...templates.filter((/** @type {any} */ one) => one.status !== "PENDING")].slice(0, 50).map(draw));
        part.mark(waiting.length ? `${waiting.length} to review` : "", true);
      }, () => {});
    },
  };
}

// @ts-check
import { api, Problem } from "./api.js";
import { byId } from "./dom.js";

/** The dialog that adds a customer. */
export function startAdding() {
  const dialog = /** @type {HTMLDialogElement} */ (byId("add-dialog"));
  const form = /** @type {HTMLFormElement} */ (byId("add-form"));
  const name = /** @type {HTMLInputElement} */ (byId("add-name"));
  const phone = /** @type {HTMLInputElement} */ (byId("add-phone"));
  const hidden = /** @type {HTMLInputElement} */ (byId("add-hidden"));
  const error = byId("add-error");

  /**
   * @param {string} text
   * @param {string} field
   */
  function complain(text, field) {
    error.textContent = text;
    phone.setAttribute("aria-invalid", String(field === "phone"));
    name.setAttribute("aria-invalid", String(field === "name"));
    if (field === "phone") phone.focus();
    if (field === "name") name.focus();
  }

  byId("add").addEventListener("click", () => {
    form.reset();
    complain("", "");
    dialog.showModal();
    name.focus();
  });
  byId("add-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const customer = await api.addCustomer({ name: name.value, phone: phone.value, hidden_phone: hidden.checked });
      dialog.close();
      location.hash = encodeURIComponent(customer.key);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      complain(problem.message, problem.field);
    }
  });
}

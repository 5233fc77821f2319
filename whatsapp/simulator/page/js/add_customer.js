// @ts-check
import { openPhone } from "./address.js";
import { api, Problem } from "./api.js";
import { byId } from "./dom.js";

const countries = ["GB", "US", "DE", "FR", "ES", "IT", "GR", "BR", "MX", "AR", "IN", "ID", "AE", "NG", "ZA"];

/** The dialog that adds a customer, with a number or with a username alone. */
export function startAdding() {
  const dialog = /** @type {HTMLDialogElement} */ (byId("add-dialog"));
  const form = /** @type {HTMLFormElement} */ (byId("add-form"));
  const [name, phone, username] = ["add-name", "add-phone", "add-username"].map((id) => /** @type {HTMLInputElement} */ (byId(id)));
  const country = /** @type {HTMLSelectElement} */ (byId("add-country"));
  const error = byId("add-error");
  const names = new Intl.DisplayNames(undefined, { type: "region" });
  for (const code of countries) country.append(new Option(names.of(code), code));

  const byUsername = () => form.dataset.by === "username";
  function choose() {
    const chosen = form.querySelector("input[name=add-by]:checked");
    form.dataset.by = chosen instanceof HTMLInputElement ? chosen.value : "phone";
    byId("add-by-phone").hidden = byUsername();
    byId("add-by-username").hidden = !byUsername();
  }

  /**
   * @param {string} text
   * @param {string} field
   */
  function complain(text, field) {
    error.textContent = text;
    for (const [key, input] of Object.entries({ name, phone, username })) {
      input.setAttribute("aria-invalid", String(field === key));
      if (field === key) input.focus();
    }
  }

  byId("add").addEventListener("click", () => {
    form.reset();
    choose();
    complain("", "");
    dialog.showModal();
    name.focus();
  });
  for (const radio of form.querySelectorAll("input[name=add-by]")) radio.addEventListener("change", choose);
  byId("add-cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const handle = username.value.trim().replace(/^@/, "");
    if (byUsername() && !handle) return complain("Enter a username.", "username");
    try {
      const customer = await api.addCustomer(byUsername() ? { name: name.value, username: handle, country: country.value, hidden_phone: true } : { name: name.value, phone: phone.value });
      dialog.close();
      openPhone(customer.key);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      complain(problem.message, problem.field);
    }
  });
}

// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { visibleName } from "/app/lib/names.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";

/** @typedef {import("/app/state/customers.js").CustomerInput} CustomerInput */

/** @param {Customer["tags"]} tags */
export function tagList(tags) {
	if (Array.isArray(tags)) return tags.map(String).filter(Boolean);
	return typeof tags === "string" ? tags.split(",").map((tag) => tag.trim()).filter(Boolean) : [];
}

/**
 * @param {object} props
 * @param {Customer | null} props.customer the one to change; null creates one
 * @param {{name?: string, company?: string, phone?: string}} [props.prefill]
 * @param {string} [props.sender] whose messages become the new customer's, in words
 * @param {(input: CustomerInput, phone: string) => Promise<Problem | null>} props.onSave
 * @param {() => void} props.onClose
 */
export function CustomerDialog({ customer, prefill = {}, sender, onSave, onClose }) {
	const [values, setValues] = useState({
		name: customer?.name ?? prefill.name ?? "",
		company: customer?.company ?? prefill.company ?? "",
		email: customer?.email ?? "",
		phone: prefill.phone ?? "",
		country: customer?.country ?? "",
		language: customer?.language ?? "",
		tags: tagList(customer?.tags ?? null).join(", "),
		notes: customer?.notes ?? "",
	});
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		if (!visibleName(values.name)) {
			setErrors({ name: t("customer.needName") });
			return focusFirst(form);
		}
		setBusy(true);
		const problem = await onSave(
			{
				name: values.name.trim(),
				company: values.company.trim(),
				email: values.email.trim(),
				language: values.language.trim(),
				country: values.country.trim().toUpperCase(),
				tags: tagList(values.tags),
				notes: values.notes.trim(),
			},
			values.phone.trim(),
		);
		setBusy(false);
		if (!problem) return onClose();
		const unplaced = Object.keys(problem.fields).filter((field) => !(field in values));
		const general = unplaced.length > 0 ? problem.fields[unplaced[0]] : problem.message;
		setErrors({ ...problem.fields, general: Object.keys(problem.fields).length > unplaced.length ? "" : general });
		focusFirst(form);
	};

	/**
	 * @param {"name" | "company" | "email" | "phone" | "country" | "language" | "tags"} field
	 * @param {string} label
	 * @param {Record<string, any>} [more]
	 */
	const input = (field, label, { hint = "", ...attributes } = {}) => html`<${Field}
		label=${label}
		hint=${hint}
		error=${errors[field]}
		optional=${field !== "name"}
		control=${(/** @type {any} */ tie) => html`<input
			...${tie}
			...${attributes}
			class="input"
			data-testid=${`customer-${field}`}
			value=${values[field]}
			onInput=${(/** @type {any} */ e) => setValues({ ...values, [field]: e.currentTarget.value })}
		/>`}
	/>`;

	return html`<${Dialog}
		title=${customer ? t("customer.editTitle", { name: customer.name }) : t("customers.new")}
		onClose=${onClose}
		testid="customer-dialog"
		wide
	>
		<form class="form form-columns" novalidate onSubmit=${submit}>
			${sender && html`<p class="form-note field-wide"><${Icon} name="whatsapp" />${sender}</p>`}
			${input("name", t("customer.name"), { autofocus: true, maxlength: 200, autocomplete: "off", required: true, dir: "auto" })}
			${input("company", t("customer.company"), { maxlength: 200, autocomplete: "off", dir: "auto" })}
			${!customer && !sender && input("phone", t("customer.firstPhone"), { type: "tel", inputmode: "tel", autocomplete: "off", hint: t("customer.firstPhoneHelp") })}
			${input("email", t("customer.email"), { type: "email", inputmode: "email", autocomplete: "off", maxlength: 255 })}
			${input("country", t("customer.country"), { maxlength: 2, autocapitalize: "characters", autocomplete: "off", hint: t("customer.countryHelp") })}
			${input("language", t("customer.language"), { maxlength: 20, autocapitalize: "none", autocomplete: "off", hint: t("customer.languageHelp") })}
			${input("tags", t("customer.tags"), { maxlength: 500, autocomplete: "off", hint: t("customer.tagsHelp") })}
			<${Field}
				label=${t("customer.notes")}
				error=${errors.notes}
				optional
				class="field-wide"
				control=${(/** @type {any} */ tie) => html`<textarea
					...${tie}
					class="input"
					rows="3"
					dir="auto"
					maxlength="20000"
					value=${values.notes}
					onInput=${(/** @type {any} */ e) => setValues({ ...values, notes: e.currentTarget.value })}
				></textarea>`}
			/>
			${errors.general && html`<p class="form-error field-wide" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions field-wide">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-primary" data-testid="customer-submit" disabled=${busy}>${t("common.save")}</button>
			</div>
		</form>
	<//>`;
}

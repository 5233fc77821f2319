// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";

const TYPES = /** @type {Contact["type"][]} */ (["whatsapp", "phone", "email", "other"]);
/** @type {Record<string, {type: string, mode: string}>} */
const INPUTS = {
	whatsapp: { type: "tel", mode: "tel" },
	phone: { type: "tel", mode: "tel" },
	email: { type: "email", mode: "email" },
	other: { type: "text", mode: "text" },
};

/**
 * @param {object} props
 * @param {Contact | null} props.row the contact to change; null adds one
 * @param {(input: import("/app/state/contacts.js").ContactInput) => Promise<Problem | null>} props.onSave
 * @param {() => void} props.onClose
 */
export function ContactDialog({ row, onSave, onClose }) {
	const [type, setType] = useState(/** @type {Contact["type"]} */ (row?.type ?? "whatsapp"));
	const [value, setValue] = useState(row?.value ?? "");
	const [label, setLabel] = useState(row?.label ?? "");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const isNumber = type === "whatsapp" || type === "phone";

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		if (!value.trim()) {
			setErrors({ value: t("contact.needValue") });
			return focusFirst(form);
		}
		setBusy(true);
		const problem = await onSave({ type, value: value.trim(), label: label.trim() });
		setBusy(false);
		if (!problem) return onClose();
		const { value: wrong = "", label: wrongLabel = "", ...rest } = problem.fields;
		const other = Object.values(rest)[0];
		setErrors({ value: wrong, label: wrongLabel, general: other ?? (wrong || wrongLabel ? "" : problem.message) });
		focusFirst(form);
	};

	return html`<${Dialog} title=${row ? t("contact.editTitle") : t("contact.addTitle")} onClose=${onClose} testid="contact-dialog">
		<form class="form" novalidate onSubmit=${submit}>
			<${Choice}
				legend=${t("contact.type")}
				name="contact-type"
				value=${type}
				options=${TYPES.map((one) => ({ value: one, label: t(/** @type {any} */ (`contact.type.${one}`)) }))}
				onChange=${setType}
			/>
			<${Field}
				label=${t("contact.value")}
				hint=${isNumber ? t("send.toHelp") : ""}
				error=${errors.value}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type=${INPUTS[type].type}
					inputmode=${INPUTS[type].mode}
					maxlength="320"
					autofocus
					data-testid="contact-value"
					value=${value}
					onInput=${(/** @type {any} */ e) => setValue(e.currentTarget.value)}
				/>`}
			/>
			<${Field}
				label=${t("contact.label")}
				hint=${t("contact.labelHelp")}
				error=${errors.label}
				optional
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					maxlength="100"
					value=${label}
					onInput=${(/** @type {any} */ e) => setLabel(e.currentTarget.value)}
				/>`}
			/>
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-primary" data-testid="contact-submit" disabled=${busy}>${t("common.save")}</button>
			</div>
		</form>
	<//>`;
}

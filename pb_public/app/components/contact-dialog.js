// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { contactWords } from "/app/components/contact-list.js";
import { Dialog } from "/app/components/dialog.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { Switch } from "/app/components/switch.js";
import { CustomerPicker } from "/app/components/picker.js";
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
 * That a contact goes to another customer, with its messages or without them.
 *
 * @typedef {{customer: CustomerPick, effects: Effects, keep: boolean}} Moving
 */

/**
 * @param {object} props
 * @param {Contact | null} props.row the contact to change; null adds one
 * @param {{id: string, name: string}} [props.owner] the customer it belongs to, where it may go to another
 * @param {(text: string) => Promise<import("/app/components/picker.js").Found[]>} [props.find]
 * @param {(contact: string, customer: string) => Promise<{effects: Effects | null, error: Problem | null}>} [props.onEffects]
 * @param {(input: import("/app/state/contacts.js").ContactInput, moving: Moving | null) => Promise<Problem | null>} props.onSave
 * @param {() => void} props.onClose
 */
export function ContactDialog({ row, owner, find, onEffects, onSave, onClose }) {
	const [type, setType] = useState(/** @type {Contact["type"]} */ (row?.type ?? "whatsapp"));
	const [value, setValue] = useState(row?.value ?? "");
	const [label, setLabel] = useState(row?.label ?? "");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const [moving, setMoving] = useState(/** @type {Moving | null} */ (null));
	const [again, setAgain] = useState(false);
	const [picking, setPicking] = useState(false);
	// What WhatsApp told us of an account with a hidden number is not ours to write.
	const fixed = !!row && row.type === "whatsapp" && !row.digits && row.wa_user_id !== "";
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
		const what = fixed ? {} : { type, value: value.trim() };
		const back = again ? { given_up_at: "" } : {};
		const target = moving ? { customer: moving.customer.id } : {};
		const problem = await onSave(/** @type {any} */ ({ ...what, ...back, ...target, label: label.trim() }), moving);
		setBusy(false);
		if (!problem) return onClose();
		const { value: wrong = "", label: wrongLabel = "", ...rest } = problem.fields;
		const other = Object.values(rest)[0];
		setErrors({ value: wrong, label: wrongLabel, general: other ?? (wrong || wrongLabel ? "" : problem.message) });
		focusFirst(form);
	};

	/** @param {CustomerPick} customer */
	const pick = async (customer) => {
		setPicking(false);
		if (customer.id === owner?.id) return setMoving(null);
		const { effects, error } = (await onEffects?.(row?.id ?? "", customer.id)) ?? { effects: null, error: null };
		if (effects) setMoving({ customer, effects, keep: false });
		setErrors(error ? { general: error.message } : {});
	};

	return html`<${Dialog} title=${row ? t("contact.editTitle") : t("contact.addTitle")} onClose=${onClose} testid="contact-dialog">
		<form class="form" novalidate onSubmit=${submit}>
			${fixed && html`<p>${contactWords(row)}</p>`}
			${!fixed &&
			html`<${Choice}
				legend=${t("contact.type")}
				name="contact-type"
				value=${type}
				options=${TYPES.map((one) => ({ value: one, label: t(/** @type {any} */ (`contact.type.${one}`)) }))}
				onChange=${setType}
			/>`}
			${!fixed &&
			html`<${Field}
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
			/>`}
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
			${row?.given_up_at && html`<${Switch} label=${t("contact.theirsAgain")} hint=${t("contact.givenUp")} checked=${again} testid="contact-again" onChange=${setAgain} />`}
			${row &&
			owner &&
			find &&
			html`<div class="field" data-testid="contact-owner">
				<p class="field-label">${t("contact.owner")}</p>
				<div class="owner-row">
					<bdi>${moving ? moving.customer.name || t("customers.nameless") : owner.name || t("customers.nameless")}</bdi>
					<button type="button" class="button button-small" data-testid="contact-move" aria-expanded=${picking ? "true" : "false"} onClick=${() => setPicking(!picking)}>
						${t("contact.change")}
					</button>
				</div>
				${picking && html`<${CustomerPicker} find=${find} without=${moving?.customer.id ?? owner.id} hint=${t("contact.moveHelp")} onChoose=${pick} />`}
				${moving && moving.effects.messages > 0 && html`<${MovingWords} owner=${owner} moving=${moving} onKeep=${(/** @type {boolean} */ keep) => setMoving({ ...moving, keep })} />`}
			</div>`}
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-primary" data-testid="contact-submit" disabled=${busy}>${t("common.save")}</button>
			</div>
		</form>
	<//>`;
}

/**
 * What goes along with a contact.
 *
 * @param {{owner: {name: string}, moving: Moving, onKeep: (keep: boolean) => void}} props
 */
function MovingWords({ owner, moving, onKeep }) {
	return html`<${Switch}
		label=${t("contact.moveMessages", { count: moving.effects.messages })}
		hint=${moving.keep ? t("contact.moveKeeps", { name: owner.name }) : t("contact.moveTakes", { name: moving.customer.name })}
		checked=${!moving.keep}
		testid="contact-move-messages"
		onChange=${(/** @type {boolean} */ along) => onKeep(!along)}
	/>`;
}

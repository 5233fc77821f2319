// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";

const OTHER = "other";

/**
 * Writing to a customer from their page: to whom, and what.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {{value: string, label: string}[]} props.numbers the customer's own
 * @param {string} props.initial a draft
 * @param {number} props.max
 * @param {string} [props.warning]
 * @param {(text: string) => void} props.onDraft
 * @param {(to: string, message: string) => Promise<Problem | null>} props.onSend
 * @param {() => void} props.onClose
 */
export function SendDialog({ name, numbers, initial, max, warning, onDraft, onSend, onClose }) {
	// null until somebody chooses or types: the numbers may come after the dialog was opened.
	const [chosen, setChoice] = useState(/** @type {string | null} */ (null));
	const [written, setTyped] = useState(/** @type {string | null} */ (null));
	const [message, setMessage] = useState(initial);
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const count = [...message].length;
	const several = numbers.length > 1;
	const choice = chosen ?? (written ? OTHER : (numbers[0]?.value ?? ""));
	const free = !several || choice === OTHER;
	const typed = written ?? (several ? "" : (numbers[0]?.value ?? ""));

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		const to = (free ? typed : choice).trim();
		/** @type {Record<string, string>} */
		const found = {};
		if (!to) found.to_phone = t("send.needTo");
		if (!message.trim()) found.message = t("send.needMessage");
		if (count > max) found.message = t("composer.over", { count: count - max });
		setErrors(found);
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		if (Object.keys(found).length > 0) return focusFirst(form);
		setBusy(true);
		const problem = await onSend(to, message);
		setBusy(false);
		if (!problem) return onClose();
		const { to_phone = "", message: text = "", ...rest } = problem.fields;
		const other = Object.values(rest)[0];
		const general = other ?? (to_phone || text ? "" : problem.message);
		setErrors({ to_phone, message: text, general });
		focusFirst(form);
	};

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (event.isComposing || event.keyCode === 229 || event.key !== "Enter" || event.shiftKey) return;
		event.preventDefault();
		/** @type {HTMLTextAreaElement} */ (event.currentTarget).form?.requestSubmit();
	};

	return html`<${Dialog} title=${t("send.title", { name })} onClose=${onClose} testid="send-dialog">
		<form class="form" novalidate onSubmit=${submit}>
			${warning && html`<p class="composer-note"><${Icon} name="info" />${warning}</p>`}
			${several &&
			html`<${Field}
				label=${t("send.to")}
				error=${free ? "" : errors.to_phone}
				control=${(/** @type {any} */ tie) => html`<select
					...${tie}
					class="input"
					data-testid="send-to-phone"
					value=${choice}
					onChange=${(/** @type {any} */ e) => setChoice(e.currentTarget.value)}
				>
					${numbers.map((one) => html`<option key=${one.value} value=${one.value}>${one.label}</option>`)}
					<option value=${OTHER}>${t("send.other")}</option>
				</select>`}
			/>`}
			${free &&
			html`<${Field}
				label=${several ? t("send.otherLabel") : t("send.to")}
				hint=${t("send.toHelp")}
				error=${errors.to_phone}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="tel"
					inputmode="tel"
					autocomplete="off"
					data-testid=${several ? "send-to-other" : "send-to-phone"}
					value=${typed}
					onInput=${(/** @type {any} */ e) => setTyped(e.currentTarget.value)}
				/>`}
			/>`}
			<${Field}
				label=${t("send.message")}
				hint=${`${t("composer.count", { count, max })}. ${t("composer.hint")}.`}
				error=${errors.message}
				control=${(/** @type {any} */ tie) => html`<textarea
					...${tie}
					class="input"
					rows="5"
					dir="auto"
					enterkeyhint="send"
					autofocus
					data-testid="send-message"
					value=${message}
					onInput=${(/** @type {any} */ e) => {
						setMessage(e.currentTarget.value);
						onDraft(e.currentTarget.value);
					}}
					onKeyDown=${press}
				></textarea>`}
			/>
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-whatsapp" data-testid="send-submit" disabled=${busy}>
					<${Icon} name="whatsapp" />${busy ? t("send.busy") : t("send.submit")}
				</button>
			</div>
		</form>
	<//>`;
}

/** The first field with an error, once it is drawn. @param {HTMLFormElement} form */
export function focusFirst(form) {
	setTimeout(() => {
		const wrong = form.querySelector("[aria-invalid=true]");
		if (wrong instanceof HTMLElement) wrong.focus();
	});
}

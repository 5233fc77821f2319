// @ts-check
import { html, useId } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";

/**
 * A label, a control, a hint and an error that belong together. `control` gets the attributes that
 * tie them.
 *
 * @param {{label: string, hint?: string, error?: string, optional?: boolean, class?: string,
 *   control: (attributes: Record<string, any>) => any}} props
 */
export function Field({ label, hint, error, optional, class: extra = "", control }) {
	const id = useId();
	const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
	return html`<div class=${`field ${extra}`}>
		<label for=${id}>
			${label}${optional && html` <span class="field-optional">(${t("common.optional")})</span>`}
		</label>
		${control({ id, "aria-describedby": described || undefined, "aria-invalid": error ? "true" : undefined })}
		${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
		${error && html`<p class="field-error" id=${`${id}-error`} role="alert">${error}</p>`}
	</div>`;
}

/**
 * One choice of a few, as a row of radio buttons: the arrow keys are the browser's own.
 *
 * @param {{legend: string, name: string, value: string, options: {value: string, label: string}[],
 *   onChange: (value: string) => void}} props
 */
export function Choice({ legend, name, value, options, onChange }) {
	return html`<fieldset class="choice">
		<legend>${legend}</legend>
		<div class="choice-options">
			${options.map(
				(option) => html`<label key=${option.value} class="choice-option">
					<input
						type="radio"
						name=${name}
						value=${option.value}
						checked=${value === option.value}
						onChange=${() => onChange(option.value)}
					/>
					<span>${option.label}</span>
				</label>`,
			)}
		</div>
	</fieldset>`;
}

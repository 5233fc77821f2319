// @ts-check
import { html, useId } from "/vendor/preact-htm-signals.mjs";

/**
 * @param {{label: string, hint?: string, checked: boolean, disabled?: boolean, testid?: string,
 *   onChange: (checked: boolean) => void}} props
 */
export function Switch({ label, hint, checked, disabled, testid, onChange }) {
	const id = useId();
	return html`<div class="switch-row">
		<label class="switch">
			<input
				type="checkbox"
				role="switch"
				checked=${checked}
				disabled=${disabled}
				data-testid=${testid}
				aria-describedby=${hint ? id : undefined}
				onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)}
			/>
			<span class="switch-track" aria-hidden="true"></span>
			<span>${label}</span>
		</label>
		${hint && html`<p class="field-hint" id=${id}>${hint}</p>`}
	</div>`;
}

// @ts-check
import { html, useId, useRef } from "/vendor/preact-htm-signals.mjs";

/**
 * @param {{label: string, hint?: string, checked: boolean, disabled?: boolean, testid?: string,
 *   onChange: (checked: boolean) => unknown}} props
 */
export function Switch({ label, hint, checked, disabled, testid, onChange }) {
	const id = useId();
	const now = useRef(checked);
	now.current = checked;
	/** What is refused is off again: without a change nothing draws it anew. @param {any} event */
	const change = async ({ currentTarget: input }) => {
		await onChange(input.checked);
		input.checked = now.current;
	};
	return html`<div class="switch-row">
		<label class="switch">
			<input
				type="checkbox"
				role="switch"
				checked=${checked}
				disabled=${disabled}
				data-testid=${testid}
				aria-describedby=${hint ? id : undefined}
				onChange=${change}
			/>
			<span class="switch-track" aria-hidden="true"></span>
			<span>${label}</span>
		</label>
		${hint && html`<p class="field-hint" id=${id}>${hint}</p>`}
	</div>`;
}

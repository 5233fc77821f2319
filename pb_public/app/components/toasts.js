// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/**
 * @param {{notices: {id: number, text: string, action: string, run: (() => void) | null, bad: boolean}[],
 *   onDismiss: (id: number) => void}} props
 */
export function Toasts({ notices, onDismiss }) {
	return html`<div class="toasts" role="status">
		${notices.map(
			(one) => html`<div key=${one.id} class=${`toast ${one.bad ? "toast-bad" : ""}`}>
				<p>${one.text}</p>
				${one.action &&
				html`<button
					type="button"
					class="toast-action"
					onClick=${() => {
						one.run?.();
						onDismiss(one.id);
					}}
				>
					${one.action}
				</button>`}
				<button type="button" class="icon-button" aria-label=${t("common.dismiss")} onClick=${() => onDismiss(one.id)}>
					<${Icon} name="close" />
				</button>
			</div>`,
		)}
	</div>`;
}

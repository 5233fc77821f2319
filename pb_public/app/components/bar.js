// @ts-check
import { html, useId } from "/vendor/preact-htm-signals.mjs";
import { Icon } from "/app/components/icon.js";

/**
 * One line above a thread that asks something or says something, with the buttons that answer it.
 *
 * @param {{icon: string, words: any, tone?: "quiet" | "doubt", testid: string, error?: string, children?: any}} props
 */
export function Bar({ icon, words, tone = "quiet", testid, error, children }) {
	const id = useId();
	return html`<div class=${`bar bar-${tone}`} role="group" aria-labelledby=${id} data-testid=${testid}>
		<p class="bar-words" id=${id}><${Icon} name=${icon} /><span>${words}</span></p>
		<div class="bar-actions">${children}</div>
		${error && html`<p class="bar-error" role="alert">${error}</p>`}
	</div>`;
}

// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";

/**
 * Asks before something that can't be taken back, and says what could happen.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {string[]} props.words
 * @param {string} props.yes
 * @param {string} props.testid
 * @param {() => Promise<Problem | null>} props.onYes
 * @param {() => void} props.onClose
 */
export function Confirm({ title, words, yes, testid, onYes, onClose }) {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState("");
	const go = async () => {
		if (busy) return;
		setBusy(true);
		const problem = await onYes();
		setBusy(false);
		if (!problem) return onClose();
		setError(Object.values(problem.fields)[0] ?? problem.message);
	};
	return html`<${Dialog} title=${title} onClose=${onClose} testid=${testid}>
		<div class="form">
			${words.map((text) => html`<p key=${text}>${text}</p>`)}
			${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="button" class="button button-whatsapp" data-testid="confirm-yes" disabled=${busy} onClick=${go}><${Icon} name="whatsapp" />${yes}</button>
			</div>
		</div>
	<//>`;
}

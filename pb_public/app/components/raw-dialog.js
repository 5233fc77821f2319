// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/**
 * A message as it was written in Meta's words, to read and to copy.
 *
 * @param {object} props
 * @param {() => Promise<{payload: unknown, error: Problem | null}>} props.load
 * @param {string} [props.help]
 * @param {(text: string) => void} props.onCopy
 * @param {() => void} props.onClose
 */
export function RawDialog({ load, help, onCopy, onClose }) {
	const [text, setText] = useState("");
	const [error, setError] = useState("");
	useEffect(() => {
		let left = false;
		void load().then(({ payload, error: problem }) => {
			if (left) return;
			if (problem) setError(problem.message);
			else setText(payload ? JSON.stringify(payload, null, 2) : t("raw.none"));
		});
		return () => void (left = true);
	}, []);
	return html`<${Dialog} title=${t("raw.title")} onClose=${onClose} testid="raw-dialog" wide>
		<div class="form">
			<p class="quiet">${help ?? t("raw.help")}</p>
			${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
			<pre class="raw" tabindex="0" role="region" aria-label=${t("raw.title")} aria-busy=${String(!text && !error)}><code>${text}</code></pre>
			<div class="form-actions">
				<button type="button" class="button" disabled=${!text} onClick=${() => onCopy(text)}><${Icon} name="copy" />${t("raw.copy")}</button>
				<button type="button" class="button button-primary" onClick=${onClose}>${t("common.close")}</button>
			</div>
		</div>
	<//>`;
}

// @ts-check
import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

const MAX = 64 << 20;

/**
 * Where a file is chosen or dropped.
 *
 * @param {{onFile: (file: File) => Promise<Problem | null>}} props
 */
export function ImportFile({ onFile }) {
	const [busy, setBusy] = useState(false);
	const [over, setOver] = useState(false);
	const [error, setError] = useState("");
	const input = useRef(/** @type {HTMLInputElement | null} */ (null));

	/** @param {File | undefined} file */
	const take = async (file) => {
		if (!file || busy) return;
		setError("");
		if (file.size > MAX) return setError(t("import.tooBig"));
		setBusy(true);
		const problem = await onFile(file);
		setBusy(false);
		// The same file can be chosen again once it is mended.
		if (input.current) input.current.value = "";
		if (problem) setError(Object.values(problem.fields)[0] ?? problem.message);
	};
	/** @param {DragEvent} event @param {boolean} here */
	const drag = (event, here) => {
		event.preventDefault();
		setOver(here);
	};
	return html`<div class="import-file">
		<label
			class=${`drop ${over ? "is-over" : ""}`}
			onDragOver=${(/** @type {DragEvent} */ e) => drag(e, true)}
			onDragLeave=${(/** @type {DragEvent} */ e) => drag(e, false)}
			onDrop=${(/** @type {DragEvent} */ e) => {
				drag(e, false);
				void take(e.dataTransfer?.files[0]);
			}}
		>
			<input
				ref=${input}
				type="file"
				accept=".csv,.tsv,.tab,.txt,.xls,text/csv,text/tab-separated-values,text/plain"
				disabled=${busy}
				data-testid="import-file"
				onChange=${(/** @type {any} */ e) => take(e.currentTarget.files[0])}
			/>
			<span class="empty-icon"><${Icon} name="upload" /></span>
			<span class="drop-words"><strong>${busy ? t("import.reading") : t("import.choose")}</strong>${!busy && html`<span class="drop-or"> ${t("import.drop")}</span>`}</span>
			<span class="quiet">${t("import.help")}</span>
		</label>
		${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
	</div>`;
}

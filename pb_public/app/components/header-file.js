// @ts-check
import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { KINDS, sizeWords, waysOf } from "/app/lib/media-kinds.js";
import { inspect, makeReady } from "/app/lib/picture.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** @typedef {PendingFile & {blob: Blob}} HeaderFile */

/** What the system's own dialog offers. @type {Record<string, string>} */
const ACCEPT = { image: "image/*,.heic,.heif", video: "video/mp4,video/3gpp", document: "application/pdf" };

/**
 * The file at the top of a template, from this device.
 *
 * @param {object} props
 * @param {"image" | "video" | "document"} props.kind
 * @param {HeaderFile | null} props.file
 * @param {string} [props.error] of the server
 * @param {(file: HeaderFile | null) => void} props.onFile
 */
export function HeaderFileField({ kind, file, error, onFile }) {
	const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
	const [problem, setProblem] = useState("");
	/** @param {Event} event */
	const chosen = async (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		const [picked] = input.files ?? [];
		if (!picked) return;
		try {
			const { ready, why } = await readHeaderFile(picked, kind);
			setProblem(why);
			if (ready) onFile(ready);
		} catch {
			setProblem(t("attach.why.broken"));
		}
		input.value = "";
	};
	const wrong = problem || error;
	return html`<div class="field header-file">
		${file
			? html`<p class="header-file-chosen" data-testid="template-file-chosen">
					<${Icon} name=${kind} /><span dir="auto">${file.name}</span> <span class="quiet">${sizeWords(file.size)}</span>
					<button type="button" class="icon-button" aria-label=${t("attach.remove", { name: file.name })} title=${t("attach.remove", { name: file.name })} onClick=${() => onFile(null)}><${Icon} name="trash" /></button>
				</p>`
			: html`<button type="button" class="button" aria-describedby=${wrong ? "header-file-error" : undefined} data-testid="template-file" onClick=${() => picker.current?.click()}>
					<${Icon} name=${kind} />${t(/** @type {any} */ (`template.choose.${kind}`))}
				</button>`}
		${wrong && html`<p id="header-file-error" class="field-error" role="alert">${wrong}</p>`}
		<input ref=${picker} type="file" hidden accept=${ACCEPT[kind]} data-testid="template-file-input" onChange=${chosen} />
	</div>`;
}

/**
 * What is sent of a file, or why it can't stand there.
 *
 * @param {File} picked
 * @param {"image" | "video" | "document"} kind
 * @returns {Promise<{ready: HeaderFile | null, why: string}>}
 */
async function readHeaderFile(picked, kind) {
	const facts = await inspect(picked);
	const ways = waysOf(facts);
	if (!ways.kinds.includes(kind) || (kind === "document" && facts.type !== "application/pdf")) {
		const max = sizeWords(KINDS[kind].most);
		if (facts.size > KINDS[kind].most) return { ready: null, why: t("template.fileLarge", { size: sizeWords(facts.size), max }) };
		if (facts.flaw && facts.type.startsWith(`${kind}/`)) return { ready: null, why: t(/** @type {any} */ (`attach.why.${facts.flaw}`), { found: facts.found }) };
		return { ready: null, why: t(/** @type {any} */ (`template.notA.${kind}`)) };
	}
	const ready = await makeReady(picked, facts, kind, { standard: true, convert: ways.convert });
	return { ready: { ...ready, size: ready.blob.size }, why: "" };
}

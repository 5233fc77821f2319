// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import { PendingMedia } from "/app/components/media.js";

/**
 * A file that goes out from this page.
 *
 * @typedef {{blob: Blob, url: string, width: number, height: number, sent: {value: number}}} Local
 * @param {{one: Pending, local: Local | undefined, onCancel: (key: string) => void}} props
 */
export function PendingFile({ one, local, onCancel }) {
	return html`<div class="upload-of">
		<${PendingMedia} one=${one} local=${local} />
		${one.state === "sending" && html`<${Progress} name=${one.file?.name ?? ""} sent=${local?.sent.value ?? -1} onCancel=${() => onCancel(one.key)} />`}
	</div>`;
}

/** How far a file is, drawn over it, so that nothing moves when it has arrived. @param {{name: string, sent: number, onCancel: () => void}} props */
function Progress({ name, sent, onCancel }) {
	const words = sent < 0 ? t("upload.waiting") : sent < 1 ? t("upload.percent", { percent: Math.floor(sent * 100) }) : t("upload.there");
	return html`<div class="upload" data-testid="upload" data-sent=${sent}>
		<progress class="upload-bar" max="1" value=${sent < 0 || sent === 1 ? undefined : sent} aria-label=${t("upload.of", { name })}></progress>
		<span class="upload-words">${words}</span>
		${sent < 1 &&
		html`<button type="button" class="upload-cancel" aria-label=${t("upload.cancel", { name })} title=${t("upload.cancel", { name })} data-testid="upload-cancel" onClick=${onCancel}>
			<${Icon} name="close" />
		</button>`}
	</div>`;
}

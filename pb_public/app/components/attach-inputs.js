// @ts-check
import { html, useRef } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import "/app/components/icons-more.js";

const PICTURES = "image/*,video/*,.heic,.heif";

/**
 * What kind of file, then the system's own dialog. A phone offers its camera, too. The entries go
 * into a menu, the inputs anywhere.
 *
 * @param {(files: File[]) => void} onFiles
 */
export function useAttach(onFiles) {
	const pictures = useRef(/** @type {HTMLInputElement | null} */ (null));
	const camera = useRef(/** @type {HTMLInputElement | null} */ (null));
	const any = useRef(/** @type {HTMLInputElement | null} */ (null));
	const touch = matchMedia("(pointer: coarse)").matches;
	/** @param {Event} event */
	const chosen = (event) => {
		const input = /** @type {HTMLInputElement} */ (event.currentTarget);
		const files = [...(input.files ?? [])];
		// The same file can be chosen once more.
		input.value = "";
		if (files.length > 0) onFiles(files);
	};
	const entries = [
		{ icon: "image", label: t("attach.pictures"), testid: "attach-pictures", run: () => pictures.current?.click() },
		...(touch ? [{ icon: "camera", label: t("attach.camera"), testid: "attach-camera", run: () => camera.current?.click() }] : []),
		{ icon: "document", label: t("attach.document"), testid: "attach-document", run: () => any.current?.click() },
	];
	const inputs = html`<input ref=${pictures} type="file" hidden multiple accept=${PICTURES} data-testid="attach-input-pictures" onChange=${chosen} />
		${touch && html`<input ref=${camera} type="file" hidden accept="image/*" capture="environment" onChange=${chosen} />`}
		<input ref=${any} type="file" hidden multiple data-testid="attach-input" onChange=${chosen} />`;
	return { entries, inputs };
}

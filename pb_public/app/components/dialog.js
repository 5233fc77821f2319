// @ts-check
import { html, useEffect, useId, useRef } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { fingerDone } from "/app/components/finger.js";
import { Icon } from "/app/components/icon.js";

/**
 * A native modal dialog: the browser keeps the focus in it and gives it back. Shown as long as it
 * is rendered; Escape and the cross call onClose.
 *
 * @param {{title: string, onClose: () => void, testid?: string, wide?: boolean, children?: any}} props
 */
export function Dialog({ title, onClose, testid, wide, children }) {
	const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
	const id = useId();
	useEffect(() => {
		const dialog = ref.current;
		const before = document.activeElement;
		if (dialog && !dialog.open) dialog.showModal();
		return () => {
			if (dialog?.open) dialog.close();
			if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
		};
	}, []);
	/** @param {Event} event */
	const cancel = (event) => {
		event.preventDefault();
		onClose();
	};
	// note: the press has to begin on the backdrop, or selecting text and letting go outside closes.
	/** @param {MouseEvent} event */
	const press = (event) => {
		if (event.target !== ref.current) return;
		fingerDone();
		onClose();
	};
	return html`<dialog
		ref=${ref}
		class=${`dialog ${wide ? "dialog-wide" : ""}`}
		aria-labelledby=${id}
		data-testid=${testid}
		onCancel=${cancel}
		onMouseDown=${press}
	>
		<div class="dialog-body">
			<header class="dialog-head">
				<h2 id=${id}>${title}</h2>
				<button type="button" class="icon-button" onClick=${onClose} aria-label=${t("common.close")}>
					<${Icon} name="close" />
				</button>
			</header>
			${children}
		</div>
	</dialog>`;
}

// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { formatAddress } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { contactWords } from "/app/components/contact-list.js";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";

/**
 * Asks what becomes of the messages of a contact.
 *
 * @param {{row: Contact, effects: Effects, onDelete: (keep: boolean) => Promise<Problem | null>, onClose: () => void}} props
 */
export function ContactDeleteDialog({ row, effects, onDelete, onClose }) {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState("");
	/** @param {boolean} keep */
	const go = async (keep) => {
		if (busy) return;
		setBusy(true);
		const problem = await onDelete(keep);
		setBusy(false);
		if (problem) setError(problem.message);
		else onClose();
	};
	const values = { count: effects.messages, address: contactWords(row), name: formatAddress(effects.to.name) };
	return html`<${Dialog} title=${t("contact.deleteTitle", { address: contactWords(row) })} onClose=${onClose} testid="contact-delete-dialog">
		<div class="form">
			<p>${t(effects.to.customer_id.startsWith("unknown:") ? "contact.deleteBack" : "contact.deleteOther", values)}</p>
			${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
			<button type="button" class="button button-block button-danger" data-testid="contact-delete-move" disabled=${busy} onClick=${() => go(false)}>
				${t("contact.deleteMove")}
			</button>
			<button type="button" class="button button-block" data-testid="contact-delete-keep" disabled=${busy} onClick=${() => go(true)}>
				${t("contact.deleteKeep")}
			</button>
			<button type="button" class="button button-block button-quiet" onClick=${onClose}>${t("common.cancel")}</button>
		</div>
	<//>`;
}

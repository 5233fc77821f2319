// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { optOutWords } from "/app/components/consent-words.js";
import { contactWords } from "/app/components/contact-list.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/**
 * Which numbers may get marketing, with what was said and when.
 *
 * @param {{contacts: Contact[], onRecord: (row: Contact, out: boolean, note: string) => Promise<Problem | null>}} props
 */
export function ConsentList({ contacts, onRecord }) {
	const [asked, setAsked] = useState(/** @type {Contact | null} */ (null));
	if (contacts.length === 0) return html`<p class="quiet">${t("consent.none")}</p>`;
	return html`
		<ul class="contacts consents">
			${contacts.map((row) => {
				const out = optOutWords(row);
				return html`<li key=${row.id} class="contact" data-testid="consent-item" data-out=${out ? "yes" : "no"}>
					<${Icon} name=${out ? "block" : "check"} />
					<span class="contact-main">
						<span class="contact-value" dir="auto">${contactWords(row)}</span>
						<span class=${`contact-label ${out ? "contact-out" : ""}`}>${out || t("consent.fine")}</span>
					</span>
					<button
						type="button"
						class="button button-small"
						aria-label=${t(out ? "consent.recordInNamed" : "consent.recordOutNamed", { value: contactWords(row) })}
						data-testid=${out ? "consent-in" : "consent-out"}
						onClick=${() => setAsked(row)}
					>
						${t(out ? "consent.recordIn" : "consent.recordOut")}
					</button>
				</li>`;
			})}
		</ul>
		${asked && html`<${ConsentDialog} row=${asked} onRecord=${onRecord} onClose=${() => setAsked(null)} />`}
	`;
}

/** @param {{row: Contact, onRecord: (row: Contact, out: boolean, note: string) => Promise<Problem | null>, onClose: () => void}} props */
function ConsentDialog({ row, onRecord, onClose }) {
	const [out] = useState(!row.opted_out_at);
	const [note, setNote] = useState("");
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);
	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		// note: that somebody wants marketing has to be shown one day: it needs to be written how it is known.
		if (!out && !note.trim()) return setError(t("consent.needNote"));
		setBusy(true);
		const problem = await onRecord(row, out, note.trim());
		setBusy(false);
		if (!problem) return onClose();
		setError(Object.values(problem.fields)[0] ?? problem.message);
	};
	return html`<${Dialog} title=${t(out ? "consent.outTitle" : "consent.inTitle", { value: contactWords(row) })} onClose=${onClose} testid="consent-dialog">
		<form class="form" novalidate onSubmit=${submit}>
			<p>${t(out ? "consent.outHelp" : "consent.inHelp")}</p>
			<${Field}
				label=${t("consent.note")}
				hint=${t("consent.noteHelp")}
				optional=${out}
				error=${error}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					dir="auto"
					autocomplete="off"
					maxlength="100"
					autofocus
					data-testid="consent-note"
					value=${note}
					onInput=${(/** @type {any} */ e) => setNote(e.currentTarget.value)}
				/>`}
			/>
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-primary" data-testid="consent-submit" disabled=${busy}>${t(out ? "consent.recordOut" : "consent.recordIn")}</button>
			</div>
		</form>
	<//>`;
}

// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { contactText } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** @type {Record<string, string>} */
const ICONS = { phone: "call", whatsapp: "whatsapp", email: "email", other: "person" };

/**
 * @param {{contacts: Contact[], onEdit?: (row: Contact) => void, onDelete?: (row: Contact) => void}} props
 */
export function ContactList({ contacts, onEdit, onDelete }) {
	if (contacts.length === 0) return html`<p class="quiet">${t("contacts.empty")}</p>`;
	return html`<ul class="contacts">
		${contacts.map(
			(row) => html`<li key=${row.id} class=${`contact contact-${row.type}`} data-testid="contact-item">
				<${Icon} name=${ICONS[row.type] ?? "person"} />
				<span class="contact-main">
					<span class="contact-value" dir="auto">${contactText(row)}</span>
					<span class="contact-label">
						${t(/** @type {any} */ (`contact.type.${row.type}`))}${row.label && ` · ${row.label}`}
						${row.wa_username && ` · @${row.wa_username}`}
					</span>
					${row.opted_out_at && html`<span class="contact-label contact-out">${t("contact.optedOut")}</span>`}
				</span>
				${onEdit &&
				html`<button
					type="button"
					class="icon-button"
					aria-label=${t("contact.editNamed", { value: row.value })}
					onClick=${() => onEdit(row)}
				>
					<${Icon} name="edit" />
				</button>`}
				${onDelete &&
				html`<button
					type="button"
					class="icon-button"
					aria-label=${t("contact.deleteNamed", { value: row.value })}
					onClick=${() => onDelete(row)}
				>
					<${Icon} name="trash" />
				</button>`}
			</li>`,
		)}
	</ul>`;
}

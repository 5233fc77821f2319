// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { own } from "/app/lib/own.js";
import { contactText } from "/app/lib/contact-text.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** @type {Record<string, string>} */
const ICONS = { phone: "call", whatsapp: "whatsapp", email: "email", other: "person" };

/** What a contact is called: its number, or, where WhatsApp hides that, the account's name. @param {Contact} row */
export function contactWords(row) {
	if (row.type !== "whatsapp" || row.digits || !row.wa_user_id) return contactText(row);
	return row.wa_username ? t("contact.hiddenAccount", { name: `@${row.wa_username}` }) : t("contact.hiddenNumber");
}

/**
 * @param {{contacts: Contact[], onEdit?: (row: Contact) => void, onDelete?: (row: Contact) => void}} props
 */
export function ContactList({ contacts, onEdit, onDelete }) {
	if (contacts.length === 0) return html`<p class="quiet">${t("contacts.empty")}</p>`;
	return html`<ul class="contacts">
		${contacts.map(
			(row) => html`<li key=${row.id} class=${`contact contact-${row.type}`} data-testid="contact-item">
				<${Icon} name=${own(ICONS, row.type) ?? "person"} />
				<span class="contact-main">
					<span class="contact-value" dir="auto">${contactWords(row)}</span>
					<span class="contact-label">
						${t(/** @type {any} */ (`contact.type.${row.type}`))}${row.label && ` · ${row.label}`}
						${row.wa_username && row.digits && ` · @${row.wa_username}`}
					</span>
					${row.invalid && html`<span class="contact-label contact-flag"><${Icon} name="alert" />${t("contact.invalid")}</span>`}
					${row.given_up_at && html`<span class="contact-label contact-flag"><${Icon} name="alert" />${t("contact.givenUp")}</span>`}
					${row.opted_out_at && html`<span class="contact-label contact-out">${t("contact.optedOut")}</span>`}
				</span>
				${onEdit &&
				html`<button
					type="button"
					class="icon-button"
					aria-label=${t("contact.editNamed", { value: contactWords(row) })}
					onClick=${() => onEdit(row)}
				>
					<${Icon} name="edit" />
				</button>`}
				${onDelete &&
				html`<button
					type="button"
					class="icon-button"
					aria-label=${t("contact.deleteNamed", { value: contactWords(row) })}
					onClick=${() => onDelete(row)}
				>
					<${Icon} name="trash" />
				</button>`}
			</li>`,
		)}
	</ul>`;
}

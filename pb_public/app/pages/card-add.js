// @ts-check
// What is done with an address card that a customer has sent: it becomes a customer, or goes to one.

import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { CustomerDialog } from "/app/components/customer-dialog.js";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";
import { CustomerPicker } from "/app/components/picker.js";
import "/app/components/icons-more.js";
import { navigate } from "/app/router.js";
import { saveContact } from "/app/state/contacts.js";
import { saveCustomer } from "/app/state/customers.js";
import { findCustomers } from "/app/state/identity.js";
import { notice } from "/app/state/notices.js";
import { STAY } from "/app/pages/identify.js";

/**
 * The contacts that a card holds.
 *
 * @param {Card} card
 * @returns {import("/app/state/contacts.js").ContactInput[]}
 */
function contactsOf(card) {
	const phones = (card.phones ?? [])
		.filter((phone) => phone.number)
		.map((phone) => ({
			type: /** @type {Contact["type"]} */ (phone.wa_id ? "whatsapp" : "phone"),
			// note: what WhatsApp knows the account by, where the number was typed in some local way
			value: phone.wa_id && !phone.number?.trim().startsWith("+") ? `+${phone.wa_id}` : (phone.number ?? ""),
			label: (phone.label ?? "").toLowerCase(),
		}));
	const emails = (card.emails ?? []).map((email) => ({ type: /** @type {Contact["type"]} */ ("email"), value: email, label: "" }));
	return [...phones, ...emails];
}

/**
 * Adds what is on the card, except what the customer has.
 *
 * @param {CustomerPick} customer
 * @param {import("/app/state/contacts.js").ContactInput[]} inputs
 */
async function addContacts(customer, inputs) {
	const name = customer.name || t("customers.nameless");
	let added = 0;
	/** @type {string[]} */
	const refused = [];
	for (const input of inputs) {
		const { contact, error } = await saveContact(customer.id, "", input);
		if (contact) added++;
		else refused.push(`${input.value}: ${Object.values(error?.fields ?? {})[0] ?? error?.message ?? ""}`);
	}
	const open = { action: t("thread.openCustomer"), run: () => navigate(customerPath(customer.id, "details")), stay: STAY };
	if (refused.length > 0) return notice(t("card.addedPartly", { name, reason: refused.join(" ") }), { bad: true });
	notice(t("card.added", { count: added, name }), open);
}

/** @param {{card: Card, onClose: () => void}} props */
export function CardAdd({ card, onClose }) {
	const [creating, setCreating] = useState(false);
	const [busy, setBusy] = useState(false);
	const inputs = contactsOf(card);
	const name = card.name || card.company || "";
	if (creating) {
		const [first, ...rest] = inputs;
		return html`<${CustomerDialog}
			customer=${null}
			prefill=${{ name, company: card.name ? card.company : "", phone: first && first.type !== "email" ? first.value : "" }}
			onSave=${async (/** @type {import("/app/state/customers.js").CustomerInput} */ input, /** @type {string} */ phone) => {
				const { customer, error } = await saveCustomer("", input);
				if (!customer) return error;
				const type = first && first.type !== "email" ? first.type : "whatsapp";
				const others = first && first.type === "email" ? inputs : rest;
				const main = phone ? [{ type, value: phone, label: first?.value === phone ? first.label : "" }] : [];
				await addContacts(customer, [...main, ...others]);
				return null;
			}}
			onClose=${onClose}
		/>`;
	}
	/** @param {CustomerPick} customer */
	const choose = async (customer) => {
		if (busy) return;
		setBusy(true);
		await addContacts(customer, inputs);
		onClose();
	};
	return html`<${Dialog} title=${t("card.addTitle", { name: name || t("part.cardNameless") })} onClose=${onClose} testid="card-add">
		<div class="form">
			<ul class="card-lines">${inputs.map((input) => html`<li key=${input.value}>${input.value}</li>`)}</ul>
			<button type="button" class="button button-primary" data-testid="card-create" onClick=${() => setCreating(true)}><${Icon} name="plus" />${t("card.create")}</button>
			<${CustomerPicker} find=${findCustomers} hint=${t("card.addHelp")} busy=${busy} onChoose=${choose} />
		</div>
	<//>`;
}

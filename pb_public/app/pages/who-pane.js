// @ts-check
// Who is on the other side, with what turns an unknown sender into a customer.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { party } from "/app/lib/names.js";
import { formatAddress, identity } from "/app/lib/phone.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { WhoPanel } from "/app/components/who-panel.js";
import { navigate } from "/app/router.js";
import { contacts, loadContacts, ownerOf, saveContact } from "/app/state/contacts.js";
import { index } from "/app/state/conversations.js";
import { byID, loadCustomer, saveCustomer } from "/app/state/customers.js";
import { notice } from "/app/state/notices.js";
import { block } from "/app/pages/identify.js";
import { tellOtherOwner } from "/app/pages/number-owners.js";
import { SenderDialogs } from "/app/pages/sender-dialogs.js";

/** @param {{customerID: string, onClose?: () => void}} props */
export function WhoPane({ customerID, onClose }) {
	const [dialog, setDialog] = useState("");
	const [owner, setOwner] = useState(/** @type {Customer | null} */ (null));
	const { known, address, userID } = identity(customerID);
	const conversation = index.value.get(customerID);
	const customer = byID.value.get(customerID) ?? conversation?.expand?.customer;
	const { title, unknown, profile } = party(customerID, customer, conversation?.profile_name);

	useEffect(() => {
		let left = false;
		setOwner(null);
		if (known) {
			void loadCustomer(customerID);
			void loadContacts(customerID);
		} else void ownerOf(address).then((found) => left || setOwner(found));
		return () => void (left = true);
	}, [customerID]);

	return html`
		<${WhoPanel}
			customerID=${customerID}
			name=${title || t("customers.nameless")}
			unknown=${unknown}
			profile=${profile}
			hidden=${conversation?.wa_phone && userID ? t("who.sharedNumber", { number: formatAddress(conversation.wa_phone) }) : userID ? t("contact.hiddenNumber") : ""}
			customer=${known ? customer : null}
			owner=${owner}
			contacts=${contacts.value.get(customerID) ?? []}
			conversation=${conversation}
			onCreate=${() => setDialog("create")}
			onAttach=${() => setDialog("attach")}
			onBlock=${(/** @type {boolean} */ blocked) => block(customerID, title || t("customers.nameless"), blocked)}
			onClose=${onClose}
		/>
		<${SenderDialogs} customerID=${customerID} dialog=${dialog} onClose=${() => setDialog("")} />
	`;
}

/**
 * Creates a customer and the first contact, and goes to the details.
 *
 * @param {import("/app/state/customers.js").CustomerInput} input
 * @param {string} phone
 * @returns {Promise<Problem | null>}
 */
export async function createCustomer(input, phone) {
	const { customer, error } = await saveCustomer("", input);
	if (!customer) return error;
	if (phone) {
		const { contact, error: problem } = await saveContact(customer.id, "", { type: "whatsapp", value: phone, label: "" });
		if (problem) {
			const reason = Object.values(problem.fields)[0] ?? problem.message;
			notice(t("customer.contactFailed", { name: customer.name, reason }), { bad: true });
		}
		if (contact) void tellOtherOwner(contact);
	}
	notice(t("customers.created", { name: customer.name }));
	// After the dialog has closed and given the focus back.
	setTimeout(() => navigate(customerPath(customer.id, "details")));
	return null;
}

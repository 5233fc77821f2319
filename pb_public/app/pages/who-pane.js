// @ts-check
// Who is on the other side, with what turns an unknown sender into a customer.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { party } from "/app/lib/names.js";
import { formatPhone, identity } from "/app/lib/phone.js";
import { customerPath, inboxPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { AttachDialog } from "/app/components/attach-dialog.js";
import { CustomerDialog } from "/app/components/customer-dialog.js";
import { WhoPanel } from "/app/components/who-panel.js";
import { navigate } from "/app/router.js";
import { contacts, loadContacts, ownerOf, saveContact } from "/app/state/contacts.js";
import { index } from "/app/state/conversations.js";
import { byID, findCustomers, loadCustomer, saveCustomer } from "/app/state/customers.js";
import { moveDraft } from "/app/state/drafts.js";
import { notice } from "/app/state/notices.js";
import { tellOtherOwner } from "/app/pages/number-owners.js";

/** @param {{customerID: string, onClose?: () => void}} props */
export function WhoPane({ customerID, onClose }) {
	const [dialog, setDialog] = useState("");
	const [owner, setOwner] = useState(/** @type {Customer | null} */ (null));
	const { known, address, phone, userID } = identity(customerID);
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

	/** @param {Customer} chosen */
	const attach = async (chosen) => {
		const { contact, error } = await saveContact(chosen.id, "", { type: "whatsapp", value: `+${phone}`, label: "" });
		if (!contact) return error;
		moveDraft(customerID, chosen.id);
		// After the dialog has closed and given the focus back.
		setTimeout(() => navigate(inboxPath(chosen.id), { replace: true }));
		void tellOtherOwner(contact);
		notice(t("who.attached", { address: formatPhone(phone), name: chosen.name }));
		return null;
	};

	return html`
		<${WhoPanel}
			customerID=${customerID}
			name=${title || t("customers.nameless")}
			unknown=${unknown}
			profile=${profile}
			hidden=${userID !== ""}
			customer=${known ? customer : null}
			owner=${owner}
			contacts=${contacts.value.get(customerID) ?? []}
			conversation=${conversation}
			onCreate=${() => setDialog("create")}
			onAttach=${() => setDialog("attach")}
			onClose=${onClose}
		/>
		${dialog === "create" &&
		html`<${CustomerDialog}
			customer=${null}
			prefill=${{ name: profile, phone: formatPhone(phone) }}
			onSave=${(/** @type {import("/app/state/customers.js").CustomerInput} */ input, /** @type {string} */ number) =>
				createCustomer(input, number, customerID)}
			onClose=${() => setDialog("")}
		/>`}
		${dialog === "attach" &&
		html`<${AttachDialog}
			address=${formatPhone(phone)}
			find=${findCustomers}
			onChoose=${attach}
			onClose=${() => setDialog("")}
		/>`}
	`;
}

/**
 * Creates a customer and the first contact, and goes there: to the details, or, with an unknown
 * sender whose conversation becomes the customer's, to that conversation.
 *
 * @param {import("/app/state/customers.js").CustomerInput} input
 * @param {string} phone
 * @param {string} [sender] customer_id of the unknown sender
 * @returns {Promise<Problem | null>}
 */
export async function createCustomer(input, phone, sender = "") {
	const { customer, error } = await saveCustomer("", input);
	if (!customer) return error;
	let taken = false;
	if (phone) {
		const { contact, error: problem } = await saveContact(customer.id, "", { type: "whatsapp", value: phone, label: "" });
		if (problem) {
			const reason = Object.values(problem.fields)[0] ?? problem.message;
			notice(t("customer.contactFailed", { name: customer.name, reason }), { bad: true });
		}
		if (contact) void tellOtherOwner(contact);
		taken = !!contact && sender !== "";
	}
	if (taken) moveDraft(sender, customer.id);
	notice(t("customers.created", { name: customer.name }));
	// After the dialog has closed and given the focus back.
	const path = taken ? inboxPath(customer.id) : customerPath(customer.id, "details");
	setTimeout(() => navigate(path, { replace: taken }));
	return null;
}

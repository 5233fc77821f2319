// @ts-check
// The two ways in which an unknown sender becomes a customer.

import { html } from "/vendor/preact-htm-signals.mjs";
import { visibleName } from "/app/lib/names.js";
import { identity } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { AttachDialog } from "/app/components/attach-dialog.js";
import { CustomerDialog } from "/app/components/customer-dialog.js";
import { link, senderAddress, senderName } from "/app/pages/identify.js";
import { index } from "/app/state/conversations.js";
import { findCustomers, likelyCustomers } from "/app/state/identity.js";

/** @param {{customerID: string, dialog: string, onClose: () => void}} props */
export function SenderDialogs({ customerID, dialog, onClose }) {
	if (dialog === "create") {
		const profile = visibleName(index.value.get(customerID)?.profile_name ?? "");
		return html`<${CustomerDialog}
			customer=${null}
			sender=${t(identity(customerID).userID ? "customer.senderHidden" : "customer.sender", { address: senderAddress(customerID) })}
			prefill=${{ name: profile }}
			onSave=${(/** @type {import("/app/state/customers.js").CustomerInput} */ input) => link(customerID, { new: input })}
			onClose=${onClose}
		/>`;
	}
	if (dialog === "attach") {
		return html`<${AttachDialog}
			title=${t("who.attachTitle", { name: senderName(customerID) })}
			hint=${t("who.attachHelp")}
			find=${findCustomers}
			likely=${() => likelyCustomers(customerID)}
			onChoose=${(/** @type {CustomerPick} */ customer) => link(customerID, { customer: customer.id })}
			onClose=${onClose}
		/>`;
	}
	return null;
}

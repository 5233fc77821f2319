// @ts-check
// Whether somebody wants marketing messages.

/**
 * @param {Contact[]} contacts
 * @param {string} address digits or a user id of WhatsApp, or a number as it is typed
 * @returns {Contact | undefined} the contact that says no
 */
export function optedOut(contacts, address) {
	const digits = address.replace(/\D/g, "");
	return contacts.find((row) => !!row.opted_out_at && (row.wa_user_id === address || row.value === address || (!!row.digits && row.digits === digits)));
}

/** Whether a contact can receive WhatsApp at all. @param {Contact} row */
export const isNumber = (row) => row.type === "whatsapp" || row.type === "phone";

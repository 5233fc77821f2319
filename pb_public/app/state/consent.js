// @ts-check
// Who wants marketing messages, and who doesn't.

import { pb, problem } from "/app/pb.js";
import { loadContacts } from "/app/state/contacts.js";

/**
 * Writes down what somebody said.
 *
 * @param {Contact} contact
 * @param {boolean} out
 * @param {string} note
 * @returns {Promise<Problem | null>}
 */
export async function recordConsent(contact, out, note) {
	try {
		await pb.send(`/api/crm/contacts/${contact.id}/consent`, { method: "POST", body: { opted_out: out, note }, requestKey: null });
		await loadContacts(contact.customer);
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

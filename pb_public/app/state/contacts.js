// @ts-check
// The contacts of the customers on screen.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { onRecord, onResync } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";

/** @typedef {{type: Contact["type"], value: string, label: string, customer?: string}} ContactInput */

const KEPT = 20;

/** Contacts by customer. */
export const contacts = signal(/** @type {ReadonlyMap<string, Contact[]>} */ (new Map()));

/** @param {string} customerID @param {Contact[]} rows */
function keep(customerID, rows) {
	const next = new Map(contacts.value);
	next.delete(customerID);
	next.set(customerID, rows);
	if (next.size > KEPT) next.delete(/** @type {string} */ (next.keys().next().value));
	contacts.value = next;
}

/** @param {string} customerID */
export async function loadContacts(customerID) {
	try {
		const answer = await pb.collection("contacts").getList(1, 200, {
			filter: pb.filter("customer = {:id}", { id: customerID }),
			sort: "created,id",
			skipTotal: true,
			requestKey: null,
		});
		keep(customerID, /** @type {Contact[]} */ (/** @type {unknown} */ (answer.items)));
	} catch {
		// Shown without; the next refresh asks again.
	}
}

/**
 * @param {string} customerID
 * @param {string} id empty for a new one
 * @param {Partial<ContactInput>} input
 * @param {boolean} [keepMessages] whether the messages stay when the contact goes to another customer
 * @returns {Promise<{contact: Contact | null, error: Problem | null}>}
 */
export async function saveContact(customerID, id, input, keepMessages = false) {
	try {
		const service = pb.collection("contacts");
		/** @type {Contact} */
		const row = id
			? await service.update(id, input, { requestKey: null, query: keepMessages ? { messages: "keep" } : {} })
			: await service.create({ ...input, customer: customerID }, { requestKey: null });
		put(row);
		return { contact: row, error: null };
	} catch (cause) {
		return { contact: null, error: problem(cause) };
	}
}

/**
 * What would move with a contact.
 *
 * @param {string} id
 * @param {string} [customer] the one it would go to; none when it would be deleted
 * @returns {Promise<{effects: Effects | null, error: Problem | null}>}
 */
export async function contactEffects(id, customer = "") {
	try {
		const effects = await pb.send(`/api/crm/contacts/${id}/effects`, {
			method: "GET",
			query: customer ? { customer } : {},
			requestKey: null,
		});
		return { effects, error: null };
	} catch (cause) {
		return { effects: null, error: problem(cause) };
	}
}

/**
 * @param {Contact} row
 * @param {boolean} keepMessages whether its messages stay with the customer
 * @returns {Promise<Problem | null>}
 */
export async function deleteContact(row, keepMessages) {
	try {
		await pb.collection("contacts").delete(row.id, { requestKey: null, query: keepMessages ? { messages: "keep" } : {} });
		drop(row.id, "");
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/** @param {string} id @param {string} customer the only one that may still have it */
function drop(id, customer) {
	for (const [owner, rows] of contacts.value) {
		if (owner !== customer && rows.some((row) => row.id === id)) keep(owner, rows.filter((row) => row.id !== id));
	}
}

/** @param {Contact} row */
function put(row) {
	drop(row.id, row.customer);
	const rows = contacts.value.get(row.customer);
	if (!rows) return;
	const known = rows.some((one) => one.id === row.id);
	keep(row.customer, known ? rows.map((one) => (one.id === row.id ? row : one)) : [...rows, row]);
}

/**
 * The numbers of a customer that WhatsApp can be sent to, WhatsApp's own first.
 *
 * @param {Contact[]} rows
 */
export function sendable(rows) {
	const phones = rows.filter((row) => (row.type === "whatsapp" || row.type === "phone") && !row.invalid && !row.given_up_at);
	phones.sort((a, b) => Number(b.type === "whatsapp") - Number(a.type === "whatsapp"));
	const seen = new Set();
	return phones.filter((row) => {
		const key = row.digits || row.wa_user_id || row.value;
		return key && !seen.has(key) && seen.add(key);
	});
}

/**
 * What a message to this contact is addressed to: a number as it stands, or, where WhatsApp hides
 * it, the id of the account.
 *
 * @param {Contact} row
 */
export function sendTo(row) {
	return row.digits || !row.wa_user_id ? row.value : row.wa_user_id;
}

/**
 * The customer who has this number by now, if anybody.
 *
 * @param {string} address digits or a user id of WhatsApp
 * @returns {Promise<Customer | null>}
 */
export async function ownerOf(address) {
	try {
		const answer = await pb.collection("contacts").getList(1, 1, {
			filter: pb.filter(/^\d+$/.test(address) ? "digits = {:address}" : "wa_user_id = {:address}", { address }),
			sort: "created,id",
			expand: "customer",
			skipTotal: true,
			requestKey: null,
		});
		return answer.items[0]?.expand?.customer ?? null;
	} catch {
		return null;
	}
}

/**
 * Another customer with the number of this contact, if there is one.
 *
 * @param {Contact} contact
 * @returns {Promise<Customer | null>}
 */
export async function otherOwner({ digits, customer }) {
	if (!digits) return null;
	try {
		const answer = await pb.collection("contacts").getList(1, 1, {
			filter: pb.filter("digits = {:digits} && customer != {:customer}", { digits, customer }),
			sort: "created,id",
			expand: "customer",
			skipTotal: true,
			requestKey: null,
		});
		return answer.items[0]?.expand?.customer ?? null;
	} catch {
		return null;
	}
}

onRecord((collection, action, record) => {
	if (collection !== "contacts") return;
	if (action === "delete") drop(record.id, "");
	else put(record);
});

onResync(async () => {
	await Promise.all([...contacts.value.keys()].slice(-2).map((id) => loadContacts(id)));
});

onSignOut(() => {
	contacts.value = new Map();
});

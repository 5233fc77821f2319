// @ts-check
// The contacts of the customers on screen.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { onRecord, onResync } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";

/** @typedef {{type: Contact["type"], value: string, label: string}} ContactInput */

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
 * @param {ContactInput} input
 * @returns {Promise<{contact: Contact | null, error: Problem | null}>}
 */
export async function saveContact(customerID, id, input) {
	try {
		const service = pb.collection("contacts");
		/** @type {Contact} */
		const row = id
			? await service.update(id, input, { requestKey: null })
			: await service.create({ ...input, customer: customerID }, { requestKey: null });
		put(row);
		return { contact: row, error: null };
	} catch (cause) {
		return { contact: null, error: problem(cause) };
	}
}

/** @param {Contact} row */
function put(row) {
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
	const phones = rows.filter((row) => row.type === "whatsapp" || row.type === "phone");
	phones.sort((a, b) => Number(b.type === "whatsapp") - Number(a.type === "whatsapp"));
	const seen = new Set();
	return phones.filter((row) => {
		const key = row.digits || row.value;
		return key && !seen.has(key) && seen.add(key);
	});
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
			filter: pb.filter("digits = {:address} || wa_user_id = {:address}", { address }),
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
	if (action === "delete") {
		const rows = contacts.value.get(record.customer);
		if (rows) keep(record.customer, rows.filter((row) => row.id !== record.id));
		return;
	}
	put(record);
});

onResync(async () => {
	await Promise.all([...contacts.value.keys()].slice(-2).map((id) => loadContacts(id)));
});

onSignOut(() => {
	contacts.value = new Map();
});

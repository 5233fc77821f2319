// @ts-check
// Who is behind a number: finding the customer, and giving messages to the right one.

import { pb, problem } from "/app/pb.js";
import { keepCustomer } from "/app/state/customers.js";

/** @typedef {import("/app/state/customers.js").CustomerInput} NewCustomer */
/** @typedef {{customer: CustomerPick, detail: string}} Found */

/** @param {string} customerID */
const conversationPath = (customerID) => `/api/crm/conversations/${encodeURIComponent(customerID)}`;

/**
 * Customers that match, for a choice; those last active when nothing is typed.
 *
 * @param {string} text
 * @returns {Promise<Found[]>}
 */
export async function findCustomers(text) {
	const { items } = await pb.send("/api/crm/customers/find", { method: "GET", query: { q: text.trim() }, requestKey: "find-customers" });
	return (items ?? []).map((/** @type {any} */ one) => ({ customer: one.customer, detail: one.contact ?? "" }));
}

/**
 * Who an unknown sender may be, with the reason. Nothing where that can't be said.
 *
 * @param {string} customerID
 * @returns {Promise<Found[]>}
 */
export async function likelyCustomers(customerID) {
	try {
		const { items } = await pb.send(`${conversationPath(customerID)}/matches`, { method: "GET", requestKey: null });
		return (items ?? []).map((/** @type {any} */ one) => ({ customer: one.customer, detail: one.reason ?? "" }));
	} catch {
		// A help, no more: the search is there without it.
		return [];
	}
}

/**
 * Makes an unknown sender a customer's, or a new customer.
 *
 * @param {string} sender
 * @param {{customer: string} | {new: NewCustomer}} body
 * @returns {Promise<{answer: {customer: Customer, move: string, messages: number} | null, error: Problem | null}>}
 */
export async function linkSender(sender, body) {
	try {
		const answer = await pb.send(`${conversationPath(sender)}/link`, { method: "POST", body, requestKey: null });
		keepCustomer(answer.customer);
		return { answer, error: null };
	} catch (cause) {
		return { answer: null, error: problem(cause) };
	}
}

/**
 * Whose the messages of an address may be.
 *
 * @param {string} customerID
 * @param {string} address
 * @returns {Promise<Owner[]>}
 */
export async function ownersOf(customerID, address) {
	// One without a number has one owner at most, who is found by the account's id.
	if (!/^\d+$/.test(address)) return [];
	try {
		const { items } = await pb.send(`${conversationPath(customerID)}/owners`, { method: "GET", query: { address }, requestKey: null });
		return items ?? [];
	} catch {
		return [];
	}
}

/**
 * @param {string} customerID
 * @param {string} address
 * @param {string} customer
 * @returns {Promise<{answer: {customer_id: string, move: string, messages: number} | null, error: Problem | null}>}
 */
export async function chooseOwner(customerID, address, customer) {
	try {
		const answer = await pb.send(`${conversationPath(customerID)}/choose`, { method: "POST", body: { address, customer }, requestKey: null });
		return { answer, error: null };
	} catch (cause) {
		return { answer: null, error: problem(cause) };
	}
}

/**
 * What merging two customers would do. Writes nothing.
 *
 * @param {string} into
 * @param {string} from
 * @returns {Promise<{preview: MergePreview | null, error: Problem | null}>}
 */
export async function previewMerge(into, from) {
	try {
		const body = { from, preview: true };
		return { preview: await pb.send(`/api/crm/customers/${into}/merge`, { method: "POST", body, requestKey: null }), error: null };
	} catch (cause) {
		return { preview: null, error: problem(cause) };
	}
}

/**
 * @param {string} into
 * @param {string} from
 * @returns {Promise<{answer: {move: string, customer: Customer} | null, error: Problem | null}>}
 */
export async function mergeCustomers(into, from) {
	try {
		const answer = await pb.send(`/api/crm/customers/${into}/merge`, { method: "POST", body: { from }, requestKey: null });
		keepCustomer(answer.customer);
		return { answer, error: null };
	} catch (cause) {
		return { answer: null, error: problem(cause) };
	}
}

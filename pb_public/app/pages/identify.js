// @ts-check
// What staff decide about who somebody is, each with its way back.

import { party } from "/app/lib/names.js";
import { identity } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { goAlong } from "/app/pages/follow.js";
import { tellOtherOwner } from "/app/pages/number-owners.js";
import { setState } from "/app/state/blocking.js";
import { loadContacts } from "/app/state/contacts.js";
import { index, learn } from "/app/state/conversations.js";
import { loadCustomer, saveCustomer } from "/app/state/customers.js";
import { chooseOwner, linkSender, mergeCustomers } from "/app/state/identity.js";
import { tellMoved, undoMove } from "/app/state/moves.js";
import { notice } from "/app/state/notices.js";
import { thread } from "/app/state/threads.js";

/** Long enough to read it and to reach the button. */
export const STAY = 12_000;

/** What an unknown sender is called. @param {string} customerID */
export function senderName(customerID) {
	const { title, profile } = party(customerID, null, index.value.get(customerID)?.profile_name);
	return profile ? `~${profile}` : title;
}

/** Their number, or that it is hidden. @param {string} customerID */
export function senderAddress(customerID) {
	return identity(customerID).userID ? t("contact.hiddenNumber") : party(customerID, null).title;
}

/**
 * A notice that says what happened, and takes it back.
 *
 * @param {string} words
 * @param {(() => Promise<Problem | null>) | null} undo
 * @param {() => void} [after] when it is taken back
 */
export function tell(words, undo, after) {
	if (!undo) return notice(words);
	notice(words, {
		stay: STAY,
		action: t("common.undo"),
		run: async () => {
			const problem = await undo();
			if (problem) return notice(problem.message, { bad: true });
			notice(t("moves.undone"));
			after?.();
		},
	});
}

/** "Linked to Ada", with what came along. @param {string} words @param {number} count */
export const withCount = (words, count) => (count > 0 ? `${words} · ${t("moves.messages", { count })}` : words);

/**
 * Makes an unknown sender a customer's, or a new customer, and goes to that conversation.
 *
 * @param {string} sender
 * @param {{customer: string} | {new: import("/app/state/identity.js").NewCustomer}} body
 * @returns {Promise<Problem | null>}
 */
export async function link(sender, body) {
	const { answer, error } = await linkSender(sender, body);
	if (!answer) return error;
	const { customer, move, messages } = answer;
	const name = customer.name || t("customers.nameless");
	const words = "new" in body ? t("customers.created", { name }) : t("who.linked", { name });
	tell(withCount(words, messages), move ? () => undoMove(move) : null, () => {
		tellMoved(customer.id, sender);
		void loadContacts(customer.id);
		void learn([sender, customer.id], true);
		goAlong(customer.id, sender, true);
	});
	void loadContacts(customer.id);
	// After the dialog has closed and given the focus back.
	setTimeout(() => {
		tellMoved(sender, customer.id);
		goAlong(sender, customer.id, true);
	});
	return null;
}

/**
 * @param {string} customerID
 * @param {string} name
 * @param {boolean} blocked
 */
export async function block(customerID, name, blocked) {
	const before = index.value.get(customerID)?.state || "open";
	const problem = await setState(customerID, blocked ? "blocked" : "open");
	if (problem) return notice(problem.message, { bad: true });
	tell(t(blocked ? "block.done" : "block.undone", { name }), () => setState(customerID, before));
}

/**
 * Says whose the messages of an address are.
 *
 * @param {string} here customer_id of the conversation they are in
 * @param {string} address
 * @param {CustomerPick} customer
 * @returns {Promise<Problem | null>}
 */
export async function choose(here, address, customer) {
	const { answer, error } = await chooseOwner(here, address, customer.id);
	if (!answer) return error;
	const to = answer.customer_id;
	const refresh = () => {
		void loadContacts(to);
		void learn([here, to], true);
		void thread(here).rows.refresh();
		if (to !== here) void thread(to).rows.refresh();
	};
	const name = customer.name || t("customers.nameless");
	const words = to === here ? t("owners.stays", { name }) : withCount(t("owners.chosen", { name }), answer.messages);
	tell(words, answer.move ? () => undoMove(answer.move) : null, () => {
		refresh();
		if (to === here) return;
		tellMoved(to, here);
		goAlong(to, here, true);
	});
	refresh();
	if (to !== here) setTimeout(() => goAlong(here, to, true));
	return null;
}

/**
 * The messages of an address belong to somebody nobody knows yet.
 *
 * @param {string} here
 * @param {string} address
 * @param {import("/app/state/customers.js").CustomerInput} input
 * @returns {Promise<Problem | null>}
 */
export async function chooseNew(here, address, input) {
	const { customer, error } = await saveCustomer("", input);
	return customer ? choose(here, address, customer) : error;
}

/**
 * @param {Customer} into
 * @param {Customer} from
 * @returns {Promise<Problem | null>}
 */
export async function merge(into, from) {
	const { answer, error } = await mergeCustomers(into.id, from.id);
	if (!answer) return error;
	const words = t("merge.done", { from: from.name || t("customers.nameless"), into: answer.customer.name || t("customers.nameless") });
	void loadContacts(into.id);
	tell(words, answer.move ? () => undoMove(answer.move) : null, () => {
		tellMoved(into.id, from.id);
		for (const id of [into.id, from.id]) {
			void loadCustomer(id);
			void loadContacts(id);
		}
		void learn([into.id, from.id], true);
		void thread(into.id).rows.refresh();
	});
	setTimeout(() => {
		tellMoved(from.id, into.id);
		goAlong(from.id, into.id, true);
	});
	return null;
}

/**
 * Tells of a contact that was added, and who else has its number.
 *
 * @param {Contact} contact
 */
export function toldContact(contact) {
	notice(t("contact.saved"));
	void tellOtherOwner(contact);
}

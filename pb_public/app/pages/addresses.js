// @ts-check
// The numbers and accounts of a customer: which one an answer goes to, and what they are called.

import { useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { replyAddress } from "/app/lib/groups.js";
import { formatAddress, identity } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { contactWords } from "/app/components/contact-list.js";
import { contacts, sendTo, sendable } from "/app/state/contacts.js";
import { index } from "/app/state/conversations.js";
import { lastAddress } from "/app/state/threads.js";

/** The numbers to choose from. @param {string} customerID */
export function numbersOf(customerID) {
	const { known, address } = identity(customerID);
	if (!known) return [{ value: address, label: addressWords(customerID, address) }];
	return sendable(contacts.value.get(customerID) ?? []).map((row) => {
		const kind = t(/** @type {any} */ (`contact.type.${row.type}`));
		return { value: sendTo(row), label: [contactWords(row), kind, row.label].filter(Boolean).join(" · ") };
	});
}

/** The other numbers than one. @param {string} customerID */
export function otherNumbers(customerID) {
	const all = identity(customerID).known ? sendable(contacts.value.get(customerID) ?? []) : [];
	return (/** @type {string} */ address) => all.filter((row) => row.digits !== address && row.wa_user_id !== address).map((row) => sendTo(row));
}

/**
 * An address as the server files messages under it: the digits or the account of a number that is
 * typed; empty for one that can't be told.
 *
 * @param {string} customerID
 * @param {string} to
 */
export function addressKey(customerID, to) {
	const own = (contacts.value.get(customerID) ?? []).find((row) => sendTo(row) === to && (row.digits || row.wa_user_id));
	if (own) return own.digits || own.wa_user_id;
	if (/^[A-Z]{2}\./.test(to) || /^\d+$/.test(to)) return to;
	return to.startsWith("+") ? to.replace(/\D/g, "") : "";
}

/** An address for people: where the number is hidden, the name of the account. @param {string} customerID @param {string} address */
export function addressWords(customerID, address) {
	const own = (contacts.value.get(customerID) ?? []).find((row) => row.wa_user_id === address && !row.digits);
	if (own) return contactWords(own);
	if (!/^[A-Z]{2}\./.test(address)) return formatAddress(address);
	const { wa_username: username, profile_name: profile } = index.value.get(customerID) ?? {};
	const name = username ? `@${username}` : profile && `~${profile}`;
	return name ? t("contact.hiddenAccount", { name }) : t("contact.hiddenNumber");
}

/**
 * Where a reply goes: the identity the server knows to have written last, or what the log says of
 * it; else the customer's number; null when there is none at all.
 *
 * @param {string} customerID
 * @param {Comm[]} rows
 * @param {boolean} loaded
 * @param {string} told by the server
 * @returns {string | null}
 */
export function useReplyAddress(customerID, rows, loaded, told) {
	const [older, setOlder] = useState("");
	const recent = told || replyAddress(rows);
	useEffect(() => {
		let left = false;
		setOlder("");
		if (loaded && !recent) void lastAddress(customerID).then((found) => left || setOlder(found));
		return () => void (left = true);
	}, [customerID, loaded, recent === ""]);
	const { known, address } = identity(customerID);
	const [number] = known ? sendable(contacts.value.get(customerID) ?? []) : [];
	const first = known ? number && sendTo(number) : address;
	return recent || older || first || null;
}

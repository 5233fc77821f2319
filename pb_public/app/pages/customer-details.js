// @ts-check
// Who a customer is: facts, contacts, and the history of what was moved.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { isNumber } from "/app/lib/consent.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { ConsentList } from "/app/components/consent-list.js";
import { ContactDeleteDialog } from "/app/components/contact-delete-dialog.js";
import { ContactDialog } from "/app/components/contact-dialog.js";
import { ContactList } from "/app/components/contact-list.js";
import { CustomerDialog, tagList } from "/app/components/customer-dialog.js";
import { Icon } from "/app/components/icon.js";
import { MoveList } from "/app/components/move-list.js";
import "/app/components/icons-more.js";
import { navigate } from "/app/router.js";
import { recordConsent } from "/app/state/consent.js";
import { contactEffects, contacts, deleteContact, loadContacts, saveContact } from "/app/state/contacts.js";
import { learn } from "/app/state/conversations.js";
import { saveCustomer } from "/app/state/customers.js";
import { findCustomers } from "/app/state/identity.js";
import { history, loadHistory, undoContact, undoMove } from "/app/state/moves.js";
import { notice } from "/app/state/notices.js";
import { deleteLater, hiddenIDs } from "/app/state/undo.js";
import { thread } from "/app/state/threads.js";
import { tell, toldContact, withCount } from "/app/pages/identify.js";

/** @param {{customer: Customer}} props */
export function Details({ customer }) {
	const [editing, setEditing] = useState(false);
	const [contact, setContact] = useState(/** @type {Contact | "new" | null} */ (null));
	const [deleting, setDeleting] = useState(/** @type {{row: Contact, effects: Effects} | null} */ (null));
	const hidden = hiddenIDs.value;
	const rows = (contacts.value.get(customer.id) ?? []).filter((row) => !hidden.has(row.id));
	const moves = history.value?.customerID === customer.id ? history.value.moves : null;
	useEffect(() => void loadHistory(customer.id), [customer.id]);

	/** @param {Contact} row */
	const ask = async (row) => {
		// Nothing is filed by these, so nothing is written down either: they wait for an undo here.
		if (!isNumber(row)) return deleteLater("contacts", row.id, t("contact.deleted"));
		const { effects, error } = await contactEffects(row.id);
		if (effects && effects.messages > 0) return setDeleting({ row, effects });
		const problem = error ?? (await remove(row, false));
		if (problem) notice(problem.message, { bad: true });
	};
	const facts = [
		[t("customer.name"), customer.name],
		[t("customer.company"), customer.company],
		[t("customer.email"), customer.email],
		[t("customer.country"), customer.country],
		[t("customer.language"), customer.language],
		[t("customer.notes"), customer.notes],
	].filter(([, value]) => value);
	const tags = tagList(customer.tags);
	return html`<div class="details">
		<section class="card" aria-labelledby="details-heading">
			<header class="card-head">
				<h2 id="details-heading">${t("customer.details")}</h2>
				<button type="button" class="button button-quiet" data-testid="customer-edit" onClick=${() => setEditing(true)}>
					<${Icon} name="edit" />${t("customer.edit")}
				</button>
			</header>
			<dl class="facts">
				${facts.map(([label, value]) => html`<div key=${label}><dt>${label}</dt><dd class="prewrap" dir="auto">${value}</dd></div>`)}
				${tags.length > 0 &&
				html`<div><dt>${t("customer.tags")}</dt><dd class="tags">${tags.map((tag) => html`<span key=${tag} class="tag">${tag}</span>`)}</dd></div>`}
			</dl>
		</section>
		<section class="card" aria-labelledby="contacts-heading">
			<header class="card-head">
				<h2 id="contacts-heading">${t("contacts.title")}</h2>
				<button type="button" class="button button-quiet" data-testid="contact-add" onClick=${() => setContact("new")}>
					<${Icon} name="plus" />${t("contacts.add")}
				</button>
			</header>
			<${ContactList} contacts=${rows} onEdit=${setContact} onDelete=${ask} />
		</section>
		<section class="card card-wide" aria-labelledby="consent-heading">
			<h2 id="consent-heading">${t("consent.title")}</h2>
			<p class="quiet">${t("consent.help")}</p>
			<${ConsentList} contacts=${rows.filter(isNumber)} onRecord=${saveConsent} />
		</section>
		${moves &&
		html`<section class="card card-wide" aria-labelledby="moves-heading">
			<h2 id="moves-heading">${t("moves.title")}</h2>
			<${MoveList} moves=${moves} here=${customer.id} onUndo=${takeBack} />
		</section>`}
		${deleting &&
		html`<${ContactDeleteDialog}
			row=${deleting.row}
			effects=${deleting.effects}
			onDelete=${(/** @type {boolean} */ keep) => remove(deleting.row, keep)}
			onClose=${() => setDeleting(null)}
		/>`}
		${editing &&
		html`<${CustomerDialog}
			customer=${customer}
			onSave=${async (/** @type {import("/app/state/customers.js").CustomerInput} */ input) => {
				const { error } = await saveCustomer(customer.id, input);
				if (!error) notice(t("common.saved"));
				return error;
			}}
			onClose=${() => setEditing(false)}
		/>`}
		${contact &&
		html`<${ContactDialog}
			row=${contact === "new" ? null : contact}
			owner=${customer}
			find=${findCustomers}
			onEffects=${contactEffects}
			onSave=${(
				/** @type {import("/app/state/contacts.js").ContactInput} */ input,
				/** @type {import("/app/components/contact-dialog.js").Moving | null} */ moving,
			) => save(customer.id, contact === "new" ? "" : contact.id, input, moving)}
			onClose=${() => setContact(null)}
		/>`}
	</div>`;
}

/** @param {Contact} row @param {boolean} out @param {string} note */
async function saveConsent(row, out, note) {
	const problem = await recordConsent(row, out, note);
	if (!problem) notice(t(out ? "consent.savedOut" : "consent.savedIn"));
	return problem;
}

/** What a change to a contact may have moved. @param {string} customerID */
function refresh(customerID) {
	void loadContacts(customerID);
	void loadHistory(customerID);
	void learn([customerID], true);
	void thread(customerID).rows.refresh();
}

/**
 * @param {string} customerID
 * @param {string} id
 * @param {import("/app/state/contacts.js").ContactInput} input
 * @param {import("/app/components/contact-dialog.js").Moving | null} moving
 */
async function save(customerID, id, input, moving) {
	const { contact, error } = await saveContact(customerID, id, input, moving?.keep);
	if (!contact) return error;
	if (!moving) {
		toldContact(contact);
		return null;
	}
	const words = t("contact.moved", { name: moving.customer.name || t("customers.nameless") });
	const undo = async () => {
		if (isNumber(contact)) return undoContact(contact.id);
		return (await saveContact(customerID, id, { customer: customerID })).error;
	};
	tell(withCount(words, moving.keep ? 0 : moving.effects.messages), undo, () => refresh(customerID));
	refresh(customerID);
	return null;
}

/**
 * @param {Contact} row
 * @param {boolean} keep whether its messages stay here
 */
async function remove(row, keep) {
	const problem = await deleteContact(row, keep);
	if (problem) return problem;
	tell(t("contact.deleted"), () => undoContact(row.id), () => refresh(row.customer));
	refresh(row.customer);
	return null;
}

/** @param {Move} move */
async function takeBack(move) {
	const problem = await undoMove(move.id);
	if (problem) return notice(problem.message, { bad: true });
	const back = move.kind === "merge" ? move.from : "";
	for (const id of [move.from, move.to]) if (!id.startsWith("unknown:")) refresh(id);
	notice(t("moves.undone"), back ? { action: t("thread.openCustomer"), run: () => navigate(customerPath(back)) } : {});
}

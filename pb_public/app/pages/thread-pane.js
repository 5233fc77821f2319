// @ts-check
// A conversation with everything around it: what the inbox and a customer's Comms tab share.

import { html, useEffect, useMemo, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { firstUnreadID, notYetStored, replyAddress, threadItems } from "/app/lib/groups.js";
import { formatAddress, identity } from "/app/lib/phone.js";
import { parseDate } from "/app/lib/dates.js";
import { t } from "/app/i18n/index.js";
import { contactWords } from "/app/components/contact-list.js";
import { Composer } from "/app/components/composer.js";
import { EntryDialog } from "/app/components/entry-dialog.js";
import { SendDialog } from "/app/components/send-dialog.js";
import { ThreadView } from "/app/components/thread-view.js";
import { onCommand } from "/app/state/commands.js";
import { contacts, sendTo, sendable } from "/app/state/contacts.js";
import { index, markRead } from "/app/state/conversations.js";
import { readDraft, saveDraft } from "/app/state/drafts.js";
import { addEntry, changeEntry } from "/app/state/entries.js";
import { configured } from "/app/state/health.js";
import { announce, notice } from "/app/state/notices.js";
import { MAX_LENGTH, discard, pending, post, retry, send } from "/app/state/outbox.js";
import { me } from "/app/state/session.js";
import { closeThread, lastAddress, openThread, storeRow, thread } from "/app/state/threads.js";
import { deleteLater } from "/app/state/undo.js";
import { visible } from "/app/state/visible.js";
import { IdentityBars } from "/app/pages/identity-bars.js";

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {boolean} props.inline whether the composer is at the bottom, or behind a button
 * @param {"" | "send" | "entry"} props.dialog which dialog the page has opened
 * @param {(dialog: "" | "send" | "entry") => void} props.onDialog
 * @param {() => void} props.onEscape
 */
export function ThreadPane({ customerID, name, inline, dialog, onDialog, onEscape }) {
	const one = thread(customerID);
	const rows = one.shown.value;
	const loaded = one.rows.loaded.value;
	const conversation = index.value.get(customerID);
	const [edited, setEdited] = useState(/** @type {Comm | null} */ (null));
	const insert = useRef(/** @type {((text: string) => void) | null} */ (null));

	useEffect(() => {
		openThread(customerID);
		return () => closeThread(customerID);
	}, [customerID]);
	const unreadFrom = useReading(customerID, rows, loaded, conversation);
	const address = useReplyAddress(customerID, rows, loaded, conversation?.reply_address ?? "");

	useEffect(() => {
		const focusComposer = () => {
			const box = document.querySelector(".composer-input");
			if (box instanceof HTMLElement) box.focus();
			else onDialog("send");
		};
		const off = [onCommand("reply", focusComposer), onCommand("note", () => onDialog("entry"))];
		return () => off.forEach((remove) => remove());
	}, [customerID]);

	const waiting = notYetStored(pending.value.filter((item) => item.customer_id === customerID), rows);
	const items = useMemo(() => threadItems(rows, unreadFrom.id, unreadFrom.count), [rows, unreadFrom]);
	const byWamid = useMemo(() => new Map(rows.map((row) => [row.ext_message_id, row])), [rows]);
	const warning = warningFor(conversation, loaded);

	/** @param {Comm} row */
	const sendAgain = (row) => void send(customerID, row.address || (address ?? ""), row.body);
	const context = {
		me: me.value?.id ?? "",
		name,
		find: (/** @type {string} */ wamid) => byWamid.get(wamid),
		onSendAgain: sendAgain,
		onEdit: setEdited,
		onDelete: (/** @type {Comm} */ row) => deleteLater("comms_log", row.id, t("entry.deleted")),
	};
	/** @param {Pending} item */
	const takeBack = (item) => {
		discard(item.key);
		if (insert.current) insert.current(item.message);
		else {
			saveDraft(customerID, item.message);
			onDialog("send");
		}
	};

	return html`
		<${IdentityBars} key=${`bars-${customerID}`} customerID=${customerID} name=${name} rows=${rows} conversation=${conversation} />
		<${ThreadView}
			key=${customerID}
			items=${items}
			pending=${waiting}
			loaded=${loaded}
			loading=${one.rows.loading.value}
			hasOlder=${one.rows.hasMore.value}
			error=${one.rows.error.value}
			context=${context}
			onOlder=${one.rows.more}
			onReload=${one.rows.load}
			pendingActions=${{ onRetry: retry, onEdit: takeBack, onDiscard: discard }}
		/>
		${inline &&
		html`<${Composer}
			key=${`composer-${customerID}`}
			name=${name}
			to=${address ? addressWords(customerID, address) : ""}
			initial=${readDraft(customerID)}
			max=${MAX_LENGTH}
			warning=${warning}
			blocked=${loaded && address === null ? t("composer.noAddress") : ""}
			insert=${insert}
			onDraft=${(/** @type {string} */ text) => saveDraft(customerID, text)}
			onSend=${(/** @type {string} */ text) => void send(customerID, address ?? "", text)}
			onEscape=${onEscape}
		/>`}
		${dialog === "send" &&
		html`<${SendDialog}
			name=${name}
			numbers=${numbersOf(customerID)}
			initial=${readDraft(customerID)}
			max=${MAX_LENGTH}
			warning=${warning}
			onDraft=${(/** @type {string} */ text) => saveDraft(customerID, text)}
			onSend=${(/** @type {string} */ to, /** @type {string} */ text) => sendNow(customerID, to, text)}
			onClose=${() => onDialog("")}
		/>`}
		${(dialog === "entry" || edited) &&
		html`<${EntryDialog}
			key=${edited?.id ?? "new"}
			row=${edited}
			draft=${readDraft(entryDraft(customerID, edited))}
			onDraft=${(/** @type {string} */ text) => saveDraft(entryDraft(customerID, edited), text)}
			onKept=${() => notice(t("entry.draftKept"))}
			onSave=${async (/** @type {import("/app/state/entries.js").Entry} */ entry) => {
				const problem = edited ? await changeEntry(edited.id, entry) : await addEntry(customerID, entry);
				if (!problem) notice(t("entry.saved"));
				return problem;
			}}
			onClose=${() => {
				setEdited(null);
				onDialog("");
			}}
		/>`}
	`;
}

/**
 * Sends from the dialog, which stays open with its text until the answer is there.
 *
 * @param {string} customerID
 * @param {string} to
 * @param {string} text
 */
async function sendNow(customerID, to, text) {
	const { row, error } = await post(customerID, to, text);
	if (!row) return error;
	saveDraft(customerID, "");
	storeRow(row);
	announce(t("send.sent"));
	return null;
}

/** What the draft of an entry is kept under. @param {string} customerID @param {Comm | null} row the one to correct */
const entryDraft = (customerID, row) => `entry.${row?.id ?? customerID}`;

/** The numbers of the Send dialog. @param {string} customerID */
function numbersOf(customerID) {
	const { known, address } = identity(customerID);
	if (!known) return [{ value: address, label: addressWords(customerID, address) }];
	return sendable(contacts.value.get(customerID) ?? []).map((row) => {
		const kind = t(/** @type {any} */ (`contact.type.${row.type}`));
		return { value: sendTo(row), label: [contactWords(row), kind, row.label].filter(Boolean).join(" · ") };
	});
}

/** An address for people: where the number is hidden, the name of the account. @param {string} customerID @param {string} address */
function addressWords(customerID, address) {
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
function useReplyAddress(customerID, rows, loaded, told) {
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

/**
 * Marks a conversation read while it is looked at, and remembers where the unread part began.
 *
 * @param {string} customerID
 * @param {Comm[]} rows
 * @param {boolean} loaded
 * @param {Conversation | undefined} conversation
 */
function useReading(customerID, rows, loaded, conversation) {
	const [from, setFrom] = useState({ id: "", count: 0 });
	const caught = useRef("");
	const unread = conversation?.unread ?? 0;
	const seen = visible.value;
	useEffect(() => {
		if (!seen) caught.current = "";
		if (!seen || !loaded || !conversation) return;
		if (caught.current !== customerID) {
			caught.current = customerID;
			setFrom({ id: firstUnreadID(rows, unread), count: unread });
		}
		if (unread > 0) void markRead(customerID);
	}, [customerID, loaded, !conversation, unread, seen]);
	return from;
}

/**
 * @param {Conversation | undefined} conversation
 * @param {boolean} loaded
 */
function warningFor(conversation, loaded) {
	if (!configured.value) return t("health.notConfigured");
	if (!loaded) return "";
	const until = parseDate(conversation?.window_expires_at);
	if (!until) return t("composer.noWindow");
	return until.getTime() < Date.now() ? t("composer.window") : "";
}

// @ts-check
// A conversation with everything around it: what the inbox and a customer's Comms tab share.

import { html, useEffect, useMemo, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { firstUnreadID, notYetStored, threadItems } from "/app/lib/groups.js";
import { helpFor } from "/app/lib/outcome.js";
import { fill, valuesOf } from "/app/lib/placeholders.js";
import { isScheduled } from "/app/lib/schedule.js";
import { lineWords, t } from "/app/i18n/index.js";
import { Bar } from "/app/components/bar.js";
import { Composer } from "/app/components/composer.js";
import { DropArea } from "/app/components/drop-area.js";
import { EntryDialog } from "/app/components/entry-dialog.js";
import { useModule } from "/app/components/lazy.js";
import { ThreadView } from "/app/components/thread-view.js";
import { onCommand } from "/app/state/commands.js";
import { index } from "/app/state/conversations.js";
import { needSettings } from "/app/state/crm-settings.js";
import { byID } from "/app/state/customers.js";
import { readDraft, saveDraft } from "/app/state/drafts.js";
import { enterSends } from "/app/state/enter.js";
import { addEntry, changeEntry } from "/app/state/entries.js";
import { fetchAgain, fileAddress } from "/app/state/files.js";
import { configured, sending } from "/app/state/health.js";
import { onChange, resynced } from "/app/state/live.js";
import { cancel, loadWaiting, react, resend, resent, waiting } from "/app/state/messages.js";
import { notice } from "/app/state/notices.js";
import { MAX_LENGTH, cancelUpload, discard, pending, retry, send } from "/app/state/outbox.js";
import { needQuickReplies, quickReplies } from "/app/state/quick-replies.js";
import { markRead } from "/app/state/reading.js";
import { me } from "/app/state/session.js";
import { quotedRows, seek } from "/app/state/quoted.js";
import { closeThread, countInGroups, openThread, reach, thread } from "/app/state/threads.js";
import { typing } from "/app/state/typing.js";
import { deleteLater } from "/app/state/undo.js";
import { localFile } from "/app/state/uploads.js";
import { visible } from "/app/state/visible.js";
import { keepVoice, keptVoice } from "/app/state/voice.js";
import { addressKey, addressWords, otherNumbers, useReplyAddress } from "/app/pages/addresses.js";
import { IdentityBars } from "/app/pages/identity-bars.js";
import { useOutgoingFiles } from "/app/pages/outgoing-files.js";
import { useWindow } from "/app/pages/use-window.js";

/** @typedef {import("/app/pages/thread-dialogs.js").Open} Open */

/** What is opened more rarely comes when it is. */
const loadDialogs = () => import("/app/pages/thread-dialogs.js");

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {boolean} props.inline whether the composer is at the bottom, or behind a button
 * @param {"" | "send" | "entry"} props.dialog which dialog the page has opened
 * @param {(dialog: "" | "send" | "entry") => void} props.onDialog
 * @param {() => void} props.onEscape
 * @param {any} [props.dialogs] ThreadDialogs, from a page that has fetched it with itself
 */
export function ThreadPane({ customerID, name, inline, dialog, onDialog, onEscape, dialogs }) {
	const one = thread(customerID);
	const rows = one.shown.value;
	const loaded = one.rows.loaded.value;
	const conversation = index.value.get(customerID);
	const [edited, setEdited] = useState(/** @type {Comm | null} */ (null));
	const [open, setOpen] = useState(/** @type {Open | null} */ (null));
	const [quoted, setQuoted] = useState(() => readDraft(quoteDraft(customerID)));
	// Which conversation is shown by the time somebody takes something back.
	const here = useRef(customerID);
	here.current = customerID;
	const insert = useRef(/** @type {((text: string) => void) | null} */ (null));
	const toNewest = useRef(/** @type {(() => void) | null} */ (null));
	const fetched = useModule(!dialogs && (open || dialog === "send") ? loadDialogs : nothing, () => notice(t("error.page"), { bad: true }));
	const Dialogs = dialogs ?? fetched?.ThreadDialogs;

	// Fetched ahead, so that opening one is at once, and works without a connection.
	useEffect(() => {
		const timer = setTimeout(() => loadDialogs().catch(() => {}), 1000);
		return () => clearTimeout(timer);
	}, []);
	useEffect(() => {
		openThread(customerID);
		void loadWaiting(customerID);
		needSettings();
		return () => closeThread(customerID);
	}, [customerID]);
	const unreadFrom = useReading(customerID, rows, loaded, conversation);
	const address = useReplyAddress(customerID, rows, loaded, conversation?.reply_address ?? "");
	const window = useWindow(customerID, addressKey(customerID, address ?? ""), conversation, loaded);

	useEffect(() => {
		const off = [onCommand("reply", () => toComposer() || onDialog("send")), onCommand("note", () => onDialog("entry"))];
		return () => off.forEach((remove) => remove());
	}, [customerID]);

	const onTheWay = notYetStored(pending.value.filter((item) => item.customer_id === customerID), [...rows, ...waiting.value]);
	const items = useMemo(() => threadItems(rows.filter((row) => !isScheduled(row)), unreadFrom.id, unreadFrom.count), [rows, unreadFrom]);
	const byWamid = useMemo(() => new Map(rows.filter((row) => row.ext_message_id).map((row) => [row.ext_message_id, row])), [rows]);
	const customer = byID.value.get(customerID) ?? conversation?.expand?.customer;
	const known = valuesOf(customer, me.value?.name ?? "");

	/** @param {string} wamid */
	const quote = (wamid) => {
		setQuoted(wamid);
		saveDraft(quoteDraft(customerID), wamid);
	};
	/** @param {Comm} row */
	const reply = (row) => {
		quote(row.ext_message_id);
		if (!inline) return onDialog("send");
		setTimeout(toComposer);
	};
	/** @param {Promise<Problem | null>} work */
	const told = async (work) => {
		const problem = await work;
		if (problem) notice(Object.values(problem.fields)[0] ?? problem.message, { bad: true });
	};
	const others = otherNumbers(customerID);
	/** @param {Comm} row */
	const goBack = async (row) => {
		const there = await reach(customerID, row);
		if (!there) notice(t("quote.elsewhere"));
		return there;
	};
	/** @type {Omit<import("/app/components/bubble.js").Context, "onJump">} */
	const context = {
		me: me.value?.id ?? "",
		name,
		find: (wamid) => byWamid.get(wamid) ?? quotedRows.value.get(wamid),
		onSeek: seek,
		onCard: (card) => setOpen({ kind: "card", card }),
		onRaw: me.value?.role === "admin" ? (row) => setOpen({ kind: "raw", row }) : null,
		onEdit: setEdited,
		onDelete: (row) => deleteLater("comms_log", row.id, t("entry.deleted")),
		onReply: reply,
		onReact: (row, emoji) => void told(react(row, row.address || (address ?? ""), emoji)),
		onMenu: (row, anchor) => setOpen({ kind: "menu", row, near: anchor?.getBoundingClientRect() ?? null }),
		file: fileAddress,
		local: localFile,
		onFetchAgain: async (row) => {
			const problem = await fetchAgain(row.id);
			notice(problem ? problem.message : t("message.mediaAgain"), { bad: !!problem });
		},
		onNoPicture: async (address, asked) => (await import("/app/state/picture-again.js")).whyNoPicture(address, asked),
		sending: sending.value,
		again: (row) => resent.value.has(row.id),
		help: (row) => helpFor(row.error_code, others(row.address).length > 0, row.source),
		onHelp: (row, how) => {
			if (how === "again") return void told(resend(row.id));
			if (how === "template") return setOpen({ kind: "template", to: row.address });
			// A template is chosen and filled anew; a text goes along.
			setOpen(row.template ? { kind: "template", to: others(row.address)[0] } : { kind: "other", row });
		},
		onSendAnyway: (row) => setOpen({ kind: "anyway", row }),
		onCancel: async (row) => {
			const problem = await cancel(row);
			if (problem) return notice(problem.message, { bad: true });
			// What was written isn't lost: a text can be taken up again.
			const again = row.message_type === "text" ? { action: t("message.toComposer"), run: () => putBack(row.body) } : {};
			notice(t("message.cancelled"), again);
		},
	};
	/** @param {string} text */
	const putBack = (text) => {
		if (insert.current) return insert.current(text);
		saveDraft(customerID, text);
		if (!inline) onDialog("send");
	};
	/** @param {Pending} item */
	const takeBack = (item) => {
		discard(item.key);
		if (item.reply_to) quote(item.reply_to);
		putBack(item.message);
	};
	/** @param {string} text @param {string} [sendAt] */
	const sendText = (text, sendAt) => {
		send({ customerID, to: address ?? "", content: { message: text }, shown: text, replyTo: quoted, sendAt });
		if (quoted) quote("");
	};
	const files = useOutgoingFiles({ customerID, address, window, loaded, quoted, onUnquote: () => quote(""), onOpen: setOpen });
	/** @param {Open["kind"]} kind @param {string} icon */
	const also = (kind, icon) => ({
		icon,
		label: t(/** @type {any} */ (`more.${kind}`)),
		testid: `more-${kind}`,
		run: () => setOpen(/** @type {any} */ ({ kind })),
	});
	const quotedRow = byWamid.get(quoted);

	return html`
		<${IdentityBars} key=${`bars-${customerID}`} customerID=${customerID} name=${name} rows=${rows} conversation=${conversation} />
		<${GroupBar} key=${`groups-${customerID}`} customerID=${customerID} onOpen=${() => setOpen({ kind: "groups" })} />
		<${ThreadView}
			key=${customerID}
			items=${items}
			pending=${onTheWay}
			scheduled=${waiting.value.filter((row) => row.customer_id === customerID)}
			loaded=${loaded}
			loading=${one.rows.loading.value}
			hasOlder=${one.rows.hasMore.value}
			error=${one.rows.error.value}
			context=${context}
			onOlder=${one.rows.more}
			onReload=${one.rows.load}
			onReach=${goBack}
			toNewest=${toNewest}
			pendingActions=${{ onRetry: handOn(retry), onEdit: takeBack, onDiscard: handOn(discard), onTemplate: () => setOpen({ kind: "template" }), onCancelUpload: handOn(cancelUpload) }}
		/>
		${inline &&
		html`<${Composer}
			key=${`composer-${customerID}`}
			name=${name}
			to=${address ? addressWords(customerID, address) : ""}
			initial=${readDraft(customerID)}
			max=${MAX_LENGTH}
			enterSends=${enterSends.value}
			window=${window}
			hint=${configured.value ? "" : t("health.notConfigured")}
			blocked=${loaded && address === null ? t("composer.noAddress") : ""}
			quote=${quoted ? { who: quotedRow?.direction === "outbound" ? t("quote.us") : name, text: quotedRow ? lineWords(quotedRow.body) : t("message.replyUnknown") } : null}
			onUnquote=${() => quote("")}
			quick=${quickReplies.value}
			onQuick=${needQuickReplies}
			fill=${(/** @type {string} */ body) => fill(body, known)}
			more=${[also("template", "template"), also("interactive", "buttons"), also("location", "location"), also("contact", "card")]}
			onFiles=${files.take}
			note=${keptVoice(customerID)}
			onVoice=${files.sendVoice}
			onKeepVoice=${(/** @type {import("/app/lib/voice-note.js").Note | null} */ note) => keepVoice(customerID, note)}
			onDropVoice=${(/** @type {import("/app/lib/voice-note.js").Note} */ note) => notice(t("voice.dropped"), { action: t("common.undo"), run: () => keepVoice(customerID, note), stay: 8000 })}
			onTrouble=${() => notice(t("error.page"), { bad: true })}
			onTemplate=${() => setOpen({ kind: "template" })}
			onTyping=${() => typing(customerID)}
			insert=${insert}
			onDraft=${(/** @type {string} */ text) => saveDraft(customerID, text)}
			onSend=${sendText}
			onLater=${(/** @type {string} */ text) => setOpen({ kind: "later", text, until: window.until })}
			onEscape=${onEscape}
		/>`}
		${files.over && html`<${DropArea} words=${files.refusal() || t("attach.drop", { name })} refused=${!!files.refusal()} />`}
		${Dialogs &&
		(open || dialog === "send") &&
		html`<${Dialogs}
			customerID=${customerID}
			name=${name}
			address=${address ?? ""}
			open=${open ?? { kind: "send" }}
			quoted=${quoted}
			quoteText=${quotedRow ? lineWords(quotedRow.body) : ""}
			context=${context}
			onUnquote=${() => quote("")}
			onSent=${() => toNewest.current?.()}
			onReply=${reply}
			onReact=${context.onReact}
			onFiles=${(/** @type {import("/app/pages/outgoing-files.js").OutgoingFile[]} */ chosen, /** @type {string} */ to) => {
				if (!files.send(chosen, to)) return false;
				// What was in the box went along under one of them.
				if (chosen.some(({ content }) => content.caption)) {
					saveDraft(customerID, "");
					insert.current?.("");
				}
				return true;
			}}
			onLater=${(/** @type {string} */ text, /** @type {Date} */ at) => {
				sendText(text, at.toISOString());
				insert.current?.("");
			}}
			onOpen=${(/** @type {Open} */ next) => here.current === customerID && setOpen(next)}
			onClose=${() => (open ? setOpen(null) : onDialog(""))}
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

/** Puts the cursor where people write; false if that is not on the page. */
function toComposer() {
	const box = /** @type {HTMLElement | null} */ (document.querySelector(".composer-input"));
	box?.focus();
	return !!box;
}

/**
 * A button that is gone once it is pressed hands the focus on, or the next Tab begins at the top of the page. Not after a
 * press with a finger: there it would open the keyboard.
 *
 * @param {(key: string) => void} run
 * @returns {(key: string) => void}
 */
const handOn = (run) => (key) => {
	const byKey = document.activeElement?.matches(":focus-visible");
	run(key);
	if (byKey) setTimeout(toComposer);
};

/** As many as are counted. */
const MOST = 100;

/** That there is more from them, said in groups. @param {{customerID: string, onOpen: () => void}} props */
function GroupBar({ customerID, onOpen }) {
	const [count, setCount] = useState(0);
	const fresh = resynced.value;
	useEffect(() => {
		let left = false;
		void countInGroups(customerID, MOST).then((found) => left || setCount(found));
		const off = onChange((change) => {
			if (change.comms.some((row) => row.customer_id === customerID && row.group_id)) void countInGroups(customerID, MOST).then((found) => left || setCount(found));
		});
		return () => {
			left = true;
			off();
		};
	}, [customerID, fresh]);
	if (count === 0) return null;
	return html`<${Bar} icon="customers" words=${t("groups.bar", { count })} testid="groups-bar">
		<button type="button" class="button button-small bar-aside" data-testid="groups-open" onClick=${onOpen}>${t("groups.open")}</button>
	<//>`;
}

/** As long as nothing is opened, nothing is fetched. @returns {Promise<null>} */
const nothing = () => Promise.resolve(null);

/** What the draft of an entry is kept under. @param {string} customerID @param {Comm | null} row the one to correct */
const entryDraft = (customerID, row) => `entry.${row?.id ?? customerID}`;
/** What the message that is being answered is kept under. @param {string} customerID */
const quoteDraft = (customerID) => `quote.${customerID}`;

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

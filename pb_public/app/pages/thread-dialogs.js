// @ts-check
// What opens over a conversation: sending something else than a line of text, and what can be done
// with one message.

import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { parseDate } from "/app/lib/dates.js";
import { windowAt } from "/app/lib/window.js";
import { t } from "/app/i18n/index.js";
import { hasCaption } from "/app/lib/media-kinds.js";
import { AttachDialog } from "/app/components/attach-dialog.js";
import { AttachFiles } from "/app/components/attach-files.js";
import { Confirm } from "/app/components/confirm.js";
import { answerable, standIn } from "/app/components/bubble.js";
import { InteractiveDialog } from "/app/components/interactive-dialog.js";
import { LocationDialog } from "/app/components/location-dialog.js";
import { MessageMenu } from "/app/components/message-menu.js";
import { SendDialog } from "/app/components/send-dialog.js";
import { RawDialog } from "/app/components/raw-dialog.js";
import { LaterDialog } from "/app/components/when.js";
import { addressKey, numbersOf, otherNumbers } from "/app/pages/addresses.js";
import { CardAdd } from "/app/pages/card-add.js";
import { GroupMessages } from "/app/pages/group-messages.js";
import { TemplateDialog, TemplateSend } from "/app/pages/template-send.js";
import { readDraft, saveDraft } from "/app/state/drafts.js";
import { enterSends } from "/app/state/enter.js";
import { configured } from "/app/state/health.js";
import { findCustomers } from "/app/state/identity.js";
import { rawMessage, resend } from "/app/state/messages.js";
import { announce, notice } from "/app/state/notices.js";
import { MAX_LENGTH, sender } from "/app/state/outbox.js";
import { readPreference, writePreference } from "/app/state/preferences.js";
import { me } from "/app/state/session.js";
import { askWindow } from "/app/state/window.js";

/**
 * @typedef {import("/app/pages/outgoing-files.js").OutgoingFile} OutgoingFile
 * @typedef {{kind: "files", files: File[], caption: string, to?: string}
 *   | {kind: "send" | "interactive" | "location" | "contact"}
 *   | {kind: "template", to?: string}
 *   | {kind: "menu", row: Comm, near: DOMRect | null}
 *   | {kind: "other" | "anyway" | "raw", row: Comm}
 *   | {kind: "card", card: Card}
 *   | {kind: "groups"}
 *   | {kind: "later", text: string, until: Date | null}} Open
 */

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {string} props.address where an answer goes
 * @param {Open} props.open
 * @param {string} props.quoted wamid of what is being answered
 * @param {string} props.quoteText
 * @param {Omit<import("/app/components/bubble.js").Context, "onJump">} props.context
 * @param {() => void} props.onUnquote
 * @param {() => void} props.onSent what was sent here is to be seen
 * @param {(row: Comm) => void} props.onReply
 * @param {(row: Comm, emoji: string) => void} props.onReact
 * @param {(files: OutgoingFile[], to: string) => boolean} props.onFiles false when they can't go now
 * @param {(text: string, at: Date) => void} props.onLater
 * @param {(open: Open) => void} props.onOpen opens another in its place
 * @param {() => void} props.onClose
 */
export function ThreadDialogs(props) {
	const { customerID, name, address, open, quoted, quoteText, context, onUnquote, onSent, onReply, onReact, onFiles, onLater, onOpen, onClose } = props;
	const [post] = useState(sender);
	/** @param {Content} content @param {string} shown @param {string} [to] */
	const submit = async (content, shown, to = address) => {
		const { row, error } = await post({ customerID, to, content, shown, replyTo: quoted });
		if (!row) return error;
		if (quoted) onUnquote();
		announce(t("send.sent"));
		onSent();
		return null;
	};

	const done = () => {
		onSent();
		onClose();
	};

	switch (open.kind) {
		case "files":
			return html`<${FilesDialog} name=${name} open=${open} quote=${quoted ? quoteText || t("message.replyUnknown") : ""} onFiles=${onFiles} onOpen=${onOpen} onClose=${onClose} />`;
		case "card":
			return html`<${CardAdd} card=${open.card} onClose=${onClose} />`;
		case "groups":
			return html`<${GroupMessages} customerID=${customerID} name=${name} context=${context} onClose=${onClose} />`;
		case "raw":
			return html`<${RawDialog} load=${() => rawMessage(open.row.id)} onCopy=${copy} onClose=${onClose} />`;
		case "menu": {
			const { row } = open;
			return html`<${MessageMenu}
				row=${row}
				near=${open.near}
				canReact=${answerable(row)}
				onReply=${answerable(row) ? () => onReply(row) : null}
				onReact=${(/** @type {string} */ emoji) => onReact(row, emoji)}
				onCopy=${standIn(row) ? null : () => copy(row.body)}
				onRaw=${me.value?.role === "admin" ? () => onOpen({ kind: "raw", row }) : null}
				onClose=${onClose}
			/>`;
		}
		case "template":
			return html`<${TemplateDialog} customerID=${customerID} name=${name} to=${open.to || address} replyTo=${quoted} onSent=${onSent} onClose=${onClose} />`;
		case "later":
			return html`<${LaterDialog}
				text=${open.text}
				until=${open.until}
				onChoose=${(/** @type {Date} */ at) => {
					onLater(open.text, at);
					announce(t("later.done"));
					onClose();
				}}
				onClose=${onClose}
			/>`;
		case "anyway":
			return html`<${Confirm}
				title=${t("again.maybeTitle")}
				words=${[t("again.maybe", { name }), t("again.maybeWait")]}
				yes=${t("again.maybeYes")}
				testid="anyway-dialog"
				onYes=${() => resend(open.row.id, true)}
				onClose=${onClose}
			/>`;
		case "interactive":
			return html`<${InteractiveDialog} onSend=${submit} onClose=${onClose} />`;
		case "location":
			return html`<${LocationDialog} onSend=${submit} onClose=${onClose} />`;
		case "contact":
			return html`<${CardDialog} name=${name} customerID=${customerID} onSend=${submit} onClose=${onClose} />`;
		default: {
			const row = open.kind === "other" ? open.row : null;
			const others = row ? otherNumbers(customerID)(row.address) : [];
			return html`<${SendDialog}
				name=${name}
				numbers=${numbersOf(customerID)}
				first=${others[0]}
				initial=${row ? row.body : readDraft(customerID)}
				max=${MAX_LENGTH}
				enterSends=${enterSends.value}
				note=${configured.value ? "" : t("health.notConfigured")}
				quote=${quoted && !row ? quoteText || t("message.replyUnknown") : ""}
				onUnquote=${onUnquote}
				onWindow=${async (/** @type {string} */ to) => {
					const key = addressKey(customerID, to);
					const answer = key ? await askWindow(customerID, key) : null;
					return windowAt(parseDate(answer?.expires_at), new Date(), !!answer);
				}}
				template=${(/** @type {string} */ to) => html`<${TemplateSend} customerID=${customerID} to=${to} replyTo=${quoted} onSent=${done} />`}
				onDraft=${(/** @type {string} */ text) => row || saveDraft(customerID, text)}
				onFiles=${(/** @type {string} */ to, /** @type {File[]} */ files, /** @type {string} */ text) => {
					onClose();
					onOpen({ kind: "files", files, caption: text, to });
				}}
				onSend=${async (/** @type {string} */ to, /** @type {string} */ text, /** @type {string} */ sendAt) => {
					const { row: sent, error } = await post({ customerID, to, content: { message: text }, shown: text, replyTo: row ? "" : quoted, sendAt });
					if (!sent) return error;
					if (!row) saveDraft(customerID, "");
					if (quoted) onUnquote();
					announce(t(sendAt ? "later.done" : "send.sent"));
					onSent();
					return null;
				}}
				onClose=${onClose}
			/>`;
		}
	}
}

/**
 * Files before they are sent.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {Extract<Open, {kind: "files"}>} props.open
 * @param {string} props.quote
 * @param {(files: OutgoingFile[], to: string) => boolean} props.onFiles
 * @param {(open: Open) => void} props.onOpen
 * @param {() => void} props.onClose
 */
function FilesDialog({ name, open, quote, onFiles, onOpen, onClose }) {
	const [quality, setQuality] = useState(() => readPreference("pictures", "standard"));
	return html`<${AttachFiles}
		name=${name}
		files=${open.files}
		caption=${open.caption}
		quote=${quote}
		enterSends=${enterSends.value}
		quality=${quality}
		onQuality=${(/** @type {string} */ next) => {
			setQuality(next);
			writePreference("pictures", next === "standard" ? "" : next);
		}}
		onSend=${(/** @type {import("/app/components/attach-items.js").Item[]} */ items) => {
			if (onFiles(items.map(outgoing), open.to ?? "")) onClose();
		}}
		onClose=${(/** @type {File[]} */ files, /** @type {string} */ caption) => {
			onClose();
			if (files.length > 0) notice(t("attach.dropped", { count: files.length }), { action: t("common.undo"), run: () => onOpen({ ...open, files, caption }), stay: 8000 });
		}}
	/>`;
}

/** @param {import("/app/components/attach-items.js").Item} item @returns {OutgoingFile} */
function outgoing({ kind, caption, ready }) {
	if (!ready) throw new Error("A file is sent once it is ready.");
	const { blob, name, type, width, height } = ready;
	const words = hasCaption(kind) ? caption.trim() : "";
	return { content: { kind, ...(words && { caption: words }) }, file: { blob, name, type, size: blob.size, width, height } };
}

/** @param {string} text */
async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		notice(t("message.copied"));
	} catch {
		notice(t("message.copyFailed"), { bad: true });
	}
}

/**
 * Whose card, and then whether really: a card has somebody's numbers, and can't be taken back.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.customerID
 * @param {(content: Content, shown: string) => Promise<Problem | null>} props.onSend
 * @param {() => void} props.onClose
 */
function CardDialog({ name, customerID, onSend, onClose }) {
	const [card, setCard] = useState(/** @type {CustomerPick | null} */ (null));
	const chosen = useRef(/** @type {CustomerPick | null} */ (null));
	if (card) {
		return html`<${Confirm}
			title=${t("card.confirm", { card: card.name, name })}
			words=${[t("card.help")]}
			yes=${t("send.submit")}
			testid="card-dialog"
			onYes=${() => onSend({ contacts: [{ customer: card.id }] }, card.name)}
			onClose=${onClose}
		/>`;
	}
	return html`<${AttachDialog}
		title=${t("card.title", { name })}
		hint=${t("card.help")}
		without=${customerID}
		find=${findCustomers}
		onChoose=${async (/** @type {CustomerPick} */ customer) => {
			chosen.current = customer;
			return null;
		}}
		onClose=${() => (chosen.current ? setCard(chosen.current) : onClose())}
	/>`;
}

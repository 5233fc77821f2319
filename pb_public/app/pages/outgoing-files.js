// @ts-check
// Files on their way into a conversation: from wherever they come, to the outbox.

import { isShut } from "/app/lib/window.js";
import { t } from "/app/i18n/index.js";
import { useFiles } from "/app/components/drop-area.js";
import { readDraft } from "/app/state/drafts.js";
import { notice } from "/app/state/notices.js";
import { send as sendMessage } from "/app/state/outbox.js";

/** @typedef {{content: Content, file: PendingFile & {blob: Blob}}} OutgoingFile */

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string | null} props.address where an answer goes
 * @param {import("/app/lib/window.js").Window} props.window
 * @param {boolean} props.loaded
 * @param {string} props.quoted wamid of what is being answered
 * @param {() => void} props.onUnquote
 * @param {(open: import("/app/pages/thread-dialogs.js").Open) => void} props.onOpen
 */
export function useOutgoingFiles({ customerID, address, window, loaded, quoted, onUnquote, onOpen }) {
	/** Why no file can be sent to them now: nothing is chosen, let alone uploaded, for nothing. @returns {string} */
	const refusal = () => {
		if (!address) return t("composer.noAddress");
		return isShut(window) ? t(/** @type {any} */ (`window.${window.state}`)) : "";
	};
	const refuse = () => {
		const why = refusal();
		if (why) notice(why, { bad: true });
		return !!why;
	};
	/** @param {File[]} files @param {number} [folders] */
	const take = (files, folders = 0) => {
		if (refuse()) return;
		if (folders > 0) notice(t("attach.folders"), { bad: true });
		if (files.length > 0) onOpen({ kind: "files", files, caption: readDraft(customerID) });
	};
	const over = useFiles(take, () => loaded && !document.querySelector("dialog[open]"));

	/** @param {OutgoingFile[]} files @param {string} [to] another number, whose window was looked at already */
	const send = (files, to) => {
		if (!to && refuse()) return false;
		const batch = files.length > 1 ? (crypto.randomUUID?.() ?? String(Math.random())) : "";
		for (const [i, { content, file }] of files.entries()) {
			sendMessage({ customerID, to: to || (address ?? ""), content, shown: content.caption ?? "", replyTo: i === 0 ? quoted : "", file, batch });
		}
		if (quoted) onUnquote();
		return true;
	};
	/** @param {import("/app/lib/voice-note.js").Note} note @returns {boolean} false when it can't go now */
	const sendVoice = ({ blob, name, voice }) => {
		const file = { blob, name, type: blob.type, size: blob.size, width: 0, height: 0 };
		return send([{ content: { kind: "audio", ...(voice && { voice }) }, file }]);
	};
	return { over, refusal, take, send, sendVoice };
}

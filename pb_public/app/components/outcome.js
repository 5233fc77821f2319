// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { parseDate } from "/app/lib/dates.js";
import { whenWords } from "/app/lib/dates-more.js";
import { isWay } from "/app/lib/outcome.js";
import { isScheduled } from "/app/lib/schedule.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** Nearer than this a time says nothing. */
const SOON = 60 * 1000;

/**
 * What became of a message, where somebody has to know, with the button that helps.
 *
 * @param {{row: Comm, context: import("/app/components/bubble.js").Context}} props
 */
export function Outcome({ row, context }) {
	if (row.direction !== "outbound") return null;
	if (row.status === "queued") return html`<${Queued} row=${row} sending=${context.sending} onCancel=${context.onCancel} />`;
	const number = /^\d+$/.test(row.error_code);
	const code =
		(number || row.error_title) &&
		html`<details class="outcome-code">
			<summary>${t("message.details")}</summary>
			${number && html`<p>${t("message.code", { code: row.error_code })}</p>`}
			${row.error_title && html`<p>${t("message.metaSays", { words: row.error_title })}</p>`}
		</details>`;
	if (row.status === "failed") {
		return html`<div class="outcome outcome-failed" data-testid="outcome-failed">
			<p><strong>${t("message.failed")}</strong> ${row.error || t("message.failedNoReason")}</p>
			<div class="outcome-actions">
				${code}
				${context.again(row) && html`<span>${t("message.sentAgain")}</span>`}
				${!context.again(row) &&
				context.help(row).map((how) => {
					const words = t(/** @type {any} */ (`message.help.${how}`));
					if (!isWay(how)) return html`<span key=${how} data-testid="help-words">${words}</span>`;
					return html`<button key=${how} type="button" class="link-button" data-testid=${`help-${how}`} onClick=${() => context.onHelp(row, how)}>${words}</button>`;
				})}
			</div>
		</div>`;
	}
	if (row.status === "unknown") {
		return html`<div class="outcome outcome-unknown" data-testid="outcome-unknown">
			<p><strong>${t("message.unknown")}</strong> ${row.error || t("status.unknownHelp")}</p>
			<div class="outcome-actions">
				${code}
				${context.again(row)
					? html`<span>${t("message.sentAgain")}</span>`
					: html`<button type="button" class="link-button" data-testid="send-anyway" onClick=${() => context.onSendAnyway(row)}>${t("message.againMaybe")}</button>`}
			</div>
		</div>`;
	}
	return null;
}

/**
 * Waits for its time, or for WhatsApp. Why is never guessed: the server says it of the row, or of
 * all that waits, which is what counts while somebody has to mend it.
 *
 * @param {{row: Comm, sending: Health["sending"], onCancel: (row: Comm) => void}} props
 */
function Queued({ row, sending, onCancel }) {
	const now = new Date();
	const at = parseDate(row.send_at);
	const next = parseDate(row.next_attempt_at);
	const scheduled = isScheduled(row) && !!at && at > now;
	const why = sending.closed ? sending.reason : row.error || sending.reason;
	if (!scheduled && !next && !why) return null;
	const far = !sending.closed && !!next && next.getTime() - now.getTime() > SOON;
	const words = scheduled
		? t("message.leaves", { time: whenWords(/** @type {Date} */ (at), now) })
		: [why || t("message.leaving"), far && t("message.nextTry", { time: whenWords(/** @type {Date} */ (next), now) })].filter(Boolean).join(" ");
	return html`<div class="outcome outcome-queued" data-testid=${scheduled ? "outcome-scheduled" : "outcome-queued"}>
		<span><${Icon} name="clock" />${words}</span>
		<button type="button" class="link-button" data-testid="message-cancel" onClick=${() => onCancel(row)}>${t(scheduled ? "message.cancel" : "message.cancelQueued")}</button>
	</div>`;
}

/**
 * A message that is not in the log: lost on the way to the server, or refused by it.
 *
 * @param {{one: Pending, onRetry: (key: string) => void, onEdit: (one: Pending) => void,
 *   onDiscard: (key: string) => void, onTemplate: () => void}} props
 */
export function PendingOutcome({ one, onRetry, onEdit, onDiscard, onTemplate }) {
	if (one.state === "lost") {
		return html`<div class="outcome outcome-queued" data-testid="outcome-lost">
			<span><${Icon} name="clock" />${t("message.lost")}</span>
			<button type="button" class="link-button" onClick=${() => onDiscard(one.key)}>${t("message.discard")}</button>
		</div>`;
	}
	if (one.state === "held") {
		return html`<div class="outcome outcome-queued" data-testid="outcome-held">
			<span><${Icon} name="clock" />${t("upload.held")}</span>
			<button type="button" class="link-button" onClick=${() => onDiscard(one.key)}>${t("message.discard")}</button>
		</div>`;
	}
	if (one.state !== "failed") return null;
	const gone = one.code === "file_gone";
	const shut = one.code === "crm_window";
	const text = one.content.message !== undefined;
	return html`<div class="outcome outcome-failed" role="alert">
		<p><strong>${t("message.failed")}</strong> ${one.error}</p>
		<div class="outcome-actions">
			${shut
				? html`<button type="button" class="link-button" data-testid="help-template" onClick=${onTemplate}>${t("message.help.template")}</button>`
				: !gone && html`<button type="button" class="link-button" data-testid="pending-retry" onClick=${() => onRetry(one.key)}>${t("message.retry")}</button>`}
			${text && html`<button type="button" class="link-button" onClick=${() => onEdit(one)}>${t("message.toComposer")}</button>`}
			<button type="button" class="link-button" onClick=${() => onDiscard(one.key)}>${t("message.discard")}</button>
		</div>
	</div>`;
}

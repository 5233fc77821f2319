// @ts-check
import { h, html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate, timeOfDay } from "/app/lib/dates.js";
import { renderText } from "/app/lib/text.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import { Ticks } from "/app/components/ticks.js";

/**
 * @typedef {object} Context what a message needs to know of its thread
 * @property {string} me
 * @property {string} name of the other side
 * @property {(wamid: string) => Comm | undefined} find
 * @property {(row: Comm) => void} onSendAgain
 * @property {(row: Comm) => void} onEdit
 * @property {(row: Comm) => void} onDelete
 * @property {(row: Comm) => void} onJump
 */

const MEDIA = ["image", "video", "audio", "voice", "document", "sticker"];
const SOURCES = ["app", "meta_agent", "other_app", "standby", "history"];

/**
 * One WhatsApp message.
 *
 * @param {{row: Comm, first: boolean, context: Context}} props
 */
export function Bubble({ row, first, context }) {
	const out = row.direction === "outbound";
	const at = parseDate(row.occurred_at) ?? new Date(0);
	const author = row.expand?.author?.name ?? "";
	const who = !out ? context.name : row.author === context.me ? "" : author || t("message.team");
	const spoken = who ? t("message.from", { name: who, time: fullTime(at) }) : t("message.mine", { time: fullTime(at) });
	const look = ["message", out ? "message-out" : "message-in", first && "is-first", row.revoked_at && "is-revoked"];
	return html`<li
		class=${look.filter(Boolean).join(" ")}
		data-testid="message"
		data-key=${row.id}
		data-id=${row.id}
		data-type=${row.type}
		data-direction=${row.direction}
		data-status=${row.status}
	>
		<div class="bubble">
			<span class="visually-hidden">${spoken}</span>
			${first && out && who && !row.source && html`<p class="bubble-author" aria-hidden="true">${who}</p>`}
			<${Marks} row=${row} context=${context} />
			<div class="bubble-text" dir="auto">${renderText(row.body, h)}</div>
			<p class="bubble-foot">
				${row.ambiguous &&
				html`<span class="bubble-doubt" role="img" aria-label=${t("message.ambiguous")} title=${t("message.ambiguous")}><${Icon} name="alert" /></span>`}
				${row.edited_at && html`<span title=${editedTitle(row)}>${t("message.edited")}</span>`}
				<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
				<time datetime=${at.toISOString()} title=${fullTime(at)}>${timeOfDay(at)}</time>
				${out && html`<${Ticks} row=${row} />`}
			</p>
		</div>
		<${Reactions} list=${row.reactions} />
		<${Outcome} row=${row} onSendAgain=${context.onSendAgain} />
	</li>`;
}

/** @param {Comm} row */
function editedTitle(row) {
	const at = parseDate(row.edited_at);
	return at ? t("message.editedAt", { time: fullTime(at) }) : "";
}

/** Where it comes from and what it is about. @param {{row: Comm, context: Context}} props */
function Marks({ row, context }) {
	const quoted = row.reply_to ? context.find(row.reply_to) : undefined;
	/** @type {any[]} */
	const marks = [];
	if (row.revoked_at) marks.push(["trash", row.direction === "outbound" ? t("message.revokedByUs") : t("message.revoked")]);
	if (row.group_id) marks.push(["customers", t("message.group")]);
	if (row.about) marks.push(["info", row.about]);
	if (row.forwarded) marks.push(["forward", row.forwarded > 1 ? t("message.forwardedMany") : t("message.forwarded")]);
	if (SOURCES.includes(row.source)) marks.push(["phone", t(/** @type {any} */ (`message.source.${row.source}`))]);
	if (row.template) marks.push(["note", t("message.template", { name: row.template })]);
	if (MEDIA.includes(row.message_type)) {
		const kind = t(/** @type {any} */ (`message.kind.${row.message_type}`));
		// What stands for a file without a caption names it already.
		if (!row.body.startsWith("Media message ")) marks.push(["note", kind]);
	}
	if (row.media_state === "pending") marks.push(["phone", t("message.mediaPending")]);
	if (row.media_state === "failed") marks.push(["alert", t("message.mediaFailed")]);
	if (row.media_state === "expired") marks.push(["alert", t("message.mediaExpired")]);
	return html`
		${marks.map(([icon, words]) => html`<p key=${words} class="bubble-mark"><${Icon} name=${icon} />${words}</p>`)}
		${row.reply_to &&
		(quoted
			? html`<button type="button" class="bubble-quote" onClick=${() => context.onJump(quoted)}>
					<span class="visually-hidden">${t("message.reply")} </span><span dir="auto">${quoted.body}</span>
				</button>`
			: html`<p class="bubble-quote">${t("message.reply")} ${t("message.replyUnknown")}</p>`)}
	`;
}

/** @param {{list: Reaction[] | null}} props */
function Reactions({ list }) {
	// a reaction that was taken away stays in the row without its emoji
	const shown = Array.isArray(list) ? list.filter((one) => one.emoji) : [];
	if (shown.length === 0) return null;
	return html`<p class="reactions">
		${shown.map((one) => {
			const words = t("message.reaction", {
				emoji: one.emoji,
				who: t(one.by === "outbound" ? "message.reaction.outbound" : "message.reaction.inbound"),
			});
			return html`<span key=${one.by + one.emoji} role="img" aria-label=${words} title=${words}>${one.emoji}</span>`;
		})}
	</p>`;
}

/** What became of it, where somebody has to know. @param {{row: Comm, onSendAgain: (row: Comm) => void}} props */
function Outcome({ row, onSendAgain }) {
	if (row.direction !== "outbound") return null;
	if (row.status === "failed") {
		return html`<div class="outcome outcome-failed">
			<p>
				<strong>${t("message.failed")}</strong> ${row.error || t("message.failedNoReason")}
				${row.error_code && html` <span class="outcome-code">${t("message.code", { code: row.error_code })}</span>`}
			</p>
			<button type="button" class="link-button" onClick=${() => onSendAgain(row)}>${t("message.retry")}</button>
		</div>`;
	}
	if (row.status === "unknown") {
		return html`<div class="outcome">
			<p><strong>${t("status.unknown")}.</strong> ${row.error || t("status.unknownHelp")}</p>
			<button type="button" class="link-button" onClick=${() => onSendAgain(row)}>${t("message.retry")}</button>
		</div>`;
	}
	return null;
}

/**
 * A message on its way, or one that never left.
 *
 * @param {{one: Pending, onRetry: (key: string) => void, onEdit: (one: Pending) => void, onDiscard: (key: string) => void}} props
 */
export function PendingBubble({ one, onRetry, onEdit, onDiscard }) {
	const failed = one.state === "failed";
	const at = new Date(one.at);
	return html`<li
		class=${`message message-out is-pending ${failed ? "is-failed" : ""}`}
		data-testid="message"
		data-key=${one.key}
		data-type="whatsapp"
		data-direction="outbound"
		data-status=${failed ? "failed" : "queued"}
	>
		<div class="bubble">
			<span class="visually-hidden">${t("message.mine", { time: fullTime(at) })}</span>
			<div class="bubble-text" dir="auto">${renderText(one.message, h)}</div>
			<p class="bubble-foot">
				<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
				<time datetime=${one.at} title=${fullTime(at)}>${timeOfDay(at)}</time>
				<${Ticks} row=${{ status: failed ? "failed" : "queued" }} />
			</p>
		</div>
		${failed &&
		html`<div class="outcome outcome-failed" role="alert">
			<p><strong>${t("message.failed")}</strong> ${one.error}</p>
			<button type="button" class="link-button" onClick=${() => onRetry(one.key)}>${t("message.retry")}</button>
			<button type="button" class="link-button" onClick=${() => onEdit(one)}>${t("message.toComposer")}</button>
			<button type="button" class="link-button" onClick=${() => onDiscard(one.key)}>${t("message.discard")}</button>
		</div>`}
	</li>`;
}

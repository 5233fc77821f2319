// @ts-check
import { h, html, useEffect } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate, timeOfDay } from "/app/lib/dates.js";
import { localEnds } from "/app/lib/dates-more.js";
import { Edited, corrected } from "/app/components/edited.js";
import { renderText } from "/app/lib/text.js";
import { isBlank, lineWords, t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import { LinkedFile, Media } from "/app/components/media.js";
import { MessageParts, sayAll } from "/app/components/message-parts.js";
import { Outcome, PendingOutcome } from "/app/components/outcome.js";
import { PendingFile } from "/app/components/pending-file.js";
import { Ticks } from "/app/components/ticks.js";
import { Unverified } from "/app/components/unverified.js";
import "/app/components/icons-more.js";

/**
 * @typedef {object} Context what a message needs to know of its thread
 * @property {string} me
 * @property {string} name of the other side
 * @property {(wamid: string) => Comm | null | undefined} find null: it is nowhere; undefined: not yet known
 * @property {(wamid: string) => void} onSeek asks for a message that find doesn't know
 * @property {(row: Comm) => void} onEdit
 * @property {(row: Comm) => void} onDelete
 * @property {import("/app/components/media.js").FileAddress} file
 * @property {(key: string | undefined) => import("/app/components/pending-file.js").Local | undefined} local a file that went out from here
 * @property {(row: Comm) => void} onFetchAgain
 * @property {import("/app/components/media.js").WhyNot} onNoPicture
 * @property {(card: Card) => void} onCard
 * @property {((row: Comm) => void) | null} onRaw shows what WhatsApp sent; null for those who may not see it
 * @property {(row: Comm) => void | Promise<void>} onJump
 * @property {((row: Comm) => void) | null} onReply null where nothing is written
 * @property {(row: Comm, emoji: string) => void} onReact
 * @property {(row: Comm, anchor: Element | null) => void} onMenu
 * @property {Health["sending"]} sending why nothing leaves now
 * @property {(row: Comm) => boolean} again whether it was sent again just now
 * @property {(row: Comm) => ReturnType<typeof import("/app/lib/outcome.js").helpFor>} help what helps a message that failed
 * @property {(row: Comm, how: import("/app/lib/outcome.js").Way) => void} onHelp
 * @property {(row: Comm) => void} onSendAnyway
 * @property {(row: Comm) => void} onCancel
 */

const MEDIA = ["image", "video", "audio", "voice", "document", "sticker"];
const SOURCES = ["app", "meta_agent", "other_app", "standby", "history"];

/** Whether a message can be quoted and reacted to. @param {Comm} row */
export const answerable = (row) => row.type === "whatsapp" && !!row.ext_message_id && !row.revoked_at && !row.group_id;

/**
 * One WhatsApp message.
 *
 * @param {{row: Comm, first: boolean, context: Context, last?: boolean}} props last: the one in the tab order
 */
export function Bubble({ row, first, context, last }) {
	const out = row.direction === "outbound";
	const at = parseDate(row.occurred_at) ?? new Date(0);
	const author = row.expand?.author?.name ?? "";
	const who = !out ? context.name : row.author === context.me ? "" : author || t("message.team");
	const spoken = who ? t("message.from", { name: who, time: fullTime(at) }) : t("message.mine", { time: fullTime(at) });
	const look = ["message", out ? "message-out" : "message-in", first && "is-first", row.revoked_at && "is-revoked"];
	return html`<li
		class=${look.filter(Boolean).join(" ")}
		tabindex=${last ? 0 : -1}
		data-testid="message"
		data-key=${row.id}
		data-id=${row.id}
		data-type=${row.type}
		data-direction=${row.direction}
		data-status=${row.status}
	>
		<div class="bubble-line">
			<div class="bubble">
				<span class="visually-hidden">${spoken}</span>
				${first && out && who && !row.source && html`<p class="bubble-author" aria-hidden="true">${who}</p>`}
				<${Unverified} row=${row} />
				<${Marks} row=${row} context=${context} />
				<${Words} row=${row} />
				${context.onRaw &&
				row.details?.missing &&
				html`<button type="button" class="link-button bubble-raw" data-testid="message-raw" onClick=${() => context.onRaw?.(row)}>${t("raw.menu")}</button>`}
				<p class="bubble-foot">
					${row.ambiguous &&
					html`<span class="bubble-doubt" role="img" aria-label=${t("message.ambiguous")} title=${t("message.ambiguous")}><${Icon} name="alert" /></span>`}
					<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
					<time datetime=${at.toISOString()} title=${fullTime(at)}>${timeOfDay(at)}</time>
					${out && html`<${Ticks} row=${row} />`}
				</p>
				<${Edited} row=${row} />
			</div>
			<div class="message-tools">
				${context.onReply &&
				answerable(row) &&
				html`<button type="button" tabindex="-1" class="tool" aria-label=${t("quote.reply")} title=${t("quote.reply")} data-testid="message-reply" onClick=${() => context.onReply?.(row)}>
					<${Icon} name="reply" />
				</button>`}
				<button
					type="button"
					tabindex="-1"
					class="tool"
					aria-label=${t("message.more")}
					title=${t("message.more")}
					aria-haspopup="dialog"
					data-testid="message-more"
					onClick=${(/** @type {any} */ event) => context.onMenu(row, event.currentTarget)}
				>
					<${Icon} name=${answerable(row) ? "smile" : "more"} />
				</button>
			</div>
		</div>
		<${Reactions} row=${row} context=${context} />
		<${Outcome} row=${row} context=${context} />
	</li>`;
}

/** Whether the file of a message is there to be seen, or a way to it. @param {Comm} row */
const fileShown = (row) => (row.media_state === "stored" || !!row.details?.link) && !row.revoked_at;

/** Whether a message has words only because something must stand for its file. @param {Comm} row */
export const standIn = (row) => MEDIA.includes(row.message_type) && row.body.startsWith("Media message ");

/** What stands in a template's words for the file that is shown above them. */
const FILE_LINE = /^\[(?:image|video|document)[^\]\n]*\]\n/;

/** What was said, unless the parts of it have shown that already. @param {{row: Comm}} props */
function Words({ row }) {
	if (fileShown(row) && standIn(row)) return null;
	const said = row.details && sayAll(row.details) && !corrected(row) ? (row.details.text ?? "") : row.body;
	const whole = row.message_type === "template" || row.message_type === "interactive" ? localEnds(said) : said;
	const text = row.message_type === "template" && fileShown(row) ? whole.replace(FILE_LINE, "") : whole;
	// A bubble with nothing in it looks like a mistake of the page; a file says enough without words.
	if (isBlank(text)) return row.message_type === "text" ? html`<p class="bubble-mark" data-testid="message-empty">${t("message.empty")}</p>` : null;
	return html`<div class="bubble-text" dir="auto">${renderText(text, h)}</div>`;
}

/** Where it comes from and what it is about. @param {{row: Comm, context: Context}} props */
function Marks({ row, context }) {
	/** @type {any[]} */
	const marks = [];
	if (row.revoked_at) marks.push(["trash", row.direction === "outbound" ? t("message.revokedByUs") : t("message.revoked")]);
	if (row.message_type === "edit") marks.push(["note", t("message.editAlone")]);
	if (row.group_id) marks.push(["customers", t("message.group")]);
	if (row.about && !row.details?.ad) marks.push(["info", row.about]);
	if (row.forwarded) marks.push(["forward", row.forwarded > 1 ? t("message.forwardedMany") : t("message.forwarded")]);
	if (SOURCES.includes(row.source)) marks.push(["phone", t(/** @type {any} */ (`message.source.${row.source}`))]);
	if (row.template) marks.push(["template", t("message.template", { name: row.template })]);
	if (MEDIA.includes(row.message_type) && !fileShown(row) && !standIn(row)) marks.push(["note", t(/** @type {any} */ (`message.kind.${row.message_type}`))]);
	return html`
		${marks.map(([icon, words]) => html`<p key=${words} class="bubble-mark"><${Icon} name=${icon} />${words}</p>`)}
		<${Quote} wamid=${row.reply_to} context=${context} />
		${row.details && html`<${MessageParts} details=${row.details} known=${row.customer ? row.address : ""} onCard=${context.onCard} />`}
		${row.details?.link && !row.revoked_at && html`<${LinkedFile} link=${row.details.link} kind=${row.message_type} name=${standIn(row) ? lineWords(row.body) : ""} />`}
		${row.media_state && !row.revoked_at && html`<${Media} row=${row} local=${context.local(row.client_key)} file=${context.file} onAgain=${context.onFetchAgain} onNoPicture=${context.onNoPicture} />`}
	`;
}

/** What a message answers; a press goes there. @param {{wamid: string, context: Context}} props */
function Quote({ wamid, context }) {
	const quoted = wamid ? context.find(wamid) : null;
	useEffect(() => {
		if (quoted === undefined) context.onSeek(wamid);
	}, [wamid, quoted === undefined]);
	if (!wamid) return null;
	if (!quoted) return html`<p class="bubble-quote">${t("message.reply")} ${t("message.replyUnknown")}</p>`;
	return html`<button type="button" class="bubble-quote" data-testid="message-quote" onClick=${() => context.onJump(quoted)}>
		<span class="visually-hidden">${t("message.reply")} </span><span dir="auto">${lineWords(quoted.body)}</span>
	</button>`;
}

/** @param {{row: Comm, context: Context}} props */
function Reactions({ row, context }) {
	// a reaction that was taken away stays in the row without its emoji
	const shown = Array.isArray(row.reactions) ? row.reactions.filter((one) => one.emoji) : [];
	if (shown.length === 0) return null;
	return html`<p class="reactions">
		${shown.map((one) => {
			const own = one.by === "outbound";
			const words = t("message.reaction", {
				emoji: one.emoji,
				who: t(own ? "message.reaction.outbound" : "message.reaction.inbound"),
			});
			if (!own) return html`<span key=${one.by + one.emoji} role="img" aria-label=${words} title=${words}>${one.emoji}</span>`;
			const undo = t("reaction.remove", { emoji: one.emoji });
			return html`<button key=${one.by} type="button" class="reaction-own" aria-label=${undo} title=${undo} data-testid="reaction-own" onClick=${() => context.onReact(row, "")}>
				${one.emoji}
			</button>`;
		})}
	</p>`;
}

/**
 * A message on its way, or one that never left.
 *
 * @param {{one: Pending, context: Context, onRetry: (key: string) => void, onEdit: (one: Pending) => void,
 *   onDiscard: (key: string) => void, onTemplate: () => void, onCancelUpload: (key: string) => void}} props
 */
export function PendingBubble({ one, context, onRetry, onEdit, onDiscard, onTemplate, onCancelUpload }) {
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
			${one.template && html`<p class="bubble-mark"><${Icon} name="template" />${t("message.template", { name: one.template })}</p>`}
			<${Quote} wamid=${one.reply_to} context=${context} />
			${one.file && html`<${PendingFile} one=${one} local=${context.local(one.key)} onCancel=${onCancelUpload} />`}
			${one.message && html`<div class="bubble-text" dir="auto">${renderText(one.message, h)}</div>`}
			<p class="bubble-foot">
				<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
				<time datetime=${one.at} title=${fullTime(at)}>${timeOfDay(at)}</time>
				<${Ticks} row=${{ status: failed ? "failed" : "queued" }} />
			</p>
		</div>
		<${PendingOutcome} one=${one} onRetry=${onRetry} onEdit=${onEdit} onDiscard=${onDiscard} onTemplate=${onTemplate} />
	</li>`;
}

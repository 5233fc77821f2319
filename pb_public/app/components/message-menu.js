// @ts-check
import { html, useLayoutEffect, useRef } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { statusName, t } from "/app/i18n/index.js";
import { fingerDone, isFinger } from "/app/components/finger.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

const EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
/** Between the menu and the edge of the window. */
const MARGIN = 8;

/**
 * What can be done with one message, and what is known of it. Beside the message where there is
 * room; on a phone it comes from below.
 *
 * @param {object} props
 * @param {Comm} props.row
 * @param {DOMRect | null} props.near
 * @param {boolean} props.canReact
 * @param {(() => void) | null} props.onReply
 * @param {(emoji: string) => void} props.onReact
 * @param {(() => void) | null} props.onCopy
 * @param {(() => void) | null} props.onRaw shows it in Meta's words
 * @param {() => void} props.onClose
 */
export function MessageMenu({ row, near, canReact, onReply, onReact, onCopy, onRaw, onClose }) {
	const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
	const own = (row.reactions ?? []).find((one) => one.by === "outbound")?.emoji ?? "";
	useLayoutEffect(() => {
		const dialog = ref.current;
		const before = document.activeElement;
		if (!dialog) return undefined;
		if (!dialog.open) dialog.showModal();
		place(dialog);
		return () => {
			if (dialog.open) dialog.close();
			if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
		};
	}, []);
	/** @param {HTMLDialogElement} dialog */
	function place(dialog) {
		if (!near || !matchMedia("(min-width: 48rem)").matches) return;
		const { width, height } = dialog.getBoundingClientRect();
		const left = row.direction === "outbound" ? near.right - width : near.left;
		const top = near.bottom + height + MARGIN > innerHeight ? near.top - height : near.bottom;
		dialog.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
		dialog.style.top = `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN))}px`;
	}
	// note: not the mouse's press. A finger that lets go after it has opened this makes one.
	/** @param {() => void} run */
	const then = (run) => () => {
		onClose();
		run();
	};
	return html`<dialog
		ref=${ref}
		class="message-menu"
		aria-label=${t("message.more")}
		data-testid="message-menu"
		onCancel=${(/** @type {Event} */ event) => {
			event.preventDefault();
			onClose();
		}}
		onPointerDown=${(/** @type {PointerEvent} */ event) => {
			if (event.target !== ref.current) return;
			if (isFinger(event)) fingerDone();
			onClose();
		}}
	>
		<div class="message-menu-body">
			${canReact &&
			html`<div class="emojis" role="group" aria-label=${t("reaction.title")}>
				${EMOJIS.map((emoji) => {
					const mine = own === emoji;
					return html`<button
						key=${emoji}
						type="button"
						class="emoji"
						aria-pressed=${String(mine)}
						aria-label=${t(mine ? "reaction.remove" : "reaction.add", { emoji })}
						data-testid="react"
						data-emoji=${emoji}
						onClick=${then(() => onReact(mine ? "" : emoji))}
					>
						${emoji}
					</button>`;
				})}
			</div>`}
			${onReply && html`<button type="button" class="menu-item" data-testid="menu-reply" onClick=${then(onReply)}><${Icon} name="reply" />${t("quote.reply")}</button>`}
			${onCopy && html`<button type="button" class="menu-item" data-testid="menu-copy" onClick=${then(onCopy)}><${Icon} name="copy" />${t("message.copy")}</button>`}
			${onRaw && html`<button type="button" class="menu-item" data-testid="menu-raw" onClick=${then(onRaw)}><${Icon} name="code" />${t("raw.menu")}</button>`}
			<${Facts} row=${row} />
		</div>
	</dialog>`;
}

/** What is known of it. @param {{row: Comm}} props */
function Facts({ row }) {
	/** @param {string | undefined} stored */
	const time = (stored) => {
		const at = parseDate(stored);
		return at ? fullTime(at) : "";
	};
	const out = row.direction === "outbound";
	const author = row.expand?.author?.name;
	/** @type {[string, string | undefined][]} */
	const facts = [
		[t(out ? "message.fact.written" : "status.received"), time(row.occurred_at)],
		[t("message.fact.by"), out ? author : ""],
		[statusName("sent"), out ? time(row.sent_at) : ""],
		[statusName("delivered"), out ? time(row.delivered_at) : ""],
		[statusName("read"), out ? time(row.read_at) : ""],
		[statusName("failed"), out ? time(row.failed_at) : ""],
		[t("message.fact.price"), priceWords(row)],
		[t("message.fact.code"), /^\d+$/.test(row.error_code) ? row.error_code : ""],
		[t("message.fact.words"), row.error_title],
	];
	return html`<dl class="message-facts" data-testid="message-facts">
		${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
	</dl>`;
}

/** What it counts as at WhatsApp. @param {Comm} row */
function priceWords(row) {
	const category = (row.pricing_category ?? "").toLowerCase().replace(/_lite$/, "");
	if (!category) return "";
	const known = ["marketing", "utility", "service", "authentication", "referral_conversion"].includes(category);
	const name = known ? t(/** @type {any} */ (`price.${category}`)) : category;
	if (!row.pricing_type) return name;
	return t(/free/i.test(row.pricing_type) ? "price.free" : "price.charged", { category: name });
}

// @ts-check
import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate, shortTime, timeOfDay } from "/app/lib/dates.js";
import { party } from "/app/lib/names.js";
import { plainText } from "/app/lib/plain.js";
import { inboxPath } from "/app/lib/routes.js";
import { rove } from "/app/lib/rove.js";
import { lineWords, t, typeName } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Icon } from "/app/components/icon.js";
import { Ticks } from "/app/components/ticks.js";

/** @typedef {import("/app/state/inbox.js").Line} Line */

/**
 * The list of the inbox. One of its links is in the tab order; the arrow keys move between them.
 *
 * @param {{lines: Line[], selected: string, counts: boolean, label: string, onOpen: (customerID: string) => void}} props
 *   counts: whether to mark what is unread, which only WhatsApp messages can be
 */
export function ConversationList({ lines, selected, counts, label, onOpen }) {
	const ref = useRef(/** @type {HTMLUListElement | null} */ (null));
	const [focused, setFocused] = useState("");
	const current = lines.find((line) => line.key === focused) ?? lines.find((line) => line.customerID === selected) ?? lines[0];

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		const links = [...(ref.current?.querySelectorAll("a") ?? [])];
		const at = links.indexOf(/** @type {any} */ (document.activeElement));
		const next = rove(event.key, at, links.length);
		if (next < 0 || at < 0) return;
		event.preventDefault();
		links[next].focus();
	};

	return html`<ul ref=${ref} class="talks" aria-label=${label} data-testid="inbox-list" onKeyDown=${press}>
		${lines.map(
			(line) => html`<${Row}
				key=${line.key}
				line=${line}
				selected=${line.customerID === selected}
				counts=${counts}
				tabbable=${line === current}
				onFocus=${() => setFocused(line.key)}
				onOpen=${onOpen}
			/>`,
		)}
	</ul>`;
}

/**
 * @param {{line: Line, selected: boolean, counts: boolean, tabbable: boolean, onFocus: () => void,
 *   onOpen: (customerID: string) => void}} props
 */
function Row({ line, selected, counts, tabbable, onFocus, onOpen }) {
	const { title, unknown, profile } = party(line.customerID, line.customer, line.conversation?.profile_name);
	const name = title || t("customers.nameless");
	const at = parseDate(line.until || line.at);
	const unread = counts ? (line.conversation?.unread ?? 0) : 0;
	const look = ["talk", selected && "is-selected", unread > 0 && "is-unread"].filter(Boolean).join(" ");
	/** @param {MouseEvent} event */
	const open = (event) => {
		if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
		event.preventDefault();
		onOpen(line.customerID);
	};
	return html`<li>
		<a
			class=${look}
			href=${inboxPath(line.customerID)}
			tabindex=${tabbable ? 0 : -1}
			aria-current=${selected ? "true" : undefined}
			data-testid="inbox-item"
			data-customer-id=${line.customerID}
			onFocus=${onFocus}
			onClick=${open}
		>
			<${Avatar} name=${name} id=${line.customerID} unknown=${unknown} />
			<span class="talk-main">
				<span class="talk-top">
					<span class="talk-name">
						<bdi>${profile ? `~${profile}` : name}</bdi>${unknown &&
						html`<span class="talk-unknown">${profile && html` · <bdi>${name}</bdi>`} · ${t("inbox.unknownSender")}</span>`}
					</span>
					${at && html`<time class="talk-time" datetime=${at.toISOString()} title=${fullTime(at)}>${line.until ? t("inbox.until", { time: timeOfDay(at) }) : shortTime(at, new Date())}</time>`}
				</span>
				<span class="talk-bottom">
					<span class=${`talk-type type-${line.type}`}>
						<${Icon} name=${line.type} /><span class="visually-hidden">${typeName(line.type)}</span>
					</span>
					${line.status && html`<${Ticks} row=${{ status: line.status }} />`}
					${(line.status === "failed" || line.status === "unknown") && html`<span class="talk-bad" aria-hidden="true">${t(/** @type {any} */ (`inbox.${line.status}`))}</span>`}
					${line.direction === "outbound" &&
					!line.status &&
					html`<span class="talk-type" title=${t("direction.outbound")}>
						<${Icon} name="sent" /><span class="visually-hidden">${t("direction.outbound")}</span>
					</span>`}
					${line.unverified &&
					html`<span class="talk-seal" role="img" aria-label=${t("message.unverified")} title=${t("message.unverified")} data-testid="talk-unverified"><${Icon} name="seal" /></span>`}
					<span class="talk-preview" dir="auto">${plainText(lineWords(line.preview))}</span>
					${unread > 0 &&
					html`<span class="badge" data-testid="unread-badge" title=${t("inbox.unread", { count: unread })}>
						<span aria-hidden="true">${unread > 99 ? "99+" : unread}</span>
						<span class="visually-hidden">${t("inbox.unread", { count: unread })}</span>
					</span>`}
				</span>
			</span>
		</a>
	</li>`;
}

// @ts-check
// The inbox: the list, the thread, who this is. On a phone one of them at a time.

import { html, useEffect } from "/vendor/preact-htm-signals.mjs";
import { inboxPath } from "/app/lib/routes.js";
import { t, typeName } from "/app/i18n/index.js";
import { ConversationList } from "/app/components/conversation-list.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { TypeFilter } from "/app/components/filter-bar.js";
import { useModule } from "/app/components/lazy.js";
import { Pager } from "/app/components/pager.js";
import { Switch } from "/app/components/switch.js";
import { navigate, route, title } from "/app/router.js";
import { onCommand } from "/app/state/commands.js";
import { error, filter, hasMore, lines, load, loaded, loading, more, setFilter } from "/app/state/inbox.js";

/** With a mouse and room, a conversation opens ready to write; else its heading is read first. */
const roomy = matchMedia("(min-width: 48rem) and (hover: hover) and (pointer: fine)");

/** @param {string} customerID */
function open(customerID) {
	navigate(inboxPath(customerID), { quiet: roomy.matches });
	if (roomy.matches) setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector(".composer-input"))?.focus());
}

/** The thread is fetched after the list: the list is what people look at first. */
const loadTalk = () => import("/app/pages/talk.js");

export default function InboxPage() {
	const { id, tab } = route.value;
	const Talk = useModule(loadTalk)?.default;
	useEffect(() => {
		if (!loaded.value) void load();
	}, []);
	useEffect(() => {
		/** @param {number} step */
		const step = (step) => () => {
			// As the arrow keys do, and from elsewhere on the page into the list: nothing is opened.
			const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-testid="inbox-item"]')]);
			const here = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
			const at = here < 0 ? links.findIndex((link) => link.tabIndex === 0) : here;
			const next = here < 0 && !route.value.id ? at : at + step;
			links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
		};
		const off = [onCommand("next", step(1)), onCommand("previous", step(-1))];
		return () => off.forEach((remove) => remove());
	}, []);
	const view = !id ? "list" : tab === "who" ? "who" : "thread";
	return html`<div class="inbox" data-view=${view}>
		<${ListPane} selected=${id} />
		${id
			? Talk
				? html`<${Talk} key=${id} id=${id} />`
				: html`<section class="pane-thread" aria-busy="true"></section>`
			: html`<section class="pane-thread pane-nothing" aria-label=${t("inbox.pick")}>
					${lines.value.length > 0 && html`<${Empty} icon="inbox" title=${t("inbox.pick")} help=${t("inbox.pickHelp")} />`}
				</section>`}
	</div>`;
}

/** @param {{selected: string}} props */
function ListPane({ selected }) {
	const { type, grouped, unreadOnly, blocked, closing } = filter.value;
	const apart = unreadOnly || blocked || closing;
	const rows = lines.value;
	const kind = type === "all" ? t("inbox.allTypes") : typeName(type);
	if (!selected) title.value = t("inbox.title");
	return html`<section class="pane-list" aria-label=${t("inbox.title")}>
		<header class="list-head">
			${selected
				? html`<h2>${t("inbox.title")}</h2>`
				: html`<h1 tabindex="-1" data-heading>${t("inbox.title")}</h1>`}
			<div class="chips">
				<${Chip} label=${t("inbox.unreadOnly")} name="unread" on=${unreadOnly} what="unreadOnly" />
				<${Chip} label=${t("inbox.closing")} name="closing" on=${closing} what="closing" />
				<${Chip} label=${t("inbox.blocked")} name="blocked" on=${blocked} what="blocked" />
			</div>
		</header>
		<div class="list-filters">
			<${TypeFilter} value=${type} onChange=${(/** @type {any} */ next) => setFilter({ type: next })} />
			<div class="list-options">
				<span class="list-kind" aria-live="off">${kind}</span>
				<${Switch}
					label=${t("inbox.group")}
					checked=${grouped || apart}
					disabled=${apart}
					testid="group-switch"
					onChange=${(/** @type {boolean} */ next) => setFilter({ grouped: next })}
				/>
			</div>
		</div>
		<div class="list-scroll">
			${!loaded.value && !error.value && html`<${Skeleton} rows=${8} />`}
			${error.value && !loaded.value && html`<${Trouble} message=${error.value.message} onRetry=${load} />`}
			${loaded.value && rows.length === 0 && html`<${Nothing} />`}
			${rows.length > 0 &&
			html`<${ConversationList}
				lines=${rows}
				selected=${selected}
				counts=${apart || type === "all" || type === "whatsapp"}
				label=${grouped || apart ? t("inbox.list") : t("inbox.listUngrouped")}
				onOpen=${open}
			/>`}
			${hasMore.value && html`<${Pager} onMore=${more} loading=${loading.value} />`}
		</div>
	</section>`;
}

/** What is listed apart: one of them at a time. */
const APART = { unreadOnly: false, closing: false, blocked: false };

/** @param {{label: string, name: string, on: boolean, what: keyof typeof APART}} props */
function Chip({ label, name, on, what }) {
	return html`<label class="chip">
		<input type="checkbox" checked=${on} data-testid=${`filter-${name}`} onChange=${(/** @type {any} */ e) => setFilter({ ...APART, [what]: e.currentTarget.checked })} />
		<span>${label}</span>
	</label>`;
}

function Nothing() {
	const { type, unreadOnly, blocked, closing } = filter.value;
	const all = html`<button type="button" class="button" onClick=${() => setFilter({ type: "all", ...APART })}>
		${t("inbox.showAll")}
	</button>`;
	if (blocked) return html`<${Empty} icon="block" title=${t("inbox.emptyBlocked")} help=${t("inbox.emptyBlockedHelp")}>${all}<//>`;
	if (closing) return html`<${Empty} icon="inbox" title=${t("inbox.emptyClosing")} help=${t("inbox.emptyClosingHelp")}>${all}<//>`;
	if (unreadOnly) return html`<${Empty} icon="unread" title=${t("inbox.emptyUnread")} help=${t("inbox.emptyUnreadHelp")}>${all}<//>`;
	if (type !== "all") return html`<${Empty} icon=${type} title=${t("inbox.emptyFilter")} help=${t("inbox.emptyFilterHelp")}>${all}<//>`;
	return html`<${Empty} icon="inbox" title=${t("inbox.empty")} help=${t("inbox.emptyHelp")}>
		<a class="button" href="/customers">${t("inbox.toCustomers")}</a>
	<//>`;
}

// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { dayLabel } from "/app/lib/dates.js";
import { t } from "/app/i18n/index.js";
import { Bubble, PendingBubble } from "/app/components/bubble.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { EntryCard, SystemLine } from "/app/components/entry-card.js";
import { Icon } from "/app/components/icon.js";
import { Pager } from "/app/components/pager.js";
import { useScrollKeeper } from "/app/components/scroll-keeper.js";

/**
 * The log of one conversation, oldest first.
 *
 * @param {object} props
 * @param {import("/app/lib/groups.js").Item[]} props.items
 * @param {Pending[]} props.pending
 * @param {boolean} props.loaded
 * @param {boolean} props.loading
 * @param {boolean} props.hasOlder
 * @param {Problem | null} props.error
 * @param {Omit<import("/app/components/bubble.js").Context, "onJump">} props.context
 * @param {() => void} props.onOlder
 * @param {() => void} props.onReload
 * @param {{onRetry: (key: string) => void, onEdit: (one: Pending) => void, onDiscard: (key: string) => void}} props.pendingActions
 */
export function ThreadView(props) {
	const { items, pending, loaded, loading, hasOlder, error, onOlder, onReload, pendingActions } = props;
	const own = pending[pending.length - 1]?.key ?? "";
	const lines = items.map((item) => ({ key: item.key, inbound: item.kind === "row" && item.row.direction === "inbound" }));
	const keeper = useScrollKeeper(lines, own);
	const context = {
		...props.context,
		/** @param {Comm} row */
		onJump: (row) => {
			const target = keeper.scroller.current?.querySelector(`[data-key="${CSS.escape(row.id)}"]`);
			target?.scrollIntoView({ block: "center" });
			target?.classList.add("is-found");
			setTimeout(() => target?.classList.remove("is-found"), 1600);
		},
	};
	const nothing = loaded && items.length === 0 && pending.length === 0;

	return html`<div class="thread" data-testid="thread">
		<div
			ref=${keeper.scroller}
			class="thread-scroll"
			role="region"
			aria-label=${t("thread.log")}
			tabindex="0"
			onScroll=${keeper.onScroll}
		>
			<div class="thread-content">
				${!loaded && !error && html`<${Skeleton} kind="thread" rows=${5} />`}
				${error && !loaded && html`<${Trouble} message=${error.message} onRetry=${onReload} />`}
				${nothing && html`<${Empty} icon="sms" title=${t("thread.empty")} help=${t("thread.emptyHelp")} />`}
				${loaded && hasOlder && html`<${Pager} onMore=${onOlder} loading=${loading} label=${t("thread.older")} />`}
				${loaded && !hasOlder && !nothing && html`<p class="thread-start">${t("thread.start")}</p>`}
				<ol class="messages">
					${items.map((item) => line(item, context))}
					${pending.map((one) => html`<${PendingBubble} key=${one.key} one=${one} ...${pendingActions} />`)}
				</ol>
			</div>
		</div>
		${keeper.waiting > 0
			? html`<button type="button" class="pill" data-testid="new-messages-pill" onClick=${keeper.toBottom}>
					<${Icon} name="down" />${t("thread.new", { count: keeper.waiting })}
				</button>`
			: keeper.far &&
				html`<button
					type="button"
					class="pill pill-round"
					aria-label=${t("thread.toNewest")}
					title=${t("thread.toNewest")}
					onClick=${keeper.toBottom}
				>
					<${Icon} name="down" />
				</button>`}
	</div>`;
}

/**
 * @param {import("/app/lib/groups.js").Item} item
 * @param {import("/app/components/bubble.js").Context} context
 */
function line(item, context) {
	switch (item.kind) {
		case "day":
			return html`<li key=${item.key} class="day"><span>${dayLabel(item.at, new Date())}</span></li>`;
		case "unread":
			return html`<li key=${item.key} class="unread-line"><span>${t("thread.unreadLine", { count: item.count })}</span></li>`;
		default:
			if (item.row.type !== "whatsapp") return html`<${EntryCard} key=${item.key} row=${item.row} context=${context} />`;
			if (item.row.message_type === "system") return html`<${SystemLine} key=${item.key} row=${item.row} />`;
			return html`<${Bubble} key=${item.key} row=${item.row} first=${item.first} context=${context} />`;
	}
}

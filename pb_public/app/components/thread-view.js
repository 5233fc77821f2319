// @ts-check
import { html, useEffect, useRef } from "/vendor/preact-htm-signals.mjs";
import { isCall } from "/app/lib/calls.js";
import { dayLabel } from "/app/lib/dates-more.js";
import { rove } from "/app/lib/rove.js";
import { t } from "/app/i18n/index.js";
import { Bubble, PendingBubble, answerable } from "/app/components/bubble.js";
import { CallCard } from "/app/components/call-card.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { EntryCard, SystemLine } from "/app/components/entry-card.js";
import { Icon } from "/app/components/icon.js";
import { useLongPress } from "/app/components/long-press.js";
import { Pager } from "/app/components/pager.js";
import { useScrollKeeper } from "/app/components/scroll-keeper.js";
import "/app/components/icons-more.js";

/** @typedef {import("/app/components/bubble.js").Context} Context */

/**
 * The log of one conversation, oldest first; below it what is on its way and what leaves later.
 *
 * @param {object} props
 * @param {import("/app/lib/groups.js").Item[]} props.items
 * @param {Pending[]} props.pending
 * @param {Comm[]} props.scheduled
 * @param {boolean} props.loaded
 * @param {boolean} props.loading
 * @param {boolean} props.hasOlder
 * @param {Problem | null} props.error
 * @param {Omit<Context, "onJump">} props.context
 * @param {() => void} props.onOlder
 * @param {() => void} props.onReload
 * @param {(row: Comm) => Promise<boolean>} props.onReach loads back to a row that is further up
 * @param {{current: (() => void) | null}} [props.toNewest] is given what goes to the newest message
 * @param {{onRetry: (key: string) => void, onEdit: (one: Pending) => void, onDiscard: (key: string) => void, onTemplate: () => void,
 *   onCancelUpload: (key: string) => void}} props.pendingActions
 */
export function ThreadView(props) {
	const { items, pending, scheduled, loaded, loading, hasOlder, error, onOlder, onReload, pendingActions } = props;
	const list = useRef(/** @type {HTMLOListElement | null} */ (null));
	const own = pending[pending.length - 1]?.key ?? "";
	const lines = items.map((item) => ({ key: item.key, inbound: item.kind === "row" && item.row.direction === "inbound" }));
	const keeper = useScrollKeeper(lines, own);
	useEffect(() => {
		if (props.toNewest) props.toNewest.current = keeper.toBottom;
	});
	/** @type {Context} */
	const context = {
		...props.context,
		onJump: async (row) => {
			const find = () => keeper.scroller.current?.querySelector(`[data-key="${CSS.escape(row.id)}"]`);
			if (!find() && (await props.onReach(row))) await new Promise((drawn) => requestAnimationFrame(drawn));
			const target = find();
			target?.scrollIntoView({ block: "center" });
			target?.classList.add("is-found");
			setTimeout(() => target?.classList.remove("is-found"), 1600);
		},
	};
	/** @param {Element | null} element */
	const rowAt = (element) => {
		const id = element?.closest("[data-id]")?.getAttribute("data-id");
		const item = items.find((one) => one.kind === "row" && one.row.id === id);
		const row = item?.kind === "row" ? item.row : scheduled.find((one) => one.id === id);
		return row && isBubble(row) ? row : undefined;
	};
	const longPress = useLongPress((element) => {
		const row = element.closest("a, button, summary") ? undefined : rowAt(element);
		if (row) context.onMenu(row, element.closest("[data-id]")?.querySelector(".bubble") ?? element);
		return !!row;
	});

	/** With the focus on a message: the arrows go on, r answers, Enter opens what else there is. @param {KeyboardEvent} event */
	const press = (event) => {
		const here = /** @type {HTMLElement} */ (event.target);
		if (!here.matches(".message[tabindex]") || event.ctrlKey || event.metaKey || event.altKey) return;
		const all = /** @type {HTMLElement[]} */ ([...(list.current?.querySelectorAll(".message[tabindex]") ?? [])]);
		const next = rove(event.key, all.indexOf(here), all.length);
		if (next >= 0) {
			event.preventDefault();
			return all[next].focus();
		}
		const row = rowAt(here);
		if (!row) return;
		const replies = event.key === "r" && context.onReply && answerable(row);
		if (!replies && event.key !== "Enter") return;
		event.preventDefault();
		if (replies) context.onReply?.(row);
		else context.onMenu(row, here.querySelector(".bubble"));
	};
	const nothing = loaded && items.length === 0 && pending.length + scheduled.length === 0;
	const newest = [...items].reverse().find((item) => item.kind === "row" && isBubble(item.row));

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
				<ol class="messages" ref=${list} onKeyDown=${press} ...${longPress}>
					${items.map((item) => line(item, context, item === newest))}
					${pending.map((one) => html`<${PendingBubble} key=${one.key} one=${one} context=${context} ...${pendingActions} />`)}
					${scheduled.length > 0 && html`<li key="scheduled" class="day scheduled-line"><span><${Icon} name="clock" />${t("thread.scheduled")}</span></li>`}
					${scheduled.map((row) => html`<${Bubble} key=${row.id} row=${row} first context=${context} />`)}
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

/** Whether somebody said it: an internal row of WhatsApp's tells of something that was done, or sums it up. @param {Comm} row */
const isBubble = (row) => row.type === "whatsapp" && row.direction !== "internal";

/**
 * @param {import("/app/lib/groups.js").Item} item
 * @param {Context} context
 * @param {boolean} last
 */
function line(item, context, last) {
	switch (item.kind) {
		case "day":
			return html`<li key=${item.key} class="day"><span>${dayLabel(item.at, new Date())}</span></li>`;
		case "unread":
			return html`<li key=${item.key} class="unread-line"><span>${t("thread.unreadLine", { count: item.count })}</span></li>`;
		default:
			if (isCall(item.row)) return html`<${CallCard} key=${item.key} row=${item.row} context=${context} />`;
			if (item.row.type !== "whatsapp") return html`<${EntryCard} key=${item.key} row=${item.row} context=${context} />`;
			if (!isBubble(item.row)) return html`<${SystemLine} key=${item.key} row=${item.row} context=${context} />`;
			return html`<${Bubble} key=${item.key} row=${item.row} first=${item.first} context=${context} last=${last} />`;
	}
}

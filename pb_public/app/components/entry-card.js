// @ts-check
import { h, html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate, timeOfDay } from "/app/lib/dates.js";
import { renderText } from "/app/lib/text.js";
import { t, typeName } from "/app/i18n/index.js";
import { Edited } from "/app/components/edited.js";
import { Icon } from "/app/components/icon.js";
import { Unverified } from "/app/components/unverified.js";
import "/app/components/icons-more.js";

/**
 * A note, call, meeting, e-mail or SMS in the thread: quiet, with who and when. Its author may
 * correct it. One that was deleted stays with a mark.
 *
 * @param {{row: Comm, context: import("/app/components/bubble.js").Context}} props
 */
export function EntryCard({ row, context }) {
	const at = parseDate(row.occurred_at) ?? new Date(0);
	const mine = !!row.author && row.author === context.me;
	const author = mine ? t("entry.byYou") : (row.expand?.author?.name ?? "");
	const gone = parseDate(row.revoked_at);
	const way = row.direction === "inbound" ? t("entry.in") : row.direction === "outbound" ? t("entry.out") : "";
	return html`<li
		class=${`message message-entry entry-${row.type} ${gone ? "is-revoked" : ""}`}
		data-testid="message"
		data-key=${row.id}
		data-id=${row.id}
		data-type=${row.type}
		data-direction=${row.direction}
		data-status=${row.status}
	>
		<div class="entry">
			<span class="entry-icon"><${Icon} name=${row.type} /></span>
			<div class="entry-main">
				<p class="entry-head">
					<strong>${typeName(row.type)}</strong>
					${way && html`<span>${way}</span>`}
					${author && html`<span><bdi>${author}</bdi></span>`}
					<time datetime=${at.toISOString()} title=${fullTime(at)}>${timeOfDay(at)}</time>
				</p>
				${gone && html`<p class="bubble-mark" data-testid="entry-deleted"><${Icon} name="trash" /><bdi>${t("entry.deletedBy", { name: row.revoked_by ?? "", time: fullTime(gone) })}</bdi></p>`}
				<div class="entry-text" dir="auto">${renderText(row.body, h)}</div>
				<${Edited} row=${row} />
			</div>
			${mine &&
			!gone &&
			html`<span class="entry-actions">
				<button
					type="button"
					class="icon-button"
					title=${t("common.edit")}
					aria-label=${`${t("common.edit")}: ${typeName(row.type)}, ${fullTime(at)}`}
					onClick=${() => context.onEdit(row)}
				>
					<${Icon} name="edit" />
				</button>
				<button
					type="button"
					class="icon-button"
					title=${t("common.delete")}
					aria-label=${`${t("common.delete")}: ${typeName(row.type)}, ${fullTime(at)}`}
					onClick=${() => context.onDelete(row)}
				>
					<${Icon} name="trash" />
				</button>
			</span>`}
		</div>
	</li>`;
}

/**
 * A note in a chat that nobody said: a number changed, a chat passed on, a link opened. Words in brackets stand for what we
 * have no words for: who may see it looks at what came.
 *
 * @param {{row: Comm, context: import("/app/components/bubble.js").Context}} props
 */
export function SystemLine({ row, context }) {
	const at = parseDate(row.occurred_at) ?? new Date(0);
	return html`<li
		class="message message-system"
		data-testid="message"
		data-key=${row.id}
		data-id=${row.id}
		data-type=${row.type}
		data-direction=${row.direction}
		data-status=${row.status}
	>
		<p>
			<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
			<span dir="auto">${row.body}</span> <time datetime=${at.toISOString()} title=${fullTime(at)}>${timeOfDay(at)}</time>
			${context.onRaw && row.body.startsWith("[") && html` <button type="button" class="link-button bubble-raw" data-testid="message-raw" onClick=${() => context.onRaw?.(row)}>${t("raw.menu")}</button>`}
		</p>
		<${Unverified} row=${row} />
		<${Edited} row=${row} />
	</li>`;
}

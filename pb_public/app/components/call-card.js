// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { callLength, isMissed } from "/app/lib/calls.js";
import { fullTime, parseDate, timeOfDay } from "/app/lib/dates.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import { Unverified } from "/app/components/unverified.js";
import "/app/components/icons-more.js";

/**
 * A call on WhatsApp in the thread: how it went and how long it took.
 *
 * @param {{row: Comm, context: import("/app/components/bubble.js").Context}} props
 */
export function CallCard({ row, context }) {
	const at = parseDate(row.occurred_at) ?? new Date(0);
	const outcome = row.call_outcome ?? "";
	const way = row.direction === "inbound" ? "in" : "out";
	const what = t(/** @type {any} */ (outcome === "ringing" ? `call.ringing.${way}` : `call.${outcome}`));
	let words = "";
	if (outcome === "failed") words = row.error || t("call.failed.why");
	else if (outcome !== "completed") words = t(/** @type {any} */ (`call.${outcome}.why.${way}`));
	else if (row.call_seconds) words = t("call.lasted", { length: callLength(row.call_seconds) });
	return html`<li
		class=${`message message-entry entry-call ${isMissed(row) ? "is-missed" : ""}`}
		data-testid="message"
		data-key=${row.id}
		data-id=${row.id}
		data-type="call"
		data-direction=${row.direction}
		data-status=${outcome}
	>
		<div class="entry">
			<span class="entry-icon"><${Icon} name="call" /></span>
			<div class="entry-main">
				<p class="entry-head">
					<strong>${what}</strong>
					<span>${t(way === "in" ? "entry.in" : "entry.out")}</span>
					<span class="bubble-app" role="img" aria-label=${t("type.whatsapp")}><${Icon} name="whatsapp" /></span>
					<time datetime=${at.toISOString()} title=${fullTime(at)}>${timeOfDay(at)}</time>
				</p>
				${words && html`<p class="entry-text">${words}</p>`}
				<${Unverified} row=${row} />
			</div>
			<span class="entry-actions">
				<button
					type="button"
					class="icon-button"
					title=${t("message.more")}
					aria-label=${`${t("message.more")}: ${what}, ${fullTime(at)}`}
					aria-haspopup="dialog"
					data-testid="call-more"
					onClick=${(/** @type {any} */ event) => context.onMenu(row, event.currentTarget)}
				>
					<${Icon} name="more" />
				</button>
			</span>
		</div>
	</li>`;
}

// @ts-check
import { h, html, useState } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate, timeOfDay } from "/app/lib/dates.js";
import { renderText } from "/app/lib/text.js";
import { t } from "/app/i18n/index.js";

/** @param {Comm} row */
const versionsOf = (row) => (Array.isArray(row.versions) ? row.versions : []);

/** Who corrected here what was said, "" when nobody did since. @param {Comm} row */
export const corrected = (row) => versionsOf(row).at(-1)?.by ?? "";

/** That it was edited or corrected; a press shows what it said before. @param {{row: Comm}} props */
export function Edited({ row }) {
	const [open, setOpen] = useState(false);
	if (!row.edited_at) return null;
	const at = parseDate(row.edited_at);
	const name = corrected(row);
	const time = at ? fullTime(at) : "";
	const versions = versionsOf(row);
	const before = versions.slice(0, -1);
	const words = at ? t(name ? "message.correctedAt" : "message.editedAt", { name, time }) : t("message.edited");
	if (before.length === 0 && row.message_type === "edit") return null; // said above it
	if (before.length === 0) return html`<p class="bubble-mark" title=${words}>${t("message.edited")}</p>`;
	return html`<div class="bubble-edited">
		<button type="button" aria-expanded=${String(open)} title=${words} data-testid="message-edited" onClick=${() => setOpen(!open)}>
			${name ? html`<bdi>${words}</bdi> · ${t(open ? "message.beforeHide" : "message.beforeShow")}` : t(open ? "message.editedHide" : "message.editedShow")}
		</button>
		${open &&
		html`<ol aria-label=${t("message.editedBefore")}>
			${versions.map((version, i) => {
				const said = parseDate(version.at);
				const missing = version.left_out ? html`<li key="missing" data-testid="versions-missing">${t("message.leftOut", { count: version.left_out })}</li>` : "";
				if (i === before.length) return missing;
				return html`${missing}<li key=${i}>
					<div class="bubble-text" dir="auto">${renderText(version.body, h)}</div>
					${said && html`<time datetime=${said.toISOString()} title=${fullTime(said)}>${timeOfDay(said)}</time>`}
					${version.by && html` <span>${t("message.correctedBy", { name: version.by })}</span>`}
				</li>`;
			})}
		</ol>`}
	</div>`;
}

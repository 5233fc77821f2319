// @ts-check
// The progress of a message, as in WhatsApp: clock, one tick, two ticks, two blue ticks.

import { html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { tickOf } from "/app/lib/status.js";
import { statusName, t } from "/app/i18n/index.js";

/** @type {Record<string, string>} */
const DRAWN = {
	clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800V8.200l2.3 1.4",
	one: "M3.5 8.6 6.6 11.7 13 4.8",
	two: "M1 8.6 4.1 11.7 10.5 4.800M8.4 11 9.1 11.7 15.5 4.8",
	blue: "M1 8.6 4.1 11.7 10.5 4.800M8.4 11 9.1 11.7 15.5 4.8",
	failed: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800v3.800M8 11.200v.1",
	unknown: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.3 6.500a1.7 1.7 0 1 1 2.5 1.500c-.6.3-.8.6-.8 1.200M8 11.400v.1",
};

/**
 * @param {{row: {status: string, sent_at?: string, delivered_at?: string, read_at?: string, failed_at?: string}}} props
 */
export function Ticks({ row }) {
	const mark = tickOf(row.status);
	const words = history(row);
	return html`<span class=${`ticks ticks-${mark}`} data-testid="ticks" data-status=${row.status} title=${words.join("\n")}>
		<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${DRAWN[mark]} /></svg>
		<span class="visually-hidden">${words.join(", ")}</span>
	</span>`;
}

/**
 * What happened when, the last first.
 *
 * @param {{status: string, sent_at?: string, delivered_at?: string, read_at?: string, failed_at?: string}} row
 */
function history(row) {
	/** @type {[string, string | undefined][]} */
	const steps = [
		["failed", row.failed_at],
		["read", row.read_at],
		["delivered", row.delivered_at],
		["sent", row.sent_at],
	];
	const words = [];
	for (const [status, stored] of steps) {
		const at = parseDate(stored);
		if (at) words.push(t("status.at", { status: statusName(status), time: fullTime(at) }));
	}
	const now = statusName(row.status);
	return words[0]?.startsWith(now) ? words : [now, ...words];
}

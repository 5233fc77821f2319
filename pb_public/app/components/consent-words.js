// @ts-check
import { parseDate } from "/app/lib/dates.js";
import { t } from "/app/i18n/index.js";

/** @type {Intl.DateTimeFormat | null} */
let day = null;

/** "Opted out of marketing on 3 Nov: said STOP". @param {{opted_out_at?: string, opt_out_source?: string}} row */
export function optOutWords(row) {
	const at = parseDate(row.opted_out_at);
	if (!at) return "";
	day ??= new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
	const date = day.format(at);
	return row.opt_out_source ? t("consent.outWhy", { date, why: row.opt_out_source }) : t("consent.out", { date });
}

// @ts-check
import { whenWords } from "/app/lib/dates-more.js";
import { t } from "/app/i18n/index.js";

/**
 * How long free text is possible, in words. Nothing where nobody knows.
 *
 * @param {import("/app/lib/window.js").Window} window
 */
export function windowWords({ state, until, minutes }) {
	if (state === "open" && until) return t("window.until", { time: whenWords(until, new Date()) });
	if (state === "last") return minutes > 0 ? t("window.left", { count: minutes }) : t("window.ending");
	return "";
}

// @ts-check
// A message that did not arrive: what helps now.

/** Free text after the window: only a template gets through. */
const TEMPLATE = ["131047", "crm_window"];
/** This number isn't reached; another one may be. */
const OTHER = ["131026", "131021", "131030"];
/** Meta or the customer wants none of these now: the same again would end the same. */
const NOT_AGAIN = ["131049", "131050", "130472", "crm_opted_out", "crm_marketing_pause"];

/** Where these were typed: in the WhatsApp Business app, whose history is imported as well. */
const APP = ["app", "history"];

/**
 * What helps a failed message, the most helpful first.
 *
 * @typedef {"again" | "template" | "other"} Way a button
 * @typedef {"app" | "elsewhere"} Place where to send it again, in words: what didn't go out from here can't go out from here again
 *
 * @param {string} code
 * @param {boolean} otherNumber whether the customer has another one
 * @param {string} [source] of what was sent by another program
 * @returns {(Way | Place)[]}
 */
export function helpFor(code, otherNumber, source = "") {
	const again = !source ? "again" : APP.includes(source) ? "app" : "elsewhere";
	if (TEMPLATE.includes(code)) return ["template"];
	if (OTHER.includes(code)) return otherNumber ? ["other", again] : [again];
	if (NOT_AGAIN.includes(code)) return [];
	return [again];
}

/** Whether somebody can press it here. @param {Way | Place} help @returns {help is Way} */
export const isWay = (help) => help === "again" || help === "template" || help === "other";

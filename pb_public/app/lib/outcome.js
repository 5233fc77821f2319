// @ts-check
// A message that did not arrive: what helps now.

/** Free text after the window: only a template gets through. */
const TEMPLATE = ["131047", "crm_window"];
/** This number isn't reached; another one may be. */
const OTHER = ["131026", "131021", "131030"];
/** Meta or the customer wants none of these now: the same again would end the same. */
const NOT_AGAIN = ["131049", "131050", "130472", "crm_opted_out", "crm_marketing_pause"];

/**
 * The buttons under a failed message, the one that helps most first.
 *
 * @param {string} code
 * @param {boolean} otherNumber whether the customer has another one
 * @returns {("again" | "template" | "other")[]}
 */
export function helpFor(code, otherNumber) {
	if (TEMPLATE.includes(code)) return ["template"];
	if (OTHER.includes(code)) return otherNumber ? ["other", "again"] : ["again"];
	if (NOT_AGAIN.includes(code)) return [];
	return ["again"];
}

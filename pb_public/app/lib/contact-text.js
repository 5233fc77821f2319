// @ts-check
import { formatPhone } from "/app/lib/phone.js";

/**
 * The value of a contact. Digits alone are international when the server read them as they are.
 *
 * @param {{value: string, digits: string}} contact
 */
export function contactText({ value, digits }) {
	return value === digits ? formatPhone(value) : value;
}

// @ts-check
// The customer sees that somebody is typing.

import { pb } from "/app/pb.js";
import { isOn, needSettings } from "/app/state/crm-settings.js";

/** WhatsApp shows it for up to 25 seconds. */
const EVERY = 20 * 1000;

/** @type {Map<string, number>} */
const told = new Map();

/** @param {string} customerID */
export function typing(customerID) {
	needSettings();
	const now = Date.now();
	if (!isOn("typing_indicator") || now - (told.get(customerID) ?? 0) < EVERY) return;
	told.set(customerID, now);
	pb.send(`/api/crm/conversations/${encodeURIComponent(customerID)}/typing`, { method: "POST", requestKey: null }).catch(() => {
		// A courtesy: nobody has to know that it failed.
	});
}

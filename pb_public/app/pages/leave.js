// @ts-check
// Leaving a conversation by the keyboard: the focus goes back to where it came from.

import { navigate } from "/app/router.js";

/**
 * Closes a conversation. Where the list is beside it, the focus returns to its row; on a phone the
 * list is a page of its own, and its heading takes the focus.
 *
 * @param {string} customerID
 */
export function leaveThread(customerID) {
	const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-testid="inbox-item"]')]);
	const own = rows.filter((row) => row.dataset.customerId === customerID);
	// Where every message is a row, the one that was opened is the one in the tab order.
	const row = rows.find((one) => one === document.activeElement) ?? own.find((one) => one.tabIndex === 0) ?? own[0];
	const beside = !!row?.checkVisibility();
	navigate("/inbox", { quiet: beside });
	if (beside) row.focus();
}

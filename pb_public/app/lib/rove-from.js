// @ts-check
import { rove } from "/app/lib/rove.js";

/**
 * The keys of a list below a box to type in: down goes into the list, up from its first goes back.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null | undefined} box
 * @param {HTMLElement[]} list
 */
export function roveFrom(event, box, list) {
	const at = list.indexOf(/** @type {any} */ (document.activeElement));
	const down = event.key === "ArrowDown" ? 0 : -1;
	const next = at < 0 ? down : rove(event.key, at, list.length);
	const target = event.key === "ArrowUp" && at === 0 ? box : list[next];
	if (!target) return;
	event.preventDefault();
	target.focus();
}

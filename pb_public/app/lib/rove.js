// @ts-check

/**
 * Where the roving focus of a list goes.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @returns {number} the new index, or -1 when the key is not for the list
 */
export function rove(key, at, count) {
	if (count === 0) return -1;
	switch (key) {
		case "ArrowDown":
			return Math.min(at + 1, count - 1);
		case "ArrowUp":
			return Math.max(at - 1, 0);
		case "Home":
			return 0;
		case "End":
			return count - 1;
		default:
			return -1;
	}
}

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

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

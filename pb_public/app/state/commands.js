// @ts-check
// Keyboard commands: whoever is on screen says what they do.

/** @type {Map<string, Set<() => void>>} */
const handlers = new Map();

/**
 * @param {string} name
 * @param {() => void} run
 * @returns {() => void} takes it off again
 */
export function onCommand(name, run) {
	const set = handlers.get(name) ?? new Set();
	handlers.set(name, set);
	set.add(run);
	return () => set.delete(run);
}

/**
 * @param {string} name
 * @returns {boolean} whether anybody was there to do it
 */
export function command(name) {
	const set = handlers.get(name);
	if (!set || set.size === 0) return false;
	for (const run of [...set]) run();
	return true;
}

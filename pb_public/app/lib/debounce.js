// @ts-check

/**
 * A function that runs once the calls have stopped for a while. `flush` runs it now if it waits.
 *
 * @template {any[]} A
 * @param {(...args: A) => void} run
 * @param {number} wait milliseconds
 */
export function debounce(run, wait) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	/** @type {A | undefined} */
	let last;
	const flush = () => {
		clearTimeout(timer);
		const args = last;
		last = undefined;
		if (args) run(...args);
	};
	/** @param {A} args */
	const debounced = (...args) => {
		last = args;
		clearTimeout(timer);
		timer = setTimeout(flush, wait);
	};
	return Object.assign(debounced, {
		flush,
		cancel: () => {
			clearTimeout(timer);
			last = undefined;
		},
	});
}

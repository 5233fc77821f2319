// How long something keeps the processor busy. Not how long it takes: a machine with other work
// may stand still for seconds in between.

/** @param {() => void} work @returns {number} milliseconds */
export function busy(work) {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

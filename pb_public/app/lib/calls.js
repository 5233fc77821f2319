// @ts-check
// Calls on WhatsApp: how they went, in parts that are easy to say.

/** Whether WhatsApp told of a call; one that staff have logged has no outcome. @param {Comm} row */
export const isCall = (row) => row.type === "call" && !!row.call_outcome;

/** Whether somebody should call back, or write: nobody took it, or nobody knows how it ended. @param {Comm} row */
export const isMissed = (row) => isCall(row) && (row.call_outcome === "missed" || (row.call_outcome === "unknown" && row.direction === "inbound"));

/**
 * A number of seconds for people: 3 min 20 s. The signs of the units are the same everywhere.
 *
 * @param {number} seconds
 */
export function callLength(seconds) {
	const whole = Math.max(0, Math.round(seconds || 0));
	const hours = Math.floor(whole / 3600);
	const minutes = Math.floor(whole / 60) % 60;
	const rest = whole % 60;
	if (hours > 0) return `${hours} h ${minutes} min`;
	if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
	return `${rest} s`;
}

// @ts-check
// The progress of a message. Statuses arrive in any order and more than once, so a row's
// status only ever rises, by the same ranks as on the server.

const RANKS = /** @type {Record<string, number>} */ ({
	queued: 1,
	unknown: 2,
	accepted: 3,
	sent: 4,
	failed: 5,
	delivered: 6,
	read: 7,
	played: 8,
});

/**
 * How far a message has come; 0 for a status this program doesn't know.
 *
 * @param {string | null | undefined} status
 */
export function statusRank(status) {
	return RANKS[status ?? ""] ?? 0;
}

/**
 * The higher of two statuses.
 *
 * @param {string} a
 * @param {string} b
 */
export function higherStatus(a, b) {
	return statusRank(b) >= statusRank(a) ? b || a : a;
}

/**
 * Which mark stands for a status.
 *
 * @param {string} status
 * @returns {"clock" | "one" | "two" | "blue" | "failed" | "unknown"}
 */
export function tickOf(status) {
	switch (status) {
		case "queued":
			return "clock";
		case "accepted":
		case "sent":
			return "one";
		case "delivered":
			return "two";
		case "read":
		case "played":
			return "blue";
		case "failed":
			return "failed";
		default:
			return "unknown";
	}
}

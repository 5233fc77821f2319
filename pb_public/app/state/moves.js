// @ts-check
// The journal of what moved messages: for following a move on an open page, for the history on a
// customer's page, and for taking a move back.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { pb, problem } from "/app/pb.js";
import { byField } from "/app/lib/merge.js";
import { joinMoves } from "/app/lib/moves.js";
import { reloadCustomer } from "/app/state/customers.js";
import { onChange, onResync } from "/app/state/live.js";
import { onSignOut } from "/app/state/session.js";

/** Where the messages of a conversation went while this page was open. */
export const moved = signal(/** @type {Record<string, string>} */ ({}));

/** The moves of the customer on screen, newest first; null until they are there. */
export const history = signal(/** @type {{customerID: string, moves: Move[]} | null} */ (null));

/**
 * Tells the open pages of a move that was made here, before the server does.
 *
 * @param {string} from
 * @param {string} to
 */
export function tellMoved(from, to) {
	moved.value = joinMoves(moved.value, { [from]: to });
}

/** @param {string} filter @param {number} count @returns {Promise<Move[]>} */
async function list(filter, count) {
	const answer = await pb.collection("identity_moves").getList(1, count, {
		filter,
		sort: "-created,-id",
		skipTotal: true,
		requestKey: null,
	});
	return /** @type {Move[]} */ (/** @type {unknown} */ (answer.items));
}

/** @param {string} customerID */
export async function loadHistory(customerID) {
	try {
		// note: not "one or the other" in one question, for which the database would have to sort.
		const [gone, come] = await Promise.all(["from", "to"].map((end) => list(pb.filter(`${end} = {:id}`, { id: customerID }), 50)));
		const moves = new Map([...gone, ...come].map((move) => [move.id, move]));
		history.value = { customerID, moves: [...moves.values()].sort(byField("created", -1)).slice(0, 50) };
	} catch {
		// Shown without; the next refresh asks again.
	}
}

/**
 * The customer that another one was merged into, if that is why there is none any more.
 *
 * @param {string} customerID
 * @returns {Promise<Move | null>}
 */
export async function mergedInto(customerID) {
	try {
		const moves = await list(pb.filter("kind = 'merge' && from = {:id} && undone_at = ''", { id: customerID }), 1);
		return moves[0] ?? null;
	} catch {
		return null;
	}
}

/**
 * Where the messages of a conversation went while nobody was looking.
 *
 * @param {string} customerID
 * @returns {Promise<string>} empty when they went nowhere
 */
export async function movedTo(customerID) {
	try {
		const moves = await list(pb.filter("from = {:id} && undone_at = ''", { id: customerID }), 1);
		return moves[0]?.to ?? "";
	} catch {
		return "";
	}
}

/**
 * @param {string} id of the move
 * @returns {Promise<Problem | null>}
 */
export async function undoMove(id) {
	try {
		const { from, to } = await pb.send(`/api/crm/moves/${id}/undo`, { method: "POST", requestKey: null });
		// They are as they were: older than what is shown, which would count as late news.
		for (const one of [from, to]) if (!String(one).includes(":")) void reloadCustomer(one);
		if (history.value) void loadHistory(history.value.customerID);
		return null;
	} catch (cause) {
		return problem(cause);
	}
}

/**
 * Takes back what was last done to a contact.
 *
 * @param {string} contact
 * @returns {Promise<Problem | null>}
 */
export async function undoContact(contact) {
	try {
		const [move] = await list(pb.filter("contact = {:contact} && undone_at = ''", { contact }), 1);
		if (move) return undoMove(move.id);
		return problem({ status: 404 });
	} catch (cause) {
		return problem(cause);
	}
}

onChange((change) => {
	const pairs = Object.entries(change.moved);
	if (pairs.length === 0) return;
	moved.value = joinMoves(moved.value, change.moved);
	const shown = history.value?.customerID;
	if (shown && pairs.flat().includes(shown)) void loadHistory(shown);
});

onResync(async () => {
	if (history.value) await loadHistory(history.value.customerID);
});

onSignOut(() => {
	moved.value = {};
	history.value = null;
});

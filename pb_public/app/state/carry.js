// @ts-check
import { moveDraft } from "/app/state/drafts.js";
import { movePending } from "/app/state/outbox.js";
import { lendRows } from "/app/state/threads.js";

/**
 * What staff have under way in one conversation goes along to the one its messages went to.
 *
 * @param {string} from
 * @param {string} to
 */
export function carry(from, to) {
	moveDraft(from, to);
	moveDraft(`entry.${from}`, `entry.${to}`);
	movePending(from, to);
	lendRows(from, to);
}

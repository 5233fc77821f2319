// @ts-check
// An open page goes along when its messages go to another customer.

import { useEffect } from "/vendor/preact-htm-signals.mjs";
import { follow } from "/app/lib/moves.js";
import { customerPath, inboxPath } from "/app/lib/routes.js";
import { navigate, route } from "/app/router.js";
import { carry } from "/app/state/carry.js";
import { moved } from "/app/state/moves.js";

/**
 * Goes from one conversation to another in its place. What is being written, the focus and the
 * place in the thread go along.
 *
 * @param {string} from
 * @param {string} to
 * @param {boolean} [decided] whether it was decided on this page: then the new heading is read out
 */
export function goAlong(from, to, decided = false) {
	carry(from, to);
	const { page, id, tab } = route.value;
	if (id !== from) return;
	const box = composer();
	const writing = box !== null && box === document.activeElement;
	const caret = [box?.selectionStart ?? 0, box?.selectionEnd ?? 0];
	// note: from the bottom, which is where a thread is measured from.
	const place = scroller()?.scrollTop ?? 0;
	const stays = page === "customer" && !to.startsWith("unknown:");
	const path = stays ? customerPath(to, tab) : `${inboxPath(to)}${tab === "who" ? "?tab=who" : ""}`;
	navigate(path, { replace: true, quiet: writing || !decided });
	requestAnimationFrame(() => {
		if (writing) composer()?.focus({ preventScroll: true });
		if (writing) composer()?.setSelectionRange(caret[0], caret[1]);
		const thread = scroller();
		if (thread && place) thread.scrollTop = place;
	});
}

const composer = () => /** @type {HTMLTextAreaElement | null} */ (document.querySelector(".composer-input"));
const scroller = () => document.querySelector(".thread-scroll");

/**
 * Follows the moves while a page is open.
 *
 * @param {string} id
 * @param {boolean} gone whether there is nothing left here. A customer of whom a part moved keeps
 *   the page open.
 * @returns {boolean} whether this page is being left, so that nothing on it has to be taken down
 */
export function useMoves(id, gone) {
	const to = follow(id, moved.value);
	useEffect(() => {
		if (to !== id && gone) goAlong(id, to);
	}, [id, to, gone]);
	return gone && to !== id;
}

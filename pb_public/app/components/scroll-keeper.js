// @ts-check
import { useLayoutEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";

/** This near to the bottom counts as being there. */
const NEAR = 48;
/** This far from it, a way back is offered. */
const FAR = 600;

/**
 * Keeps a thread where the reader is. The scroller is a reversed column, so its origin is the
 * bottom: the newest stays in view by itself, and older pages join at the top without moving
 * anything. Only what arrives below a reader who has scrolled up has to be made up for.
 *
 * @param {{key: string, inbound: boolean}[]} lines oldest first
 * @param {string} own key of the last message sent from here: it is always followed to the bottom
 */
export function useScrollKeeper(lines, own) {
	const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
	const at = useRef({ bottom: true, key: "", top: 0, newest: "", own });
	const [waiting, setWaiting] = useState(0);
	const [far, setFar] = useState(false);

	// note: measured while rendering, when the old lines are still drawn. A place noted at the last
	// scrolling may have moved since: lines get their true height only when they come into view.
	if (scroller.current && !at.current.bottom) {
		const anchor = firstVisible(scroller.current);
		at.current.key = anchor?.dataset.key ?? "";
		at.current.top = anchor?.getBoundingClientRect().top ?? 0;
	}

	const toBottom = () => {
		const element = scroller.current;
		if (!element) return;
		at.current.bottom = true;
		element.scrollTop = 0;
		setWaiting(0);
		setFar(false);
	};

	// After every render: what was drawn may have moved what is read.
	useLayoutEffect(() => {
		const element = scroller.current;
		if (!element) return;
		const state = at.current;
		if (own && own !== state.own) state.bottom = true;
		state.own = own;
		const arrived = countAfter(lines, state.newest);
		state.newest = lines[lines.length - 1]?.key ?? "";
		if (state.bottom) {
			element.scrollTop = 0;
			if (waiting) setWaiting(0);
			return;
		}
		const anchor = state.key && element.querySelector(`[data-key="${CSS.escape(state.key)}"]`);
		if (anchor) element.scrollTop += anchor.getBoundingClientRect().top - state.top;
		if (arrived > 0) setWaiting((count) => count + arrived);
	});

	return {
		scroller,
		waiting,
		far,
		toBottom,
		onScroll: () => {
			const element = scroller.current;
			if (!element) return;
			at.current.bottom = element.scrollTop > -NEAR;
			setFar(element.scrollTop < -FAR);
			if (at.current.bottom && waiting) setWaiting(0);
		},
	};
}

/**
 * How many inbound lines stand behind the one that was the last.
 *
 * @param {{key: string, inbound: boolean}[]} lines
 * @param {string} last
 */
export function countAfter(lines, last) {
	let count = 0;
	for (let i = lines.length - 1; i >= 0; i--) {
		if (lines[i].key === last) return count;
		if (lines[i].inbound) count++;
	}
	return 0;
}

/**
 * The first message that reaches into view, found by halving: the messages are in order.
 *
 * @param {HTMLElement} element
 * @returns {HTMLElement | undefined}
 */
function firstVisible(element) {
	const items = /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-key]"));
	const edge = element.getBoundingClientRect().top;
	let low = 0;
	let high = items.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (items[middle].getBoundingClientRect().bottom > edge) high = middle;
		else low = middle + 1;
	}
	return items[low];
}

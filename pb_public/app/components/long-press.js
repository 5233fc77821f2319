// @ts-check
import { useRef } from "/vendor/preact-htm-signals.mjs";
import { fingerDone } from "/app/components/finger.js";

const HOLD = 450;
/** A finger is never quite still. */
const SLACK = 10;

/**
 * A finger that rests on something. What it does then is not a press as well.
 *
 * @param {(element: Element) => boolean} onHold returns whether it was for it
 */
export function useLongPress(onHold) {
	const state = useRef({ timer: /** @type {any} */ (0), x: 0, y: 0, element: /** @type {Element | null} */ (null) });
	const end = () => {
		clearTimeout(state.current.timer);
		state.current.element = null;
	};
	/** @returns {boolean} whether it was for it */
	const hold = () => {
		const { element } = state.current;
		end();
		if (!element || !onHold(element)) return false;
		fingerDone();
		return true;
	};
	return {
		/** @param {PointerEvent} event */
		onPointerDown: (event) => {
			const element = /** @type {Element} */ (event.target);
			end();
			if (event.pointerType !== "touch") return;
			state.current.x = event.clientX;
			state.current.y = event.clientY;
			state.current.element = element;
			state.current.timer = setTimeout(hold, HOLD);
		},
		/** @param {PointerEvent} event */
		onPointerMove: (event) => {
			if (Math.hypot(event.clientX - state.current.x, event.clientY - state.current.y) > SLACK) end();
		},
		onPointerUp: end,
		onPointerCancel: end,
		/** @param {Event} event a phone that is set to be quicker asks for the browser's own menu first, which would stand above ours */
		onContextMenu: (event) => {
			if (hold()) event.preventDefault();
		},
	};
}

// @ts-check
import { useRef } from "/vendor/preact-htm-signals.mjs";

const HOLD = 450;
/** A finger is never quite still. */
const SLACK = 10;

/**
 * A finger that rests on something. What it does then is not a press as well.
 *
 * @param {(element: Element) => boolean} onHold returns whether it was for it
 */
export function useLongPress(onHold) {
	const state = useRef({ timer: /** @type {any} */ (0), x: 0, y: 0, held: false });
	const end = () => clearTimeout(state.current.timer);
	return {
		/** @param {PointerEvent} event */
		onPointerDown: (event) => {
			const element = /** @type {Element} */ (event.target);
			end();
			state.current.held = false;
			if (event.pointerType !== "touch" || element.closest("a, button, summary")) return;
			state.current.x = event.clientX;
			state.current.y = event.clientY;
			state.current.timer = setTimeout(() => {
				state.current.held = onHold(element);
			}, HOLD);
		},
		/** @param {PointerEvent} event */
		onPointerMove: (event) => {
			if (Math.hypot(event.clientX - state.current.x, event.clientY - state.current.y) > SLACK) end();
		},
		onPointerUp: end,
		onPointerCancel: end,
		/** @param {Event} event the browser's own menu would stand above ours */
		onContextMenu: (event) => {
			if (state.current.held) event.preventDefault();
		},
	};
}

// @ts-check

/** What a browser makes of a finger besides its touch, some of it long after it was lifted. */
const AFTERWARDS = ["contextmenu", "mousedown", "mouseup", "click"];

/** Before anybody else hears of it. */
const FIRST = { capture: true };

/**
 * The finger that is down has done its work. What the browser still makes of it would go to what is
 * below it by then, which is something else, so it goes to nobody. It ends with the next press,
 * however late that makes it; a click without one, of a key or a screen reader, is none of a finger.
 */
export function fingerDone() {
	/** @param {Event} event */
	const swallow = (event) => {
		if (event.type === "click" && !(/** @type {MouseEvent} */ (event).detail)) return;
		event.preventDefault();
		event.stopImmediatePropagation();
	};
	/** @param {PointerEvent} event */
	const end = (event) => {
		if (!event.isPrimary) return;
		for (const name of AFTERWARDS) window.removeEventListener(name, swallow, FIRST);
		window.removeEventListener("pointerdown", end, FIRST);
	};
	for (const name of AFTERWARDS) window.addEventListener(name, swallow, FIRST);
	window.addEventListener("pointerdown", end, FIRST);
}

/** Whether an event is one of a finger, or a pen. @param {Event} event */
export const isFinger = (event) => ["touch", "pen"].includes(/** @type {PointerEvent} */ (event).pointerType);

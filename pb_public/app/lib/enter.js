// @ts-check
// What Enter does in a box whose text can be sent. Pure.

/**
 * Whether a key sends: Enter by itself where that is its meaning, and Ctrl+Enter or Cmd+Enter
 * everywhere. Any other Enter breaks the line, as the browser does by itself.
 *
 * note: one that finishes a word of an input method does neither; Safari tells it by its code alone.
 *
 * @param {{key: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean, isComposing: boolean, keyCode: number}} event
 * @param {boolean} enterSends
 */
export function isSend(event, enterSends) {
	if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.shiftKey || event.altKey) return false;
	return enterSends || event.ctrlKey || event.metaKey;
}

/** What is on the key of a keyboard on the screen. @param {boolean} enterSends */
export const enterHint = (enterSends) => (enterSends ? "send" : "enter");

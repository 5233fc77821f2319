// @ts-check
// Which key means what. Pure: the events come in, a name of an action goes out.

/**
 * A key that types something must never be taken for a shortcut.
 *
 * @param {{tagName?: string, isContentEditable?: boolean, type?: string} | null} target
 */
export function typesText(target) {
	if (!target) return false;
	if (target.isContentEditable) return true;
	const tag = target.tagName ?? "";
	if (tag === "TEXTAREA" || tag === "SELECT") return true;
	return tag === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type ?? "");
}

/** @type {Record<string, string>} */
const SINGLE = { j: "next", k: "previous", r: "reply", n: "note", "/": "search", "?": "help", u: "unread" };
/** @type {Record<string, string>} */
const AFTER_G = { i: "inbox", c: "customers", s: "settings" };
/** How long "g" waits for its second key. */
const SEQUENCE = 1500;

/** A reader of key presses that knows two-key sequences. */
export function shortcutReader() {
	let gAt = -Infinity;
	/**
	 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, isComposing?: boolean}} event
	 * @param {number} now
	 * @returns {string} the action, or ""
	 */
	return (event, now) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return "";
		if (now - gAt < SEQUENCE) {
			gAt = -Infinity;
			const action = AFTER_G[event.key];
			if (action) return `go-${action}`;
		}
		if (event.key === "g") {
			gAt = now;
			return "";
		}
		return SINGLE[event.key] ?? "";
	};
}

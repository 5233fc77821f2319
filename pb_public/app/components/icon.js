// @ts-check
// All icons: own drawings on a grid of 24, as lines in the colour of the text around them.

import { html } from "/vendor/preact-htm-signals.mjs";

/** @type {Record<string, string>} */
const PATHS = {
	// A speech bubble with a phone in it.
	whatsapp:
		"M12 3.2a8.8 8.8 0 0 0-7.6 13.2L3.2 20.8l4.5-1.2A8.8 8.8 0 1 0 12 3.2ZM10.2 7.6h3.6a.9.9 0 0 1 .9.9v7a.9.9 0 0 1-.9.9h-3.6a.9.9 0 0 1-.9-.9v-7a.9.9 0 0 1 .9-.9ZM11.6 14.3h.8",
	email: "M4.5 5.5h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM4 7l8 6 8-6",
	call: "M6.3 3.8h2.6l1.5 4.3-2 1.5a11.6 11.6 0 0 0 6 6l1.5-2 4.3 1.5v2.6a1.8 1.8 0 0 1-2 1.8A15.8 15.8 0 0 1 4.5 5.8a1.8 1.8 0 0 1 1.8-2Z",
	sms: "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-7.5L7 20.2v-3.7H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5ZM8 10.5h.1M12 10.5h.1M16 10.5h.1",
	note: "M6 3.5h8.5l4 4V19a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19V5A1.5 1.5 0 0 1 6 3.5ZM14.3 3.7v4h4M8 12h7M8 15.8h5",
	meeting: "M5.5 5.5h13a1.5 1.5 0 0 1 1.5 1.5v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.500V7a1.5 1.5 0 0 1 1.5-1.500ZM4 10h16M8 3.500v4M16 3.500v4",
	inbox: "M4 13.5 6.6 5.500h10.800L20 13.500V18a1.5 1.5 0 0 1-1.5 1.500h-13A1.5 1.5 0 0 1 4 18ZM4 13.500h4.500a3.5 3.5 0 0 0 7 0H20",
	customers:
		"M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.8 19.500a6.2 6.2 0 0 1 12.4 0M16 4.800a3.5 3.5 0 0 1 0 6.400M17.5 14a6.2 6.2 0 0 1 3.7 5.5",
	settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400ZM9 19.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400Z",
	close: "M6.5 6.500l11 11M17.5 6.500l-11 11",
	alert: "M12 4 21 19.500H3ZM12 10v4.300M12 17v.1",
	info: "M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5.500M12 7.600v.1",
	person: "M12 11.500a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.600ZM4.8 20.300a7.2 7.2 0 0 1 14.4 0",
	keyboard: "M4.5 6.500h15A1.5 1.5 0 0 1 21 8v8a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.500ZM6.8 10h.1M10.3 10h.1M13.7 10h.1M17.2 10h.1M8 14h8",
	unread: "M4.5 5.500h15a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM8 12h.1M12 12h.1M16 12h.1",
	block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM6 6l12 12",
	sent: "M7 17 17 7M9.5 7H17v7.5",
	// A seal that is open, and why that matters.
	seal: "M15.500 4a7 7 0 1 0 3.400 4.800M9 16.500 8 21l4-2 4 2-1-4.500M12 7v3.500M12 13.200v.1",
};

/** @param {Record<string, string>} more */
export function addIcons(more) {
	Object.assign(PATHS, more);
}

/**
 * Decoration: the name of the thing stands beside it, visible or not.
 *
 * @param {{name: string, class?: string}} props
 */
export function Icon({ name, class: extra = "" }) {
	return html`<svg class=${`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
		<path d=${PATHS[name] ?? PATHS.info} />
	</svg>`;
}

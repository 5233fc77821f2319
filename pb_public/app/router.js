// @ts-check
// Which page is shown, by the address. Links are plain links: the clicks on them end here.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { matchRoute } from "/app/lib/routes.js";

/** @typedef {import("/app/lib/routes.js").Route} Route */

export const route = signal(matchRoute(location.pathname, location.search));
/** Counts navigations that move the focus to the new page's heading. */
export const arrived = signal(0);

/** What the page in view is called. */
export const title = signal("");

/**
 * @param {string} path
 * @param {{replace?: boolean, quiet?: boolean}} [options] quiet: the focus stays where it is
 */
export function navigate(path, options = {}) {
	const here = location.pathname + location.search;
	if (path !== here) {
		if (options.replace) history.replaceState({ inside: history.state?.inside }, "", path);
		else history.pushState({ inside: true }, "", path);
	}
	show(!options.quiet);
}

/**
 * Back to the page this one was opened from, or to `path` when it was opened directly.
 *
 * @param {string} path
 */
export function back(path) {
	if (history.state?.inside) history.back();
	else navigate(path, { replace: true });
}

/** @param {boolean} moveFocus */
function show(moveFocus) {
	route.value = matchRoute(location.pathname, location.search);
	if (!moveFocus) return;
	wanted = true;
	arrived.value++;
}

export function startRouter() {
	window.addEventListener("popstate", () => show(true));
	document.addEventListener("click", (event) => {
		if (event.defaultPrevented || event.button !== 0) return;
		if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		const link = /** @type {Element | null} */ (event.target)?.closest?.("a[href]");
		if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
		if (link.origin !== location.origin || link.hash || link.pathname.startsWith("/_/")) return;
		event.preventDefault();
		navigate(link.pathname + link.search);
	});
}

/** Whether the focus is still to be moved. Not on the first load: the skip link comes first then. */
let wanted = false;

/**
 * The heading of a page takes the focus, so that a screen reader says where one is. Called when a
 * page is drawn; the first one that has the heading ends it.
 */
export function focusHeading() {
	if (!wanted) return;
	const headings = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-heading]"));
	// On a phone the other panes are there as well, and hidden.
	const heading = [...headings].find((element) => element.checkVisibility());
	if (!heading) return;
	wanted = false;
	heading.focus({ preventScroll: true });
}

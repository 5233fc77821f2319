// @ts-check
// The addresses of the pages, both ways.

/**
 * @typedef {{page: string, id: string, tab: string}} Route
 */

/** @type {[RegExp, string][]} */
const TABLE = [
	[/^\/login$/, "login"],
	[/^\/(?:inbox)?$/, "inbox"],
	[/^\/inbox\/([^/]+)$/, "inbox"],
	[/^\/customers$/, "customers"],
	[/^\/customers\/import(?:\/([^/]+))?$/, "import"],
	[/^\/customers\/([^/]+)$/, "customer"],
	[/^\/settings(?:\/(quick-replies|templates|whatsapp|notices|setup))?$/, "settings"],
];

/**
 * @param {string} path
 * @param {string} [search]
 * @returns {Route}
 */
export function matchRoute(path, search = "") {
	const clean = path.length > 1 ? path.replace(/\/+$/, "") : path;
	for (const [pattern, page] of TABLE) {
		const match = pattern.exec(clean);
		if (match) {
			const tab = new URLSearchParams(search).get("tab") ?? "";
			return { page, id: decodeID(match[1] ?? ""), tab };
		}
	}
	return { page: "not-found", id: "", tab: "" };
}

/** @param {string} id */
export function encodeID(id) {
	return encodeURIComponent(id).replaceAll("%3A", ":");
}

/** @param {string} text */
export function decodeID(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** @param {string} [customerID] */
export function inboxPath(customerID) {
	return customerID ? `/inbox/${encodeID(customerID)}` : "/inbox";
}

/**
 * @param {string} [id]
 * @param {string} [tab]
 */
export function customerPath(id, tab) {
	if (!id) return "/customers";
	return `/customers/${encodeID(id)}${tab ? `?tab=${tab}` : ""}`;
}

/** Customers with a number that can't be right. */
export const doubtfulPath = "/customers?tab=doubtful";

/** @param {string} [id] */
export function importPath(id) {
	return id ? `/customers/import/${encodeID(id)}` : "/customers/import";
}

/**
 * Where to go after signing in: only ever a page of ours.
 *
 * @param {string | null} wanted
 */
export function safeReturn(wanted) {
	if (!wanted || !wanted.startsWith("/") || wanted.startsWith("//") || wanted.includes("\\")) return "/inbox";
	const path = wanted.split("?")[0];
	const { page } = matchRoute(path);
	return page === "login" || page === "not-found" ? "/inbox" : wanted;
}

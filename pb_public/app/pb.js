// @ts-check
// The one instance of the PocketBase SDK, and the one place that turns its errors into words.
// Only app/state/ imports it.

import PocketBase from "/vendor/pocketbase.mjs";
import { t } from "/app/i18n/index.js";

export const pb = new PocketBase(window.location.origin);

// note: the SDK aborts a request when the same one starts again. Two lists on one screen may
// well ask the same thing; where the last answer should win, the caller gives a requestKey.
pb.autoCancellation(false);

/** @type {Set<(status: number) => void>} */
const refusals = new Set();

/**
 * Told whenever the server refuses a request: the session may have ended.
 *
 * @param {(status: number) => void} listener
 */
export function onRefused(listener) {
	refusals.add(listener);
}

pb.afterSend = (response, data) => {
	if (response.status === 401 || response.status === 403) {
		for (const listener of refusals) listener(response.status);
	}
	return data;
};

/**
 * What went wrong, for people.
 *
 * @param {any} error
 * @returns {Problem}
 */
export function problem(error) {
	const status = Number(error?.status ?? 0);
	const response = error?.response ?? {};
	const data = response.data && typeof response.data === "object" ? response.data : {};
	/** @type {Record<string, string>} */
	const fields = {};
	collect(data, "", fields);
	return {
		status,
		message: sentence(status, response.message),
		fields,
		data,
		aborted: !!error?.isAbort,
		offline: status === 0 && !error?.isAbort,
	};
}

/**
 * The sentences of the fields; one inside another is called "template.header".
 *
 * @param {any} data
 * @param {string} prefix
 * @param {Record<string, string>} fields
 */
function collect(data, prefix, fields) {
	for (const [name, value] of Object.entries(data)) {
		if (!value || typeof value !== "object") continue;
		if (typeof value.message === "string") fields[prefix + name] = value.message;
		else collect(value, `${prefix}${name}.`, fields);
	}
}

/**
 * The server's own sentence where it has one that says more than the number.
 *
 * @param {number} status
 * @param {string | undefined} message
 */
function sentence(status, message) {
	if (status === 0) return t("error.offline");
	const stock = !message || /^(something went wrong|the request requires|you are not allowed)/i.test(message);
	if (status === 403 && stock) return t("error.forbidden");
	if (status === 404 && (stock || /wasn't found/i.test(message ?? ""))) return t("error.notFound");
	if (status >= 500 && stock) return t("error.server");
	return message || t("error.server");
}

/**
 * A filter that finds exactly the rows with one of these values.
 *
 * @param {string} field
 * @param {string[]} values
 */
export function anyOf(field, values) {
	return values.map((value) => pb.filter(`${field} = {:value}`, { value })).join(" || ");
}

/**
 * The filter for the rows that come after one in a sorted list. Rows that arrive meanwhile move
 * no page border, as they would with page numbers.
 *
 * note: the first comparison is what lets the database begin there, instead of at the list's start.
 *
 * @param {string} field
 * @param {1 | -1} direction
 * @param {Record<string, any> | undefined} last
 */
export function after(field, direction, last) {
	if (!last) return "";
	const than = direction < 0 ? "<" : ">";
	return pb.filter(`${field} ${than}= {:value} && (${field} ${than} {:value} || id ${than} {:id})`, {
		value: last[field] ?? "",
		id: last.id,
	});
}

/**
 * @param {...(string | false | null | undefined)} parts
 */
export function allOf(...parts) {
	return parts
		.filter((part) => !!part)
		.map((part) => `(${part})`)
		.join(" && ");
}

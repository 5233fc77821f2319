// @ts-check
// Messages with answers to press: up to three buttons, or a list of up to ten rows.

export const LIMITS = { buttons: 3, rows: 10, title: 20, rowTitle: 24, description: 72, list: 20, bodyButtons: 1024, bodyList: 4096, edge: 60 };

/**
 * @typedef {object} Draft
 * @property {"button" | "list"} kind
 * @property {string} body
 * @property {string} header
 * @property {string} footer
 * @property {string} list what the button that opens the list says
 * @property {{title: string, description: string}[]} rows
 */

/** @returns {Draft} */
export const emptyInteractive = () => ({ kind: "button", body: "", header: "", footer: "", list: "", rows: [{ title: "", description: "" }] });

const length = (/** @type {string} */ text) => [...text.trim()].length;

/** The rows somebody has filled. @param {Draft} draft */
export const filledRows = (draft) =>
	draft.rows.map((row, at) => ({ ...row, at })).filter((row) => row.title.trim() || (draft.kind === "list" && row.description.trim()));

/**
 * What has to be put right: by field, the name of a text and the number in it.
 *
 * @param {Draft} draft
 * @returns {Record<string, {why: "missing" | "long" | "twice", max: number}>}
 */
export function checkInteractive(draft) {
	/** @type {Record<string, {why: "missing" | "long" | "twice", max: number}>} */
	const wrong = {};
	const isList = draft.kind === "list";
	/** @param {string} field @param {string} text @param {number} max @param {boolean} [needed] */
	const check = (field, text, max, needed = false) => {
		if (needed && !text.trim()) wrong[field] = { why: "missing", max };
		else if (length(text) > max) wrong[field] = { why: "long", max };
	};
	check("body", draft.body, isList ? LIMITS.bodyList : LIMITS.bodyButtons, true);
	check("header", draft.header, LIMITS.edge);
	check("footer", draft.footer, LIMITS.edge);
	if (isList) check("list", draft.list, LIMITS.list, true);
	const rows = filledRows(draft);
	if (rows.length === 0) wrong["row.0"] = { why: "missing", max: 0 };
	const seen = new Set();
	for (const row of rows) {
		const field = `row.${row.at}`;
		check(field, row.title, isList ? LIMITS.rowTitle : LIMITS.title, true);
		if (isList) check(`description.${row.at}`, row.description, LIMITS.description);
		const key = row.title.trim();
		if (!isList && key && seen.has(key)) wrong[field] = { why: "twice", max: 0 };
		seen.add(key);
	}
	return wrong;
}

/**
 * As the send route takes it.
 *
 * @param {Draft} draft
 */
export function interactiveRequest(draft) {
	const rows = filledRows(draft);
	/** @param {string} text */
	const some = (text) => text.trim() || undefined;
	const frame = { type: draft.kind, body: draft.body.trim(), header: some(draft.header), footer: some(draft.footer) };
	if (draft.kind === "button") return { ...frame, buttons: rows.map((row, i) => ({ id: `b${i + 1}`, title: row.title.trim() })) };
	const list = rows.map((row, i) => ({ id: `r${i + 1}`, title: row.title.trim(), description: some(row.description) }));
	return { ...frame, button: draft.list.trim(), sections: [{ rows: list }] };
}

// @ts-check
// The customers: the list with its search, and single ones by id.

import { signal } from "/vendor/preact-htm-signals.mjs";
import { allOf, pb, problem } from "/app/pb.js";
import { searchWords } from "/app/lib/fold.js";
import { mergeRow } from "/app/lib/merge.js";
import { onRecord, onResync } from "/app/state/live.js";
import { createRows } from "/app/state/rows.js";
import { onSignOut } from "/app/state/session.js";

/** @typedef {{name: string, company: string, email: string, language: string, country: string, tags: string[], notes: string}} CustomerInput */

export const query = signal("");
/** Whether only those are listed who have a number that can't be right. */
const doubtful = signal(false);

/**
 * Every word has to be somewhere: in the name, the company, the e-mail, the tags or a contact. A
 * word of digits is also looked for in the normalised numbers.
 *
 * @param {string} text
 */
function searchFilter(text) {
	const digits = text.replace(/[\s()+./-]/g, "");
	if (/^\d{3,}$/.test(digits)) {
		return pb.filter("contacts_via_customer.digits ?~ {:digits} || contacts_via_customer.value ?~ {:text} || search ~ {:text}", {
			digits: digits.replace(/^0+/, ""),
			text: text.trim(),
		});
	}
	return allOf(
		...searchWords(text).map((word) => pb.filter("search ~ {:word} || contacts_via_customer.value ?~ {:word}", { word })),
	);
}

/** @type {import("/app/state/rows.js").Rows<Customer>} */
export const customers = createRows({
	collection: "customers",
	sort: "name",
	direction: 1,
	filter: () => allOf(searchFilter(query.value), doubtful.value && "contacts_via_customer.invalid ?= true"),
});

/**
 * @param {string} text
 * @param {boolean} onlyDoubtful those with a number that can't be right; they are read anew each time
 */
export function search(text, onlyDoubtful) {
	if (text === query.value && !onlyDoubtful && !doubtful.value && customers.loaded.value) return;
	query.value = text;
	doubtful.value = onlyDoubtful;
	void customers.load();
}

/** Customers by id; null for one that does not exist. */
export const byID = signal(/** @type {ReadonlyMap<string, Customer | null>} */ (new Map()));

/** @param {string} id @param {Customer | null} row */
function keep(id, row) {
	const next = new Map(byID.value);
	next.set(id, row ? mergeRow(next.get(id) ?? undefined, row) : null);
	byID.value = next;
}

/**
 * A customer that came as the answer to another request.
 *
 * @param {Customer} row
 */
export function keepCustomer(row) {
	if (row?.id) keep(row.id, row);
}

/**
 * @param {string} id
 * @returns {Promise<Problem | null>}
 */
export async function loadCustomer(id) {
	try {
		keep(id, await pb.collection("customers").getOne(id, { requestKey: null }));
		return null;
	} catch (cause) {
		const what = problem(cause);
		if (what.status === 404) keep(id, null);
		return what;
	}
}

/** Reads a customer anew, whatever is shown. @param {string} id */
export function reloadCustomer(id) {
	const next = new Map(byID.value);
	next.delete(id);
	byID.value = next;
	return loadCustomer(id);
}

/**
 * @param {string} id empty for a new one
 * @param {CustomerInput} input
 * @returns {Promise<{customer: Customer | null, error: Problem | null}>}
 */
export async function saveCustomer(id, input) {
	try {
		const service = pb.collection("customers");
		/** @type {Customer} */
		const row = id ? await service.update(id, input) : await service.create(input);
		keep(row.id, row);
		return { customer: row, error: null };
	} catch (cause) {
		return { customer: null, error: problem(cause) };
	}
}

onRecord((collection, action, record) => {
	if (collection !== "customers") return;
	if (action === "delete") {
		customers.remove([record.id]);
		if (byID.value.has(record.id)) keep(record.id, null);
		return;
	}
	if (byID.value.has(record.id)) keep(record.id, record);
	// Whether a changed customer matches the search is the server's to say.
	if (!query.value && !doubtful.value) customers.apply([record]);
	else if (customers.items.value.some((row) => row.id === record.id)) customers.apply([record]);
});

onResync(async () => {
	await Promise.all([
		customers.loaded.value ? customers.refresh() : null,
		...[...byID.value.keys()].slice(-3).map((id) => loadCustomer(id)),
	]);
});

onSignOut(() => {
	customers.clear();
	query.value = "";
	doubtful.value = false;
	byID.value = new Map();
});

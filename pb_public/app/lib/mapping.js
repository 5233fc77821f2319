// @ts-check
// The columns of a file to import: what is shown of them, and what they are taken for.

/** What a column can be, in the order of the choice. Empty: left out. */
export const FIELDS = ["name", "first_name", "last_name", "company", "phone", "whatsapp", "calling_code", "email", "other_email", "country", "language", "tags", "notes"];

/** Without one of these a row is nobody. */
const NAMING = ["name", "first_name", "last_name", "company", "phone", "whatsapp", "email", "other_email"];

/** What two columns can be at once. */
const REPEATED = ["phone", "whatsapp", "calling_code", "other_email", "tags", "notes"];

/** How a file may be encoded, as the server names it; what is met most goes first. */
export const ENCODINGS = [
	...["utf-8", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-874", "macintosh"],
	...["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "iso-8859-2", "iso-8859-7", "koi8-r", "ibm866", "utf-16le", "utf-16be"],
];

/** @typedef {{name: string, samples: string[], guess: string}} Column */

/**
 * The columns as they are with or without names in the first row. The server read the file one
 * way; the other way the first row is an example, or the first example is the name.
 *
 * @param {Column[]} columns
 * @param {boolean} read whether the server took the first row for names
 * @param {boolean} header whether it is to be taken so
 * @returns {Column[]} a name is empty where there is none
 */
export function columnsShown(columns, read, header) {
	return columns.map((column) => {
		const samples = column.samples ?? [];
		if (read === header) return header ? { ...column, samples } : { ...column, samples, name: "" };
		if (read) return { ...column, name: "", samples: [column.name, ...samples].slice(0, 3) };
		return { ...column, name: samples[0] ?? "", samples: samples.slice(1) };
	});
}

/**
 * What each column is taken for: as it was chosen before, else as the server guesses.
 *
 * @param {Column[]} columns
 * @param {Record<string, string> | null | undefined} mapping
 * @returns {Record<string, string>}
 */
export function startMapping(columns, mapping) {
	const chosen = mapping && Object.keys(mapping).length > 0 ? mapping : null;
	return Object.fromEntries(
		columns.map((column, i) => {
			const field = (chosen ? chosen[i] : column.guess) ?? "";
			return [String(i), FIELDS.includes(field) ? field : ""];
		}),
	);
}

/**
 * The mapping with one more choice. What can be only once is taken from the column that had it.
 *
 * @param {Record<string, string>} mapping
 * @param {number} column
 * @param {string} field
 */
export function mapColumn(mapping, column, field) {
	const next = { ...mapping };
	if (field && !REPEATED.includes(field)) {
		for (const [other, had] of Object.entries(next)) if (had === field) next[other] = "";
	}
	next[String(column)] = field;
	return next;
}

/** Whether rows of this mapping can be somebody. @param {Record<string, string>} mapping */
export function names(mapping) {
	return Object.values(mapping).some((field) => NAMING.includes(field));
}

/**
 * How far an import is, from 0 to 1; null where the end isn't known.
 *
 * @param {{total: number, done: number}} record
 */
export function progress({ total, done }) {
	return total > 0 ? Math.min(1, Math.max(0, done / total)) : null;
}

/**
 * Cells by which a person sees whether letters are right: those beyond A to Z, names first.
 *
 * @param {Column[]} columns
 * @returns {string[]}
 */
export function strangeSamples(columns) {
	const most = 6;
	const naming = (/** @type {Column} */ column) => (["name", "first_name", "last_name"].includes(column.guess) ? 0 : 1);
	const cells = [...columns].sort((a, b) => naming(a) - naming(b)).flatMap((column) => column.samples ?? []);
	return [...new Set(cells.filter((cell) => /[^\u0000-\u007f]/.test(cell)))].slice(0, most);
}

/** What separates the cells, as a word for the texts. @param {string} delimiter */
export function delimiterName(delimiter) {
	return { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" }[delimiter] ?? "";
}

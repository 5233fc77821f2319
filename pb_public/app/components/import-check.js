// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";

const COUNTS = /** @type {("total" | "new" | "duplicates" | "updates" | "in_file" | "doubtful" | "refused")[]} */ (["total", "new", "duplicates", "updates", "in_file", "doubtful", "refused"]);

/**
 * What an import would do: numbers, and the first rows of each kind.
 *
 * @param {{check: ImportCheck}} props
 */
export function ImportCheckResult({ check }) {
	const { samples } = check;
	return html`
		<${Counts} counts=${COUNTS.filter((name) => name === "total" || name === "new" || check[name] > 0).map((name) => ({ name, count: check[name], label: t(/** @type {any} */ (`import.count.${name}`), { count: check[name] }), bad: name === "refused" }))} />
		${(check.codes ?? []).map(
			({ column, before }) => html`<p key=${column} class="quiet" data-testid="import-codes">
				${before.length > 0 ? t("import.codes", { column, before: before.join(", ") }) : t("import.codesOfNone", { column })}
			</p>`,
		)}
		<${Rows}
			title=${t("import.refusedTitle")}
			total=${check.refused}
			open
			rows=${samples.refused ?? []}
			heads=${[t("import.line"), t("import.reason"), t("import.cells")]}
			cells=${(/** @type {ImportCheck["samples"]["refused"][0]} */ row) => [row.line, row.reason, html`<span class="quiet">${(row.cells ?? []).filter(Boolean).join(" · ")}</span>`]}
			testid="import-refused"
		/>
		<${Rows}
			title=${t("import.doubtfulTitle")}
			total=${check.doubtful}
			rows=${samples.doubtful ?? []}
			heads=${[t("import.line"), t("import.name"), t("import.doubtful")]}
			cells=${(/** @type {ImportCheck["samples"]["doubtful"][0]} */ row) => [row.line, row.name, row.values.join(", ")]}
			testid="import-doubtful"
		/>
		<${Rows}
			title=${t("import.duplicatesTitle")}
			total=${check.duplicates}
			rows=${samples.duplicates ?? []}
			heads=${[t("import.line"), t("import.name"), t("import.customer"), t("import.because")]}
			cells=${(/** @type {ImportCheck["samples"]["duplicates"][0]} */ row) => [
				row.line,
				row.name,
				row.customer?.id ? html`<a href=${customerPath(row.customer.id)} target="_blank"><bdi>${row.customer.name || t("customers.nameless")}</bdi></a>` : html`<bdi>${row.customer?.name ?? ""}</bdi>`,
				row.because,
			]}
			testid="import-duplicates"
		/>
		<${Rows}
			title=${t("import.newTitle")}
			total=${check.new}
			rows=${samples.new ?? []}
			heads=${[t("import.line"), t("import.name"), t("import.contacts")]}
			cells=${(/** @type {ImportCheck["samples"]["new"][0]} */ row) => [row.line, row.name, (row.contacts ?? []).join(", ")]}
			testid="import-new"
		/>
	`;
}

/**
 * Numbers with what they count.
 *
 * @param {{counts: {name: string, count: number, label: string, bad?: boolean}[]}} props
 */
export function Counts({ counts }) {
	const format = new Intl.NumberFormat();
	return html`<dl class="counts">
		${counts.map(
			(one) => html`<div key=${one.name} class=${one.bad ? "count-bad" : ""} data-testid=${`count-${one.name}`}>
				<dt>${one.label}</dt>
				<dd>${format.format(one.count)}</dd>
			</div>`,
		)}
	</dl>`;
}

/**
 * @param {{title: string, total: number, open?: boolean, rows: any[], heads: string[], cells: (row: any) => any[], testid: string}} props
 */
function Rows({ title, total, open, rows, heads, cells, testid }) {
	if (rows.length === 0) return null;
	return html`<details class="rows" open=${open} data-testid=${testid}>
		<summary>
			<span>${title}</span>
			<span class="quiet">${rows.length < total ? t("import.firstOnly", { count: rows.length, total }) : rows.length}</span>
		</summary>
		<div class="rows-scroll" role="region" aria-label=${title} tabindex="0">
			<table>
				<thead>
					<tr>${heads.map((head) => html`<th key=${head} scope="col">${head}</th>`)}</tr>
				</thead>
				<tbody>
					${rows.map((row) => html`<tr key=${row.line}>${cells(row).map((cell, i) => html`<td key=${i} data-head=${heads[i]} dir="auto">${cell}</td>`)}</tr>`)}
				</tbody>
			</table>
		</div>
	</details>`;
}

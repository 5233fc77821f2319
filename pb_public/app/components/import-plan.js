// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { ENCODINGS, FIELDS, columnsShown, delimiterName, mapColumn, strangeSamples } from "/app/lib/mapping.js";
import { t } from "/app/i18n/index.js";
import { Choice, Field } from "/app/components/field.js";
import { Switch } from "/app/components/switch.js";

/** @typedef {{mapping: Record<string, string>, options: ImportOptions, header: boolean}} Plan */

/**
 * What the columns are, and how the rows are read.
 *
 * @param {{row: Import, plan: Plan, busy: boolean, onChange: (plan: Plan) => void, onEncoding: (encoding: string) => void}} props
 */
export function ImportPlan({ row, plan, busy, onChange, onEncoding }) {
	const columns = columnsShown(row.columns ?? [], row.header, plan.header);
	const delimiter = delimiterName(row.delimiter);
	/** @param {Partial<ImportOptions>} change */
	const option = (change) => onChange({ ...plan, options: { ...plan.options, ...change } });
	return html`
		<section class="card" aria-labelledby="import-columns">
			<div>
				<h2 id="import-columns">${t("import.columnsTitle")}</h2>
				<p class="quiet">${t("import.columnsHelp")}</p>
			</div>
			<${Switch} label=${t("import.header")} checked=${plan.header} testid="import-header" onChange=${(/** @type {boolean} */ header) => onChange({ ...plan, header })} />
			<ul class="columns">
				${columns.map((column, i) => {
					const name = column.name || t("import.column", { number: i + 1 });
					const samples = column.samples.filter(Boolean);
					return html`<li key=${i} class=${`column ${plan.mapping[i] ? "" : "is-ignored"}`}>
						<label class="column-main" for=${`column-${i}`}>
							<bdi class="column-name">${name}</bdi>
							<span class="column-samples" dir="auto">${samples.length > 0 ? samples.join(" · ") : t("import.emptyColumn")}</span>
						</label>
						<select
							id=${`column-${i}`}
							class="input"
							data-testid="import-column"
							value=${plan.mapping[i] ?? ""}
							onChange=${(/** @type {any} */ e) => onChange({ ...plan, mapping: mapColumn(plan.mapping, i, e.currentTarget.value) })}
						>
							<option value="">${t("import.ignore")}</option>
							${FIELDS.map((field) => html`<option key=${field} value=${field}>${t(/** @type {any} */ (`import.field.${field}`))}</option>`)}
						</select>
					</li>`;
				})}
			</ul>
			${delimiter && html`<p class="quiet">${t("import.format", { delimiter: t(/** @type {any} */ (`import.delimiter.${delimiter}`)) })}</p>`}
			<${Encoding} row=${row} busy=${busy} onChange=${onEncoding} />
		</section>
		<section class="card" aria-labelledby="import-options">
			<h2 id="import-options">${t("import.optionsTitle")}</h2>
			<${Field}
				label=${t("import.country")}
				hint=${t("import.countryHelp")}
				optional
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input input-short"
					maxlength="2"
					autocapitalize="characters"
					autocomplete="off"
					data-testid="import-country"
					value=${plan.options.country}
					onInput=${(/** @type {any} */ e) => option({ country: e.currentTarget.value.toUpperCase() })}
				/>`}
			/>
			<${Choice}
				legend=${t("import.duplicates")}
				name="duplicates"
				value=${plan.options.duplicates}
				options=${["skip", "fill", "add"].map((value) => ({ value, label: t(/** @type {any} */ (`import.duplicates.${value}`)) }))}
				onChange=${(/** @type {any} */ duplicates) => option({ duplicates })}
			/>
			<p class="field-hint">${t(/** @type {any} */ (`import.duplicatesHelp.${plan.options.duplicates}`))}</p>
		</section>
	`;
}

/**
 * Which letters the file has, with names to see whether they are right.
 *
 * @param {{row: Import, busy: boolean, onChange: (encoding: string) => void}} props
 */
function Encoding({ row, busy, onChange }) {
	const strange = strangeSamples(row.columns ?? []);
	return html`<${Field}
		label=${t("import.encoding")}
		hint=${t("import.encodingHelp")}
		control=${(/** @type {any} */ tie) => html`<div class="encoding">
			<select
				...${tie}
				class="input"
				data-testid="import-encoding"
				disabled=${busy}
				value=${row.encoding}
				onChange=${(/** @type {any} */ e) => onChange(e.currentTarget.value)}
			>
				${ENCODINGS.map((name) => html`<option key=${name} value=${name}>${t(/** @type {any} */ (`import.encoding.${name}`))}</option>`)}
			</select>
			<p class="column-samples" role="status" dir="auto" data-testid="import-preview">
				${strange.length > 0 ? strange.map((cell, i) => html`${i > 0 && " · "}<bdi key=${cell}>${cell}</bdi>`) : t("import.plainLetters")}
			</p>
		</div>`}
	/>`;
}

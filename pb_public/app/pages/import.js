// @ts-check
// Customers from a file: choose it, say what its columns are, look at what will happen, import.
// Everything is in the record of the import, so a reload goes on where it was.

import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { names, progress, startMapping } from "/app/lib/mapping.js";
import { doubtfulPath, importPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { Empty, Skeleton } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { Counts, ImportCheckResult } from "/app/components/import-check.js";
import { ImportFile } from "/app/components/import-file.js";
import { ImportPlan } from "/app/components/import-plan.js";
import "/app/components/icons-more.js";
import { back, navigate, route, title } from "/app/router.js";
import { checkImport, current, encodeImport, errorsAddress, imports, loadImports, openImport, tellImport, uploadImport } from "/app/state/imports.js";
import { announce, notice } from "/app/state/notices.js";

/** @typedef {import("/app/components/import-plan.js").Plan} Plan */

export default function ImportPage() {
	const { id } = route.value;
	useEffect(() => (id ? openImport(id) : void loadImports()), [id]);
	title.value = t("import.title");
	const row = current.value;
	return html`<div class="page page-narrow import">
		<header class="page-head">
			<button type="button" class="icon-button" aria-label=${t("common.back")} onClick=${() => (id ? navigate(importPath()) : back("/customers"))}>
				<${Icon} name="back" />
			</button>
			<div class="page-title">
				<h1 tabindex="-1" data-heading>${t("import.title")}</h1>
				${id && row && html`<p class="quiet"><bdi>${row.name}</bdi></p>`}
			</div>
		</header>
		${!id ? html`<${Start} />` : row === null ? html`<${Gone} />` : row?.id === id ? html`<${Step} key=${id} row=${row} />` : html`<${Skeleton} rows=${4} />`}
	</div>`;
}

function Gone() {
	return html`<${Empty} icon="search" title=${t("import.gone")} help=${t("import.goneHelp")}>
		<a class="button" href=${importPath()}>${t("import.another")}</a>
	<//>`;
}

function Start() {
	const earlier = imports.value ?? [];
	/** @param {File} file */
	const take = async (file) => {
		const { row, error } = await uploadImport(file);
		if (row) navigate(importPath(row.id));
		return error;
	};
	return html`
		<${ImportFile} onFile=${take} />
		${earlier.length > 0 &&
		html`<section class="card" aria-labelledby="import-earlier">
			<h2 id="import-earlier">${t("import.earlier")}</h2>
			<ul class="moves">
				${earlier.map((row) => {
					const at = parseDate(row.finished_at || row.created);
					const words = [t(/** @type {any} */ (`import.state.${row.state}`)), row.created_customers > 0 && t("import.summary", { count: row.created_customers }), at && fullTime(at)];
					return html`<li key=${row.id}>
						<a class="import-earlier" href=${importPath(row.id)} data-testid="import-item">
							<bdi>${row.name}</bdi>
							<span class="quiet">${words.filter(Boolean).join(" · ")}</span>
						</a>
					</li>`;
				})}
			</ul>
		</section>`}
	`;
}

/** @param {{row: Import}} props */
function Step({ row }) {
	switch (row.state) {
		case "running":
			return html`<${Running} row=${row} />`;
		case "done":
		case "failed":
		case "cancelled":
			return html`<${Result} row=${row} />`;
		default:
			return html`<${Prepare} row=${row} />`;
	}
}

/** @param {{row: Import}} props */
function Prepare({ row }) {
	const [plan, setPlan] = useState(
		/** @type {() => Plan} */
		(
			() => ({
				mapping: startMapping(row.columns ?? [], row.mapping),
				options: { country: row.options?.country ?? "", duplicates: row.options?.duplicates || "skip" },
				header: row.header,
			})
		),
	);
	const [checked, setChecked] = useState(/** @type {{check: ImportCheck, plan: Plan} | null} */ (null));
	const [busy, setBusy] = useState("");
	const [error, setError] = useState("");
	const result = useRef(/** @type {HTMLElement | null} */ (null));
	// What the server read is fixed while this is open: a check may write the choice of header.
	const read = useRef(row);
	const fresh = checked?.plan === plan;

	/** @param {boolean} show whether to go to what was found */
	const check = async (show) => {
		if (!names(plan.mapping)) return setError(t("import.needName"));
		setBusy("check");
		setError("");
		const answer = await checkImport(row.id, plan);
		if (answer.error?.aborted) return;
		setBusy("");
		if (!answer.check) return setError((answer.error && (Object.values(answer.error.fields)[0] ?? answer.error.message)) ?? "");
		setChecked({ check: answer.check, plan });
		if (!show) return;
		setTimeout(() => {
			result.current?.focus({ preventScroll: true });
			result.current?.scrollIntoView({ block: "start", behavior: "smooth" });
		});
	};
	// After a reload the check is made again: what it found is not kept.
	useEffect(() => {
		if (row.state === "checked") void check(false);
	}, []);

	/** @param {string} encoding */
	const encode = async (encoding) => {
		setBusy("encoding");
		setError("");
		const answer = await encodeImport(row.id, encoding);
		if (answer.error?.aborted) return;
		setBusy("");
		if (!answer.row) return setError((answer.error && (Object.values(answer.error.fields)[0] ?? answer.error.message)) ?? "");
		read.current = answer.row;
		setPlan({ ...plan, mapping: startMapping(answer.row.columns ?? [], answer.row.mapping), header: answer.row.header });
		setChecked(null);
	};
	const start = async () => {
		setBusy("start");
		const problem = await tellImport(row.id, "start");
		setBusy("");
		if (problem) setError(problem.message);
	};
	const count = checked ? toWrite(checked.check, plan.options.duplicates) : 0;
	return html`
		<${ImportPlan} row=${read.current} plan=${plan} busy=${busy !== ""} onChange=${setPlan} onEncoding=${encode} />
		${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
		${!fresh &&
		html`<div class="import-actions">
			<p class="quiet">${checked ? t("import.stale") : t("import.checkHelp")}</p>
			<button type="button" class="button button-primary" data-testid="import-check" disabled=${busy !== ""} onClick=${() => check(true)}>
				${busy === "check" ? t("import.checking") : t("import.check")}
			</button>
		</div>`}
		${checked &&
		fresh &&
		html`<section class="card" aria-labelledby="import-result">
			<h2 id="import-result" tabindex="-1" ref=${result}>${t("import.resultTitle")}</h2>
			<${ImportCheckResult} check=${checked.check} />
			<div class="import-actions">
				${count === 0 && html`<p class="quiet">${t("import.nothing")}</p>`}
				<button type="button" class="button button-primary" data-testid="import-start" disabled=${busy !== "" || count === 0} onClick=${start}>
					${t("import.start", { count })}
				</button>
			</div>
		</section>`}
	`;
}

/**
 * How many rows will do something.
 *
 * @param {ImportCheck} check
 * @param {ImportOptions["duplicates"]} duplicates
 */
function toWrite(check, duplicates) {
	if (duplicates === "add") return check.total - check.refused;
	return check.new + (duplicates === "fill" ? check.updates : 0);
}

/** @param {{row: Import}} props */
function Running({ row }) {
	const [busy, setBusy] = useState(false);
	const part = progress(row);
	const words = t("import.progress", { done: row.done, total: row.total });
	const cancel = async () => {
		setBusy(true);
		const problem = await tellImport(row.id, "cancel");
		setBusy(false);
		if (problem) notice(problem.message, { bad: true });
	};
	return html`<section class="card" aria-labelledby="import-running">
		<h2 id="import-running" tabindex="-1" data-heading>${t("import.running")}</h2>
		<progress class="progress" max="1" value=${part ?? undefined} aria-label=${t("import.running")} aria-valuetext=${words}></progress>
		<p data-testid="import-progress">${words}</p>
		<div class="import-actions">
			<p class="quiet">${t("import.leave")}</p>
			<button type="button" class="button" data-testid="import-cancel" disabled=${busy} onClick=${cancel}>${t("import.cancel")}</button>
		</div>
	</section>`;
}

const RESULTS = /** @type {("created_customers" | "created_contacts" | "updated_customers" | "skipped" | "refused")[]} */ ([
	"created_customers",
	"created_contacts",
	"updated_customers",
	"skipped",
	"refused",
]);

/** @param {{row: Import}} props */
function Result({ row }) {
	const heading = t(/** @type {any} */ (`import.${row.state}Title`));
	useEffect(() => announce(heading), []);
	const download = async () => {
		try {
			const link = document.createElement("a");
			link.href = await errorsAddress(row);
			link.download = row.errors_file;
			link.click();
		} catch {
			notice(t("error.server"), { bad: true });
		}
	};
	const shown = RESULTS.filter((name) => name === "created_customers" || row[name] > 0);
	return html`<section class="card" aria-labelledby="import-done" data-testid="import-result" data-state=${row.state}>
		<h2 id="import-done">${heading}</h2>
		${row.error && html`<p class="form-error"><${Icon} name="alert" />${row.error}</p>`}
		<${Counts} counts=${shown.map((name) => ({ name, count: row[name], label: t(/** @type {any} */ (`import.${name}`), { count: row[name] }), bad: name === "refused" }))} />
		${row.state === "cancelled" && html`<p class="quiet">${t("import.cancelledHelp")}</p>`}
		${row.errors_file &&
		html`<div>
			<button type="button" class="button" data-testid="import-errors" onClick=${download}><${Icon} name="down" />${t("import.errors")}</button>
			<p class="field-hint">${t("import.errorsHelp")}</p>
		</div>`}
		<div class="import-actions">
			<a class="button button-quiet" href=${doubtfulPath}>${t("customers.doubtful")}</a>
			<a class="button" href=${importPath()}>${t("import.another")}</a>
			<a class="button button-primary" href="/customers">${t("import.toCustomers")}</a>
		</div>
	</section>`;
}

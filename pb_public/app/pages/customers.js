// @ts-check
// The customers: search, create, open.

import { html, useEffect, useMemo, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { debounce } from "/app/lib/debounce.js";
import { customerPath, doubtfulPath, importPath } from "/app/lib/routes.js";
import { rove } from "/app/lib/rove.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { CustomerDialog, tagList } from "/app/components/customer-dialog.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { Pager } from "/app/components/pager.js";
import "/app/components/icons-more.js";
import { navigate, route, title } from "/app/router.js";
import { onCommand } from "/app/state/commands.js";
import { customers, query, search } from "/app/state/customers.js";
import { createCustomer } from "/app/pages/who-pane.js";

export default function CustomersPage() {
	const [text, setText] = useState(query.value);
	const [creating, setCreating] = useState(false);
	const box = useRef(/** @type {HTMLInputElement | null} */ (null));
	const list = useRef(/** @type {HTMLUListElement | null} */ (null));
	const slowly = useMemo(() => debounce(search, 180), []);
	const doubtful = route.value.tab === "doubtful";
	title.value = t("customers.title");

	useEffect(() => {
		search(query.value, doubtful);
	}, [doubtful]);
	useEffect(() => onCommand("search", () => box.current?.focus()), []);

	/** @param {any} event */
	const type = (event) => {
		setText(event.currentTarget.value);
		slowly(event.currentTarget.value, doubtful);
	};
	/** @param {KeyboardEvent} event */
	const press = (event) => {
		const links = [...(list.current?.querySelectorAll("a") ?? [])];
		const at = links.indexOf(/** @type {any} */ (document.activeElement));
		const next = document.activeElement === box.current ? (event.key === "ArrowDown" ? 0 : -1) : rove(event.key, at, links.length);
		if (next < 0 || !links[next]) return;
		event.preventDefault();
		links[next].focus();
	};

	const rows = customers.items.value;
	const loaded = customers.loaded.value;
	const error = customers.error.value;
	return html`<div class="page" onKeyDown=${press}>
		<header class="page-head">
			<h1 tabindex="-1" data-heading>${t("customers.title")}</h1>
			<a class="button button-end" href=${importPath()} data-testid="customers-import"><${Icon} name="upload" /><span class="words-wide">${t("import.button")}</span></a>
			<button type="button" class="button button-primary" data-testid="customer-new" onClick=${() => setCreating(true)}>
				<${Icon} name="plus" /><span class="words-wide">${t("customers.new")}</span>
			</button>
		</header>
		<form
			class="search"
			role="search"
			onSubmit=${(/** @type {Event} */ event) => {
				event.preventDefault();
				slowly.flush();
			}}
		>
			<${Icon} name="search" />
			<label class="visually-hidden" for="customer-search">${t("customers.search")}</label>
			<input
				ref=${box}
				id="customer-search"
				type="search"
				class="input"
				autocomplete="off"
				enterkeyhint="search"
				placeholder=${t("customers.searchHint")}
				data-testid="customer-search"
				value=${text}
				onInput=${type}
			/>
		</form>
		<div class="chips">
			<label class="chip">
				<input
					type="checkbox"
					checked=${doubtful}
					data-testid="customers-doubtful"
					onChange=${() => navigate(doubtful ? customerPath() : doubtfulPath, { replace: true, quiet: true })}
				/>
				<span>${t("customers.doubtful")}</span>
			</label>
		</div>
		${!loaded && !error && html`<${Skeleton} rows=${8} />`}
		${error && html`<${Trouble} message=${error.message} onRetry=${customers.load} />`}
		${loaded &&
		rows.length === 0 &&
		(doubtful
			? html`<${Empty} icon="customers" title=${t("customers.noneDoubtful")} help=${t("customers.noneDoubtfulHelp")} />`
			: query.value
			? html`<${Empty} icon="search" title=${t("customers.none", { query: query.value })} help=${t("customers.noneHelp")} />`
			: html`<${Empty} icon="customers" title=${t("customers.empty")} help=${t("customers.emptyHelp")}>
					<button type="button" class="button button-primary" onClick=${() => setCreating(true)}>${t("customers.new")}</button>
				<//>`)}
		${rows.length > 0 &&
		html`<ul class="people" ref=${list} aria-label=${t("customers.list")}>
			${rows.map(
				(row) => html`<li key=${row.id}>
					<a class="person" href=${customerPath(row.id)} data-testid="customer-item" data-customer-id=${row.id}>
						<${Avatar} name=${row.name} id=${row.id} />
						<span class="person-main">
							<span class="person-name"><bdi>${row.name || t("customers.nameless")}</bdi></span>
							<span class="person-more">${[row.company, row.email].filter(Boolean).join(" · ")}</span>
						</span>
						<span class="tags">${tagList(row.tags).slice(0, 3).map((tag) => html`<span key=${tag} class="tag">${tag}</span>`)}</span>
					</a>
				</li>`,
			)}
		</ul>`}
		${customers.hasMore.value && html`<${Pager} onMore=${customers.more} loading=${customers.loading.value} />`}
		${creating &&
		html`<${CustomerDialog} customer=${null} onSave=${createCustomer} onClose=${() => setCreating(false)} />`}
	</div>`;
}

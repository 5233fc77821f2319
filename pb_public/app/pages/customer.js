// @ts-check
// One customer: the log (Comms), and who they are (Details, in customer-details.js).

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { Menu } from "/app/components/menu.js";
import { MergeDialog } from "/app/components/merge-dialog.js";
import "/app/components/icons-more.js";
import { back, navigate, route, title } from "/app/router.js";
import { loadContacts } from "/app/state/contacts.js";
import { index, learn } from "/app/state/conversations.js";
import { byID, loadCustomer } from "/app/state/customers.js";
import { findCustomers, previewMerge } from "/app/state/identity.js";
import { useMoves } from "/app/pages/follow.js";
import { Details } from "/app/pages/customer-details.js";
import { block, merge } from "/app/pages/identify.js";
import { useMerged } from "/app/pages/merged.js";
import { ThreadDialogs } from "/app/pages/thread-dialogs.js";
import { ThreadPane } from "/app/pages/thread-pane.js";

export default function CustomerPage() {
	const { id, tab } = route.value;
	const [error, setError] = useState("");
	const [dialog, setDialog] = useState(/** @type {"" | "send" | "entry"} */ (""));
	const customer = byID.value.get(id);
	const details = tab === "details";
	const load = async () => {
		setError("");
		void loadContacts(id);
		void learn([id], true);
		const problem = await loadCustomer(id);
		if (problem && problem.status !== 404) setError(problem.message);
	};
	useEffect(() => void load(), [id]);
	title.value = customer?.name ?? t("nav.customers");

	const merged = useMerged(customer === null ? id : "");
	const leaving = useMoves(id, customer === null);

	if (customer === null && !leaving) {
		return html`<div class="page">
			<h1 class="visually-hidden" tabindex="-1" data-heading>${t("customer.gone")}</h1>
			<${Gone} merged=${merged} />
		</div>`;
	}
	return html`<div class=${`customer ${details ? "" : "customer-comms"}`}>
		<header class="customer-head">
			<button type="button" class="icon-button" aria-label=${t("common.back")} onClick=${() => back("/customers")}>
				<${Icon} name="back" />
			</button>
			<${Avatar} name=${customer?.name ?? " "} id=${id} />
			<div class="customer-title">
				<h1 tabindex="-1" data-heading><bdi>${customer?.name ?? "…"}</bdi></h1>
				<p>${customer?.company ?? ""}</p>
			</div>
			${customer && html`<${More} customer=${customer} />`}
		</header>
		<div class="customer-bar">
			<${Tabs} id=${id} details=${details} />
			${!details &&
			html`<div class="customer-actions">
				<button type="button" class="button" data-testid="add-entry" onClick=${() => setDialog("entry")}>
					<${Icon} name="plus" /><span>${t("thread.addEntry")}</span>
				</button>
				<button type="button" class="button button-whatsapp" data-testid="send-whatsapp" onClick=${() => setDialog("send")}>
					<${Icon} name="whatsapp" /><span>${t("send.button")}</span>
				</button>
			</div>`}
		</div>
		${error && !customer && html`<${Trouble} message=${error} onRetry=${load} />`}
		<div class="customer-panel" role="tabpanel" id="panel" aria-labelledby=${details ? "tab-details" : "tab-comms"}>
			${details
				? customer
					? html`<${Details} customer=${customer} />`
					: !error && html`<${Skeleton} rows=${4} />`
				: html`<${ThreadPane}
						customerID=${id}
						name=${customer?.name ?? "…"}
						inline=${false}
						dialog=${dialog}
						dialogs=${ThreadDialogs}
						onDialog=${setDialog}
						onEscape=${() => {}}
					/>`}
		</div>
	</div>`;
}

/** This customer is no more: the way to the one they were merged into. @param {{merged: Move | null | undefined}} props */
function Gone({ merged }) {
	if (merged === undefined) return null;
	const list = html`<a class="button" href="/customers">${t("customer.toList")}</a>`;
	if (!merged) return html`<${Empty} icon="customers" title=${t("customer.gone")} help=${t("customer.goneHelp")}>${list}<//>`;
	return html`<${Empty} icon="customers" title=${t("customer.merged", { name: merged.to_name })} help=${t("customer.mergedHelp")}>
		<a class="button button-primary" data-testid="open-merged" href=${customerPath(merged.to)}>${t("customer.openMerged", { name: merged.to_name })}</a>
		${list}
	<//>`;
}

/** What is done to a customer as a whole. @param {{customer: Customer}} props */
function More({ customer }) {
	const [merging, setMerging] = useState(false);
	const conversation = index.value.get(customer.id);
	const blocked = conversation?.state === "blocked";
	const items = [{ icon: "customers", label: t("merge.menu"), testid: "customer-merge", run: () => setMerging(true) }];
	if (conversation) {
		items.push({
			icon: "block",
			label: t(blocked ? "block.unblock" : "block.block"),
			testid: "customer-block",
			run: () => void block(customer.id, customer.name, !blocked),
		});
	}
	return html`
		<${Menu} label=${t("customer.more")} testid="customer-more" items=${items} />
		${merging &&
		html`<${MergeDialog}
			customer=${customer}
			find=${findCustomers}
			onPreview=${previewMerge}
			onMerge=${merge}
			onClose=${() => setMerging(false)}
		/>`}
	`;
}

/** @param {{id: string, details: boolean}} props */
function Tabs({ id, details }) {
	const tabs = [
		{ key: "comms", label: t("customer.comms"), path: customerPath(id), here: !details },
		{ key: "details", label: t("customer.details"), path: customerPath(id, "details"), here: details },
	];
	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
		event.preventDefault();
		const other = tabs.find((tab) => !tab.here);
		if (!other) return;
		navigate(other.path, { replace: true, quiet: true });
		setTimeout(() => document.getElementById(`tab-${other.key}`)?.focus());
	};
	return html`<div class="tabs" role="tablist" aria-label=${t("customer.tabs")} onKeyDown=${press}>
		${tabs.map(
			(tab) => html`<button
				key=${tab.key}
				type="button"
				role="tab"
				id=${`tab-${tab.key}`}
				class="tab"
				aria-selected=${tab.here ? "true" : "false"}
				aria-controls="panel"
				tabindex=${tab.here ? 0 : -1}
				data-testid=${`${tab.key}-tab`}
				onClick=${() => navigate(tab.path, { replace: true, quiet: true })}
			>
				${tab.label}
			</button>`,
		)}
	</div>`;
}

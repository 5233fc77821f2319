// @ts-check
// One customer: the log (Comms) and who they are (Details).

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { ContactDialog } from "/app/components/contact-dialog.js";
import { ContactList } from "/app/components/contact-list.js";
import { CustomerDialog, tagList } from "/app/components/customer-dialog.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { back, navigate, route, title } from "/app/router.js";
import { contacts, loadContacts, saveContact } from "/app/state/contacts.js";
import { learn } from "/app/state/conversations.js";
import { byID, loadCustomer, saveCustomer } from "/app/state/customers.js";
import { notice } from "/app/state/notices.js";
import { deleteLater, hiddenIDs } from "/app/state/undo.js";
import { tellOtherOwner } from "/app/pages/number-owners.js";
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

	if (customer === null) {
		return html`<div class="page">
			<h1 class="visually-hidden" tabindex="-1" data-heading>${t("customer.gone")}</h1>
			<${Empty} icon="customers" title=${t("customer.gone")} help=${t("customer.goneHelp")}>
				<a class="button" href="/customers">${t("customer.toList")}</a>
			<//>
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
						onDialog=${setDialog}
						onEscape=${() => {}}
					/>`}
		</div>
	</div>`;
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

/** @param {{customer: Customer}} props */
function Details({ customer }) {
	const [editing, setEditing] = useState(false);
	const [contact, setContact] = useState(/** @type {Contact | "new" | null} */ (null));
	const hidden = hiddenIDs.value;
	const rows = (contacts.value.get(customer.id) ?? []).filter((row) => !hidden.has(row.id));
	const facts = [
		[t("customer.name"), customer.name],
		[t("customer.company"), customer.company],
		[t("customer.email"), customer.email],
		[t("customer.country"), customer.country],
		[t("customer.language"), customer.language],
		[t("customer.notes"), customer.notes],
	].filter(([, value]) => value);
	const tags = tagList(customer.tags);
	return html`<div class="details">
		<section class="card" aria-labelledby="details-heading">
			<header class="card-head">
				<h2 id="details-heading">${t("customer.details")}</h2>
				<button type="button" class="button button-quiet" data-testid="customer-edit" onClick=${() => setEditing(true)}>
					<${Icon} name="edit" />${t("customer.edit")}
				</button>
			</header>
			<dl class="facts">
				${facts.map(([label, value]) => html`<div key=${label}><dt>${label}</dt><dd class="prewrap" dir="auto">${value}</dd></div>`)}
				${tags.length > 0 &&
				html`<div><dt>${t("customer.tags")}</dt><dd class="tags">${tags.map((tag) => html`<span key=${tag} class="tag">${tag}</span>`)}</dd></div>`}
			</dl>
		</section>
		<section class="card" aria-labelledby="contacts-heading">
			<header class="card-head">
				<h2 id="contacts-heading">${t("contacts.title")}</h2>
				<button type="button" class="button button-quiet" data-testid="contact-add" onClick=${() => setContact("new")}>
					<${Icon} name="plus" />${t("contacts.add")}
				</button>
			</header>
			<${ContactList}
				contacts=${rows}
				onEdit=${setContact}
				onDelete=${(/** @type {Contact} */ row) => deleteLater("contacts", row.id, t("contact.deleted"))}
			/>
		</section>
		${editing &&
		html`<${CustomerDialog}
			customer=${customer}
			onSave=${async (/** @type {import("/app/state/customers.js").CustomerInput} */ input) => {
				const { error } = await saveCustomer(customer.id, input);
				if (!error) notice(t("common.saved"));
				return error;
			}}
			onClose=${() => setEditing(false)}
		/>`}
		${contact &&
		html`<${ContactDialog}
			row=${contact === "new" ? null : contact}
			onSave=${async (/** @type {import("/app/state/contacts.js").ContactInput} */ input) => {
				const { contact: saved, error } = await saveContact(customer.id, contact === "new" ? "" : contact.id, input);
				if (!saved) return error;
				notice(t("contact.saved"));
				void tellOtherOwner(saved);
				return null;
			}}
			onClose=${() => setContact(null)}
		/>`}
	</div>`;
}

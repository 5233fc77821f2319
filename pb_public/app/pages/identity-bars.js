// @ts-check
// What stands above a thread while it isn't clear who this is, or while they are blocked.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { doubtfulAddress } from "/app/lib/groups.js";
import { formatAddress, identity } from "/app/lib/phone.js";
import { t } from "/app/i18n/index.js";
import { AttachDialog } from "/app/components/attach-dialog.js";
import { Bar } from "/app/components/bar.js";
import { CustomerDialog } from "/app/components/customer-dialog.js";
import { block, choose, chooseNew } from "/app/pages/identify.js";
import { SenderDialogs } from "/app/pages/sender-dialogs.js";
import { findCustomers, ownersOf } from "/app/state/identity.js";

/** As many names as fit into one question. */
const NAMES = 4;

/**
 * @param {{customerID: string, name: string, rows: Comm[], conversation: Conversation | undefined}} props
 */
export function IdentityBars({ customerID, name, rows, conversation }) {
	const { known } = identity(customerID);
	const doubt = doubtfulAddress(rows);
	if (conversation?.state === "blocked") {
		return html`<${Bar} icon="block" words=${t("block.banner")} testid="blocked-bar">
			<button type="button" class="button button-small bar-aside" data-testid="unblock" onClick=${() => block(customerID, name, false)}>
				${t("block.unblock")}
			</button>
		<//>`;
	}
	if (doubt && known) return html`<${OwnersBar} key=${doubt} here=${{ id: customerID, name, company: "" }} address=${doubt} />`;
	if (!known) return html`<${UnknownBar} customerID=${customerID} name=${name} />`;
	return null;
}

/** @param {{customerID: string, name: string}} props */
function UnknownBar({ customerID, name }) {
	const [dialog, setDialog] = useState("");
	return html`
		<${Bar} icon="person" words=${t("who.unknown")} testid="unknown-bar">
			<button type="button" class="button button-small button-primary" data-testid="bar-create" onClick=${() => setDialog("create")}>
				${t("who.create")}
			</button>
			<button type="button" class="button button-small" data-testid="bar-attach" onClick=${() => setDialog("attach")}>
				${t("who.attach")}
			</button>
			<button type="button" class="button button-small button-quiet bar-aside" data-testid="bar-block" onClick=${() => block(customerID, name, true)}>
				${t("block.block")}
			</button>
		<//>
		<${SenderDialogs} customerID=${customerID} dialog=${dialog} onClose=${() => setDialog("")} />
	`;
}

/** @param {{here: CustomerPick, address: string}} props here: the customer in whose conversation it is */
function OwnersBar({ here, address }) {
	const customerID = here.id;
	const [owners, setOwners] = useState(/** @type {Owner[] | null} */ (null));
	const [dialog, setDialog] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState("");

	useEffect(() => {
		let left = false;
		void ownersOf(customerID, address).then((found) => left || setOwners(withCurrent(found, here)));
		return () => void (left = true);
	}, [customerID, address]);
	if (!owners) return null;

	/** @param {CustomerPick} customer */
	const answer = async (customer) => {
		if (busy) return null;
		setBusy(true);
		setError("");
		const problem = await choose(customerID, address, customer);
		setBusy(false);
		return problem;
	};
	/** @param {CustomerPick} customer */
	const press = async (customer) => {
		const problem = await answer(customer);
		if (problem) setError(Object.values(problem.fields)[0] ?? problem.message);
	};
	/** @param {Owner} owner */
	const nameOf = (owner) => owner.customer.name || t("customers.nameless");
	const one = owners.length === 1;
	const question = one
		? t("owners.account", { name: nameOf(owners[0]) })
		: t("owners.several", { names: owners.map(nameOf).join(", ") });

	return html`
		<${Bar} icon="alert" tone="doubt" words=${question} testid="owners-bar" error=${error}>
			${owners.slice(0, NAMES).map(
				(owner) => html`<button
					key=${owner.customer.id}
					type="button"
					class="button button-small"
					disabled=${busy}
					data-testid="owner-choice"
					data-customer-id=${owner.customer.id}
					onClick=${() => press(owner.customer)}
				>
					<bdi>${one ? t("owners.still", { name: nameOf(owner) }) : nameOf(owner)}</bdi>
				</button>`,
			)}
			<button type="button" class="button button-small button-quiet" disabled=${busy} data-testid="owner-new" onClick=${() => setDialog("create")}>
				${t("owners.new")}
			</button>
			<button type="button" class="button button-small button-quiet" disabled=${busy} data-testid="owner-other" onClick=${() => setDialog("attach")}>
				${t("owners.other")}
			</button>
		<//>
		${dialog === "create" &&
		html`<${CustomerDialog}
			customer=${null}
			sender=${t("owners.newHelp", { address: formatAddress(address) })}
			onSave=${(/** @type {import("/app/state/customers.js").CustomerInput} */ input) => chooseNew(customerID, address, input)}
			onClose=${() => setDialog("")}
		/>`}
		${dialog === "attach" &&
		html`<${AttachDialog}
			title=${t("owners.otherTitle")}
			hint=${t("owners.newHelp", { address: formatAddress(address) })}
			find=${findCustomers}
			onChoose=${answer}
			onClose=${() => setDialog("")}
		/>`}
	`;
}

/**
 * Who has the number, and who had it when this was filed: their contact may be gone by now.
 *
 * @param {Owner[]} owners
 * @param {CustomerPick} here
 * @returns {Owner[]}
 */
function withCurrent(owners, here) {
	if (owners.some((one) => one.customer.id === here.id)) return owners;
	return [{ customer: here, contact: "", current: true }, ...owners];
}

// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { debounce } from "/app/lib/debounce.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";

/**
 * Chooses the customer an unknown number belongs to.
 *
 * @param {object} props
 * @param {string} props.address
 * @param {(text: string) => Promise<Customer[]>} props.find
 * @param {(customer: Customer) => Promise<Problem | null>} props.onChoose
 * @param {() => void} props.onClose
 */
export function AttachDialog({ address, find, onChoose, onClose }) {
	const [text, setText] = useState("");
	const [found, setFound] = useState(/** @type {Customer[] | null} */ (null));
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);

	useEffect(() => {
		const search = debounce(async () => {
			try {
				setFound(await find(text));
			} catch {
				// Typed on: the next search answers.
			}
		}, text ? 200 : 0);
		search();
		return () => search.cancel();
	}, [text]);

	/** @param {Customer} customer */
	const choose = async (customer) => {
		if (busy) return;
		setBusy(true);
		const problem = await onChoose(customer);
		setBusy(false);
		if (!problem) return onClose();
		setError(Object.values(problem.fields)[0] ?? problem.message);
	};

	return html`<${Dialog} title=${t("who.attachTitle", { address })} onClose=${onClose} testid="attach-dialog">
		<div class="form">
			<${Field}
				label=${t("customers.search")}
				hint=${t("who.attachHelp")}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="search"
					autofocus
					autocomplete="off"
					value=${text}
					onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)}
				/>`}
			/>
			${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
			<ul class="picks">
				${found?.map(
					(customer) => html`<li key=${customer.id}>
						<button type="button" class="pick" disabled=${busy} onClick=${() => choose(customer)}>
							<${Avatar} name=${customer.name} id=${customer.id} small />
							<span><bdi>${customer.name}</bdi>${customer.company && html` <span class="quiet">${customer.company}</span>`}</span>
						</button>
					</li>`,
				)}
			</ul>
			${found?.length === 0 && html`<p class="quiet">${t("who.attachNone")}</p>`}
		</div>
	<//>`;
}

// @ts-check
import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";
import { CustomerPicker } from "/app/components/picker.js";

/**
 * Chooses the customer that something belongs to.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {string} [props.hint]
 * @param {string} [props.without]
 * @param {(text: string) => Promise<import("/app/components/picker.js").Found[]>} props.find
 * @param {() => Promise<import("/app/components/picker.js").Found[]>} [props.likely]
 * @param {(customer: CustomerPick) => Promise<Problem | null>} props.onChoose
 * @param {() => void} props.onClose
 */
export function AttachDialog({ title, hint, without, find, likely, onChoose, onClose }) {
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);

	/** @param {CustomerPick} customer */
	const choose = async (customer) => {
		if (busy) return;
		setBusy(true);
		const problem = await onChoose(customer);
		setBusy(false);
		if (!problem) return onClose();
		setError(Object.values(problem.fields)[0] ?? problem.message);
	};

	return html`<${Dialog} title=${title} onClose=${onClose} testid="attach-dialog">
		<div class="form">
			${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
			<${CustomerPicker} find=${find} likely=${likely} without=${without} hint=${hint} busy=${busy} onChoose=${choose} />
		</div>
	<//>`;
}

// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { tagList } from "/app/components/customer-dialog.js";
import { Dialog } from "/app/components/dialog.js";
import { Icon } from "/app/components/icon.js";
import { CustomerPicker } from "/app/components/picker.js";
import "/app/components/icons-more.js";

const FIELDS = ["name", "company", "email", "country", "language", "tags", "notes"];

/**
 * Makes one customer of two: choose the other, see what stays and what is filled, decide.
 *
 * @param {object} props
 * @param {Customer} props.customer
 * @param {(text: string) => Promise<import("/app/components/picker.js").Found[]>} props.find
 * @param {(into: string, from: string) => Promise<{preview: MergePreview | null, error: Problem | null}>} props.onPreview
 * @param {(into: Customer, from: Customer) => Promise<Problem | null>} props.onMerge
 * @param {() => void} props.onClose
 */
export function MergeDialog({ customer, find, onPreview, onMerge, onClose }) {
	const [other, setOther] = useState("");
	const [swapped, setSwapped] = useState(false);
	const [preview, setPreview] = useState(/** @type {MergePreview | null} */ (null));
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);
	const [into, from] = swapped ? [other, customer.id] : [customer.id, other];

	useEffect(() => {
		if (!other) return undefined;
		let left = false;
		setError("");
		void onPreview(into, from).then((answer) => {
			if (left) return;
			setPreview(answer.preview);
			setError(answer.error?.message ?? "");
		});
		return () => void (left = true);
	}, [into, from]);

	const merge = async () => {
		if (!preview || busy) return;
		setBusy(true);
		const problem = await onMerge(preview.into, preview.from);
		setBusy(false);
		if (!problem) return onClose();
		setError(Object.values(problem.fields)[0] ?? problem.message);
	};

	return html`<${Dialog} title=${t("merge.title", { name: customer.name })} onClose=${onClose} testid="merge-dialog" wide>
		${!other
			? html`<${CustomerPicker}
					find=${find}
					without=${customer.id}
					hint=${t("merge.help")}
					onChoose=${(/** @type {CustomerPick} */ chosen) => setOther(chosen.id)}
				/>`
			: html`<div class="form" aria-busy=${preview ? undefined : "true"}>
					${preview && html`<${Preview} preview=${preview} onSwap=${() => setSwapped(!swapped)} />`}
					${error && html`<p class="form-error" role="alert"><${Icon} name="alert" />${error}</p>`}
					<p class="quiet">${t("merge.undoHelp")}</p>
					<div class="form-actions">
						<button type="button" class="button button-quiet button-start" onClick=${() => (setOther(""), setPreview(null), setSwapped(false))}>${t("merge.another")}</button>
						<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
						<button type="button" class="button button-primary" data-testid="merge-submit" disabled=${busy || !preview} onClick=${merge}>
							${t("merge.submit")}
						</button>
					</div>
				</div>`}
	<//>`;
}

/** @param {{preview: MergePreview, onSwap: () => void}} props */
function Preview({ preview, onSwap }) {
	const { into, from, fields } = preview;
	const differ = FIELDS.filter((field) => fields[field]);
	const carried = [
		preview.contacts > 0 && t("merge.contacts", { count: preview.contacts }),
		preview.messages > 0 && t("moves.messages", { count: preview.messages }),
	].filter(Boolean);
	return html`
		<div class="merge-sides">
			<${Side} customer=${into} words=${t("merge.stays")} testid="merge-into" />
			<button type="button" class="icon-button" aria-label=${t("merge.swap")} title=${t("merge.swap")} data-testid="merge-swap" onClick=${onSwap}>
				<${Icon} name="swap" />
			</button>
			<${Side} customer=${from} words=${t("merge.goes")} testid="merge-from" />
		</div>
		<p class="form-note" role="status">
			<${Icon} name="forward" />${carried.length > 0 ? t("merge.carried", { what: carried.join(", "), name: into.name }) : t("merge.nothing")}
		</p>
		${differ.length > 0 &&
		html`<dl class="merge-fields">
			${differ.map((field) => {
				const { into: kept, from: given, result } = fields[field];
				return html`<div key=${field}>
					<dt>${t(/** @type {any} */ (`customer.${field}`))}</dt>
					<dd class="prewrap" dir="auto">${show(result)}</dd>
					<dd class="merge-how">${how(show(kept), show(given), show(result))}</dd>
				</div>`;
			})}
		</dl>`}
	`;
}

/** @param {{customer: Customer, words: string, testid: string}} props */
function Side({ customer, words, testid }) {
	return html`<div class="merge-side" data-testid=${testid}>
		<${Avatar} name=${customer.name} id=${customer.id} small />
		<strong><bdi>${customer.name || t("customers.nameless")}</bdi></strong>
		<span class="quiet">${customer.company}</span>
		<span class="tag">${words}</span>
	</div>`;
}

/** @param {any} value */
const show = (value) => (Array.isArray(value) ? tagList(value).join(", ") : String(value ?? ""));

/**
 * Where a value comes from, in words.
 *
 * @param {string} kept
 * @param {string} given
 * @param {string} result
 */
function how(kept, given, result) {
	if (!kept) return t("merge.filled");
	if (result === kept && given) return t("merge.dropped", { value: given });
	if (result === kept) return "";
	return t("merge.joined");
}

// @ts-check
import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { LIMITS, checkInteractive, emptyInteractive, filledRows, interactiveRequest } from "/app/lib/interactive.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";
import { WaPreview } from "/app/components/wa-preview.js";
import "/app/components/icons-more.js";

/** @typedef {import("/app/lib/interactive.js").Draft} Draft */

/**
 * Builds a message with answers to press.
 *
 * @param {{onSend: (content: Content, shown: string) => Promise<Problem | null>, onClose: () => void}} props
 */
export function InteractiveDialog({ onSend, onClose }) {
	const [draft, setDraft] = useState(emptyInteractive);
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const form = useRef(/** @type {HTMLFormElement | null} */ (null));
	const isList = draft.kind === "list";
	const most = isList ? LIMITS.rows : LIMITS.buttons;

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy || !form.current) return;
		const found = Object.fromEntries(
			Object.entries(checkInteractive(draft)).map(([field, { why, max }]) => [field, t(/** @type {any} */ (`interactive.wrong.${why}`), { max })]),
		);
		setErrors(found);
		if (Object.keys(found).length > 0) return focusFirst(form.current);
		setBusy(true);
		const problem = await onSend({ interactive: interactiveRequest(draft) }, draft.body.trim());
		setBusy(false);
		if (!problem) return onClose();
		setErrors({ general: Object.values(problem.fields)[0] ?? problem.message });
	};
	/** Other answers, and the cursor in one of them. @param {Draft["rows"]} rows @param {number} at */
	const setRows = (rows, at) => {
		setDraft({ ...draft, rows });
		setTimeout(() => /** @type {HTMLElement | undefined} */ (form.current?.querySelectorAll(".row-edit")[at]?.querySelector("input"))?.focus());
	};
	/** @param {number} at @param {{title?: string, description?: string}} change */
	const setRow = (at, change) => setDraft({ ...draft, rows: draft.rows.map((row, i) => (i === at ? { ...row, ...change } : row)) });
	/** @param {string} label @param {keyof Draft & ("body" | "header" | "footer" | "list")} field @param {boolean} [optional] */
	const line = (label, field, optional) => html`<${Field}
		label=${label}
		error=${errors[field]}
		optional=${optional}
		control=${(/** @type {any} */ tie) => {
			const shared = { ...tie, class: "input", dir: "auto", "data-testid": `interactive-${field}`, value: draft[field] };
			const change = (/** @type {any} */ e) => setDraft({ ...draft, [field]: e.currentTarget.value });
			return field === "body" ? html`<textarea ...${shared} rows="3" autofocus onInput=${change}></textarea>` : html`<input ...${shared} autocomplete="off" onInput=${change} />`;
		}}
	/>`;
	const shownRows = filledRows(draft).map((row) => ({ kind: "quick_reply", text: row.title }));

	return html`<${Dialog} title=${t("interactive.title")} onClose=${onClose} testid="interactive-dialog" wide>
		<div class="template-columns">
			<form class="form" novalidate ref=${form} onSubmit=${submit}>
				<${Choice}
					legend=${t("interactive.kind")}
					name="interactive-kind"
					value=${draft.kind}
					options=${[
						{ value: "button", label: t("interactive.buttons") },
						{ value: "list", label: t("interactive.list") },
					]}
					onChange=${(/** @type {Draft["kind"]} */ kind) => setDraft({ ...draft, kind, rows: draft.rows.slice(0, kind === "list" ? LIMITS.rows : LIMITS.buttons) })}
				/>
				${line(t("interactive.body"), "body")} ${isList && line(t("interactive.open"), "list")}
				<fieldset class="answer-rows">
					<legend>${t(isList ? "interactive.rows" : "interactive.answers")}</legend>
					${draft.rows.map(
						(row, i) => html`<div key=${i} class="row-edit">
							<div class="row-fields">
								<${Field}
									label=${t(isList ? "interactive.row" : "interactive.answer", { number: i + 1 })}
									error=${errors[`row.${i}`]}
									control=${(/** @type {any} */ tie) => html`<input
										...${tie}
										class="input"
										dir="auto"
										autocomplete="off"
										data-testid="interactive-row"
										value=${row.title}
										onInput=${(/** @type {any} */ e) => setRow(i, { title: e.currentTarget.value })}
									/>`}
								/>
								${isList &&
								html`<${Field}
									label=${t("interactive.description")}
									optional
									error=${errors[`description.${i}`]}
									control=${(/** @type {any} */ tie) => html`<input
										...${tie}
										class="input"
										dir="auto"
										autocomplete="off"
										value=${row.description}
										onInput=${(/** @type {any} */ e) => setRow(i, { description: e.currentTarget.value })}
									/>`}
								/>`}
							</div>
							${draft.rows.length > 1 &&
							html`<button
								type="button"
								class="icon-button"
								aria-label=${t("interactive.removeRow", { number: i + 1 })}
								onClick=${() => setRows(draft.rows.filter((_, other) => other !== i), Math.max(0, i - 1))}
							>
								<${Icon} name="close" />
							</button>`}
						</div>`,
					)}
					${draft.rows.length < most &&
					html`<button type="button" class="button button-quiet" data-testid="interactive-add" onClick=${() => setRows([...draft.rows, { title: "", description: "" }], draft.rows.length)}>
						<${Icon} name="plus" />${t(isList ? "interactive.addRow" : "interactive.addAnswer")}
					</button>`}
				</fieldset>
				${line(t("interactive.header"), "header", true)} ${line(t("interactive.footer"), "footer", true)}
				${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
				<div class="form-actions">
					<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
					<button type="submit" class="button button-whatsapp" data-testid="interactive-submit" disabled=${busy}><${Icon} name="whatsapp" />${t(busy ? "send.busy" : "send.submit")}</button>
				</div>
			</form>
			<${WaPreview}
				header=${draft.header}
				body=${draft.body}
				footer=${draft.footer}
				buttons=${isList ? (draft.list.trim() ? [{ kind: "list", text: draft.list }] : []) : shownRows}
			/>
		</div>
	<//>`;
}

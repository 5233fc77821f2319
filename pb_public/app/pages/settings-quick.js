// @ts-check
// Quick replies: texts that staff use again and again.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { PLACEHOLDERS, fill } from "/app/lib/placeholders.js";
import { cleanShortcut } from "/app/lib/quick.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";
import { WaPreview } from "/app/components/wa-preview.js";
import "/app/components/icons-more.js";
import { notice } from "/app/state/notices.js";
import { error, loadQuickReplies, loaded, quickReplies, saveQuickReply } from "/app/state/quick-replies.js";
import { me } from "/app/state/session.js";
import { deleteLater } from "/app/state/undo.js";

const MAX = 4096;

/** Somebody to try the placeholders on. */
const example = () => ({
	name: t("quick.example.name"),
	first_name: t("quick.example.firstName"),
	company: t("quick.example.company"),
	email: "ada@example.com",
	me: me.value?.name ?? "",
});

export function QuickSettings() {
	const [edited, setEdited] = useState(/** @type {QuickReply | "new" | null} */ (null));
	useEffect(() => void loadQuickReplies(), []);
	const rows = quickReplies.value;
	return html`<section class="card" aria-labelledby="set-quick">
		<header class="card-head">
			<h2 id="set-quick">${t("quick.title")}</h2>
			<button type="button" class="button button-quiet" data-testid="quick-add" onClick=${() => setEdited("new")}><${Icon} name="plus" />${t("quick.add")}</button>
		</header>
		<p class="quiet">${t("quick.help")}</p>
		${!loaded.value && (error.value ? html`<${Trouble} message=${error.value.message} onRetry=${loadQuickReplies} />` : html`<${Skeleton} rows=${3} />`)}
		${loaded.value && rows.length === 0 && html`<${Empty} icon="bolt" title=${t("quick.emptyTitle")} help=${t("quick.emptyHelp")} />`}
		${rows.length > 0 &&
		html`<ul class="contacts">
			${rows.map(
				(row) => html`<li key=${row.id} class="contact" data-testid="quick-row" data-shortcut=${row.shortcut}>
					<span class="contact-main">
						<span class="quick-key">/${row.shortcut}</span>
						<span class="contact-label quick-text" dir="auto">${row.body}</span>
					</span>
					<button type="button" class="icon-button" title=${t("common.edit")} aria-label=${`${t("common.edit")}: /${row.shortcut}`} data-testid="quick-edit" onClick=${() => setEdited(row)}>
						<${Icon} name="edit" />
					</button>
					<button
						type="button"
						class="icon-button"
						title=${t("common.delete")}
						aria-label=${`${t("common.delete")}: /${row.shortcut}`}
						data-testid="quick-delete"
						onClick=${() => deleteLater("quick_replies", row.id, t("quick.deleted", { shortcut: row.shortcut }))}
					>
						<${Icon} name="trash" />
					</button>
				</li>`,
			)}
		</ul>`}
		${edited && html`<${QuickDialog} row=${edited === "new" ? null : edited} onClose=${() => setEdited(null)} />`}
	</section>`;
}

/** @param {{row: QuickReply | null, onClose: () => void}} props */
function QuickDialog({ row, onClose }) {
	const [shortcut, setShortcut] = useState(row?.shortcut ?? "");
	const [body, setBody] = useState(row?.body ?? "");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		const clean = cleanShortcut(shortcut).replace(/^-|-$/g, "");
		/** @type {Record<string, string>} */
		const found = {};
		if (!clean) found.shortcut = t("quick.needShortcut");
		else if (quickReplies.value.some((one) => one.shortcut === clean && one.id !== row?.id)) found.shortcut = t("quick.taken");
		if (!body.trim()) found.body = t("quick.needBody");
		else if ([...body].length > MAX) found.body = t("composer.over", { count: [...body].length - MAX });
		setErrors(found);
		if (Object.keys(found).length > 0) return focusFirst(form);
		setBusy(true);
		const problem = await saveQuickReply(row?.id ?? "", { shortcut: clean, body: body.trim() });
		setBusy(false);
		if (!problem) {
			notice(t("common.saved"));
			return onClose();
		}
		const { shortcut: one = "", body: two = "", ...rest } = problem.fields;
		setErrors({ shortcut: one, body: two, general: Object.values(rest)[0] ?? (one || two ? "" : problem.message) });
		focusFirst(form);
	};
	return html`<${Dialog} title=${t(row ? "quick.editTitle" : "quick.addTitle")} onClose=${onClose} testid="quick-dialog" wide>
		<div class="template-columns">
			<form class="form" novalidate onSubmit=${submit}>
				<${Field}
					label=${t("quick.shortcut")}
					hint=${t("quick.shortcutHelp")}
					error=${errors.shortcut}
					control=${(/** @type {any} */ tie) => html`<span class="input-prefixed">
						<span aria-hidden="true">/</span>
						<input
							...${tie}
							class="input"
							autocomplete="off"
							autocapitalize="none"
							spellcheck=${false}
							autofocus
							data-testid="quick-shortcut"
							value=${shortcut}
							onInput=${(/** @type {any} */ e) => {
								// note: what can't be in a shortcut changes as one types, so that it is what one sees.
								e.currentTarget.value = cleanShortcut(e.currentTarget.value);
								setShortcut(e.currentTarget.value);
							}}
						/>
					</span>`}
				/>
				<${Field}
					label=${t("quick.body")}
					error=${errors.body}
					control=${(/** @type {any} */ tie) => html`<textarea
						...${tie}
						class="input"
						rows="5"
						dir="auto"
						data-testid="quick-body"
						value=${body}
						onInput=${(/** @type {any} */ e) => setBody(e.currentTarget.value)}
					></textarea>`}
				/>
				<div class="template-insert" role="group" aria-label=${t("template.insert")}>
					<span class="quiet" aria-hidden="true">${t("template.insert")}</span>
					${PLACEHOLDERS.filter((name) => name !== "email").map(
						(name) => html`<button key=${name} type="button" class="token" onClick=${() => setBody(`${body}{${name}}`)}>${t(/** @type {any} */ (`placeholder.${name}`))}</button>`,
					)}
				</div>
				${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
				<div class="form-actions">
					<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
					<button type="submit" class="button button-primary" data-testid="quick-submit" disabled=${busy}>${t("common.save")}</button>
				</div>
			</form>
			<${WaPreview} body=${fill(body, example())} />
		</div>
	<//>`;
}

// @ts-check
// Choosing, filling in and sending a template: in a dialog of its own, or inside the Send dialog.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { optedOut } from "/app/lib/consent.js";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { valuesOf } from "/app/lib/placeholders.js";
import { t } from "/app/i18n/index.js";
import { optOutWords } from "/app/components/consent-words.js";
import { Dialog } from "/app/components/dialog.js";
import { Empty, Skeleton, Trouble } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { TemplateForm } from "/app/components/template-form.js";
import { TemplateList } from "/app/components/template-list.js";
import "/app/components/icons-more.js";
import { contacts } from "/app/state/contacts.js";
import { index } from "/app/state/conversations.js";
import { byID } from "/app/state/customers.js";
import { announce, notice } from "/app/state/notices.js";
import { sender } from "/app/state/outbox.js";
import { me } from "/app/state/session.js";
import { error, loadTemplates, loaded, recent, rememberUse, syncTemplates, syncedAt, templates, valuesBefore } from "/app/state/templates.js";

/**
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.to
 * @param {string} [props.replyTo]
 * @param {() => void} props.onSent
 */
export function TemplateSend({ customerID, to, replyTo, onSent }) {
	const [template, setTemplate] = useState(/** @type {Template | null} */ (null));
	const [post] = useState(sender);
	useEffect(() => void loadTemplates(), []);
	const conversation = index.value.get(customerID);
	const customer = byID.value.get(customerID) ?? conversation?.expand?.customer;
	const no = optedOut(contacts.value.get(customerID) ?? [], to) ?? (conversation?.opted_out_at ? conversation : undefined);

	/** @param {Record<string, any>} request @param {string} shown @param {string} sendAt @param {Record<string, string>} typed @param {any} file @param {any} onUpload */
	const submit = async (request, shown, sendAt, typed, file, onUpload) => {
		if (!template) return null;
		const answer = await post({ customerID, to, content: { template: request }, shown, replyTo, sendAt, ...(file && { file }) }, onUpload);
		if (!answer.row) return answer.error;
		rememberUse(template, typed);
		announce(t(sendAt ? "later.done" : "send.sent"));
		onSent();
		return null;
	};

	if (template) {
		return html`<${TemplateForm}
			key=${template.id}
			template=${template}
			known=${valuesOf(customer, me.value?.name ?? "")}
			before=${valuesBefore(template)}
			onSend=${submit}
			onBack=${() => setTemplate(null)}
		/>`;
	}
	if (!loaded.value) return error.value ? html`<${Trouble} message=${error.value.message} onRetry=${loadTemplates} />` : html`<${Skeleton} rows=${4} />`;
	if (templates.value.length === 0) return html`<${NoTemplates} />`;
	return html`
		<${TemplateList}
			templates=${templates.value}
			recent=${recent()}
			language=${customer?.language ?? ""}
			out=${no ? optOutWords(no) : ""}
			onChoose=${setTemplate}
		/>
		<${SyncLine} />
	`;
}

/** @param {{customerID: string, name: string, to: string, replyTo?: string, onSent: () => void, onClose: () => void}} props */
export function TemplateDialog({ customerID, name, to, replyTo, onSent, onClose }) {
	const done = () => {
		onSent();
		onClose();
	};
	return html`<${Dialog} title=${t("template.title", { name })} onClose=${onClose} testid="template-dialog" wide>
		<${TemplateSend} customerID=${customerID} to=${to} replyTo=${replyTo} onSent=${done} />
	<//>`;
}

/** Nothing to choose from: where templates come from. */
export function NoTemplates() {
	return html`<${Empty} icon="template" title=${t("template.empty")} help=${t("template.emptyHelp")}><${SyncButton} /><//>`;
}

/** When they were last fetched, and again. */
export function SyncLine() {
	const at = parseDate(syncedAt.value);
	return html`<div class="sync-line">
		<p class="quiet" data-testid="templates-synced">${at ? t("template.synced", { time: fullTime(at) }) : ""}</p>
		<${SyncButton} quiet />
	</div>`;
}

/** @param {{quiet?: boolean}} props */
function SyncButton({ quiet }) {
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState("");
	const sync = async () => {
		setBusy(true);
		setProblem("");
		const { counts, error: failed } = await syncTemplates();
		setBusy(false);
		if (!counts) return setProblem(failed?.message ?? "");
		notice(counts.total > 0 ? t("template.syncDone", { count: counts.total }) : t("template.syncNone"));
	};
	return html`<div class="sync">
		<button type="button" class=${`button ${quiet ? "button-quiet" : "button-primary"}`} disabled=${busy} data-testid="templates-sync" onClick=${sync}>
			<${Icon} name="sync" />${t(busy ? "template.syncing" : "template.sync")}
		</button>
		${problem && html`<p class="field-error" role="alert">${problem}</p>`}
	</div>`;
}

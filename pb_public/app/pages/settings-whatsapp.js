// @ts-check
// What WhatsApp does for everybody: receipts, typing, the words that stop marketing; and the templates.

import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { templateForm, templateKey, templateLine } from "/app/lib/templates.js";
import { plainText } from "/app/lib/plain.js";
import { t } from "/app/i18n/index.js";
import { Skeleton, Trouble } from "/app/components/empty.js";
import { Field } from "/app/components/field.js";
import { Switch } from "/app/components/switch.js";
import { categoryName, languageName, templateName, whyWords } from "/app/components/template-list.js";
import "/app/components/icons-more.js";
import { error, isOn, loadSettings, loaded, mayChange, resetSetting, saveSetting, words } from "/app/state/crm-settings.js";
import { notice } from "/app/state/notices.js";
import { error as templatesError, loadTemplates, loaded as templatesLoaded, templates } from "/app/state/templates.js";
import { UsualWords } from "/app/pages/settings-usual.js";
import { NoTemplates, SyncLine } from "/app/pages/template-send.js";

export function WhatsAppSettings() {
	useEffect(() => void loadSettings(), []);
	if (!loaded.value) return error.value ? html`<${Trouble} message=${error.value.message} onRetry=${loadSettings} />` : html`<${Skeleton} rows=${3} />`;
	const may = mayChange.value;
	/** @param {string} key */
	const change = (key) => async (/** @type {boolean} */ on) => {
		const problem = await saveSetting(key, on);
		if (problem) notice(problem.message, { bad: true });
		else notice(t("common.saved"));
	};
	return html`
		<section class="card" aria-labelledby="set-receipts">
			<h2 id="set-receipts">${t("whatsapp.chats")}</h2>
			${!may && html`<p class="form-note">${t("whatsapp.adminsOnly")}</p>`}
			<${Switch}
				label=${t("whatsapp.receipts")}
				hint=${t("whatsapp.receiptsHelp")}
				checked=${isOn("read_receipts")}
				disabled=${!may}
				testid="set-read-receipts"
				onChange=${change("read_receipts")}
			/>
			<${Switch}
				label=${t("whatsapp.typing")}
				hint=${t("whatsapp.typingHelp")}
				checked=${isOn("typing_indicator") && isOn("read_receipts")}
				disabled=${!may || !isOn("read_receipts")}
				testid="set-typing"
				onChange=${change("typing_indicator")}
			/>
		</section>
		<section class="card" aria-labelledby="set-words">
			<h2 id="set-words">${t("whatsapp.words")}</h2>
			<p class="quiet">${t("whatsapp.wordsHelp")}</p>
			<${Words} name="stop_words" label=${t("whatsapp.stop")} may=${may} />
			<${Words} name="start_words" label=${t("whatsapp.start")} may=${may} />
		</section>
	`;
}

/** @param {{name: string, label: string, may: boolean}} props */
function Words({ name, label, may }) {
	const kept = words(name).join(", ");
	const [text, setText] = useState(kept);
	const [problem, setProblem] = useState("");
	const [busy, setBusy] = useState(false);
	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		const list = split(text);
		setBusy(true);
		const failed = await (list.length > 0 ? saveSetting(name, list) : resetSetting(name));
		setBusy(false);
		setProblem(failed ? (Object.values(failed.fields)[0] ?? failed.message) : "");
		if (failed) return;
		setText(list.join(", "));
		notice(t("common.saved"));
	};
	return html`<form class="form" novalidate onSubmit=${submit}>
		<${Field}
			label=${label}
			hint=${t("whatsapp.own")}
			error=${problem}
			control=${(/** @type {any} */ tie) => html`<textarea
				...${tie}
				class="input"
				rows="3"
				dir="auto"
				readonly=${!may}
				data-testid=${`set-${name}`}
				value=${text}
				onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)}
			></textarea>`}
		/>
		${may && text !== kept && html`<div class="form-actions"><button type="submit" class="button" disabled=${busy}>${t("common.save")}</button></div>`}
		<${UsualWords} name=${name} label=${label} may=${may} />
	</form>`;
}

/** @param {string} text */
const split = (text) => [...new Set(text.split(/[,;\n]+/).map((word) => word.trim()).filter(Boolean))];

/** All templates, with what keeps one from being sent. */
export function TemplateSettings() {
	useEffect(() => void loadTemplates(), []);
	const rows = templates.value.filter((one) => !one.removed_at);
	return html`<section class="card" aria-labelledby="set-templates">
		<h2 id="set-templates">${t("template.list")}</h2>
		<p class="quiet">${t("template.help")}</p>
		${!templatesLoaded.value &&
		(templatesError.value ? html`<${Trouble} message=${templatesError.value.message} onRetry=${loadTemplates} />` : html`<${Skeleton} rows=${3} />`)}
		${templatesLoaded.value && rows.length === 0 && html`<${NoTemplates} />`}
		${rows.length > 0 && html`<${SyncLine} />`}
		${rows.length > 0 &&
		html`<ul class="contacts">
			${rows.map((one) => {
				const why = whyWords(one, "");
				return html`<li key=${templateKey(one)} class="contact" data-testid="template-row" data-name=${one.name} data-status=${one.status}>
					<span class="contact-main">
						<span class="template-head">
							<span class="template-name">${templateName(one)}</span>
							<span class="tag">${languageName(one.language)}</span>
							<span class="tag">${categoryName(one.category)}</span>
							${one.quality && one.quality !== "UNKNOWN" && html`<span class=${`tag quality-${one.quality.toLowerCase()}`}>${t(/** @type {any} */ (`template.quality.${one.quality.toLowerCase()}`))}</span>`}
						</span>
						<span class="contact-label template-text" dir="auto">${plainText(templateLine(templateForm(one)))}</span>
						${why && html`<span class="template-why">${why}</span>`}
					</span>
				</li>`;
			})}
		</ul>`}
	</section>`;
}

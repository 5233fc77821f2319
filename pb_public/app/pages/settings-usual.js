// @ts-check
// The words that end or allow marketing without anybody having written them, language by language.

import { html, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { languageName } from "/app/components/template-list.js";
import { switchLanguage, usualWords, words } from "/app/state/crm-settings.js";
import { notice } from "/app/state/notices.js";

/** @param {{name: string, label: string, may: boolean}} props */
export function UsualWords({ name, label, may }) {
	const [usual, setUsual] = useState(/** @type {import("/app/state/crm-settings.js").LanguageWords[] | null} */ (null));
	const [problem, setProblem] = useState("");
	const off = words(`${name}_off`);
	const show = async () => {
		if (usual) return setUsual(null);
		const { list, problem: failed } = await usualWords(name);
		setUsual(list && list.toSorted((a, b) => languageName(a.language).localeCompare(languageName(b.language))));
		setProblem(failed?.message ?? "");
	};
	/** @param {string} language @param {boolean} on */
	const change = async (language, on) => {
		const failed = await switchLanguage(name, language, on);
		// note: another text than before, so that the box is drawn again as it was
		setProblem(failed ? (Object.values(failed.fields)[0] ?? failed.message) : "");
		if (!failed) notice(t("common.saved"));
	};
	const none = usual?.every((one) => off.includes(one.language)) && words(name).length === 0;
	return html`
		${off.length > 0 && html`<p class="form-note" data-testid=${`off-${name}`}>${t("whatsapp.usualOff", { languages: off.map(languageName).join(", ") })}</p>`}
		<div class="form-actions">
			<button type="button" class="button button-quiet button-start" aria-expanded=${String(!!usual)} data-testid=${`usual-${name}`} onClick=${show}>
				${t(usual ? "whatsapp.usualHide" : "whatsapp.usualShow")}
			</button>
		</div>
		${problem && html`<p class="field-error" role="alert">${problem}</p>`}
		${usual &&
		html`<fieldset class="usual-words">
			<legend class="visually-hidden">${label}</legend>
			<p class="form-note">${t(may ? "whatsapp.usualHelp" : "whatsapp.usualListed")}</p>
			${none && html`<p class="field-error" role="status">${t("whatsapp.usualNone")}</p>`}
			<ul data-testid=${`usual-list-${name}`}>
				${usual.map(
					(one) => html`<li key=${one.language}>
						<label>
							<input
								type="checkbox"
								checked=${!off.includes(one.language)}
								disabled=${!may}
								data-testid=${`usual-${name}-${one.language}`}
								onChange=${(/** @type {any} */ event) => change(one.language, event.currentTarget.checked)}
							/>
							<span>
								<span class="usual-language">${languageName(one.language)}</span>
								<span class="usual-list" lang=${one.language}>${one.words.map((word, i) => html`${i > 0 && ", "}<bdi>${word}</bdi>`)}</span>
							</span>
						</label>
					</li>`,
				)}
			</ul>
		</fieldset>`}
	`;
}

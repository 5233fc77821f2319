// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { roveFrom } from "/app/lib/rove-from.js";
import { pickTemplates, templateForm, templateKey, templateLine, whyNot } from "/app/lib/templates.js";
import { plainText } from "/app/lib/plain.js";
import { t } from "/app/i18n/index.js";
import { Empty } from "/app/components/empty.js";
import { Field } from "/app/components/field.js";
import "/app/components/icons-more.js";

/** What a template is called, for people. @param {Template} template */
export const templateName = (template) => template.name.replaceAll("_", " ");

/** @type {Intl.DisplayNames | null} */
let languages = null;
/** "Portuguese (Brazil)" for pt_BR. @param {string} code */
export function languageName(code) {
	try {
		languages ??= new Intl.DisplayNames(undefined, { type: "language" });
		return languages.of(code.replace("_", "-")) ?? code;
	} catch {
		return code;
	}
}

/** @param {string} category */
export function categoryName(category) {
	const key = category.toLowerCase();
	return ["marketing", "utility", "authentication"].includes(key) ? t(/** @type {any} */ (`template.category.${key}`)) : category;
}

/** Why it can't be sent, in words; empty when it can. @param {Template} template @param {string} out the reason they want no marketing */
export function whyWords(template, out) {
	const why = whyNot(template, !!out);
	if (!why) return "";
	if (why === "optedOut") return out;
	const words = t(/** @type {any} */ (`template.why.${why}`), { status: template.status.toLowerCase() });
	return template.reason && template.reason !== "NONE" && why === "rejected" ? `${words} ${template.reason}` : words;
}

/**
 * Finds a template. Those that can't be sent are there as well, and say why.
 *
 * @param {object} props
 * @param {Template[]} props.templates
 * @param {string[]} props.recent
 * @param {string} props.language of the customer
 * @param {string} props.out why they want no marketing; empty when they didn't say so
 * @param {(template: Template) => void} props.onChoose
 */
export function TemplateList({ templates, recent, language, out, onChoose }) {
	const [query, setQuery] = useState("");
	const root = useRef(/** @type {HTMLDivElement | null} */ (null));
	// With a mouse one types at once; on a phone the keyboard would hide the list.
	useEffect(() => {
		if (!matchMedia("(pointer: coarse)").matches) root.current?.querySelector("input")?.focus();
	}, []);
	const words = (/** @type {Template} */ one) => `${languageName(one.language)} ${categoryName(one.category)}`;
	const found = pickTemplates(templates, { query, recent, language, optedOut: !!out, words });

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		const picks = /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll(".pick:not(:disabled)") ?? [])]);
		if (event.key === "Enter" && query && picks.length > 0 && !picks.includes(/** @type {any} */ (document.activeElement))) {
			event.preventDefault();
			return picks[0].click();
		}
		roveFrom(event, root.current?.querySelector("input"), picks);
	};

	return html`<div class="picker" ref=${root} onKeyDown=${press}>
		<${Field}
			label=${t("template.search")}
			control=${(/** @type {any} */ tie) => html`<input
				...${tie}
				class="input"
				type="search"
				autocomplete="off"
				enterkeyhint="search"
				placeholder=${t("template.searchHint")}
				data-testid="template-search"
				value=${query}
				onInput=${(/** @type {any} */ e) => setQuery(e.currentTarget.value)}
			/>`}
		/>
		<ul class="picker-list picks template-list" aria-label=${t("template.list")}>
			${found.map((one) => html`<${Line} key=${templateKey(one)} one=${one} why=${whyWords(one, out)} onChoose=${onChoose} />`)}
			${found.length === 0 && html`<li><${Empty} icon="search" title=${t("template.none", { query })} help=${t("template.noneHelp")} /></li>`}
		</ul>
		<p class="visually-hidden" role="status">${query ? t("template.count", { count: found.length }) : ""}</p>
	</div>`;
}

/** @param {{one: Template, why: string, onChoose: (template: Template) => void}} props */
function Line({ one, why, onChoose }) {
	return html`<li>
		<button
			type="button"
			class=${`pick template-pick ${why ? "is-off" : ""}`}
			disabled=${!!why}
			data-testid="template-pick"
			data-name=${one.name}
			data-language=${one.language}
			onClick=${() => onChoose(one)}
		>
			<span class="pick-main">
				<span class="template-head">
					<span class="template-name">${templateName(one)}</span>
					<span class="tag">${languageName(one.language)}</span>
					<span class="tag">${categoryName(one.category)}</span>
				</span>
				<span class="pick-detail template-text" dir="auto">${plainText(templateLine(templateForm(one)))}</span>
				${why && html`<span class="template-why">${why}</span>`}
			</span>
		</button>
	</li>`;
}

// @ts-check
import { html, useEffect, useMemo, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { PLACEHOLDERS, fill, unfilled } from "/app/lib/placeholders.js";
import { readWhen } from "/app/lib/schedule.js";
import { checkTemplate, startValues, templateForm, templatePreview, templateRequest } from "/app/lib/templates.js";
import { toLocalInput, whenWords } from "/app/lib/dates-more.js";
import { t } from "/app/i18n/index.js";
import { Field } from "/app/components/field.js";
import { HeaderFileField } from "/app/components/header-file.js";
import { Icon } from "/app/components/icon.js";
import { categoryName, languageName, templateName } from "/app/components/template-list.js";
import { WaPreview } from "/app/components/wa-preview.js";
import { When, whenProblem } from "/app/components/when.js";
import "/app/components/icons-more.js";

/**
 * @typedef {import("/app/lib/templates.js").Slot} Slot
 * @typedef {import("/app/components/header-file.js").HeaderFile} HeaderFile
 */

/** What stands at the top of a template and can come from this device. */
const FILES = ["image", "video", "document"];

/**
 * Fills in a template, with what the customer will see beside it.
 *
 * @param {object} props
 * @param {Template} props.template
 * @param {Record<string, string>} props.known what the placeholders stand for
 * @param {Record<string, string>} props.before how it was filled in the last time
 * @param {(request: Record<string, any>, shown: string, sendAt: string, typed: Record<string, string>, file: HeaderFile | null, onUpload: (local: {sent: {value: number}}) => void) => Promise<Problem | null>} props.onSend
 * @param {() => void} props.onBack
 */
export function TemplateForm({ template, known, before, onSend, onBack }) {
	const whole = useMemo(() => templateForm(template), [template]);
	const [typed, setTyped] = useState(() => startValues(whole, before));
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [later, setLater] = useState(false);
	const [when, setWhen] = useState("");
	const [busy, setBusy] = useState(false);
	const [active, setActive] = useState("");
	const [file, setFile] = useState(/** @type {HeaderFile | null} */ (null));
	const [upload, setUpload] = useState(/** @type {{sent: {value: number}} | null} */ (null));
	const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
	const formElement = useRef(/** @type {HTMLFormElement | null} */ (null));
	const fromDevice = FILES.includes(whole.header);
	// A file from this device stands where its address would.
	const form = useMemo(() => (file ? { ...whole, slots: whole.slots.filter((slot) => slot.part !== "header" || slot.card !== -1) } : whole), [whole, file]);
	const picture = useMemo(() => (file && whole.header === "image" ? URL.createObjectURL(file.blob) : ""), [file]);
	useEffect(() => () => URL.revokeObjectURL(picture), [picture]);
	const values = Object.fromEntries(Object.entries(typed).map(([key, text]) => [key, fill(text, known)]));

	useEffect(() => {
		const first = /** @type {HTMLElement | null | undefined} */ (formElement.current?.querySelector("input"));
		(first ?? heading.current)?.focus();
	}, []);

	/** @param {Record<string, string>} found */
	const show = (found) => {
		setErrors(found);
		setTimeout(() => /** @type {HTMLElement | null | undefined} */ (formElement.current?.querySelector("[aria-invalid=true]"))?.focus());
	};

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		/** @type {Record<string, string>} */
		const found = {};
		for (const [key, why] of Object.entries(checkTemplate(form, values, new Date()))) found[key] = t(/** @type {any} */ (`template.wrong.${why}`));
		for (const slot of form.slots) {
			const [open] = unfilled(typed[slot.key] ?? "", known);
			if (open) found[slot.key] = t("template.unknownValue", { field: `{${open}}` });
		}
		const time = later ? readWhen(when, new Date()) : null;
		if (time && !time.at) found.send_at = whenProblem(time.problem);
		if (Object.keys(found).length > 0) return show(found);
		setBusy(true);
		const shown = templatePreview(form, values);
		const request = templateRequest(template, form, values);
		if (file) delete request.header;
		const problem = await onSend(request, [shown.header, shown.body, shown.footer].filter(Boolean).join("\n\n"), time?.at?.toISOString() ?? "", typed, file, setUpload);
		setBusy(false);
		setUpload(null);
		if (problem) show(placeErrors(problem, form.slots));
	};

	/** @param {string} name */
	const insert = (name) => {
		const key = active || form.slots.find((slot) => slot.kind === "text")?.key;
		if (!key) return;
		setTyped({ ...typed, [key]: `${typed[key] ?? ""}{${name}}` });
		setTimeout(() => /** @type {HTMLElement | null | undefined} */ (formElement.current?.querySelector(`[name="${CSS.escape(key)}"]`))?.focus());
	};

	/** @param {Slot} slot */
	const field = (slot) => html`<${SlotField}
		key=${slot.key}
		slot=${slot}
		form=${form}
		value=${typed[slot.key] ?? ""}
		filled=${values[slot.key] ?? ""}
		error=${errors[slot.key]}
		onFocus=${() => slot.kind === "text" && setActive(slot.key)}
		onChange=${(/** @type {string} */ text) => {
			setTyped({ ...typed, [slot.key]: text });
			if (errors[slot.key]) setErrors({ ...errors, [slot.key]: "" });
		}}
	/>`;
	const own = form.slots.filter((slot) => slot.card === -1);
	const general = errors.general;
	const sendAt = later ? readWhen(when, new Date()).at : null;
	return html`<div class="template-fill" data-testid="template-form">
		<header class="template-title">
			<button type="button" class="icon-button" aria-label=${t("template.back")} title=${t("template.back")} data-testid="template-back" onClick=${onBack}>
				<${Icon} name="back" />
			</button>
			<div>
				<h3 ref=${heading} tabindex="-1">${templateName(template)}</h3>
				<p class="quiet">${languageName(template.language)} · ${categoryName(template.category)}</p>
			</div>
		</header>
		<div class="template-columns">
			<form class="form" novalidate ref=${formElement} onSubmit=${submit}>
				${form.slots.length === 0 && html`<p class="quiet">${t("template.noFields")}</p>`}
				${fromDevice &&
				html`<${HeaderFileField}
					kind=${whole.header}
					file=${file}
					error=${errors.media}
					onFile=${(/** @type {HeaderFile | null} */ chosen) => {
						setFile(chosen);
						setErrors({ ...errors, media: "", "header.link": "" });
					}}
				/>`}
				${own.map(field)}
				${form.cards.map(
					(card) =>
						card.slots.length > 0 &&
						html`<fieldset key=${card.card} class="answer-rows">
							<legend>${t("template.card", { number: card.card + 1 })}</legend>
							${card.slots.map(field)}
						</fieldset>`,
				)}
				${form.slots.some((slot) => slot.kind === "text") &&
				html`<div class="template-insert" role="group" aria-label=${t("template.insert")}>
					<span class="quiet" aria-hidden="true">${t("template.insert")}</span>
					${PLACEHOLDERS.map(
						(name) => html`<button
							key=${name}
							type="button"
							class="token"
							disabled=${!known[name]}
							title=${known[name] || t("template.noValue")}
							onClick=${() => insert(name)}
						>
							${t(/** @type {any} */ (`placeholder.${name}`))}
						</button>`,
					)}
				</div>`}
				${later && html`<${When} value=${when} error=${errors.send_at} onChange=${setWhen} />`}
				${upload && html`<progress class="upload-bar" max="1" value=${upload.sent.value} aria-label=${t("upload.of", { name: file?.name ?? "" })}></progress>`}
				${general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${general}</p>`}
				<div class="form-actions">
					<button type="button" class="button button-quiet button-start" aria-expanded=${String(later)} data-testid="template-later" onClick=${() => setLater(!later)}>
						<${Icon} name="clock" />${t(later ? "later.now" : "later.open")}
					</button>
					<button type="submit" class="button button-whatsapp" data-testid="template-submit" disabled=${busy}>
						<${Icon} name=${later ? "clock" : "whatsapp"} />${busy ? t("send.busy") : sendAt ? t("later.submitAt", { time: whenWords(sendAt, new Date()) }) : later ? t("later.submit") : t("send.submit")}
					</button>
				</div>
			</form>
			<${WaPreview} ...${templatePreview(form, file ? { ...values, "header.link": file.name } : values)} picture=${picture} />
		</div>
	</div>`;
}

/**
 * @param {{slot: Slot, form: import("/app/lib/templates.js").Form, value: string, filled: string, error?: string,
 *   onFocus: () => void, onChange: (text: string) => void}} props
 */
function SlotField({ slot, form, value, filled, error, onFocus, onChange }) {
	const hints = [];
	if (slot.kind === "link") hints.push(t(slot.card === -1 ? "template.linkHelp" : "template.linkOnly"));
	else if (slot.example) hints.push(t("template.example", { text: slot.example }));
	if (filled !== value) hints.push(t("template.reads", { text: filled }));
	return html`<${Field}
		label=${slotLabel(slot, form)}
		hint=${hints.join(" · ")}
		error=${error}
		optional=${slot.optional}
		control=${(/** @type {any} */ tie) => html`<input
			...${tie}
			class="input"
			name=${slot.key}
			type=${slot.kind === "time" ? "datetime-local" : "text"}
			min=${slot.kind === "time" ? toLocalInput(new Date()) : undefined}
			dir="auto"
			autocomplete="off"
			inputmode=${slot.kind === "latitude" || slot.kind === "longitude" ? "decimal" : undefined}
			data-testid=${`template-field-${slot.key}`}
			value=${value}
			onFocus=${onFocus}
			onInput=${(/** @type {any} */ e) => onChange(e.currentTarget.value)}
		/>`}
	/>`;
}

/** @param {Slot} slot @param {import("/app/lib/templates.js").Form} form */
function slotLabel(slot, form) {
	if (slot.kind === "text") {
		const words = /^\d+$/.test(slot.name) ? t("template.field", { number: slot.name }) : slot.name.replaceAll("_", " ");
		return slot.part === "header" ? t("template.headerField", { field: words }) : words;
	}
	if (slot.part === "button") return t(slot.kind === "code" ? "template.codeField" : "template.urlField", { label: slot.label });
	if (slot.kind === "time") return t("template.offerEnd");
	if (slot.kind === "link" && slot.card === -1) return t("template.orLink");
	if (slot.kind === "link") return t(/** @type {any} */ (`template.media.${slot.card === -1 ? form.header : form.cards[slot.card].header}`));
	return t(/** @type {any} */ (`template.header.${slot.kind}`));
}

/**
 * What the server found, at the field it is about: by the name in "template.parameters.first_name",
 * else for all to see.
 *
 * @param {Problem} problem
 * @param {Slot[]} slots
 * @returns {Record<string, string>}
 */
function placeErrors(problem, slots) {
	/** @type {Record<string, string>} */
	const placed = {};
	for (const [field, words] of Object.entries(problem.fields)) {
		let tail = field.replace(/^template\.?/, "").split(".");
		let card = -1;
		if (tail[0] === "cards") [card, tail] = [Number(tail[1] ?? 0), tail.slice(2)];
		const name = tail[tail.length - 1];
		const slot = slots.find((one) => {
			if (one.card !== card) return false;
			if (tail[0] === "header") return one.part === "header" && (tail.length < 2 || one.key.endsWith(`.${name}`) || ["link", "media_id"].includes(name));
			if (tail[0] === "buttons") return one.part === "button" && (tail.length < 2 || one.key.endsWith(`button.${tail[1]}`));
			if (tail[0] === "limited_time_offer") return one.part === "offer";
			return tail[0] === "parameters" && one.part === "body" && (tail.length < 2 || one.name === name);
		});
		const key = field === "send_at" || field === "media" ? field : (slot?.key ?? "general");
		placed[key] = placed[key] ? `${placed[key]} ${words}` : words;
	}
	return Object.keys(placed).length > 0 ? placed : { general: problem.message };
}
